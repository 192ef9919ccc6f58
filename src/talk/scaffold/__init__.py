"""`talk scaffold`: the files that everything of a kind begins with."""
