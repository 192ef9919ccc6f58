"""Define the error for what the person at the keyboard can mend after one sentence."""

from __future__ import annotations


class Failure(Exception):  # noqa: N818  it is not always an error: a request that cannot be met
    """The end of a command without a traceback.

    Its text is one sentence that says what went wrong, where, and what to do.
    """

    def __init__(self, text: str, exit_code: int = 1) -> None:
        super().__init__(text)
        self.exit_code = exit_code
