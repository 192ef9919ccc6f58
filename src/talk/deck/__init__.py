"""Turn a folder of YAML files into a checked `Deck`, or into every problem it has.

The data passes through the packages in this order, and each one knows only those before it:

1. `reading`: bytes of a file → values that know their line and column
2. `schema`: what an author may write, as pydantic models
3. `markup`: Markdown, code and formulas → HTML
4. `checking`: values against the schema, and what is wrong with texts, pictures and links
5. `recordings`: transcripts of the kernel's answers to a deck's prepared requests

`load` runs the way from end to end; `model` is what comes out. The commands `talk check` and `talk
widgets` stand on top.
"""
