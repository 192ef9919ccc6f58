"""The way from the raw web to the preferred assistant."""
