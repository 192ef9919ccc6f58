"""Options of the widget `chart`."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PrivateAttr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from talk.protocol.methods.tokens import Text
from talk.widgets.base import (
    Demo,
    InDeck,
    Request,
    WidgetOptions,
    check_ascending,
    plain_number,
    request,
)
from talk.widgets.claims import ClaimNumber, claim_of, deck_folder

Label = Annotated[str, Field(max_length=80)]


class Part(BaseModel):
    """Base class of the parts of a series file."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Axis(Part):
    """One axis of a figure."""

    label: Label = ""
    """What is measured along the axis, with the unit, e.g. `minutes in the oven` or `°C`."""
    log: bool = False
    """Whether the axis is logarithmic; its label then says so."""
    min: float | Literal["data"] | None = None
    """Start of the axis: a number, or `data` for the smallest value.

    When left out, the y axis starts at 0 and the x axis at the smallest value.
    """
    max: float | None = None
    """End of the axis; the largest value when left out."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        # `data` is found out in the browser, where the values are.
        low = self.min if isinstance(self.min, float) else None
        if self.log and low is not None and low <= 0:
            raise ValueError(f"a log axis cannot begin at {plain_number(low)}: give a `min` over 0")
        if low is not None and self.max is not None and low >= self.max:
            raise ValueError(
                f"the axis ends at {plain_number(self.max)} before it begins at "
                f"{plain_number(low)}: `min` must be under `max`"
            )
        return self

    def check(self, name: str, values: Iterable[float]) -> None:
        """Raise ValueError when a value lies beyond the ends that the author set."""
        for value in values:
            if (isinstance(self.min, float) and value < self.min) or (
                self.max is not None and value > self.max
            ):
                raise ValueError(
                    f"{plain_number(value)} is beyond the ends of the {name} axis: "
                    "change its `min` or `max`"
                )


class Series(Part):
    """One curve."""

    name: Label
    """Name shown at the end of the curve, with the last value."""
    points: Annotated[list[tuple[float, float]], Field(min_length=1, max_length=5000)]
    """Points as `[x, y]`, x ascending."""
    accent: bool = False
    """Whether the curve has the accent colour; the others have that of the text."""

    @field_validator("points")
    @classmethod
    def _ascending(cls, points: list[tuple[float, float]]) -> list[tuple[float, float]]:
        check_ascending(x for x, _ in points)
        return points


class Line(Part):
    """A horizontal line with a name, e.g. for a limit to compare with."""

    name: Label
    """Name shown at the end of the line, with its value."""
    y: float
    """Value of the line on the y axis."""


class Mark(Part):
    """A named place on the x axis, e.g. where a training was stopped."""

    name: Label
    """Name shown beside the mark."""
    x: float
    """Its place."""


class Panel(Part):
    """A further figure beside the first, over the same x axis, for values with another unit."""

    y: Axis = Field(default_factory=Axis)
    """Vertical axis of this figure."""
    series: Annotated[list[Series], Field(min_length=1, max_length=6)]
    """Curves of this figure."""
    lines: Annotated[list[Line], Field(max_length=6)] = []
    """Horizontal lines of this figure."""


class Moment(Part):
    """A text that belongs to one place on the x axis."""

    x: float
    """Its place."""
    text: Annotated[str, Field(max_length=2000)]
    """Text shown from this place on, up to the next moment."""


class Origin(Part):
    """The model that recorded numbers come from."""

    model: Annotated[str, Field(min_length=1, max_length=80)]
    """Name of the model."""
    checkpoint: Label = ""
    """Checkpoint that was measured."""
    vocabulary: Label = ""
    """Vocabulary of the model."""
    seed: int | None = None
    """Seed of the run."""
    recorded_at: Label = ""
    """Day of the run, e.g. `2026-11-28`."""
    source: Literal["recorded"] = "recorded"
    """Word on the badge; it can only be `recorded`."""


class Data(Part):
    """Curves with all that is shown around them; also the content of a series file."""

    title: Annotated[str, Field(max_length=120)] = ""
    """What the figure shows."""
    x: Axis = Field(default_factory=Axis)
    """Horizontal axis, which all figures share."""
    y: Axis = Field(default_factory=Axis)
    """Vertical axis of the first figure."""
    series: Annotated[list[Series], Field(max_length=6)]
    """Curves of the first figure; the list may be empty only where `missing` says why."""
    lines: Annotated[list[Line], Field(max_length=6)] = []
    """Horizontal lines to compare the curves with."""
    beside: Annotated[list[Panel], Field(max_length=2)] = []
    """Further figures beside the first, over the same x axis."""
    marks: Annotated[list[Mark], Field(max_length=4)] = []
    """Named places on the x axis."""
    prompt: Annotated[str, Field(max_length=500)] = ""
    """Prompt that all the moments' texts answer."""
    moments: Annotated[list[Moment], Field(max_length=200)] = []
    """Texts along the x axis, x ascending; the slider shows the last one up to its place."""
    missing: Annotated[str, Field(max_length=200)] = ""
    """Sentence shown in place of the curves where there are none."""
    provenance: Origin | None = None
    """Model that the numbers come from, shown with the badge `recorded`.

    Leave it out for numbers of your own.
    """
    source: Annotated[str, Field(max_length=200)] = ""
    """Origin of the numbers, e.g. `measured in my kitchen`, as a small line under the figure."""

    @field_validator("moments")
    @classmethod
    def _ascending(cls, moments: list[Moment]) -> list[Moment]:
        check_ascending(moment.x for moment in moments)
        return moments

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.series and not self.missing:
            raise ValueError(
                "give at least one of `series`, or say with `missing` why there is none"
            )
        panels: list[Data | Panel] = [self, *self.beside]
        for panel in panels:
            self.x.check("x", (x for series in panel.series for x, _ in series.points))
            heights = [y for series in panel.series for _, y in series.points]
            panel.y.check("y", [*heights, *(line.y for line in panel.lines)])
        return self


class LivePoint(Part):
    """A point of the first figure, measured now: the mean loss of a text, in nats per token."""

    text: Text
    """Text at first; anybody may write another."""
    checkpoint: Annotated[str, Field(min_length=1, max_length=80)]
    """Checkpoint whose loss is measured."""
    x: float | None = None
    """Position on the x axis; the end of the axis when left out.

    For a curve of training it is the number of tokens that the checkpoint has read.
    """
    label: Label = ""
    """Label of the text field; when left out, the interface's own words."""


class Options(WidgetOptions):
    """Numbers as named curves: your own, or recorded series of a model.

    A slider reads the values of the curves and shows the texts that belong to places on the x axis.
    One point may be measured live. Only numbers with a `provenance` have the badge `recorded`.
    """

    methods: ClassVar[Sequence[str]] = ("next_token/predict",)
    keys: ClassVar[dict[str, str]] = {
        "Left / Right": "on the slider: the place before / after",
        "Enter": "in the text: measure its loss",
        "Escape": "give the keyboard back to the deck",
    }
    yaml_examples: ClassVar[Sequence[str]] = (
        """
        widget: chart
        title: Two starters after one meal
        data:
          x: {label: hours after the meal, min: 0, max: 8}
          y: {label: times the height, min: 0}
          series:
            - {name: rye, accent: true, points: [[0, 1], [2, 1.4], [4, 2.3], [6, 2.5], [8, 2]]}
            - {name: wheat, points: [[0, 1], [2, 1.2], [4, 1.9], [6, 2.6], [8, 2.6]]}
          lines: [{name: doubled, y: 2}]
          marks: [{name: into the dough, x: 6}]
          moments:
            - {x: 0, text: It smells of wet flour.}
            - {x: 6, text: It smells of apples.}
          source: a ruler and a kitchen clock
        """,
        """
        widget: chart
        data:
          title: Score and length over the practice
          x: {label: steps, log: true}
          y: {label: score, min: data}
          series: [{name: score, points: [[1, 0.5], [10, 0.6], [100, 0.9]]}]
          beside:
            - y: {label: tokens}
              series: [{name: length, points: [[1, 50], [10, 52], [100, 49]]}]
              lines: [{name: the most, y: 64}]
          prompt: Write a toast.
          moments: [{x: 1, text: To Anna and Ben!}]
          provenance:
            model: a model
            checkpoint: base
            vocabulary: words
            seed: 1
            recorded_at: "2026-11-28"
            source: recorded
        """,
        """
        widget: chart
        file: figures/loss.json
        point:
          text: The capital of France is Paris.
          checkpoint: base
          x: 1000000
          label: Its loss on your own text
        claim: 2
        """,
        """
        widget: chart
        data: {series: [], missing: The oven is still cold.}
        measured: Nothing was measured yet.
        """,
    )

    file: Annotated[str, Field(min_length=1, max_length=200), InDeck("series file")] | None = None
    """Path of a JSON file with the keys of `data`, from the deck's folder."""
    data: Data | None = None
    """Curves, written here instead of in a file."""
    title: Annotated[str, Field(max_length=120)] = ""
    """Title of the figure; that of the file when empty."""
    point: LivePoint | None = None
    """Point that the kernel measures now, among the curves."""
    claim: ClaimNumber | None = None
    """Number of a measured claim whose figure stands under the curves."""
    measured: Annotated[str, Field(max_length=400)] = ""
    """Line under the curves, where no claim gives it."""

    _data: Data | None = PrivateAttr(default=None)

    @model_validator(mode="after")
    def _read(self, info: ValidationInfo) -> Self:
        # Both would leave it open which counts.
        if (self.file is None) == (self.data is None):
            raise ValueError("give either `file` or `data`")
        folder = deck_folder(info)
        # Options are frozen for everybody but their own validator.
        if self.file is not None and folder is not None:
            object.__setattr__(self, "data", read_series(folder / self.file, self.file))
        if found := claim_of(info, self.claim):
            object.__setattr__(self, "measured", found.sentence)
        return self

    def requests(self) -> list[Request]:
        """Return the request for the loss of the live point's text, where there is a live point."""
        if self.point is None:
            return []
        return [
            request(
                "next_token/predict",
                text=self.point.text,
                checkpoint=self.point.checkpoint,
                top_k=1,
                score_context=True,
            )
        ]

    def demos(self) -> list[Demo]:
        """Return the live point with its text at first."""
        return [one.demo("point", one.params["text"]) for one in self.requests()]

    def public(self) -> dict[str, Any]:
        """Return the options with the curves that the file holds, and without the file's path."""
        # The path says nothing to a browser, and belongs to the author's machine.
        return self.model_dump(mode="json", exclude_none=True, exclude={"file"})


def read_series(path: Path, name: str) -> Data:
    """Return the content of the series file at `path`.

    Raises ValueError, with a sentence that calls the file `name`, as the author wrote it.
    """
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ValueError(
            f"the series file {name} does not exist: check the path in the deck's folder"
        ) from None
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ValueError(f"the series file {name} cannot be read as JSON: {error}") from None
    try:
        return Data.model_validate(value)
    except ValidationError as error:
        first = error.errors()[0]
        # A mistake of the file as a whole has no place in it.
        place = f" at {'.'.join(map(str, first['loc']))}" if first["loc"] else ""
        raise ValueError(f"the series file {name} is wrong{place}: {first['msg']}") from None
