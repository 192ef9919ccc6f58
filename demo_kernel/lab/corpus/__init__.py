"""The training text.

A small world in data files, grammars and hand-written pages, and the generator over them.
"""
