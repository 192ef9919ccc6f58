"""The network drawn once with its real shapes, and where each head of it looks."""
