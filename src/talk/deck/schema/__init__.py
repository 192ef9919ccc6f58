"""Define what an author may write.

In: nothing; the models of deck files and layouts are written here. Out: those models, the JSON
Schema for editors, and the reference pages for readers.
"""
