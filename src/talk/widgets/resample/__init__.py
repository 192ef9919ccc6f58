"""Fresh continuations from each line of an answer."""
