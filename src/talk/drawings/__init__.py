"""Draw charts as SVG while a deck is built, with libraries of the web and no browser."""
