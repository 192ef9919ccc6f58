"""Options of the widget `join`."""

from typing import Annotated

from pydantic import Field

from talk.widgets.base import WidgetOptions


class Options(WidgetOptions):
    """How a phone joins: QR code, address, and how many people have joined, counted live."""

    label: Annotated[str, Field(max_length=80)] = "Join on your phone"
    """The line over the code."""
