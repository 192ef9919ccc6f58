"""Measure the embedded model's tokens a second beside transformers and llama.cpp.

All contestants take turns in one run, so that a busy moment of the machine meets them all; the
figures are medians. transformers gets our very weights: an Arcee network (Llama with a squared-ReLU
MLP) whose query and key products are followed by the head-wise norm that ours has; its logits are
checked against ours before anything is timed. llama.cpp gets a model of equal widths.
"""

from __future__ import annotations

import os

# As the kernel sets it, before torch is first imported; the hub is not asked for anything.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("HF_HUB_OFFLINE", "1")

import asyncio
import contextlib
import json
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from find_chromium import find as find_chromium

from bench import real_model
from bench.contest import (
    Contestant,
    engine_rate,
    in_turn,
    scheduler_rate,
    transformers_rate,
)
from bench.kernel import real_kernel, timed_call
from bench.table import Table, percentile
from demo_kernel.backends.embedded import SLOTS, load_embedded
from demo_kernel.inference.cpu_step import CPUStepEngine, library
from demo_kernel.inference.engine import Engine, Work
from demo_kernel.inference.torch_engine import TorchEngine
from demo_kernel.network.weights import LAYER_MATRICES, MatrixWeights, Weights
from demo_kernel.tokens.tokenizer import vocabulary

PROMPT, NEW = 8, 128
"""Tokens read and sampled by each sequence."""
BATCHES = (1, 32)
TRANSFORMERS = "transformers generate"
"""The contestant that all others are compared with."""
ROUNDS = 5
LATENCY_ROUNDS = 200
MAP_CONTEXT = 64
LLAMA_BENCH = "TALK_LLAMA_BENCH"
"""Environment variable with the path of llama-batched-bench, where it is not on the PATH."""


def run(quick: bool) -> list[Table]:
    """Return the tables of throughput and latency, quiet and beside a busy browser."""
    rounds = 2 if quick else ROUNDS
    model = load_embedded()
    weights = model.weights[model.checkpoints.default]
    quiet = throughput(weights, rounds, "an otherwise unloaded machine")
    latencies = latency(20 if quick else LATENCY_ROUNDS, "")
    # Beside a browser, as on the laptop that presents.
    with busy_chromium() as running:
        if not running:
            quiet.notes.append("No Chromium was found: the rows with a busy browser are missing.")
            return [quiet, latencies, *real_model.tables(quick)]
        busy = throughput(weights, rounds, "Chromium busy beside it")
        busy_latencies = latency(20 if quick else LATENCY_ROUNDS, ", Chromium busy beside it")
    return [quiet, busy, latencies, busy_latencies, *real_model.tables(quick)]


def throughput(weights: Weights, rounds: int, where: str) -> Table:
    """Measure every contestant at every batch size, in turn, `rounds` times."""
    contestants: dict[str, Contestant] = {}
    engines: dict[str, Engine] = {"talk, torch": TorchEngine({"base": weights}, SLOTS)}
    if library() is not None:
        # The fastest first: it is the one that the scheduler's row runs on.
        engines = {"talk, CPU step": CPUStepEngine({"base": weights}, SLOTS)} | engines
    for name, engine in engines.items():
        contestants[name] = partial(engine_rate, engine, "base", tokens, NEW)
    # The scheduler's row and the comparison of logits are the fastest engine's.
    first = next(iter(engines))
    contestants["talk, scheduler and sampling"] = partial(
        scheduler_rate, engines[first], vocabulary("talk-4k"), "base", tokens, NEW
    )
    network = as_transformers(weights)
    # Before anything is timed: a network that computes something else proves nothing.
    check_equal(network, engines[first])
    contestants[TRANSFORMERS] = partial(transformers_rate, network, tokens, NEW)
    with contextlib.ExitStack() as stack:
        llama, reason = llama_contestant(weights, stack)
        if llama is not None:
            contestants["llama.cpp f16, equal model"] = llama
        title = f"Generate {NEW} tokens, {where}"
        table = in_turn(title, contestants, BATCHES, TRANSFORMERS, rounds)
    size, bandwidth = weight_bytes(weights), memory_bandwidth()
    table.add("(floor: weights once through memory a step)", bandwidth / size, None, None, None)
    table.notes = [
        f"{sum(m.values.size for m in weights.matrices.values()) / 1e6:.2f} M parameters, "
        f"{size / 1e6:.1f} MB of 8-bit"
        f" weights with scales; measured bandwidth of one core {bandwidth / 1e9:.0f} GB/s. "
        f"Medians of {rounds}.",
        "The CPU step is bound by arithmetic, not by memory: the weights stay in the "
        "processor's cache.",
        "All talk rows are exact: the same bits alone and in any batch. The scheduler's row "
        "samples, the others go on with the"
        " likeliest token.",
        *([reason] if reason else []),
    ]
    return table


def latency(rounds: int, where: str) -> Table:
    """Measure through a real kernel and socket: a map of 64 tokens, and the first token."""
    maps, firsts, ready, memory = asyncio.run(_latency(rounds))
    table = Table(
        f"Through the kernel's socket{where}", ["request", "p50 ms", "p95 ms", "aim, p95 ms"]
    )
    for name, values in (
        (f"probability map, {MAP_CONTEXT} tokens, every entry of the vocabulary", maps),
        (f"first token after a prompt of {MAP_CONTEXT}", firsts),
    ):
        table.add(name, percentile(values, 50) * 1000, percentile(values, 95) * 1000, 15)
    table.notes = [
        f"{rounds} requests each, no two alike, so nothing is cached. Kernel ready {ready:.2f} s "
        "after its start"
        f" (aim 6 s), {memory:.0f} MiB resident with every checkpoint and torch loaded (aim 1,024)."
    ]
    return table


def tokens(sequence: int) -> list[int]:
    """Return a prompt of dense IDs."""
    return np.random.default_rng(sequence).integers(0, 4000, PROMPT).tolist()


def as_transformers(weights: Weights) -> Any:
    """Return our weights in transformers' Arcee architecture, in float32."""
    import torch
    from torch import nn
    from torch.nn import functional as F
    from transformers import ArceeConfig, ArceeForCausalLM

    config = weights.config
    heads, width = config.heads, config.head_width

    class HeadNormed(nn.Module):
        """Product whose heads are scaled to a root mean square of 1, as ours are."""

        def __init__(self, matrix: torch.Tensor) -> None:
            super().__init__()
            self.weight = nn.Parameter(matrix)

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            y = F.linear(x, self.weight)
            return F.rms_norm(y.unflatten(-1, (heads, width)), (width,)).flatten(-2)

    network = ArceeForCausalLM(
        ArceeConfig(
            vocab_size=config.vocabulary_size,
            hidden_size=config.width,
            intermediate_size=config.hidden,
            num_hidden_layers=config.layers,
            num_attention_heads=heads,
            num_key_value_heads=heads,
            max_position_embeddings=config.context,
            rms_norm_eps=float(np.finfo(np.float32).eps),
            rope_parameters={"rope_type": "default", "rope_theta": config.rope_base},
            # Ours is tied but normalises what it reads; here that is folded into the input rows.
            tie_word_embeddings=False,
            bos_token_id=None,
            eos_token_id=None,
            pad_token_id=0,
        )
    ).eval()
    matrices = {
        name: torch.from_numpy(matrix.dequantised()) for name, matrix in weights.matrices.items()
    }
    with torch.no_grad():
        embedding = matrices["embedding"]
        # Ours norms what it reads.
        network.model.embed_tokens.weight.copy_(F.rms_norm(embedding, (config.width,)))
        network.lm_head.weight.copy_(embedding)
        for n, layer in enumerate(network.model.layers):
            # (3C, C), (C, C), (hidden, C), (C, hidden)
            qkv, out, up, down = (matrices[f"layers.{n}.{name}"] for name in LAYER_MATRICES)
            q, k, v = qkv.chunk(3)
            # transformers turns the other way: with the halves of each head exchanged it comes to
            # the same.
            layer.self_attn.q_proj, layer.self_attn.k_proj = (
                HeadNormed(
                    part.unflatten(0, (heads, 2, width // 2)).flip(1).flatten(0, 2).contiguous()
                )
                for part in (q, k)
            )
            layer.self_attn.scaling = config.attention_scale
            layer.self_attn.v_proj.weight.copy_(v)
            layer.self_attn.o_proj.weight.copy_(out)
            layer.mlp.up_proj.weight.copy_(up)
            layer.mlp.down_proj.weight.copy_(down)
    return network


def check_equal(network: Any, engine: Engine) -> None:
    """Stop when the two networks do not compute the same."""
    import torch

    # Longer than one prompt of the measurement: attention and positions count for more in it.
    prompt = [token for n in range(4) for token in tokens(n)]
    with torch.no_grad():
        theirs = network(torch.tensor([prompt], device=network.device)).logits[0, -1].cpu().numpy()
    # Only the last token's logits: what differs anywhere differs there.
    (ours,) = engine.forward([Work("base", 0, 0, prompt)])
    difference = float(np.abs(ours - theirs).max())
    # Sums in another order differ by much less, another network by much more.
    if difference > 1e-3:
        raise RuntimeError(
            f"transformers' logits differ by {difference}: the comparison would be unfair"
        )


def llama_contestant(
    weights: Weights, stack: contextlib.ExitStack
) -> tuple[Contestant | None, str]:
    """Return llama.cpp on a float16 model of the same widths, or None and the reason."""
    program = os.environ.get(LLAMA_BENCH) or shutil.which("llama-batched-bench")
    if program is None:
        return (
            None,
            f"llama.cpp did not run: put llama-batched-bench on the PATH or name it in "
            f"{LLAMA_BENCH}.",
        )
    from bench.gguf import write_model

    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    write_model(folder / "model.gguf", weights.config)
    command = [
        program,
        "-m",
        str(folder / "model.gguf"),
        # Room for 32 sequences of prompt and answer: they share one context.
        "-c",
        "8192",
        "-b",
        "512",
        "-npp",
        str(PROMPT),
    ]
    command += ["-ntg", str(NEW), "--output-format", "jsonl"]

    def rate(batch: int) -> float:
        """Measure with one thread and with all of them, and return the faster.

        Its threads spin, which a busy core punishes.
        """
        rates = []
        # A set: with one core both are the same measurement.
        for threads in {1, os.cpu_count() or 1}:
            asked = [*command, "-npl", str(batch), "-t", str(threads)]
            done = subprocess.run(asked, capture_output=True, text=True, check=True)
            lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
            # speed_tg is of generation alone, without the prompt.
            rates.append(float(json.loads(lines[-1])["speed_tg"]))
        return max(rates)

    return rate, ""


def weight_bytes(weights: Weights) -> int:
    """Return the bytes of the weights that one step reads."""

    def size(matrix: MatrixWeights) -> int:
        return matrix.values.nbytes + (0 if matrix.scale is None else matrix.scale.nbytes)

    return sum(size(matrix) for matrix in weights.matrices.values())


def memory_bandwidth() -> float:
    """Return the bytes a second that one core reads, by summing 256 MB."""
    # Far more than a cache holds.
    block = np.ones(64 << 20, dtype=np.float32)
    seconds = []
    for _ in range(3):
        start = perf_counter()
        block.sum()
        seconds.append(perf_counter() - start)
    # The fastest: whatever else the machine did made the others slower.
    return block.nbytes / min(seconds)


async def _latency(rounds: int) -> tuple[list[float], list[float], float, float]:
    """Return the seconds of each map and each first token, those until ready, and the MiB used."""
    async with real_kernel() as (client, ready):
        # Both load what the kernel otherwise loads when it is first asked for: torch, rank files.
        await client.call("model/step", {"text": "The", "target": " end", "learning_rate": 1e-6})
        await client.call("tokens/vocabularies", {})
        maps, firsts = [], []
        for n in range(rounds):
            maps.append(await timed_call(client, "next_token/predict", {"tokens": _context(2 * n)}))
            params = {"tokens": _context(2 * n + 1), "max_tokens": 1, "seed": n}
            firsts.append(await timed_call(client, "text/generate", params))
        health = await client.call("kernel/health", {})
    return maps, firsts, ready, float(health["memory_mib"])


def _context(number: int) -> list[int]:
    """Return wire IDs that no other request begins with."""
    dense = np.random.default_rng(1000 + number).integers(0, 4000, MAP_CONTEXT).tolist()
    return vocabulary("talk-4k").from_dense(dense)


BUSY_PAGE = """<!doctype html><canvas id="c" width="1920" height="1080"></canvas><script>
const context = document.getElementById("c").getContext("2d");
function paint(time) {
  for (let n = 0; n < 400; n++) {
    context.fillStyle = `hsl(${(time / 10 + n) % 360} 80% 50% / 0.4)`;
    context.fillRect((n * 37 + time / 5) % 1920, (n * 53) % 1080, 90, 60);
  }
  requestAnimationFrame(paint);
}
requestAnimationFrame(paint);
</script>"""


@contextlib.contextmanager
def busy_chromium() -> Iterator[bool]:
    """Run a browser that animates a full screen, as a stage with a busy slide does.

    The value is False where there is no browser.
    """
    program = find_chromium()
    if program is None:
        yield False
        return
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        page = Path(name) / "busy.html"
        page.write_text(BUSY_PAGE, encoding="utf-8")
        flags = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
        ]
        flags += [f"--user-data-dir={name}/profile", "--remote-debugging-port=0", page.as_uri()]
        process = subprocess.Popen(
            [program, *flags],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            yield True
        finally:
            # The whole group: Debian's program is a script, which would end and leave the browser.
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=20)
