"""Options of the widget `transformer`."""

from collections.abc import Sequence
from typing import Annotated, ClassVar

from pydantic import Field

from talk.widgets.base import Demo, Request, WidgetOptions, request

LONGEST = 80
"""Longest text, in characters.

The answer holds the weights of all heads of all layers, which grow with the square of the length.
"""
Line = Annotated[str, Field(min_length=1, max_length=LONGEST)]


class Options(WidgetOptions):
    """A transformer from embedding to probabilities, with its shapes and attention weights.

    Whoever chooses a token, a layer and a head sees how much weight that head gives to each token
    up to the chosen one.
    """

    methods: ClassVar[Sequence[str]] = ("model/parts", "model/attention")
    keys: ClassVar[dict[str, str]] = {
        "Left / Right": "on a token: the one before / after it; on a layer or head: another one",
        "Enter": "on a token: ask where it looks",
        "Escape": "give the keyboard back to the deck",
    }

    text: Line = "The capital of France is Paris."
    """Text that the network reads, of at most 80 characters."""
    checkpoint: Annotated[str, Field(min_length=1, max_length=80)] | None = None
    """Checkpoint of the model; the kernel's default when left out."""
    models: list[Annotated[str, Field(min_length=1, max_length=80)]] = []
    """Checkpoints of further models to look into, e.g. `smollm2`, offered in a picker."""
    layer: Annotated[int, Field(ge=1, le=200)] = 3
    """Layer shown at first, counted from 1; the last one where there are fewer."""
    head: Annotated[int, Field(ge=1, le=200)] = 1
    """Head shown at first, counted from 1."""
    examples: list[Line] = []
    """Further texts, each offered as a button."""

    def requests(self) -> list[Request]:
        """Return the requests for the attention over the text and for the network's parts."""
        return [
            request("model/attention", text=self.text, checkpoint=self.checkpoint),
            request("model/parts", checkpoint=self.checkpoint),
        ]

    def demos(self) -> list[Demo]:
        """Return the attention over the text, the network's parts, and those of further models.

        The attention over the examples comes last.
        """
        attention, parts = self.requests()
        others = [text for text in self.examples if text != self.text]
        return [
            attention.demo(label=self.text),
            parts.demo("parts", "The network's parts"),
            *(
                demo
                for name in self.models
                for demo in (
                    attention.replace(checkpoint=name).demo(
                        label=f"{name}: {self.text}", first=False
                    ),
                    parts.replace(checkpoint=name).demo(
                        "parts", f"The parts of {name}", first=False
                    ),
                )
            ),
            *(attention.replace(text=text).demo(label=text, first=False) for text in others),
        ]
