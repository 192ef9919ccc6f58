"""Options of the widget `guess_ahead`."""

from collections.abc import Sequence
from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from talk.protocol.methods.next_token import Seed, Temperature
from talk.protocol.methods.text import MAX_AHEAD
from talk.protocol.methods.tokens import Text
from talk.widgets.base import Demo, Request, WidgetOptions, request

Name = Annotated[str, Field(min_length=1, max_length=80)]
Label = Annotated[str, Field(min_length=1, max_length=60)]


class Example(BaseModel):
    """A further way to guess, or another text; offered as a button."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    label: Label
    """Label of the button."""
    text: Text | None = None
    """Prompt; that of the widget when left out."""
    checkpoint: Name | None = None
    """Checkpoint that writes; that of the widget when left out."""
    draft: Name | None = None
    """Checkpoint of the same model that guesses; when left out, the guess is what followed the last
    tokens earlier in the text."""


class Options(WidgetOptions):
    """A text written by drafts: tokens are guessed cheaply, and one forward pass checks them all.

    Guessed tokens are grey; those that the network would have sampled itself turn to ink and stay,
    the others are struck out. The passes are counted beside those of the same text written token by
    token, and the widget compares the two texts.
    """

    methods: ClassVar[Sequence[str]] = ("text/speculate", "text/generate")
    keys: ClassVar[dict[str, str]] = {"Escape": "give the keyboard back to the deck"}

    text: Text = "The capital of France is"
    """Prompt at first."""
    checkpoint: Name | None = None
    """Checkpoint that writes; the kernel's default when left out."""
    draft: Name | None = None
    """Checkpoint of the same model that guesses at first; when left out, the guess is what followed
    the last tokens earlier in the text."""
    label: Label | None = None
    """Label of the first button, where there are examples; the prompt when left out."""
    ahead: Annotated[int, Field(ge=1, le=MAX_AHEAD)] = 6
    """Most tokens that are guessed before each forward pass."""
    temperature: Temperature = 0.8
    """Sampling temperature; 0 always chooses the most likely token."""
    seed: Seed = 1
    """Seed of the sampling."""
    max_tokens: Annotated[int, Field(ge=1, le=100)] = 50
    """Most tokens of the text."""
    examples: Annotated[list[Example], Field(max_length=5)] = []
    """Further ways to guess, each offered as a button."""

    def requests(self) -> list[Request]:
        """Return the request for the text by drafts, and for the same text token by token."""
        plain = request(
            "text/generate",
            text=self.text,
            checkpoint=self.checkpoint,
            temperature=self.temperature,
            seed=self.seed,
            max_tokens=self.max_tokens,
        )
        drafted = request("text/speculate", **plain.params, draft=self.draft, ahead=self.ahead)
        return [drafted, plain]

    def demos(self) -> list[Demo]:
        """Return both requests as at first, then for each example."""
        drafted, plain = self.requests()
        label = self.label or self.text
        demos = [drafted.demo(label=label), plain.demo("plain", label)]
        for example in self.examples:
            text = example.text or self.text
            checkpoint = example.checkpoint or self.checkpoint
            by_drafts = drafted.replace(text=text, checkpoint=checkpoint, draft=example.draft)
            demos.append(by_drafts.demo(label=example.label, first=False))
            # The same text by other drafts needs no further recording token by token.
            if (text, checkpoint) != (self.text, self.checkpoint):
                token_by_token = plain.replace(text=text, checkpoint=checkpoint)
                demos.append(token_by_token.demo("plain", example.label, first=False))
        return demos
