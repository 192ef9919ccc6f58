"""The recipes: flat scripts that make the embedded model from nothing.

`all.sh` tells the whole story.
"""
