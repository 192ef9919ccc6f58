"""A tiny net written out in full, with its real parameters as sliders."""
