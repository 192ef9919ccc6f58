"""Options of the widget `sample_grid`."""

from collections.abc import Sequence
from typing import Annotated, ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, model_validator

from talk.protocol.methods.answers import MAX_ANSWERS
from talk.protocol.methods.next_token import Seed, Temperature
from talk.widgets.base import Demo, Request, WidgetOptions, request
from talk.widgets.claims import ClaimNumber, deck_folder, read_claim

Name = Annotated[str, Field(min_length=1, max_length=40)]
Question = Annotated[str, Field(min_length=1, max_length=1000)]
Dollars = Annotated[int, Field(ge=0, le=100_000)]


class Example(BaseModel):
    """A further problem, offered as a button."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    problem: Question
    """The problem, as the model is asked."""
    answer: Dollars
    """The right answer, in dollars."""
    label: Annotated[str, Field(min_length=1, max_length=60)]
    """What the button says."""


class Options(WidgetOptions):
    """Many samples of one problem whose answer is known, those that reach it lit; any of them can be read in full.

    A rule checks them in the browser: the last `Answer: $n` that a sample writes must be the right one.
    """

    methods: ClassVar[Sequence[str]] = ("answers/sample",)
    keys: ClassVar[dict[str, str]] = {
        "Arrows": "on a sample: the one before / after it",
        "Enter": "on a sample: show it in full",
        "Escape": "give the keyboard back to the deck",
    }

    problem: Question = "Emily buys 3 apples and 2 oranges. Each orange costs $2. She pays $13 in all. What does an apple cost?"
    """The problem, as it is put to the model."""
    answer: Dollars = 3
    """The right answer, in dollars."""
    label: Annotated[str, Field(min_length=1, max_length=60)] = "First problem"
    """What its button says, where there are examples."""
    examples: list[Example] = []
    """Further problems, each a button."""
    checkpoints: Annotated[list[Name], Field(min_length=1, max_length=2)] = ["sft"]
    """Who solves it: one checkpoint, or two side by side."""
    labels: dict[Name, Annotated[str, Field(max_length=40)]] = {}
    """What a checkpoint is called, where it is not its name."""
    n: Annotated[int, Field(ge=2, le=MAX_ANSWERS)] = 16
    """Number of samples of each."""
    temperature: Temperature = 1.0
    """How daring the draws are."""
    seed: Seed = 1
    """Seed of the first sample; the others count on from it."""
    max_tokens: Annotated[int, Field(ge=1, le=256)] = 90
    """Longest sample, in tokens."""
    claim: ClaimNumber | None = None
    """Number of a measured claim whose figure stands under the grid."""
    measured: Annotated[str, Field(max_length=400)] = ""
    """That line, where it does not come from a claim."""

    @model_validator(mode="after")
    def _read(self, info: ValidationInfo) -> Self:
        folder = deck_folder(info)
        if (
            self.claim is not None
            and folder is not None
            and (found := read_claim(folder, self.claim))
        ):
            object.__setattr__(self, "measured", found.sentence)
        return self

    def requests(self) -> list[Request]:
        """Return the samples of the first problem by the first checkpoint."""
        return [self._sample(self.problem, self.checkpoints[0])]

    def demos(self) -> list[Demo]:
        """Return the samples of the first problem by every checkpoint, then those of each example."""
        asked = {self.problem: ""} | {item.problem: item.label for item in self.examples}
        return [
            self._sample(problem, name).demo(
                f"by:{name}", label or problem, first=problem == self.problem
            )
            for problem, label in asked.items()
            for name in self.checkpoints
        ]

    def _sample(self, problem: str, checkpoint: str) -> Request:
        return request(
            "answers/sample",
            messages=[{"role": "user", "content": problem}],
            checkpoint=checkpoint,
            n=self.n,
            temperature=self.temperature,
            seed=self.seed,
            max_tokens=self.max_tokens,
        )
