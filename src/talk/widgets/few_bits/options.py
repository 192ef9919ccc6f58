"""Options of the widget `few_bits`."""

from collections.abc import Sequence
from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from talk.protocol.methods.model import Bits
from talk.protocol.methods.tokens import Text
from talk.widgets.base import Demo, Request, WidgetOptions, request


class Example(BaseModel):
    """A further prompt, offered as a button."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    text: Text
    """Prompt that is continued."""
    label: Annotated[str, Field(min_length=1, max_length=60)]
    """Label of the button."""


class Options(WidgetOptions):
    """A network whose weights are rounded to fewer and fewer bits.

    For each number of bits stand the size of all weights, the loss on one page, and what the
    network writes after the same prompt, marked from where it differs from the first. Works with
    the embedded model.
    """

    methods: ClassVar[Sequence[str]] = ("model/round",)
    keys: ClassVar[dict[str, str]] = {"Escape": "give the keyboard back to the deck"}

    page: Text
    """Page whose loss is measured, best one that the network has not read."""
    text: Text = "The capital of France is"
    """Prompt that is continued at first."""
    label: Annotated[str, Field(min_length=1, max_length=60)] | None = None
    """Label of the first prompt's button, where there are examples; the prompt when left out."""
    examples: Annotated[list[Example], Field(max_length=5)] = []
    """Further prompts, each offered as a button."""
    bits: Annotated[list[Bits], Field(min_length=2, max_length=6)] = [8, 6, 4, 3, 2]
    """Bits of a weight, a row for each."""
    max_tokens: Annotated[int, Field(ge=1, le=40)] = 20
    """Most tokens that are written."""
    checkpoint: Annotated[str, Field(min_length=1, max_length=80)] | None = None
    """Checkpoint whose weights are rounded; the kernel's default when left out."""

    def requests(self) -> list[Request]:
        """Return the request for the first prompt."""
        return [
            request(
                "model/round",
                page=self.page,
                text=self.text,
                bits=self.bits,
                max_tokens=self.max_tokens,
                checkpoint=self.checkpoint,
            )
        ]

    def demos(self) -> list[Demo]:
        """Return the first prompt, then each example."""
        [first] = self.requests()
        return [
            first.demo(label=self.label or self.text),
            *(
                first.replace(text=example.text).demo(label=example.label, first=False)
                for example in self.examples
            ),
        ]
