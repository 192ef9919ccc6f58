"""One prompt under several conditions, side by side."""
