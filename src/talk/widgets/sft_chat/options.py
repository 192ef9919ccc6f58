"""Options of the widget `sft_chat`."""

from collections.abc import Sequence
from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from talk.protocol.methods.next_token import Seed, Temperature
from talk.widgets.base import Demo, OrText, Request, WidgetOptions, request

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

    def requests(self) -> list[Request]:
        """Return the answer to the first message, and the conversation's tokens, of the first checkpoint."""
        complete = self._complete(self.message, self.checkpoints[0])
        render = request(
            "chat/render",
            messages=complete.params["messages"],
            checkpoint=self.checkpoints[0],
            open_turn=False,
        )
        return [complete, render]

    def demos(self) -> list[Demo]:
        """Return the first message to every checkpoint, then each example to each."""
        asked = [(self.message, "")]
        asked += [
            (item.message, item.label) for item in self.examples if item.message != self.message
        ]
        return [
            self._complete(message, name).demo(f"with:{name}", label or message, first=number == 0)
            for number, (message, label) in enumerate(asked)
            for name in self.checkpoints
        ]

    def _complete(self, message: str, checkpoint: str) -> Request:
        system = [] if self.system is None else [{"role": "system", "content": self.system}]
        return request(
            "chat/complete",
            messages=[*system, {"role": "user", "content": message}],
            checkpoint=checkpoint,
            temperature=self.temperature,
            seed=self.seed,
            max_tokens=self.max_tokens,
        )
