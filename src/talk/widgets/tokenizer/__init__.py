"""Text to tokens: live split, IDs, bytes, merges, vocabularies side by side."""
