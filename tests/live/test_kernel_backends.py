"""Other models behind the same process.

One loaded with transformers, one behind somebody else's server.
"""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import save_file

from talk.protocol.jsonrpc import WireError

pytestmark = pytest.mark.live


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """Write a tiny random network as transformers does, without a tokenizer.

    By hand, since importing transformers takes seven seconds. What transformers itself saved is
    read in tests/demo_kernel/backends/test_huggingface.py.
    """
    folder = tmp_path / "saved"
    folder.mkdir()
    tokens, positions, width, layers = 99, 64, 32, 2
    config = {"vocab_size": tokens, "n_positions": positions, "n_embd": width, "n_layer": layers}
    config |= {"n_head": 2, "bos_token_id": 0, "eos_token_id": 0}
    kind = {"model_type": "gpt2", "architectures": ["GPT2LMHeadModel"]}
    (folder / "config.json").write_text(json.dumps(kind | config), "utf-8")
    shapes: dict[str, tuple[int, ...]] = {"wte": (tokens, width), "wpe": (positions, width)}
    for layer in range(layers):
        matrices = {"attn.c_attn": (width, 3 * width), "attn.c_proj": (width, width)}
        matrices |= {"mlp.c_fc": (width, 4 * width), "mlp.c_proj": (4 * width, width)}
        for name, shape in matrices.items():
            shapes[f"h.{layer}.{name}.weight"] = shape
            shapes[f"h.{layer}.{name}.bias"] = shape[1:]
    random = np.random.default_rng(0)
    weights = {name: random.normal(0, 0.02, shape) for name, shape in shapes.items()}
    for norm in [f"h.{layer}.ln_{n}" for layer in range(layers) for n in (1, 2)] + ["ln_f"]:
        weights |= {f"{norm}.weight": np.ones(width), f"{norm}.bias": np.zeros(width)}
    save_file(
        {f"transformer.{name}": array.astype(np.float32) for name, array in weights.items()},
        folder / "model.safetensors",
        metadata={"format": "pt"},
    )
    return folder


@pytest.mark.skipif(find_spec("transformers") is None, reason="transformers is not installed")
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


def test_a_folder_that_is_not_there_is_one_sentence(failure_here: Any) -> None:
    code, said = failure_here("--port", "0", "--model", "hf:/no/such/folder")
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
        # It looks so often, in seconds, whether it is to end.
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
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
