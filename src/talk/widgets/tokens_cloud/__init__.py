"""The room goes on with a text, its words as tokens, beside the model's map of the next token."""
