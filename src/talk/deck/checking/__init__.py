"""Find what is wrong with a deck, and say what to do instead.

In: values with their marks, the models of the schema, texts and pictures. Out: the same values as
their models read them, and a `Problem` for every mistake, at the line and column where it stands.
"""
