"""A question finds its documents, they go into the prompt, and the answer moves."""
