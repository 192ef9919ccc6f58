"""From a checked Deck to HTML: theme, assets, html (pure), site (in memory; `write` is the only writer)."""
