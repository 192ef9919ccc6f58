"""Read other tools' slides and write them as a deck."""
