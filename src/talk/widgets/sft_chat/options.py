"""Options of the widget `sft_chat`."""

from collections.abc import Sequence
from typing import Annotated, ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, model_validator

from talk.protocol.methods.next_token import Seed, Temperature
from talk.widgets.base import Demo, OrText, Request, WidgetOptions, request
from talk.widgets.claims import ClaimNumber, ModelName, brief_of, sentence_of

Message = Annotated[str, Field(min_length=1, max_length=2000)]
Name = Annotated[str, Field(min_length=1, max_length=30)]


class Example(BaseModel):
    """A prepared message, offered as a button."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    message: Message
    """Text of the message."""
    label: Annotated[str, Field(max_length=60)] = ""
    """Label of the button; the message itself when empty."""


class Options(WidgetOptions):
    """A chat with several checkpoints at once: same message, same seed, one column for each.

    The tokens of the conversation can be shown; those that training would score are filled, all
    others are outlined. An answer can be edited, and its checkpoint then continues the edited
    conversation.
    """

    takes_prompts: ClassVar[bool] = True
    methods: ClassVar[Sequence[str]] = ("chat/complete", "chat/render")
    keys: ClassVar[dict[str, str]] = {
        "Enter": "in the message: send it (Shift and Enter: a new line)",
        "Escape": "give the keyboard back to the deck",
    }

    message: Message = "Why is the sky blue?"
    """Message at first."""
    checkpoints: Annotated[list[Name], Field(min_length=1, max_length=3)] = ["base", "sft"]
    """Checkpoints of the columns, from left to right."""
    labels: dict[Name, Annotated[str, Field(max_length=40)]] = {}
    """Labels of the columns, by checkpoint; the checkpoint's name where there is none."""
    system: Message | None = None
    """System message before the conversation."""
    temperature: Temperature = 0.7
    """Sampling temperature; 0 always chooses the most likely token."""
    seed: Seed = 1
    """Seed of the sampling, the same in every column."""
    max_tokens: Annotated[int, Field(ge=1, le=200)] = 80
    """Largest number of tokens of an answer."""
    examples: list[Annotated[Example, OrText("message")]] = []
    """Prepared messages, each offered as a button; a plain text is its own label."""
    claim: ClaimNumber | None = None
    """Number of a measured claim whose figure stands under all columns."""
    claim_models: Annotated[list[ModelName], Field(max_length=3)] = []
    """Further models whose figures of the same claim follow it."""
    claim_column: Name | None = None
    """Checkpoint whose column has a short line of the claim, in place of the line under all."""
    figure: Annotated[str, Field(max_length=600)] = ""
    """Line of the column `claim_column` or under all columns, where no claim gives it."""

    @model_validator(mode="after")
    def _read(self, info: ValidationInfo) -> Self:
        if self.claim_column is not None and self.claim_column not in self.checkpoints:
            raise ValueError(
                f"claim_column '{self.claim_column}' is no column: name one of "
                f"{', '.join(self.checkpoints)}"
            )
        if self.claim_column is not None:
            found = brief_of(info, self.claim)
        else:
            found = sentence_of(info, self.claim, self.claim_models)
        # Options are frozen for everybody but their own validator.
        if found:
            object.__setattr__(self, "figure", found)
        return self

    def requests(self) -> list[Request]:
        """Return the requests for the first column's answer and for the conversation's tokens."""
        complete = self._complete(self.message, self.checkpoints[0])
        render = request(
            "chat/render",
            messages=complete.params["messages"],
            checkpoint=self.checkpoints[0],
            # The finished conversation is shown, with nothing left open for the model.
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
