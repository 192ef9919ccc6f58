"""Answer tools/list and tools/run."""

from __future__ import annotations

from demo_kernel.service.kernel import Call, Handler, Kernel
from demo_kernel.tools.toolbox import DESCRIPTIONS, NAMES
from talk.protocol.methods.tools import ListParams, ListResult, RunToolParams, RunToolResult
from talk.protocol.refusal import refusal


async def list_tools(kernel: Kernel, params: ListParams, call: Call) -> ListResult:
    """Return the tools that a model may call."""
    return ListResult(tools=DESCRIPTIONS)


async def run(kernel: Kernel, params: RunToolParams, call: Call) -> RunToolResult:
    """Run one tool for a person, without a model."""
    if params.name not in NAMES:
        have = ", ".join(NAMES)
        text = f"there is no tool '{params.name}'; choose one of {have}"
        raise refusal("no-tool", text, name=params.name)
    return RunToolResult(call=kernel.tools.run(params.name, params.argument))


HANDLERS: dict[str, Handler] = {"tools/list": list_tools, "tools/run": run}
