"""What a model may call: `tools/list`, `tools/run`."""

from typing import Annotated

from pydantic import Field

from talk.protocol.method import Method
from talk.protocol.wire import Params, Result

MAX_ARGUMENT = 500

ToolName = Annotated[str, Field(max_length=40)]


class ToolCall(Result):
    """One call as it happened."""

    name: str
    """Name of the tool."""
    argument: str
    """Its text as the model wrote it."""
    result: str
    """What the application forced into the context."""
    failed: bool = False
    """The tool refused; `result` says why."""
    time_ms: float | None = None
    """How long the tool itself ran, in milliseconds; None where none was run."""


class Tool(Result):
    name: str
    """Name by which a model calls it."""
    title: str
    """What it does, in a few words."""
    argument: str
    """What it takes, in words."""
    example: str
    """An argument that it accepts."""


class ListParams(Params):
    """Return the tools that a model may call."""


class ListResult(Result):
    tools: list[Tool]
    """Every tool of this kernel."""


LIST = Method("tools/list", ListParams, ListResult)


class RunToolParams(Params):
    """Run one tool by hand."""

    name: ToolName
    """Name of the tool."""
    argument: Annotated[str, Field(max_length=MAX_ARGUMENT)]
    """What the tool is called with, as text."""


class RunToolResult(Result):
    call: ToolCall
    """The call with its result."""


RUN = Method("tools/run", RunToolParams, RunToolResult)

METHODS = [LIST, RUN]
