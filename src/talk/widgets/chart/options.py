"""Options of the widget `chart`."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, ClassVar, Self

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
from talk.protocol.wire import Provenance
from talk.widgets.base import Demo, InDeck, WidgetOptions
from talk.widgets.claims import ClaimNumber, deck_folder, read_claim

Label = Annotated[str, Field(max_length=80)]


class Part(BaseModel):
    """Common to the parts of a series file."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Axis(Part):
    label: Label = ""
    log: bool = False


class Series(Part):
    """One curve."""

    name: Label
    points: Annotated[list[tuple[float, float]], Field(min_length=1, max_length=5000)]
    """(x, y), x ascending."""
    accent: bool = False
    """Drawn in the accent colour; the others in ink."""


class Line(Part):
    """A horizontal line with a name, e.g. ln V."""

    name: Label
    y: float


class Mark(Part):
    """A place on the x axis with a name, e.g. where a training was stopped."""

    name: Label
    x: float


class Panel(Part):
    """A further figure beside the first, over the same x axis: for what has another unit."""

    y: Axis = Field(default_factory=Axis)
    series: Annotated[list[Series], Field(min_length=1, max_length=6)]
    lines: Annotated[list[Line], Field(max_length=6)] = []


class Moment(Part):
    """What the model wrote at one place of the x axis."""

    x: float
    text: Annotated[str, Field(max_length=2000)]


class Data(Part):
    """A series file: what a recipe of the kernel wrote while it trained."""

    title: Annotated[str, Field(max_length=120)] = ""
    x: Axis = Field(default_factory=Axis)
    y: Axis = Field(default_factory=Axis)
    series: Annotated[list[Series], Field(max_length=6)]
    """None while the recipe has not run; `missing` then says so."""
    lines: Annotated[list[Line], Field(max_length=6)] = []
    beside: Annotated[list[Panel], Field(max_length=2)] = []
    """Further figures over the same x axis."""
    marks: Annotated[list[Mark], Field(max_length=4)] = []
    prompt: Annotated[str, Field(max_length=500)] = ""
    """What the model was asked at every one of the moments."""
    moments: Annotated[list[Moment], Field(max_length=200)] = []
    """Samples along the x axis, x ascending: the slider shows the one at or before its place."""
    missing: Annotated[str, Field(max_length=200)] = ""
    """Shown in place of the curves where there are none."""
    provenance: Provenance | None = None
    source: Annotated[str, Field(max_length=200)] = ""
    """The command that wrote the file."""

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.series and not self.missing:
            raise ValueError("give at least one of `series`, or say with `missing` why there is none")
        return self


class LivePoint(Part):
    """A measurement made now: the mean loss of a text, in nats a token, drawn into the first figure."""

    text: Text
    """The text at first; anybody may write another."""
    checkpoint: Annotated[str, Field(min_length=1, max_length=80)]
    x: float | None = None
    """Where it stands on the x axis, e.g. at the checkpoint's tokens read; at the end when left out."""
    label: Label = "Its loss on your own text"
    """Over the field."""


class Options(WidgetOptions):
    """Recorded series of the model as curves: a title that says what is shown, direct labels.

    A slider reads the curves and shows what the model wrote at each place, where the file has it. A point may be live.
    """

    methods: ClassVar[Sequence[str]] = ("next_token/predict",)
    keys: ClassVar[dict[str, str]] = {
        "Left / Right": "on the slider: the place before / after",
        "Enter": "in the text: measure its loss",
        "Escape": "give the keyboard back to the deck",
    }

    file: Annotated[str, Field(min_length=1, max_length=200), InDeck("series file")] | None = None
    """JSON series file, relative to the deck's folder."""
    data: Data | None = None
    """The series itself, instead of a file."""
    title: Annotated[str, Field(max_length=120)] = ""
    """What the figure shows; the file's own title when empty."""
    point: LivePoint | None = None
    """A point measured now, beside what was recorded."""
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
        if self.claim is not None and folder is not None and (found := read_claim(folder, self.claim)):
            object.__setattr__(self, "measured", found.sentence)
        return self

    def demos(self) -> list[Demo]:
        """The live point as it is at first."""
        if self.point is None:
            return []
        return [Demo("next_token/predict", predict(self.point), "point", self.point.text)]

    def public(self) -> dict[str, Any]:
        """The series travels with the page; the file's name does not."""
        return self.model_dump(mode="json", exclude_none=True, exclude={"file"})


def predict(point: LivePoint) -> dict[str, Any]:
    """Parameters of next_token/predict exactly as the element sends them: a recording is found by them."""
    return {"text": point.text, "checkpoint": point.checkpoint, "top_k": 1, "score_context": True}


def read_series(path: Path, name: str) -> Data:
    """The series file at `path`. Raises ValueError with a sentence that names it as the author wrote it."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ValueError(f"the series file {name} does not exist: check the path in the deck's folder") from None
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ValueError(f"the series file {name} cannot be read as JSON: {error}") from None
    try:
        return Data.model_validate(value)
    except ValidationError as error:
        first = error.errors()[0]
        place = "".join(f" at {'.'.join(str(part) for part in loc)}" for loc in [first["loc"]] if loc)
        raise ValueError(f"the series file {name} is wrong{place}: {first['msg']}") from None
