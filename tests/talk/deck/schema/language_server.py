"""A client of the YAML language server that VS Code, Neovim and PyCharm speak to.

The server is the npm package yaml-language-server (tools/front_end); it is asked as editors ask it,
by JSON-RPC on its standard input and output. The protocol:
https://microsoft.github.io/language-server-protocol/
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

PLACE = "‸"
"""Marks the cursor in a text."""


class LanguageServer:
    """A running server with one folder open."""

    def __init__(self, command: list[str], folder: Path) -> None:
        self._folder = folder
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        assert self._process.stdin
        assert self._process.stdout
        self._in: IO[bytes] = self._process.stdin
        self._out: IO[bytes] = self._process.stdout
        self._ids = 0
        client = {
            "textDocument": {
                "completion": {"completionItem": {"documentationFormat": ["markdown"]}},
                "hover": {"contentFormat": ["markdown"]},
            },
            "workspace": {"configuration": True},
        }
        self.request(
            "initialize", processId=None, rootUri=folder.as_uri(), capabilities=client, trace="off"
        )
        self.notify("initialized")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.wait()
        self._in.close()
        self._out.close()

    def open(self, name: str, text: str) -> dict[str, Any]:
        """Open a file whose text has a cursor; return where that is, for a request."""
        before, _, after = text.partition(PLACE)
        uri = (self._folder / name).as_uri()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": before + after}
        self.notify("textDocument/didOpen", textDocument=document)
        line = before.count("\n")
        character = len(before) - (before.rfind("\n") + 1)
        return {
            "textDocument": {"uri": uri},
            "position": {"line": line, "character": character},
        }

    def completions(self, name: str, text: str) -> dict[str, str]:
        """Return what the server offers at the cursor, with the description of each."""
        answer = self.request("textDocument/completion", **self.open(name, text))
        items = answer if isinstance(answer, list) else answer["items"]
        return {item["label"]: words(item.get("documentation", "")) for item in items}

    def hover(self, name: str, text: str) -> str:
        """Return what the server says of the word at the cursor."""
        answer = self.request("textDocument/hover", **self.open(name, text))
        return words(answer["contents"]) if answer else ""

    def request(self, method: str, **params: Any) -> Any:
        """Send a request and return its result; answer the server's own requests meanwhile."""
        self._ids += 1
        self._send(id=self._ids, method=method, params=params)
        while True:
            message = self._receive()
            if message.get("id") == self._ids and "method" not in message:
                assert "error" not in message, message
                return message["result"]
            if "id" in message and "method" in message:
                # It asks for settings by section; null stands for its own.
                items = message["params"].get("items", []) if message.get("params") else []
                self._send(id=message["id"], result=[None] * len(items))

    def notify(self, method: str, **params: Any) -> None:
        """Send a message that has no answer."""
        self._send(method=method, params=params)

    def _send(self, **message: Any) -> None:
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._in.write(b"Content-Length: %d\r\n\r\n%s" % (len(data), data))
        self._in.flush()

    def _receive(self) -> dict[str, Any]:
        length = 0
        # Lines of a head as HTTP has it, until the empty one.
        while (line := self._out.readline().strip()) or not length:
            assert line, "the language server ended"
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        message: dict[str, Any] = json.loads(self._out.read(length))
        return message


def words(content: Any) -> str:
    """Return the text of a documentation or of a hover, which has several forms."""
    if isinstance(content, list):
        return "\n".join(map(words, content))
    return str(content["value"]) if isinstance(content, dict) else str(content)
