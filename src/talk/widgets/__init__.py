"""The widgets.

Each folder holds the three that belong together: options.py, element.ts, look.css.
"""
