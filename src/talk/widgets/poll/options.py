"""Options of the widget `poll`."""

from collections.abc import Sequence
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from talk.protocol.methods.room import BallotKind
from talk.protocol.methods.tokens import Text
from talk.widgets.base import Demo, PreparedBallot, Request, WidgetOptions, plain_number, request

Option = Annotated[str, Field(min_length=1, max_length=200)]
Line = Annotated[str, Field(max_length=300)]
End = Annotated[str, Field(max_length=40)]
PollKind = Literal["single", "several", "scale", "number", "text", "next"]

_BALLOTS: dict[PollKind, BallotKind] = {
    "single": "choice",
    "several": "choices",
    "scale": "choice",
    "number": "number",
    "text": "text",
    "next": "choice",
}
# From 0 to 10.
LONGEST_SCALE = 11


class Options(WidgetOptions):
    """The room answers a question by phone; the result comes up when the speaker shows it.

    The ballot opens as its slide comes up, and each phone may change its answer until the ballot is
    closed. The speaker closes and shows it, or begins anew. Print shows the question, and with
    `talk pdf --session` the answers of this room.
    """

    methods: ClassVar[Sequence[str]] = ("next_token/predict",)
    keys: ClassVar[dict[str, str]] = {
        "Up / Down": "on an option: the one before / after it",
        "Enter / Space": "on a button: press it",
        "Escape": "give the keyboard back to the deck",
    }
    yaml_examples: ClassVar[Sequence[str]] = (
        """
        widget: poll
        options: [one, two, three, more]
        """,
        """
        widget: poll
        kind: scale
        ends: [not at all, completely]
        """,
        """
        widget: poll
        kind: next
        context: The capital of France is
        options: [Paris, a, the, located]
        """,
    )

    kind: PollKind = "single"
    """What a phone answers: `single` one option, `several` some of them, `scale` a number from
    `low` to `high` by tapping it, `number` any number in that range, `text` a few words, `next` the
    word that comes next after `context`, beside the model's probabilities."""
    question: Line = ""
    """What is asked, where the slide's title does not ask it."""
    options: Annotated[list[Option], Field(max_length=12)] = []
    """What may be chosen, for the kinds `single`, `several` and `next`."""
    most: Annotated[int, Field(ge=0, le=12)] = 0
    """`several` only: most options that one phone may choose; 0 stands for any number."""
    low: float | None = None
    """Least number, for `scale` (1 when left out) and `number` (0 when left out)."""
    high: float | None = None
    """Largest number, for `scale` (5 when left out) and `number` (100 when left out)."""
    ends: Annotated[list[End], Field(max_length=2)] = []
    """`scale` only: what the least and the largest number mean."""
    unit: Annotated[str, Field(max_length=20)] = ""
    """`number` only: unit behind the number."""
    context: Text | None = None
    """`next` only: the text whose next word is asked for."""
    checkpoint: Annotated[str, Field(min_length=1, max_length=80)] | None = None
    """`next` only: checkpoint of the model; the kernel's default when left out."""
    hidden: bool = True
    """Whether the result stays hidden until the speaker shows it."""
    open: bool = True
    """Whether the ballot opens as the slide comes up; otherwise the speaker opens it."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        check_options(self.kind in ("single", "several", "next"), self.options, self.kind)
        low, high = self.range
        if low >= high:
            raise ValueError(
                f"`low` is {plain_number(low)} and has to be less than `high`, "
                f"which is {plain_number(high)}"
            )
        if self.kind == "scale" and (low != int(low) or high != int(high)):
            raise ValueError("a scale needs whole numbers for `low` and `high`")
        if self.kind == "scale" and high - low >= LONGEST_SCALE:
            text = f"a scale has at most {LONGEST_SCALE} numbers; use `kind: number` for more"
            raise ValueError(text)
        if (self.kind == "next") != (self.context is not None):
            raise ValueError("`context` belongs to `kind: next`, which needs it")
        if self.ends and (self.kind != "scale" or len(self.ends) != 2):
            raise ValueError("`ends` are two words, for `kind: scale` alone")
        return self

    @property
    def range(self) -> tuple[float, float]:
        """Least and largest number."""
        first, last = (1.0, 5.0) if self.kind == "scale" else (0.0, 100.0)
        return (
            first if self.low is None else self.low,
            last if self.high is None else self.high,
        )

    def requests(self) -> list[Request]:
        """Return the request for the model's own probabilities, where the room guesses a word."""
        if self.context is None:
            return []
        # The most that the method returns: an option may be unlikely.
        return [
            request("next_token/predict", text=self.context, top_k=200, checkpoint=self.checkpoint)
        ]

    def demos(self) -> list[Demo]:
        """Return the model's probabilities, where the room guesses a word."""
        return [one.demo(label=self.context or "") for one in self.requests()]

    def ballot(self) -> PreparedBallot:
        """Return what the room is asked."""
        low, high = self.range
        options = self.options
        if self.kind == "scale":
            options = [str(number) for number in range(int(low), int(high) + 1)]
        return PreparedBallot(
            kind=_BALLOTS[self.kind],
            question=self.question,
            context=self.context or "",
            options=tuple(options),
            most=self.most,
            low=low,
            high=high,
            hidden=self.hidden,
            at_once=self.open,
        )


def check_options(needed: bool, options: Sequence[str], kind: str) -> None:
    """Raise ValueError unless there are two different options or more where they are `needed`."""
    if not needed and options:
        raise ValueError(f"`kind: {kind}` takes no `options`: remove them or choose another kind")
    if needed and len(options) < 2:
        raise ValueError(f"`options` has {len(options)}, and a vote needs two: add another")
    twice = {option for option in options if list(options).count(option) > 1}
    if twice:
        raise ValueError(f"`options` has '{min(twice)}' twice: remove one of them")
