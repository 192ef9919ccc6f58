"""Base classes and annotations of every widget's `options.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import core_schema

if TYPE_CHECKING:
    # A dataclass keeps its annotations as text, and a build needs none of the room's 40 messages.
    from talk.protocol.methods.room import BallotKind


@dataclass(frozen=True)
class Request:
    """A request to the kernel as the element sends it while no control has been changed."""

    method: str
    params: dict[str, Any]
    variant: str = ""
    """Name that tells requests with the same method apart, e.g. `find` for a token looked up."""

    def replace(self, **params: Any) -> Request:
        """Return the request with these parameters instead; None leaves a parameter out.

        `TalkElement.request` does the same in the browser with what a person changed.
        """
        return request(self.method, self.variant, **(self.params | params))

    def demo(
        self,
        lane: str = "main",
        label: str = "",
        *,
        first: bool = True,
        then: Callable[[dict[str, Any]], Sequence[Demo]] | None = None,
    ) -> Demo:
        """Return the request as a demo; see Demo for the arguments."""
        return Demo(self.method, self.params, lane, label, first, then)


def request(method: str, variant: str = "", /, **params: Any) -> Request:
    """Return a request without the parameters that are None: the method's default holds there."""
    # Left out and not sent as null: a recording is found by the parameters that are there.
    given = {name: value for name, value in params.items() if value is not None}
    return Request(method, given, variant)


@dataclass(frozen=True)
class Demo:
    """A request that `talk record` runs; its answer is shown when the kernel is away."""

    method: str
    params: dict[str, Any]
    lane: str = "main"
    label: str = ""
    """Name under which the request is offered, usually its prompt."""
    first: bool = True
    """True where the answer is shown as the slide comes up, one in each lane; else an example."""
    then: Callable[[dict[str, Any]], Sequence[Demo]] | None = field(default=None, compare=False)
    """Function from the result to further demos, e.g. an answer with the documents of a search."""


def plain_number(value: float) -> str:
    """Return a number as people write it, with all its digits."""
    # A float holds fifteen digits of any number; the format alone would round to six.
    return f"{value:.15g}"


def check_ascending(places: Iterable[float]) -> None:
    """Raise ValueError where a place on the x axis lies before the one that stands above it."""
    for before, place in pairwise(places):
        # Equal ones may stay: a curve can rise straight up.
        if place < before:
            raise ValueError(
                f"x goes back from {plain_number(before)} to {plain_number(place)}: "
                "write them in ascending order of x"
            )


def followed(
    demos: Iterable[Demo], result_of: Callable[[Demo], dict[str, Any] | None]
) -> Iterator[Demo]:
    """Yield each demo, and after it those that follow from its result where that is known."""
    for demo in demos:
        # Before its followers: `talk record` runs it now, and only then is its result known.
        yield demo
        if demo.then is not None and (result := result_of(demo)) is not None:
            yield from followed(demo.then(result), result_of)


@dataclass(frozen=True)
class PreparedBallot:
    """The ballot that a widget's options define in advance; the room opens it.

    What is right stays with the room until the ballot is closed and shown.
    """

    kind: BallotKind
    question: str = ""
    options: tuple[str, ...] = ()
    most: int = 0
    """`choices` only: most options of one vote; 0 stands for any number."""
    low: float = 0
    """`number` only: least number that is accepted."""
    high: float = 100
    """`number` only: largest number that is accepted."""
    hidden: bool = True
    """True: phones see the result once the speaker shows it."""
    at_once: bool = True
    """True: the ballot opens as its slide comes up."""
    right: tuple[int, ...] = ()
    right_number: float | None = None
    why: str = ""
    context: str = ""
    """Text whose continuation is asked for, where the author wrote no question."""


@dataclass(frozen=True)
class InDeck:
    """Marker of a text option that is the path of a file in the deck's folder.

    Write `Annotated[str, InDeck("document")]`: `talk check` then reports a missing file, and
    live reload watches the file.
    """

    what: str = "file"
    """Noun for the file in messages, e.g. `image` or `document`."""


@dataclass(frozen=True)
class OrText:
    """Marker of a part with keys that an author may also write as plain text.

    With `Annotated[Example, OrText("text")]` the value `Hello` means `{text: Hello}`.
    """

    key: str
    """Key whose value the plain text becomes."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.no_info_before_validator_function(self._with_key, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        part = handler(schema)
        # An author may write either; what is sent always has the keys.
        return part if handler.mode == "serialization" else {"anyOf": [{"type": "string"}, part]}

    def _with_key(self, value: Any) -> Any:
        return {self.key: value} if isinstance(value, str) else value


class WidgetOptions(BaseModel):
    """Options of a widget as the author writes them under `live:`.

    A widget's folder subclasses it in `options.py`. The docstrings of the class and of each field
    are the widget's page in `talk widgets` and in the reference.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    methods: ClassVar[Sequence[str]] = ()
    """Methods of the kernel that the widget may call; the room refuses all others."""
    keys: ClassVar[dict[str, str]] = {}
    """Keys that the widget handles while it has the focus, with what each of them does."""
    yaml_examples: ClassVar[Sequence[str]] = ()
    """YAML that an author may write under `live:`, shown with the options."""
    secrets: ClassVar[frozenset[str]] = frozenset()
    """Options that pages of a room do not carry, such as a right answer; the room keeps them."""
    takes_prompts: ClassVar[bool] = False
    """Whether phones may send prompts for the widget, which the speaker accepts one by one."""
    has_tokens: ClassVar[bool] = False
    """Whether tokens are there as the slide comes up, which move to it from the slide before."""
    needs_room: ClassVar[bool] = False
    """Whether copies without a room leave the widget out, unless the deck has a `url` to show."""

    def requests(self) -> list[Request]:
        """Return the element's requests, as they are while no control has been changed.

        The element receives them beside its options (`public_requests`) and replaces the
        parameters that a person changed. Requests are built here alone, because a recording is
        found only by exactly the parameters that were recorded.
        """
        return []

    def demos(self) -> list[Demo]:
        """Return every prepared request, in the order in which they are offered."""
        return []

    def ballot(self) -> PreparedBallot | None:
        """Return what the room is asked to vote on; None for a widget without a ballot."""
        return None

    def step_count(self) -> int:
        """Return how many of the slide's steps show a further part of the widget."""
        return 0

    def public(self) -> dict[str, Any]:
        """Return the options as JSON values, for the element's `data-options`."""
        # Without the options that are None: the element's generated types have them as optional.
        return self.model_dump(mode="json", exclude_none=True)

    def public_requests(self) -> dict[str, dict[str, Any]]:
        """Return the requests' parameters by method and variant, for `data-requests`."""
        return {f"{one.method} {one.variant}".rstrip(): one.params for one in self.requests()}


@dataclass(frozen=True)
class Widget:
    """A widget as the registry found it."""

    name: str
    """Name of the widget's folder, in snake_case."""
    options: type[WidgetOptions]
    methods: Sequence[str] = field(default_factory=tuple)
    module: str = ""
    """JavaScript that defines the element, of a widget that is not talk's own; else empty."""
    look: str = ""
    """Stylesheet of such a widget."""

    @property
    def tag(self) -> str:
        """Name of the custom element: `talk-` and the widget's name with dashes."""
        return "talk-" + self.name.replace("_", "-")
