"""Web pages on their way through the filters to a row of training text."""
