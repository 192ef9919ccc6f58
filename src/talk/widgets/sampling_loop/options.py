"""Options of the widget `sampling_loop`."""

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar

from pydantic import Field

from talk.protocol.methods.next_token import Seed, Temperature
from talk.protocol.methods.tokens import Text
from talk.widgets.base import Demo, WidgetOptions

DRAWS = 100
"""Of one token, with the seeds that follow."""


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
        """The prompt as set, at the other prepared temperatures, then the examples; the hundred first draws of each."""
        demos = [self._demo(self.text, self.temperature, first=True)]
        others = [value for value in self.temperatures if value != self.temperature]
        demos += [self._demo(self.text, value, first=False) for value in others]
        demos += [self._demo(text, self.temperature, first=False) for text in self.examples]
        demos += [
            Demo(
                "next_token/draw",
                self.draw(text),
                lane="draws",
                label=f"{text}, ×{DRAWS}",
                first=False,
            )
            for text in dict.fromkeys([self.text, *self.examples])
        ]
        return demos

    def _demo(self, text: str, temperature: float, *, first: bool) -> Demo:
        return Demo("text/generate", self.generate(text, temperature), label=text, first=first)

    def draw(self, text: str) -> dict[str, Any]:
        """Parameters of next_token/draw at the prompt's end exactly as the element sends them."""
        params = {"text": text, "temperature": self.temperature, "seed": self.seed, "n": DRAWS}
        return {**params, **self._optional()}

    def _optional(self) -> dict[str, Any]:
        optional = {"top_k": self.top_k, "top_p": self.top_p, "checkpoint": self.checkpoint}
        return {key: value for key, value in optional.items() if value is not None}

    def generate(self, text: str, temperature: float) -> dict[str, Any]:
        """Parameters of text/generate exactly as the element sends them: a recording is found by them."""
        params: dict[str, Any] = {
            "text": text,
            "temperature": temperature,
            "seed": self.seed,
            "max_tokens": self.max_tokens,
            "candidates": self.candidates,
            "stages": True,
        }
        return {**params, **self._optional()}
