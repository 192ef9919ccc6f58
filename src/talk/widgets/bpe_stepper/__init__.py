"""Byte-pair encoding trained step by step over a short text."""
