"""Sampling, one token at a time: bars, draw, append, repeat."""
