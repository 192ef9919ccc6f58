"""One sentence as bits, bytes, tokens and words: four lengths."""
