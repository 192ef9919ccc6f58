"""Find documents for a query, and filter web pages as a pre-training pipeline does."""
