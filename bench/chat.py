"""Measure a hall that chats with a real model while the stage plays the sampling loop.

`talk present` with its room and its kernel, and real sockets: 32 phones, each of which reads an
answer, thinks a while and writes the next message of its own conversation; one stage that samples
without a pause, in turn from the embedded model and from the real one. The real model is the GGUF
file that `TALK_BENCH_MODEL` names, else the SmolLM2 of `talk models`.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from time import perf_counter
from typing import Any

from bench.crowd import Contestant, Hall, Phone, talk_server
from bench.real_model import WITHOUT, real_model_file
from bench.table import Table, median, percentile
from talk.kernel_client import KernelClient
from talk.protocol.jsonrpc import WireError

PHONES = 32
FULL_S, QUICK_S = 300.0, 30.0
MODEL = "smollm2"
STAGE_MODELS = ("base", MODEL)
"""Checkpoints from which the stage samples in turn: the embedded model's, the real one's."""
STAGE_TOKENS, ANSWER_TOKENS = 48, 64
THINKING_S = (1.0, 6.0)
"""Shortest and longest time between an answer and the phone's next message."""
TURNS = 4
"""Messages of a phone after which it begins a new conversation."""
AIM_MS = 150
DECK = """title: A hall chats
theme: plain
chapters: [a.yaml]
"""
SLIDES = f"""chapter: Chat
phase: inference
slides:
  - id: chat
    title: Chat
    live: {{widget: sft_chat, checkpoints: [{MODEL}]}}
  - id: loop
    title: The sampling loop
    live: {{widget: sampling_loop, checkpoint: base}}
"""
MESSAGES = (
    "Who are you?",
    "Tell me a story about a lighthouse.",
    "What is a good breakfast?",
    "Explain why the sky is blue to a child.",
    "Write two lines about the sea.",
    "What should I see in Paris?",
    "Name five animals that live in a forest.",
    "How do I learn to play the piano?",
)


class Stage(Phone):
    """The projector's socket: what comes of its runs, with the time at which it came."""

    def __init__(self, hall: Hall, port: int, path: str, first: str | None) -> None:
        super().__init__(hall, port, path, first)
        self.changed = asyncio.Event()
        self.kernel = ""
        self.events: list[dict[str, Any]] = []
        """Tokens of the run under way."""
        self.parts: list[float] = []
        """Times at which parts of the run came."""
        self.run: dict[str, Any] = {}
        """The run under way as its lane shows it."""

    def frame(self, opcode: int, payload: bytes) -> None:
        # The phone's own part of it: it answers pings, and finds the answer that `ask` waits for.
        super().frame(opcode, payload)
        # Only a frame of text is a message; the others are pings and the close.
        if opcode != 1:
            return
        message = json.loads(payload)
        state = message.get("result", {}).get("state", {})
        self.kernel = state.get("health", {}).get("state", self.kernel)
        for change in message.get("params", {}).get("changes", ()):
            self._apply(change)
        self.changed.set()

    def _apply(self, change: Mapping[str, Any]) -> None:
        if change["kind"] == "health":
            self.kernel = change["health"]["state"]
        # Another run has the lane: what is known of the one before is not its beginning.
        elif change["kind"] == "run" and change["run"]["id"] != self.run.get("id"):
            self.run, self.events, self.parts = change["run"], [], []
            self._append(self.run.get("events", []))
        elif change["kind"] == "run":
            self.run = change["run"]
            # The whole run again, as it ends: only events that are new make a part.
            self._append(self.run.get("events", [])[len(self.events) :])
        elif change["kind"] == "run_events":
            self._append(change["events"])

    def _append(self, events: Sequence[dict[str, Any]]) -> None:
        if events:
            self.events += events
            self.parts.append(perf_counter())

    async def until(self, done: Any) -> None:
        """Wait until what came makes `done()` true."""
        # Cleared before the wait and not after it, so that no message between the two is missed.
        while not done():
            self.changed.clear()
            await self.changed.wait()


@dataclass
class Chatter:
    """One phone's conversations and what they cost it."""

    number: int
    client: KernelClient
    random: random.Random
    firsts: list[float] = field(default_factory=list)
    """Seconds from each message to the first token of its answer."""
    silences: list[float] = field(default_factory=list)
    """Longest time between two parts of each answer, in seconds."""
    answers: int = 0
    tokens: int = 0
    refused: int = 0

    async def chat(self, seconds: float) -> None:
        """Send messages and read the answers until the time is over; the last one is broken off."""
        turns: list[dict[str, str]] = []
        # The end of the time is the end of a chat, wherever it stands.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                # Not all in the same moment, as no hall does.
                await asyncio.sleep(self.random.uniform(0, THINKING_S[1]))
                while True:
                    if len(turns) >= 2 * TURNS:
                        # A conversation that grows for ever would leave the context.
                        turns = []
                    # Each phone begins elsewhere in the list, so that neighbours do not send the
                    # same words.
                    message = MESSAGES[(self.number + self.answers) % len(MESSAGES)]
                    turns.append({"role": "user", "content": message})
                    turns.append({"role": "assistant", "content": await self._answer(turns)})
                    await asyncio.sleep(self.random.uniform(*THINKING_S))

    async def _answer(self, turns: Sequence[dict[str, str]]) -> str:
        sent = last = perf_counter()
        heard = 0
        longest = 0.0

        def on_event(change: Mapping[str, Any]) -> None:
            nonlocal last, heard, longest
            if not change.get("events"):
                return
            now = perf_counter()
            if heard:
                longest = max(longest, now - last)
            else:
                self.firsts.append(now - sent)
            heard += len(change["events"])
            self.tokens += len(change["events"])
            last = now

        params = {
            "messages": list(turns),
            "checkpoint": MODEL,
            "temperature": 0.7,
            # No two answers alike, so that none comes from a cache.
            "seed": 1000 * self.number + self.answers,
            "max_tokens": ANSWER_TOKENS,
        }
        asked = {"widget": "chat/0", "method": "chat/complete", "params": params}
        try:
            result = await self.client.call("widget/run", asked, on_event)
        # A refusal is counted and the chat goes on: a hall does not leave when one message fails.
        except WireError:
            self.refused += 1
            return ""
        run: dict[str, Any] = result["run"]
        # A recording or a failed run says nothing of the model's time.
        if run["status"] != "live":
            self.refused += 1
            return ""
        self.silences.append(longest)
        self.answers += 1
        return str(run["result"]["message"]["content"])


@dataclass
class Sampled:
    """What the stage saw of one model."""

    gaps: list[float] = field(default_factory=list)
    """Seconds between two tokens, by the kernel's clock."""
    parts: list[float] = field(default_factory=list)
    """Seconds between two parts of a run at the stage's socket."""
    firsts: list[float] = field(default_factory=list)
    """Seconds from a request to its first part."""
    tokens: int = 0


async def sample(stage: Stage, until: float) -> dict[str, Sampled]:
    """Let the stage sample without a pause until the clock says `until`; return it by model."""
    found = {name: Sampled() for name in STAGE_MODELS}
    seed = 0
    while perf_counter() < until:
        name = STAGE_MODELS[seed % len(STAGE_MODELS)]
        params = {
            "text": "My neighbour is a",
            "checkpoint": name,
            "temperature": 1.0,
            "seed": seed,
            "max_tokens": STAGE_TOKENS,
            "candidates": 8,
            "stages": True,
        }
        # The room replaces a run by the next one, so a new id is the answer to this request.
        before = stage.run.get("id")
        asked = perf_counter()
        await stage.ask("widget/run", widget="loop/0", method="text/generate", params=params)
        await stage.until(lambda before=before: stage.run.get("id") != before and stage.run["done"])
        seed += 1
        # Stopped or failed: its gaps are not those of a sampling loop.
        if stage.run["status"] != "live" or not stage.parts:
            continue
        one = found[name]
        times = [event["time_ms"] / 1000 for event in stage.events if "time_ms" in event]
        # Two clocks: the kernel's shows the engine's pace, the socket's what the hall sees of it.
        one.gaps += [after - before for before, after in pairwise(times)]
        one.parts += [after - before for before, after in pairwise(stage.parts)]
        one.firsts.append(stage.parts[0] - asked)
        one.tokens += len(times)
    return found


async def measure(seconds: float, file: Path) -> tuple[dict[str, Sampled], list[Chatter], float]:
    """Return what the stage and every phone saw, and the seconds that it took."""
    with tempfile.TemporaryDirectory() as folder:
        deck = Path(folder)
        (deck / "deck.yaml").write_text(DECK, encoding="utf-8")
        (deck / "a.yaml").write_text(SLIDES, encoding="utf-8")
        options = ("--model", f"{MODEL}={file}")
        async with talk_server("auto", str(deck), *options) as server:
            stage = await _stage(server)
            await asyncio.wait_for(stage.until(lambda: stage.kernel == "live"), 60)
            # Shown once, so that phones may ask there while the stage is elsewhere.
            for slide in ("chat", "loop"):
                await stage.ask("room/navigate", slide=slide, step=0)
            url = f"ws://127.0.0.1:{server.port}{server.path}"
            chatters = [
                # Seeded, so that each run of the benchmark has the same pauses.
                Chatter(number, await KernelClient.connect(url), random.Random(number))
                for number in range(PHONES)
            ]
            for chatter in chatters:
                await chatter.client.call("room/join", {"role": "phone"})
            begun = perf_counter()
            async with asyncio.TaskGroup() as tasks:
                sampling = tasks.create_task(sample(stage, begun + seconds))
                for chatter in chatters:
                    tasks.create_task(chatter.chat(seconds))
            sampled = sampling.result()
            took = perf_counter() - begun
            for chatter in chatters:
                await chatter.client.abort()
            # Cut, not closed: the server is about to end, and no close is part of what is measured.
            stage.transport.abort()
    return sampled, chatters, took


async def _stage(server: Contestant) -> Stage:
    """Connect the presenter."""
    _, stage = await asyncio.get_running_loop().create_connection(
        lambda: Stage(Hall(), server.port, server.path, server.presenter), "127.0.0.1", server.port
    )
    await stage.ready
    return stage


def run(quick: bool) -> list[Table]:
    """Return the tables of the stage and of the phones, or one that says why there are none."""
    title = f"{PHONES} phones chat with a real model while the stage plays the sampling loop"
    file = real_model_file()
    if file is None:
        table = Table(title, ["what"])
        table.notes = [f"It did not run: {WITHOUT}."]
        return [table]
    sampled, chatters, took = asyncio.run(measure(QUICK_S if quick else FULL_S, file))
    stage = Table(
        title,
        [
            "the stage samples from",
            "tokens",
            *(f"gap between tokens {p} ms" for p in ("p50", "p95", "longest")),
            "aim p95 ms",
            "between parts on the stage p95 ms",
            "first token p95 ms",
        ],
    )
    for name, one in sampled.items():
        if one.gaps and one.parts:
            stage.add(
                name,
                one.tokens,
                *(1000 * percentile(one.gaps, p) for p in (50, 95, 100)),
                AIM_MS,
                1000 * percentile(one.parts, 95),
                1000 * percentile(one.firsts, 95),
            )
    stage.notes = [
        "Gaps by the kernel's clock. The room sends a stream in parts, a tenth of a second apart at"
        " the least, so several tokens come in one."
    ]
    phones = Table(
        "The phones beside it", ["a phone's", "least", "median", "most", "aim of the least"]
    )
    firsts = [first for chatter in chatters for first in chatter.firsts]
    silences = [silence for chatter in chatters for silence in chatter.silences]
    for what, values, aim in (
        ("answers", [chatter.answers for chatter in chatters], None),
        ("tokens a second", [chatter.tokens / took for chatter in chatters], "> 0"),
        ("wait for the first token, s", firsts, None),
        ("longest silence within an answer, s", silences, None),
    ):
        if values:
            phones.add(what, min(values), median(values), max(values), aim)
    tokens = sum(chatter.tokens for chatter in chatters)
    phones.notes = [
        f"{took:.0f} s, {sum(chatter.answers for chatter in chatters)} answers,"
        f" {tokens / took:.1f} tokens a second to all phones,"
        f" {sum(chatter.refused for chatter in chatters)} requests refused."
        f" Answers of at most {ANSWER_TOKENS} tokens, {TURNS} messages a conversation, between"
        f" {THINKING_S[0]:.0f} and {THINKING_S[1]:.0f} s of thinking before each."
    ]
    return [stage, phones]
