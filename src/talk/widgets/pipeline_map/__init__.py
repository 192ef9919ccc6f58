"""The four stages from the raw web to the preferred assistant."""
