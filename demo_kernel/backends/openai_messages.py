"""Write messages and tools as OpenAI's interface has them, and run a tool that a model asks for."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from demo_kernel.backends.openai_stream import Stream
from demo_kernel.tokens.chat_format import message_text
from demo_kernel.tools.toolbox import DESCRIPTIONS, Tools
from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError
from talk.protocol.methods.chat import ChatMessage, CompleteParams
from talk.protocol.methods.tools import ToolCall


def plain_messages(messages: Sequence[ChatMessage]) -> list[dict[str, Any]]:
    """Return a conversation as OpenAI's interface has it, each message with its text alone."""
    return [{"role": one.role, "content": message_text(one)} for one in messages]


def tool_schema(tool: str) -> dict[str, Any]:
    """Return one of our tools as OpenAI's interface describes a function: of one text."""
    found = next((one for one in DESCRIPTIONS if one.name == tool), None)
    if found is None:
        raise WireError(jsonrpc.UNKNOWN_NAME, f"there is no tool '{tool}'")
    properties = {
        "argument": {"type": "string", "description": f"{found.argument}, e.g. {found.example}"}
    }
    parameters = {"type": "object", "properties": properties, "required": ["argument"]}
    return {
        "type": "function",
        "function": {"name": found.name, "description": found.title, "parameters": parameters},
    }


def assistant_message(stream: Stream) -> dict[str, Any]:
    """Return a turn with tool calls as a message, for the server to go on from."""
    calls = [
        {
            "id": call["id"],
            "type": "function",
            "function": {"name": call["name"], "arguments": call["arguments"]},
        }
        for call in stream.calls.values()
    ]
    return {"role": "assistant", "content": stream.text or None, "tool_calls": calls}


def run_tool(tools: Tools, params: CompleteParams, asked: Mapping[str, str]) -> ToolCall:
    """Run the tool that the model asked for. What goes wrong is in the result."""
    try:
        # Our tools have one text; OpenAI's have an object of named arguments.
        argument = str(json.loads(asked["arguments"] or "{}").get("argument", ""))
    except (ValueError, AttributeError):  # models write bad JSON, and JSON that is no object
        argument = asked["arguments"]
    if asked["name"] not in (params.tools or []):
        text = f"error: there is no tool {asked['name'][:40]}"
        return ToolCall(name=asked["name"][:40], argument=argument, result=text, failed=True)
    return tools.run(asked["name"], argument)
