"""Base classes and annotations of every widget's `options.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import core_schema


@dataclass(frozen=True)
class Request:
    """A request to the kernel, as the element sends it before a control was touched."""

    method: str
    params: dict[str, Any]
    variant: str = ""
    """Tells requests with the same method apart, such as `find` for a token that is looked up."""

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
    given = {name: value for name, value in params.items() if value is not None}
    return Request(method, given, variant)


@dataclass(frozen=True)
class Demo:
    """A request that `talk record` runs; its answer is shown when the kernel is away."""

    method: str
    params: dict[str, Any]
    lane: str = "main"
    label: str = ""
    """The prompt under which it is offered, e.g. `The capital of France is`."""
    first: bool = True
    """Shown when the slide comes up (one a lane); the others are offered as examples."""
    then: Callable[[dict[str, Any]], Sequence[Demo]] | None = field(default=None, compare=False)
    """Requests that follow from the result, e.g. an answer with the documents of a search."""


def followed(
    demos: Iterable[Demo], result_of: Callable[[Demo], dict[str, Any] | None]
) -> Iterator[Demo]:
    """Yield each demo, and after it those that follow from its result, where that is known."""
    for demo in demos:
        yield demo
        if demo.then is not None and (result := result_of(demo)) is not None:
            yield from followed(demo.then(result), result_of)


@dataclass(frozen=True)
class InDeck:
    """Marks a text option as the path of a file in the deck's folder.

    Write `Annotated[str, InDeck("document")]`: `talk check` then says so when the file is missing,
    and live reload watches it.
    """

    what: str = "file"
    """The word for it in messages: image, document, …"""


@dataclass(frozen=True)
class OrText:
    """Lets an author write plain text for a part with keys.

    Write `Annotated[Example, OrText("text")]`.
    """

    key: str
    """The key that the text is taken for."""

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
    """Methods of the kernel this widget may call; the room refuses others."""
    keys: ClassVar[dict[str, str]] = {}
    """Keys it takes while it has the focus, with what they do."""
    yaml_examples: ClassVar[Sequence[str]] = ()
    """What an author writes under `live:`, as YAML; shown with the options."""
    needs_room: ClassVar[bool] = False
    """Left out of copies without a room, unless the deck has a `url` to show instead."""

    def requests(self) -> list[Request]:
        """Return what the element asks the kernel for.

        The element gets them beside its options (`public_requests`) and replaces what a person
        changed. Nothing else says what a request is made of: a recording is found only by the very
        parameters that were recorded.
        """
        return []

    def demos(self) -> list[Demo]:
        """Return every prepared request, in the order they are offered."""
        return []

    def step_count(self) -> int:
        """Return the number of the slide's steps that bring a part of the widget."""
        return 0

    def public(self) -> dict[str, Any]:
        """Return what the browser gets as `data-options`; JSON."""
        return self.model_dump(mode="json", exclude_none=True)

    def public_requests(self) -> dict[str, dict[str, Any]]:
        """Return what the browser gets as `data-requests`: parameters by method and variant."""
        return {f"{one.method} {one.variant}".rstrip(): one.params for one in self.requests()}


@dataclass(frozen=True)
class Widget:
    """A widget as the registry finds it."""

    name: str
    """snake_case; the element is `<talk-` + name with dashes + `>`."""
    options: type[WidgetOptions]
    methods: Sequence[str] = field(default_factory=tuple)

    @property
    def tag(self) -> str:
        return "talk-" + self.name.replace("_", "-")
