"""Generate the training text from data files, grammars and hand-written pages."""
