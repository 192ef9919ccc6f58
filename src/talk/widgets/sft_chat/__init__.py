"""One conversation with several checkpoints, side by side."""
