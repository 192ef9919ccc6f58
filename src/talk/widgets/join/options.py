"""Options of the widget `join`."""

from typing import Annotated, ClassVar

from pydantic import Field

from talk.widgets.base import WidgetOptions


class Options(WidgetOptions):
    """The way for a phone to join: QR code, address, and how many people have joined, live.

    A copy without a room (PDF, single file, guide) shows the deck's `url` instead, or nothing where
    the deck has none.
    """

    needs_room: ClassVar[bool] = True

    label: Annotated[str, Field(max_length=80)] = ""
    """Line above the QR code; where it is empty, "Join on your phone" in the deck's language."""
