"""Options of the widget `coin_flip`."""

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar

from pydantic import Field

from talk.protocol.methods.tokens import Text
from talk.widgets.base import Demo, WidgetOptions


class Options(WidgetOptions):
    """One map, and every phone draws its own token from it: the room's histogram comes near the model's."""

    methods: ClassVar[Sequence[str]] = ("next_token/predict",)
    keys: ClassVar[dict[str, str]] = {
        "Enter / Space": "on a button: press it",
        "Escape": "give the keyboard back to the deck",
    }

    context: Text = "The capital of France is"
    """What the model continues."""
    top_k: Annotated[int, Field(ge=1, le=12)] = 7
    """Number of tokens with a row of their own; all others share the last row."""
    checkpoint: Annotated[str, Field(min_length=1, max_length=80)] | None = None
    """Checkpoint of the model; the kernel's default when left out."""
    temperature: Annotated[float, Field(gt=0, le=10)] = 1.0
    """Temperature of the map."""
    examples: list[Text] = []
    """Further contexts, each a button."""

    def demos(self) -> list[Demo]:
        """The map of the context, then those of the examples."""
        demos = [Demo("next_token/predict", self.predict(self.context), label=self.context)]
        demos += [
            Demo("next_token/predict", self.predict(text), label=text, first=False)
            for text in self.examples
            if text != self.context
        ]
        return demos

    def predict(self, context: str) -> dict[str, Any]:
        """Parameters of next_token/predict exactly as the element sends them: a recording is found by them."""
        params: dict[str, Any] = {"text": context, "top_k": self.top_k}
        if self.checkpoint is not None:
            params["checkpoint"] = self.checkpoint
        if self.temperature != 1:
            params["temperature"] = self.temperature
        return params
