"""Options of the widget `quiz`."""

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator

from talk.protocol.methods.room import BallotKind
from talk.widgets.base import PreparedBallot, WidgetOptions, plain_number
from talk.widgets.poll.options import Line, Option, check_options

QuizKind = Literal["single", "several", "number"]
_BALLOTS: dict[QuizKind, BallotKind] = {
    "single": "choice",
    "several": "choices",
    "number": "number",
}


class Options(WidgetOptions):
    """A question with a right answer, which comes up once the speaker closes and shows the vote.

    Until then only the room knows what is right: no page that a phone loads carries it. A copy
    without a room is a self-test.
    """

    keys: ClassVar[dict[str, str]] = {
        "Up / Down": "on an option: the one before / after it",
        "Enter / Space": "on a button: press it",
        "Escape": "give the keyboard back to the deck",
    }
    yaml_examples: ClassVar[Sequence[str]] = (
        """
        widget: quiz
        options: [letters, tokens, words]
        right: tokens
        why: The tokenizer cuts the text before the model reads it.
        """,
    )
    secrets: ClassVar[frozenset[str]] = frozenset({"right", "why"})

    kind: QuizKind = "single"
    """What a phone answers: `single` one option, `several` some of them, `number` a number."""
    question: Line = ""
    """What is asked, where the slide's title does not ask it."""
    options: Annotated[list[Option], Field(max_length=12)] = []
    """What may be chosen; none for `kind: number`."""
    right: Option | float | Annotated[list[Option], Field(min_length=1, max_length=12)]
    """The right option as `options` has it, a list of them for `several`, or the right number."""
    why: Annotated[str, Field(max_length=400)] = ""
    """Explanation that comes with the right answer."""
    low: float = 0
    """`number` only: least number that is taken."""
    high: float = 100
    """`number` only: largest number that is taken."""
    unit: Annotated[str, Field(max_length=20)] = ""
    """`number` only: unit behind the number."""
    hidden: bool = True
    """Whether the result stays hidden until the speaker shows it."""
    open: bool = True
    """Whether the ballot opens as the slide comes up; otherwise the speaker opens it."""

    @field_validator("right", mode="before")
    @classmethod
    def _as_written(cls, right: Any, info: ValidationInfo) -> Any:
        # Options are texts, and the right one is named as it stands there: 007, 2.50, 1000000. The
        # numbers of a deck carry how they were written (deck/reading/yaml_reader.py).
        return right if info.data.get("kind") == "number" else getattr(right, "raw", right)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        check_options(self.kind != "number", self.options, self.kind)
        if self.kind == "number":
            if self.low >= self.high:
                raise ValueError(
                    f"`low` is {plain_number(self.low)} and has to be less than `high`, "
                    f"which is {plain_number(self.high)}"
                )
            if self.right_number is None or not self.low <= self.right_number <= self.high:
                low, high = plain_number(self.low), plain_number(self.high)
                text = f"`right` has to be a number between {low} and {high}"
                raise ValueError(text)
            return self
        if self.kind == "single" and len(self.right_options) != 1:
            raise ValueError("`right` has several options: write `kind: several`, or keep one")
        for option in self.right_options:
            if option not in self.options:
                raise ValueError(f"`right` has '{option}', which is none of the `options`")
        return self

    @property
    def right_options(self) -> list[str]:
        """The right options."""
        right = self.right if isinstance(self.right, list) else [self.right]
        return [plain_number(one) if isinstance(one, float) else one for one in right]

    @property
    def right_number(self) -> float | None:
        """The right number; None for a question with options."""
        if self.kind != "number" or isinstance(self.right, list):
            return None
        try:
            return float(self.right)
        except ValueError:
            return None

    def ballot(self) -> PreparedBallot:
        """Return what the room is asked, and what is right."""
        numeric = self.kind == "number"
        right = () if numeric else tuple(self.options.index(one) for one in self.right_options)
        return PreparedBallot(
            kind=_BALLOTS[self.kind],
            question=self.question,
            options=tuple(self.options),
            low=self.low,
            high=self.high,
            hidden=self.hidden,
            at_once=self.open,
            # In the order of the options, whatever that of the author: the id of a ballot is a hash
            # of this.
            right=tuple(sorted(right)),
            right_number=self.right_number,
            why=self.why,
        )
