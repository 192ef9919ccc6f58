"""Options of the widget `sft_chat`."""

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from talk.protocol.methods.next_token import Seed, Temperature
from talk.widgets.base import Demo, OrText, WidgetOptions

Message = Annotated[str, Field(min_length=1, max_length=2000)]
Name = Annotated[str, Field(min_length=1, max_length=30)]


class Example(BaseModel):
    """A prepared message, offered as a button."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    message: Message
    """The message."""
    label: Annotated[str, Field(max_length=60)] = ""
    """What the button says; the message itself when empty."""


class Options(WidgetOptions):
    """Chat with several checkpoints at once: same message, same seed, each in a column of its own.

    The run of tokens behind the conversation can be unfolded; what training would score is filled, the rest outlined.
    An answer can be edited, and its checkpoint goes on from what now stands there as if it had said so itself.
    """

    methods: ClassVar[Sequence[str]] = ("chat/complete", "chat/render")
    keys: ClassVar[dict[str, str]] = {
        "Enter": "in the message: send it (Shift and Enter: a new line)",
        "Escape": "give the keyboard back to the deck",
    }

    message: Message = "Why is the sky blue?"
    """The first message."""
    checkpoints: Annotated[list[Name], Field(min_length=1, max_length=3)] = ["base", "sft"]
    """The columns, from left to right."""
    labels: dict[Name, Annotated[str, Field(max_length=40)]] = {}
    """What a column is called, where it is not the checkpoint's name."""
    system: Message | None = None
    """A system message before the conversation."""
    temperature: Temperature = 0.7
    """How daring the draws are; 0 takes the most likely token."""
    seed: Seed = 1
    """What all draws start from; the same in every column."""
    max_tokens: Annotated[int, Field(ge=1, le=200)] = 80
    """Longest answer, in tokens."""
    examples: list[Annotated[Example, OrText("message")]] = []
    """Prepared messages, each a button; a plain string is its own label."""

    def demos(self) -> list[Demo]:
        """The first message to every checkpoint, then each example to each."""
        demos = [self._demo(self.message, name, first=True) for name in self.checkpoints]
        demos += [
            self._demo(item.message, name, first=False, label=item.label)
            for item in self.examples
            for name in self.checkpoints
            if item.message != self.message
        ]
        return demos

    def _demo(self, message: str, checkpoint: str, *, first: bool, label: str = "") -> Demo:
        params = self.complete(message, checkpoint)
        return Demo(
            "chat/complete", params, lane=f"with:{checkpoint}", label=label or message, first=first
        )

    def complete(self, message: str, checkpoint: str) -> dict[str, Any]:
        """Parameters of chat/complete exactly as the element sends them: a recording is found by them."""
        system = [] if self.system is None else [{"role": "system", "content": self.system}]
        return {
            "messages": [*system, {"role": "user", "content": message}],
            "checkpoint": checkpoint,
            "temperature": self.temperature,
            "seed": self.seed,
            "max_tokens": self.max_tokens,
        }
