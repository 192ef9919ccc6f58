"""Other models behind the same process.

One loaded with transformers, one behind somebody else's server.
"""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from talk.protocol.jsonrpc import WireError

pytestmark = pytest.mark.live


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a tiny random network as transformers saves it, without a tokenizer."""
    transformers = pytest.importorskip("transformers")
    transformers.logging.disable_progress_bar()
    folder = tmp_path_factory.mktemp("saved")
    config = transformers.GPT2Config(
        vocab_size=99,
        n_positions=64,
        n_embd=32,
        n_layer=2,
        n_head=2,
        bos_token_id=0,
        eos_token_id=0,
    )
    transformers.GPT2LMHeadModel(config).save_pretrained(folder)
    return folder


async def test_a_hugging_face_model_answers_beside_the_embedded_one(
    serving: Any, saved: Path
) -> None:
    async with serving("--model", f"tiny=hf:{saved}", "--precision", "bfloat16") as running:
        client = await running.client()
        described = await client.call("kernel/describe", {})
        family, further = described["models"]
        assert (described["model"], "base" in family["checkpoints"]) == (family["name"], True)
        assert (further["name"], further["checkpoints"]) == (saved.name, ["tiny"])
        assert "bfloat16" in further["device"]
        map_ = await client.call(
            "next_token/predict", {"tokens": [1, 2, 3], "checkpoint": "tiny", "top_k": 99}
        )
        assert sum(one["probability"] for one in map_["candidates"]) == pytest.approx(1, abs=1e-5)
        events: list[dict[str, Any]] = []
        answer = await client.call(
            "text/generate",
            {"tokens": [1, 2], "checkpoint": "tiny", "max_tokens": 5, "seed": 1},
            events.append,
        )
        assert [event["id"] for event in events] == answer["tokens"]
        assert answer["provenance"]["model"] == saved.name
        known = await client.call("text/generate", {"text": "The capital", "max_tokens": 3})
        assert known["provenance"]["model"] == family["name"]
        with pytest.raises(WireError, match="embedded model only"):
            await client.call("model/step", {"tokens": [1], "target_id": 2, "checkpoint": "tiny"})
        await client.close()


async def test_a_folder_that_is_not_there_is_one_sentence(failure: Any) -> None:
    code, said = await failure("--port", "0", "--model", "hf:/no/such/folder")
    assert code != 0
    assert said.count("\n") == 1


@pytest.mark.parametrize("model", ["openai:http://127.0.0.1:9", "openai:nonsense"])
def test_a_server_that_cannot_be_had_is_one_sentence(failure_here: Any, model: str) -> None:
    code, said = failure_here("--port", "0", "--model", model)
    assert code != 0
    assert said.count("\n") == 1


class Pretend(BaseHTTPRequestHandler):
    """A server that lists one model and streams two words."""

    def do_GET(self) -> None:
        self._say(json.dumps({"data": [{"id": "pretend", "owned_by": "somebody"}]}))

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        words = "".join(
            f"data: {json.dumps({'choices': [{'text': word}]})}\n\n" for word in ("one ", "two")
        )
        self._say(words + "data: [DONE]\n\n")

    def _say(self, text: str) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, format: str, *args: object) -> None:
        pass


async def test_a_model_behind_another_server_answers_through_the_same_socket(serving: Any) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Pretend) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        async with serving(
            "--model", f"openai:http://127.0.0.1:{server.server_address[1]}"
        ) as running:
            client = await running.client()
            answer = await client.call(
                "text/generate", {"text": "count", "checkpoint": "pretend", "max_tokens": 5}
            )
            assert answer["text"] == "one two"
            assert answer["provenance"]["model"] == "pretend"
            encoded = await client.call("tokens/encode", {"text": " Paris"})
            assert [token["id"] for token in encoded["tokens"]] == [12366]
            await client.close()
        server.shutdown()
