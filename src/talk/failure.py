"""What goes wrong in a way that one sentence to the person at the keyboard can mend."""

from __future__ import annotations


class Failure(Exception):  # noqa: N818  it is not always an error: a wish that cannot be met
    """Ends a command: its text is one sentence that says what, where and what to do; no traceback."""

    def __init__(self, text: str, exit_code: int = 1) -> None:
        super().__init__(text)
        self.exit_code = exit_code
