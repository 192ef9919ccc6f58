"""A plain file server on a free port of this machine, for decks that `talk build` wrote."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from .presenting import FILE_PORTS, HOST, lowest_free


class _Handler(SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        # One deck after another is served here: pages are never kept, and an asset's name holds the
        # hash of its content.
        lasting = self.path.startswith("/assets/")
        self.send_header("cache-control", "max-age=86400, immutable" if lasting else "no-store")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Keep the test's output free of requests."""

    def copyfile(self, source: Any, outputfile: Any) -> None:
        # A page that is left closes its connection in the middle of an answer.
        with suppress(BrokenPipeError, ConnectionResetError):
            super().copyfile(source, outputfile)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder while the block runs; the value is its address, which ends in a slash."""
    handler = partial(_Handler, directory=str(folder))
    server = lowest_free(lambda port: ThreadingHTTPServer((HOST, port), handler), FILE_PORTS)
    # It looks so often, in seconds, whether it is to end.
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
