"""One forward pass as bars: the most likely next tokens and the rest."""
