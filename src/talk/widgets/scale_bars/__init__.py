"""Quantities of very different size as bars on a log scale."""
