"""A presentation engine whose slides are alive."""

import sys

__version__ = "0.2.0"

if sys.version_info < (3, 11):  # noqa: UP036  before an older Python meets what it cannot read
    sys.exit(
        "talk needs Python 3.11 or newer, and this is {}.{}: "
        "install a newer one, e.g. from python.org".format(*sys.version_info[:2])
    )
