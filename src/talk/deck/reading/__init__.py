"""Find decks and themes and read their files.

In: the name of a deck, or the bytes of a YAML file. Out: folders; values with a mark each
(`Source`), and a `Problem` for everything that is wrong with a file as YAML.
"""
