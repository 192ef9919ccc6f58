"""Words added and subtracted on the embedding table."""
