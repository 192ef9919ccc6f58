"""Say in one sentence when this Python is too old. Written so that any Python 3 can run it."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this file is what an old Python runs
    # Put together with `+`: an f-string is a syntax error to Python 3.5, before any line has run.
    found = ".".join(str(part) for part in sys.version_info[:3])
    sys.exit(
        "talk needs Python 3.11 or newer, and this is " + found + "; run: make PYTHON=python3.11 …"
    )
