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
    title: str
    argument: str
    """What it takes, in words."""
    example: str


class ListParams(Params):
    """Return the tools that a model may call."""


class ListResult(Result):
    tools: list[Tool]


LIST = Method("tools/list", ListParams, ListResult)


class RunToolParams(Params):
    """Run one tool by hand."""

    name: ToolName
    argument: Annotated[str, Field(max_length=MAX_ARGUMENT)]


class RunToolResult(Result):
    call: ToolCall


RUN = Method("tools/run", RunToolParams, RunToolResult)

METHODS = [LIST, RUN]
