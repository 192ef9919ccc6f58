"""Options of the widget `resample`."""

from collections.abc import Sequence
from typing import Annotated, ClassVar

from pydantic import Field

from talk.protocol.methods.answers import MAX_ANSWERS
from talk.protocol.methods.next_token import Seed, Temperature
from talk.widgets.base import Demo, Request, WidgetOptions, request
from talk.widgets.problems import APPLES, APPLES_ANSWER, ButtonLabel, Dollars, Problem, ProblemText


class Example(Problem):
    """A further solution, offered as a button."""

    seed: Seed = 1
    """Seed of the solution."""


class Options(WidgetOptions):
    """One solution of a problem, and fresh continuations after each of its lines.

    Beside each line stands how many of the continuations that begin behind it arrive at the known
    answer, so that the line which decides can be seen. A continuation is correct when the last
    `Answer: $n` in it is right, which the browser checks.
    """

    methods: ClassVar[Sequence[str]] = ("answers/resample",)
    keys: ClassVar[dict[str, str]] = {
        "Up / Down": "on a line: the one above / below it",
        "Enter": "on a line: show its continuations",
        "Escape": "give the keyboard back to the deck",
    }

    problem: ProblemText = APPLES
    """Text of the problem at first."""
    answer: Dollars = APPLES_ANSWER
    """Right answer at first, in dollars."""
    label: ButtonLabel | None = None
    """Label of the first solution's button, where there are examples; "First solution" in the
    deck's language when left out."""
    seed: Seed = 1
    """Seed of the first solution; its continuations have the seeds after it."""
    examples: list[Example] = []
    """Further solutions, each offered as a button."""
    checkpoint: Annotated[str, Field(min_length=1, max_length=80)] | None = None
    """Checkpoint that solves; the kernel's default for conversations when left out."""
    n: Annotated[int, Field(ge=2, le=MAX_ANSWERS)] = 16
    """Number of continuations after each line."""
    temperature: Temperature = 1.0
    """Sampling temperature."""
    max_tokens: Annotated[int, Field(ge=1, le=256)] = 90
    """Largest number of tokens of a solution."""

    def requests(self) -> list[Request]:
        """Return the request for the first solution and its continuations."""
        return [self._resample(self.problem, self.seed)]

    def demos(self) -> list[Demo]:
        """Return the first solution, then each example."""
        return [
            self._resample(self.problem, self.seed).demo(label=self.label or self.problem),
            *(
                self._resample(item.problem, item.seed).demo(label=item.label, first=False)
                for item in self.examples
            ),
        ]

    def _resample(self, problem: str, seed: int) -> Request:
        return request(
            "answers/resample",
            messages=[{"role": "user", "content": problem}],
            checkpoint=self.checkpoint,
            n=self.n,
            temperature=self.temperature,
            seed=seed,
            max_tokens=self.max_tokens,
        )
