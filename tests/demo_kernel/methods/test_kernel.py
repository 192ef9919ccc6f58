"""kernel/describe, and several models in one kernel: each request goes to the model it names."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from demo_kernel.backends.language_model import BackendError, Checkpoints, LocalModel
from demo_kernel.methods import local_handlers
from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError
from talk.protocol.methods.kernel import Checkpoint

from ..doubles import ByteCodec, PretendEngine
from .conftest import Tiny


class BoundedEngine(PretendEngine):
    memory_bound = 2 << 20


def other_model(checkpoint: str = "other") -> LocalModel:
    return LocalModel(
        name="Other 1B",
        engine=BoundedEngine(),
        codec=ByteCodec(),
        checkpoints=Checkpoints({checkpoint: Checkpoint(name=checkpoint)}, checkpoint),
        parameters=7,
        missing={"model/step": "this is offered for the embedded model only, not for Other 1B"},
    )


@pytest.fixture
def several(tiny: Tiny) -> Tiny:
    """Return the kernel of the tiny model with one more model on the same thread."""
    tiny.kernel.add(other_model(), local_handlers())
    return tiny


async def test_every_model_is_described_with_what_it_lacks(several: Tiny) -> None:
    about = await several.ask("kernel/describe", {})
    family, other = about["models"]
    assert (about["model"], family["name"]) == ("tiny", "tiny")
    assert other["name"] == "Other 1B"
    assert other["checkpoints"] == ["other"]
    assert (other["parameters"], other["device"]) == (7, "pretend")
    assert (family["memory_mib"], other["memory_mib"]) == (0, 2)
    assert other["vocabulary"] == ByteCodec().name
    assert "model/step" in other["missing"]
    assert family["missing"] == {}
    assert "model/step" in about["methods"]
    assert [one["name"] for one in about["checkpoints"]] == ["base", "sft", "embedding", "other"]
    assert ByteCodec().name in [one["name"] for one in about["vocabularies"]]


async def test_each_checkpoint_answers_with_its_own_model_and_vocabulary(several: Tiny) -> None:
    asked: dict[str, Any] = {"text": "Hi", "max_tokens": 4, "seed": 3}
    other = await several.ask("text/generate", asked | {"checkpoint": "other"})
    assert (other["provenance"]["model"], other["provenance"]["checkpoint"]) == (
        "Other 1B",
        "other",
    )
    family = await several.ask("text/generate", asked)
    assert family["provenance"]["model"] == "tiny"
    encoded = await several.ask("tokens/encode", {"text": "Hi", "vocabulary": ByteCodec().name})
    assert [token["id"] for token in encoded["tokens"]] == ByteCodec().encode("Hi")


async def test_the_same_seed_writes_the_same_text_beside_another_model(several: Tiny) -> None:
    async def write(checkpoint: str, seed: int) -> str:
        asked = {"text": "Hi", "checkpoint": checkpoint, "max_tokens": 8, "seed": seed}
        answer = await several.ask("text/generate", asked)
        return str(answer["tokens"])

    wanted = [(name, seed) for seed in range(5) for name in ("other", "base")]
    alone = [await write(*one) for one in wanted]
    assert await asyncio.gather(*(write(*one) for one in wanted)) == alone


async def test_what_a_model_lacks_is_refused_with_its_reason(several: Tiny) -> None:
    asked = {"text": "a", "target": "b", "checkpoint": "other"}
    with pytest.raises(WireError, match="not for Other 1B") as caught:
        await several.ask("model/step", asked)
    assert caught.value.code == jsonrpc.UNAVAILABLE


async def test_an_unknown_checkpoint_is_refused_with_the_names_of_all_models(
    several: Tiny,
) -> None:
    with pytest.raises(WireError, match="base, sft, embedding, other") as caught:
        await several.ask("text/generate", {"text": "a", "checkpoint": "nonsense"})
    assert caught.value.code == jsonrpc.UNKNOWN_NAME


async def test_two_models_cannot_share_a_name(several: Tiny) -> None:
    with pytest.raises(BackendError, match="has a checkpoint 'base' already: write NAME="):
        several.kernel.add(other_model("base"), local_handlers())
