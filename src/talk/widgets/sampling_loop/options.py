"""Options of the widget `sampling_loop`."""

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar

from pydantic import Field

from talk.protocol.methods.next_token import Seed, Temperature
from talk.protocol.methods.tokens import Text
from talk.widgets.base import Demo, Request, WidgetOptions, request

DRAWS = 100
"""Samples of one token, with the seeds that follow."""


class Options(WidgetOptions):
    """Map, coin flip, append, repeat: a model writes one token at a time and every draw can be seen.

    The bars can be looked at after each control; the same draw can be made a hundred times; a token picked by hand
    opens a second branch beside the first, which goes on under the same coin.
    """

    methods: ClassVar[Sequence[str]] = ("text/generate", "next_token/draw")
    keys: ClassVar[dict[str, str]] = {
        "Space": "on Play: play or pause",
        "Left / Right": "on a token of the text: one token back / on",
        "Enter": "on a bar: take that token instead and go on from there",
        "Escape": "give the keyboard back to the deck",
    }

    text: Text = "The capital of France is"
    """The prompt at first."""
    temperature: Temperature = 1.0
    """Temperature at first; 0 takes the most likely token."""
    top_k: Annotated[int, Field(ge=1, le=50)] | None = None
    """Only the k most likely tokens may be drawn; all of them when left out."""
    top_p: Annotated[float, Field(gt=0, le=1)] | None = None
    """Only the most likely tokens that together reach this probability; all of them when left out."""
    seed: Seed = 1
    """Seed at first: the same seed and settings write the same text."""
    max_tokens: Annotated[int, Field(ge=1, le=200)] = 24
    """Number of tokens written in one go."""
    candidates: Annotated[int, Field(ge=1, le=20)] = 8
    """Number of bars."""
    checkpoint: Annotated[str, Field(min_length=1, max_length=80)] | None = None
    """Checkpoint of the model; the kernel's default when left out."""
    temperatures: list[Temperature] = []
    """Temperatures prepared as buttons, so that they also answer from a recording."""
    examples: list[Text] = []
    """Further prompts, each a button."""

    def demos(self) -> list[Demo]:
        """Return the prompt at every prepared temperature, then the examples; then the samples of one token of each."""
        generate, draw = self.requests()
        others = [value for value in self.temperatures if value != self.temperature]
        return [
            generate.demo(label=self.text),
            *(
                generate.replace(temperature=value).demo(label=self.text, first=False)
                for value in others
            ),
            *(generate.replace(text=text).demo(label=text, first=False) for text in self.examples),
            *(
                draw.replace(text=text).demo("draws", f"{text}, ×{DRAWS}", first=False)
                for text in dict.fromkeys([self.text, *self.examples])
            ),
        ]

    def requests(self) -> list[Request]:
        """Return the text that follows the prompt, and many samples of the one token after it."""
        controls: dict[str, Any] = {
            "temperature": self.temperature,
            "top_k": self.top_k,
            "top_p": self.top_p,
            "seed": self.seed,
            "checkpoint": self.checkpoint,
        }
        return [
            request(
                "text/generate",
                text=self.text,
                max_tokens=self.max_tokens,
                candidates=self.candidates,
                stages=True,
                **controls,
            ),
            request("next_token/draw", text=self.text, n=DRAWS, **controls),
        ]
