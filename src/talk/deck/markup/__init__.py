"""Turn the texts of a slide into HTML.

In: Markdown, a program's source, a LaTeX formula. Out: HTML with numbered steps and footnotes, and
plain words for titles. Nothing is checked here; `talk.deck.checking` says what is wrong with a
text.
"""
