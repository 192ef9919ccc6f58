"""What a presenter does to the projected slide: point at it, draw on it, go near to a place."""

from typing import Annotated, Literal

from pydantic import Field

from talk.protocol.method import PRESENTER, Method
from talk.protocol.wire import Nothing, Params, Result

MAX_STROKES = 400
"""Most strokes on one slide; further ones are refused."""
MAX_COORDINATES = 8_000
"""Most coordinates of one stroke, two for each of its points."""
COORDINATES_AT_ONCE = 400
"""Most coordinates of a stroke in one message."""
MAX_PARTS = 2_000
"""Most parts of a slide that can be pointed at."""
MAX_PIECES = 80
"""Most pieces of a slide that are sent as lying beneath its drawing."""
PIECE_CHARACTERS = 200
"""Longest text of one of them."""
CLOSEST = 8.0
"""Largest scale of the projected slide."""

Slide = Annotated[str, Field(max_length=100)]
Part = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
"""A coordinate as a part of the slide's width or height, from its top left corner."""
PointerKind = Literal["none", "laser", "spotlight"]
Colour = Literal["red", "blue", "green", "yellow"]
StrokeId = Annotated[str, Field(min_length=1, max_length=40)]


class Pointer(Result):
    """A dot of light, or a spot with the rest of the slide dimmed; `none` shows neither."""

    pointer: PointerKind = "none"
    """Which of them is shown."""
    x: float = 0.5
    """Place from the left, as a part of the slide's width."""
    y: float = 0.5
    """Place from the top, as a part of the slide's height."""


class Pointed(Result):
    """The part of a slide that the pointer is on, for phones, whose slides are laid out otherwise.

    Parts are the slide's paragraphs, list items, pictures and the like, in the order of the page.
    """

    slide: str = ""
    """Id of the slide."""
    part: int = -1
    """Number of the part from 0; -1 while the pointer is on none."""
    parts: int = 0
    """Number of parts on the stage; a phone whose slide has another number shows none."""


class Zoom(Result):
    """The part of the slide that fills the stage: its centre, and how much larger it is."""

    x: float = 0.5
    """Centre of the part from the left, as a part of the slide's width."""
    y: float = 0.5
    """Centre of the part from the top, as a part of the slide's height."""
    scale: float = 1.0
    """How much larger than the whole slide it is shown; 1 is the whole slide."""


class Stroke(Result):
    """One line drawn over a slide."""

    id: str
    """Names the stroke on its slide."""
    colour: Colour
    """Colour of the line."""
    points: list[float]
    """x and y of each point in turn, as parts of the slide's width and height."""


class Piece(Params):
    """A line of text or a picture on the stage, and where it is."""

    text: Annotated[str, Field(max_length=PIECE_CHARACTERS)] = ""
    """The line; empty for a picture and for a frame without words."""
    picture: Annotated[int, Field(ge=-1, lt=MAX_PARTS)] = -1
    """Number of the picture on the slide, from 0; -1 for a line of text and for a frame."""
    x: Part
    """Left edge, as a part of the slide's width."""
    y: Part
    """Top edge, as a part of the slide's height."""
    width: Part
    """Width, as a part of the slide's width."""
    height: Part
    """Height, as a part of the slide's height."""


class Beneath(Result):
    """What the stage shows beneath a slide's drawing, so that a phone can say what was drawn on."""

    pieces: list[Piece] = []
    """Lines of text, pictures and frames of widgets, each at its place."""
    pictures: int = 0
    """Number of pictures on the stage; a phone whose slide has another number shows none."""


class PointParams(Params):
    """Move the laser pointer or the spotlight over the projected slide; `none` puts it out."""

    pointer: PointerKind
    """Which of them is shown."""
    x: Part = 0.5
    """Place from the left."""
    y: Part = 0.5
    """Place from the top."""


POINT = Method("stage/point", PointParams, Nothing, server="room", who=PRESENTER)


class PointedParams(Params):
    """Say which part of the shown slide the pointer is on; the screen that keeps time does."""

    slide: Slide
    """Id of the slide; another one than the shown is ignored."""
    part: Annotated[int, Field(ge=-1, lt=MAX_PARTS)]
    """Number of the part from 0; -1 for none."""
    parts: Annotated[int, Field(ge=0, le=MAX_PARTS)]
    """Number of parts on the stage."""


POINTED = Method("stage/pointed", PointedParams, Nothing, server="room", who=PRESENTER)


class ZoomParams(Params):
    """Show a part of the slide larger on the stage; scale 1, or the next move, shows it whole."""

    scale: Annotated[float, Field(ge=1, le=CLOSEST, allow_inf_nan=False)]
    """How much larger than the whole slide it is shown."""
    x: Part = 0.5
    """Centre of the part from the left."""
    y: Part = 0.5
    """Centre of the part from the top."""


ZOOM = Method("stage/zoom", ZoomParams, Nothing, server="room", who=PRESENTER)


class StrokeParams(Params):
    """Draw over a slide: begin a stroke, or go on with the one of the same id."""

    slide: Slide
    """Id of the slide to draw over."""
    stroke: StrokeId
    """Id of the stroke; that of one which is there continues it."""
    colour: Colour = "red"
    """Colour of the line."""
    points: Annotated[list[Part], Field(min_length=2, max_length=COORDINATES_AT_ONCE)]
    """Points to append: x and y of each in turn."""


DRAW = Method("stage/draw", StrokeParams, Nothing, server="room", who=PRESENTER)


class EraseParams(Params):
    """Take the drawing off a slide: its last stroke, or all of it."""

    slide: Slide
    """Id of the slide."""
    last: bool = False
    """True erases the last stroke alone."""


ERASE = Method("stage/erase", EraseParams, Nothing, server="room", who=PRESENTER)


class BeneathParams(Params):
    """Say what lies beneath the shown slide's drawing; the stage that keeps time does."""

    slide: Slide
    """Id of the slide; another one than the shown is ignored."""
    pieces: Annotated[list[Piece], Field(max_length=MAX_PIECES)]
    """Lines of text, pictures and frames of widgets, each at its place."""
    pictures: Annotated[int, Field(ge=0, le=MAX_PARTS)] = 0
    """Number of pictures on the stage."""


BENEATH = Method("stage/beneath", BeneathParams, Nothing, server="room", who=PRESENTER)

METHODS = [POINT, POINTED, ZOOM, DRAW, ERASE, BENEATH]
