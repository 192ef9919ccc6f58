"""A text written by drafts that are checked several at a time."""
