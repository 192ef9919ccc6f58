"""Sampling, one token at a time: bars, sample, append, repeat."""
