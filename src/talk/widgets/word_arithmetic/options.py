"""Options of the widget `word_arithmetic`."""

from collections.abc import Sequence
from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from talk.protocol.methods.embeddings import Word
from talk.widgets.base import Demo, Request, WidgetOptions, request


class Example(BaseModel):
    """A prepared sum, offered as a button."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    start: Word
    """Word that the sum begins with."""
    minus: Word
    """Word that is subtracted."""
    plus: Word
    """Word that is added."""
    answer: Word | None = None
    """Word that a person would expect, marked wherever it stands."""
    label: Annotated[str, Field(max_length=60)] = ""
    """Label of the button; the sum itself when empty."""


class Options(WidgetOptions):
    """One word minus another plus a third, computed on a model's embedding table.

    The tokens whose vectors are nearest to the sum are shown with their similarity. The three words
    themselves are left out, and the widget says so. Each word must be one token.
    """

    methods: ClassVar[Sequence[str]] = ("embeddings/nearest",)
    keys: ClassVar[dict[str, str]] = {
        "Enter": "in a word: compute the sum",
        "Escape": "give the keyboard back to the deck",
    }

    start: Word = "king"
    """Word that the sum begins with at first."""
    minus: Word = "man"
    """Word that is subtracted at first."""
    plus: Word = "woman"
    """Word that is added at first."""
    answer: Word | None = None
    """Word that a person would expect, marked wherever it stands."""
    top_k: Annotated[int, Field(ge=1, le=12)] = 6
    """Number of tokens shown."""
    checkpoint: Annotated[str, Field(min_length=1, max_length=80)] | None = None
    """Checkpoint whose table is read; the kernel's default when left out."""
    label: Annotated[str, Field(max_length=60)] = ""
    """Label of the first sum's button, where there are examples; the sum itself when empty."""
    examples: list[Example] = []
    """Further sums, each offered as a button."""

    def requests(self) -> list[Request]:
        """Return the request for the first sum."""
        return [self._nearest(self)]

    def demos(self) -> list[Demo]:
        """Return the first sum, then each example."""
        sums: list[Options | Example] = [self, *self.examples]
        return [
            self._nearest(one).demo(
                label=one.label or f"{one.start} − {one.minus} + {one.plus}", first=one is self
            )
            for one in sums
        ]

    def _nearest(self, one: "Options | Example") -> Request:
        return request(
            "embeddings/nearest",
            add=[one.start, one.plus],
            subtract=[one.minus],
            tracked=None if one.answer is None else [one.answer],
            top_k=self.top_k,
            checkpoint=self.checkpoint,
        )
