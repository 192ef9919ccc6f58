"""Options of the widget `coin_flip`."""

from collections.abc import Sequence
from typing import Annotated, ClassVar

from pydantic import Field

from talk.protocol.methods.tokens import Text
from talk.widgets.base import Demo, Request, WidgetOptions, request


class Options(WidgetOptions):
    """Every phone samples its own token from one map of next-token probabilities.

    The histogram of the room's tokens comes close to the model's probabilities.
    """

    methods: ClassVar[Sequence[str]] = ("next_token/predict",)
    keys: ClassVar[dict[str, str]] = {
        "Enter / Space": "on a button: press it",
        "Escape": "give the keyboard back to the deck",
    }

    context: Text = "The capital of France is"
    """Text whose next token is sampled."""
    top_k: Annotated[int, Field(ge=1, le=12)] = 7
    """Number of tokens with a row of their own; all others share the last row."""
    checkpoint: Annotated[str, Field(min_length=1, max_length=80)] | None = None
    """Checkpoint of the model; the kernel's default when left out."""
    temperature: Annotated[float, Field(gt=0, le=10)] = 1.0
    """Temperature of the map of probabilities."""
    examples: list[Text] = []
    """Further contexts, each offered as a button."""

    def requests(self) -> list[Request]:
        """Return the request for the map of the context."""
        return [
            request(
                "next_token/predict",
                text=self.context,
                top_k=self.top_k,
                checkpoint=self.checkpoint,
                # Left out at the method's default, as in the recordings that exist.
                temperature=None if self.temperature == 1 else self.temperature,
            )
        ]

    def demos(self) -> list[Demo]:
        """Return the map of the context, then those of the examples."""
        [predict] = self.requests()
        others = [text for text in self.examples if text != self.context]
        return [
            predict.demo(label=self.context),
            *(predict.replace(text=text).demo(label=text, first=False) for text in others),
        ]
