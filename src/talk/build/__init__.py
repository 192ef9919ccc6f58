"""Turn a checked `Deck` into HTML pages and the files they need.

`theme` and `assets` provide files, `html` makes pages without any I/O, `site` puts both together in
memory; its `write` is all that writes.
"""
