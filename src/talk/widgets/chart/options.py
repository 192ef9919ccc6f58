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
    model_validator,
)

from talk.protocol.methods.tokens import Text
from talk.widgets.base import Demo, InDeck, Request, WidgetOptions, request
from talk.widgets.claims import ClaimNumber, deck_folder, read_claim

Label = Annotated[str, Field(max_length=80)]


class Part(BaseModel):
    """Common to the parts of a series file."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Axis(Part):
    label: Label = ""
    """What is counted along it, with the unit: `minutes in the oven`, `°C`."""
    log: bool = False
    """A logarithmic axis; its label then says so."""
    min: float | Literal["data"] | None = None
    """Where it begins: a number, or `data` for the smallest value. Left out, y begins at nought and x at the data."""
    max: float | None = None
    """Where it ends; at the largest value when left out."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        low = self.min if isinstance(self.min, float) else None
        if self.log and low is not None and low <= 0:
            raise ValueError(f"a log axis cannot begin at {low:g}: give a `min` over 0")
        if low is not None and self.max is not None and low >= self.max:
            raise ValueError(
                f"the axis ends at {self.max:g} before it begins at {low:g}: `min` must be under `max`"
            )
        return self

    def check(self, name: str, values: Iterable[float]) -> None:
        """Raise ValueError when a value lies beyond the ends that the author set."""
        for value in values:
            if (isinstance(self.min, float) and value < self.min) or (
                self.max is not None and value > self.max
            ):
                raise ValueError(
                    f"{value:g} is beyond the ends of the {name} axis: change its `min` or `max`"
                )


class Series(Part):
    """One curve."""

    name: Label
    """Stands at the end of the curve with its last value."""
    points: Annotated[list[tuple[float, float]], Field(min_length=1, max_length=5000)]
    """A list of `[x, y]`, x ascending."""
    accent: bool = False
    """Drawn in the accent colour; the others in ink."""


class Line(Part):
    """A horizontal line with a name, e.g. ln V."""

    name: Label
    """Stands at the end of the line with its value."""
    y: float
    """Its height."""


class Mark(Part):
    """A place on the x axis with a name, e.g. where a training was stopped."""

    name: Label
    """Stands beside the mark."""
    x: float
    """Its place."""


class Panel(Part):
    """A further figure beside the first, over the same x axis: for what has another unit."""

    y: Axis = Field(default_factory=Axis)
    """Its upright axis."""
    series: Annotated[list[Series], Field(min_length=1, max_length=6)]
    """Its curves."""
    lines: Annotated[list[Line], Field(max_length=6)] = []
    """Its horizontal lines."""


class Moment(Part):
    """What was seen or written at one place of the x axis."""

    x: float
    """Its place."""
    text: Annotated[str, Field(max_length=2000)]
    """What is shown from there on, up to the next moment."""


class Origin(Part):
    """The model that recorded numbers come from."""

    model: Annotated[str, Field(min_length=1, max_length=80)]
    """Its name."""
    checkpoint: Label = ""
    """The checkpoint that was measured."""
    vocabulary: Label = ""
    """Its vocabulary."""
    seed: int | None = None
    """The seed of the run."""
    recorded_at: Label = ""
    """The day of the run, as `2026-11-28`."""
    source: Literal["recorded"] = "recorded"
    """What the badge says."""


class Data(Part):
    """The curves and all that belongs to them; also the content of a series file."""

    title: Annotated[str, Field(max_length=120)] = ""
    """What the figure shows."""
    x: Axis = Field(default_factory=Axis)
    """The level axis."""
    y: Axis = Field(default_factory=Axis)
    """The upright axis."""
    series: Annotated[list[Series], Field(max_length=6)]
    """The curves; none only where `missing` says why."""
    lines: Annotated[list[Line], Field(max_length=6)] = []
    """Horizontal lines to compare with."""
    beside: Annotated[list[Panel], Field(max_length=2)] = []
    """Further figures over the same x axis."""
    marks: Annotated[list[Mark], Field(max_length=4)] = []
    """Places on the x axis with a name."""
    prompt: Annotated[str, Field(max_length=500)] = ""
    """What was asked at every one of the moments."""
    moments: Annotated[list[Moment], Field(max_length=200)] = []
    """Texts along the x axis, x ascending: the slider shows the one at or before its place."""
    missing: Annotated[str, Field(max_length=200)] = ""
    """Shown in place of the curves where there are none."""
    provenance: Origin | None = None
    """The model that the numbers come from, shown with the badge `recorded`; left out for numbers of your own."""
    source: Annotated[str, Field(max_length=200)] = ""
    """Where the numbers come from, in a quiet line under the figure: `measured in my kitchen`."""

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
    """A measurement made now: the mean loss of a text, in nats a token, drawn into the first figure."""

    text: Text
    """The text at first; anybody may write another."""
    checkpoint: Annotated[str, Field(min_length=1, max_length=80)]
    """The checkpoint that is asked."""
    x: float | None = None
    """Where it stands on the x axis, e.g. at the checkpoint's tokens read; at the end when left out."""
    label: Label = "Its loss on your own text"
    """Over the field."""


class Options(WidgetOptions):
    """Numbers as curves with their names: your own, or recorded series of a model.

    A slider reads the curves, and shows the text of each place where there is one. A point may be measured live.
    Only numbers with a `provenance` bear the badge `recorded`.
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
            {model: a model, checkpoint: base, vocabulary: words, seed: 1, recorded_at: "2026-11-28", source: recorded}
        """,
        """
        widget: chart
        file: figures/loss.json
        point: {text: The capital of France is Paris., checkpoint: base, x: 1000000, label: Its loss on your own text}
        claim: 2
        """,
        """
        widget: chart
        data: {series: [], missing: The oven is still cold.}
        measured: Nothing was measured yet.
        """,
    )

    file: Annotated[str, Field(min_length=1, max_length=200), InDeck("series file")] | None = None
    """A JSON file with the keys of `data`, by its path from the deck's folder."""
    data: Data | None = None
    """The curves themselves, instead of a file."""
    title: Annotated[str, Field(max_length=120)] = ""
    """What the figure shows; the file's own title when empty."""
    point: LivePoint | None = None
    """A point measured by the kernel now, beside the curves."""
    claim: ClaimNumber | None = None
    """Number of a measured claim whose figure stands under the curves."""
    measured: Annotated[str, Field(max_length=400)] = ""
    """That line, where it does not come from a claim."""

    _data: Data | None = PrivateAttr(default=None)

    @model_validator(mode="after")
    def _read(self, info: ValidationInfo) -> Self:
        if (self.file is None) == (self.data is None):
            raise ValueError("give either `file` or `data`")
        folder = deck_folder(info)
        if self.file is not None and folder is not None:
            object.__setattr__(self, "data", read_series(folder / self.file, self.file))
        if (
            self.claim is not None
            and folder is not None
            and (found := read_claim(folder, self.claim))
        ):
            object.__setattr__(self, "measured", found.sentence)
        return self

    def requests(self) -> list[Request]:
        """Return the loss of the live point's text; nothing where there is no live point."""
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
        """Return the live point as it is at first."""
        return [one.demo("point", one.params["text"]) for one in self.requests()]

    def public(self) -> dict[str, Any]:
        """The series travels with the page; the file's name does not."""
        return self.model_dump(mode="json", exclude_none=True, exclude={"file"})


def read_series(path: Path, name: str) -> Data:
    """The series file at `path`. Raises ValueError with a sentence that names it as the author wrote it."""
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
        place = "".join(
            f" at {'.'.join(str(part) for part in loc)}" for loc in [first["loc"]] if loc
        )
        raise ValueError(f"the series file {name} is wrong{place}: {first['msg']}") from None
