"""Numbers as curves, labelled directly."""
