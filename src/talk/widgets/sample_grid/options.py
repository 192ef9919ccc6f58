"""Options of the widget `sample_grid`."""

from collections.abc import Sequence
from typing import Annotated, ClassVar, Self

from pydantic import Field, ValidationInfo, model_validator

from talk.protocol.methods.answers import MAX_ANSWERS
from talk.protocol.methods.next_token import Seed, Temperature
from talk.widgets.base import Demo, Request, WidgetOptions, request
from talk.widgets.claims import ClaimNumber, claim_of
from talk.widgets.problems import APPLES, APPLES_ANSWER, ButtonLabel, Dollars, Problem, ProblemText

Name = Annotated[str, Field(min_length=1, max_length=40)]


class Options(WidgetOptions):
    """Many samples for one problem with a known answer; the correct ones are highlighted.

    A sample is correct when the last `Answer: $n` in it is right, which the browser checks. Each
    sample can be read in full.
    """

    methods: ClassVar[Sequence[str]] = ("answers/sample",)
    keys: ClassVar[dict[str, str]] = {
        "Arrows": "on a sample: the one before / after it",
        "Enter": "on a sample: show it in full",
        "Escape": "give the keyboard back to the deck",
    }

    problem: ProblemText = APPLES
    """Text of the problem at first."""
    answer: Dollars = APPLES_ANSWER
    """Right answer at first, in dollars."""
    label: ButtonLabel | None = None
    """Label of the first problem's button, where there are examples; "First problem" in the deck's
    language when left out."""
    examples: list[Problem] = []
    """Further problems, each offered as a button."""
    checkpoints: Annotated[list[Name], Field(min_length=1, max_length=2)] = ["sft"]
    """Checkpoints that solve it: one, or two side by side."""
    labels: dict[Name, Annotated[str, Field(max_length=40)]] = {}
    """Labels of the checkpoints, by name; the name itself where there is none."""
    n: Annotated[int, Field(ge=2, le=MAX_ANSWERS)] = 16
    """Number of samples of each checkpoint."""
    temperature: Temperature = 1.0
    """Sampling temperature."""
    seed: Seed = 1
    """Seed of the first sample; each further sample has the next number."""
    max_tokens: Annotated[int, Field(ge=1, le=256)] = 90
    """Largest number of tokens of a sample."""
    claim: ClaimNumber | None = None
    """Number of a measured claim whose figure stands under the grid."""
    measured: Annotated[str, Field(max_length=400)] = ""
    """Line under the grid, where no claim gives it."""

    @model_validator(mode="after")
    def _read(self, info: ValidationInfo) -> Self:
        # Options are frozen for everybody but their own validator.
        if found := claim_of(info, self.claim):
            object.__setattr__(self, "measured", found.sentence)
        return self

    def requests(self) -> list[Request]:
        """Return the request for the first checkpoint's samples of the first problem."""
        return [self._sample(self.problem, self.checkpoints[0])]

    def demos(self) -> list[Demo]:
        """Return every checkpoint's samples of the first problem, then those of each example."""
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
