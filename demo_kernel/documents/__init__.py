"""Keep documents for retrieval, and filter web pages as a pre-training pipeline does."""
