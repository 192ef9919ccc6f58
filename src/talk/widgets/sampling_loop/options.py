"""Options of the widget `sampling_loop`."""

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar

from pydantic import Field

from talk.protocol.methods.next_token import Seed, Temperature
from talk.protocol.methods.tokens import Text
from talk.widgets.base import Demo, Request, WidgetOptions, request

SAMPLES = 100
"""Number of samples of one token, with consecutive seeds."""


class Options(WidgetOptions):
    """A model writes one token at a time: map, coin flip, append, repeat.

    The bars can be shown after each control, and one token can be sampled a hundred times. A token
    chosen by hand starts a second branch beside the first, which continues with the same coin.
    """

    takes_prompts: ClassVar[bool] = True
    methods: ClassVar[Sequence[str]] = ("text/generate", "next_token/draw")
    keys: ClassVar[dict[str, str]] = {
        "Space": "on Play: play or pause",
        "Left / Right": "on a token of the text: one token back / on",
        "Enter": "on a bar: append that token instead and go on from there",
        "Escape": "give the keyboard back to the deck",
    }

    text: Text = "The capital of France is"
    """Prompt at first."""
    temperature: Temperature = 1.0
    """Temperature at first; 0 always chooses the most likely token."""
    top_k: Annotated[int, Field(ge=1, le=50)] | None = None
    """Number of most likely tokens to sample from; all tokens when left out."""
    top_p: Annotated[float, Field(gt=0, le=1)] | None = None
    """Probability that the most likely tokens to sample from reach together.

    When left out, the model samples from all tokens.
    """
    seed: Seed = 1
    """Seed at first; the same seed and controls write the same text."""
    max_tokens: Annotated[int, Field(ge=1, le=200)] = 24
    """Number of tokens that one run writes."""
    candidates: Annotated[int, Field(ge=1, le=20)] = 8
    """Number of bars."""
    checkpoint: Annotated[str, Field(min_length=1, max_length=80)] | None = None
    """Checkpoint of the model; the kernel's default when left out."""
    temperatures: list[Temperature] = []
    """Temperatures offered as buttons, which also answer from a recording."""
    examples: list[Text] = []
    """Further prompts, each offered as a button."""

    def demos(self) -> list[Demo]:
        """Return the prompt at each temperature, the examples, and many samples of a token."""
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
                draw.replace(text=text).demo("draws", f"{text}, ×{SAMPLES}", first=False)
                for text in dict.fromkeys([self.text, *self.examples])
            ),
        ]

    def requests(self) -> list[Request]:
        """Return the requests for the text after the prompt and for many samples of a token."""
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
                # Always recorded: which control the bars are shown after is a choice of the
                # viewer's.
                stages=True,
                **controls,
            ),
            request("next_token/draw", text=self.text, n=SAMPLES, **controls),
        ]
