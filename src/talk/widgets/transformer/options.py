"""Options of the widget `transformer`."""

from collections.abc import Sequence
from typing import Annotated, ClassVar

from pydantic import Field

from talk.widgets.base import Demo, Request, WidgetOptions, request

LONGEST = 80
"""Characters; all heads of all layers are shown, and their number grows with the square of the text."""
Line = Annotated[str, Field(min_length=1, max_length=LONGEST)]


class Options(WidgetOptions):
    """Embed, then attention and MLP layer after layer, then probabilities: with real shapes, and where each head looks.

    A token is chosen; each head of each layer shows how much it looks at the tokens before it.
    """

    methods: ClassVar[Sequence[str]] = ("model/parts", "model/attention")
    keys: ClassVar[dict[str, str]] = {
        "Left / Right": "on a token: the one before / after it; on a layer or head: another one",
        "Enter": "on a token: ask where it looks",
        "Escape": "give the keyboard back to the deck",
    }

    text: Line = "The capital of France is Paris."
    """What the network reads; at most 80 characters."""
    checkpoint: Annotated[str, Field(min_length=1, max_length=80)] | None = None
    """Checkpoint of the model; the kernel's default when left out."""
    layer: Annotated[int, Field(ge=1, le=200)] = 3
    """Layer shown at first, from 1; the last one where there are fewer."""
    head: Annotated[int, Field(ge=1, le=200)] = 1
    """Head shown at first, from 1."""
    examples: list[Line] = []
    """Further texts, each a button."""

    def requests(self) -> list[Request]:
        """Return the attention over the text, and the network's parts."""
        return [
            request("model/attention", text=self.text, checkpoint=self.checkpoint),
            request("model/parts", checkpoint=self.checkpoint),
        ]

    def demos(self) -> list[Demo]:
        """Return the attention over the text, the network's parts, then the attention over the examples."""
        attention, parts = self.requests()
        others = [text for text in self.examples if text != self.text]
        return [
            attention.demo(label=self.text),
            parts.demo("parts", "The network's parts"),
            *(attention.replace(text=text).demo(label=text, first=False) for text in others),
        ]
