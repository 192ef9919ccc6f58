"""A sentence as training examples: window of tokens, next token."""
