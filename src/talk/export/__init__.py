"""Print decks as PDF and check them as they are rendered, with an installed Chromium."""
