"""Ask a model that others made what the claims ask ours, through the engine that serves it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from demo_kernel.backends import load_models
from demo_kernel.backends.language_model import BackendError, LocalModel
from demo_kernel.inference.cache_slots import shared_beginning
from demo_kernel.inference.engine import CopyingEngine, Work
from talk.protocol.methods.chat import ChatMessage

AT_ONCE = 32
"""Texts that are written at the same time."""


class ModelProbe:
    """A model of `--model`. See probe.Probe; its answers are greedy and call no tools."""

    def __init__(self, model: LocalModel) -> None:
        self.model = model
        self._checkpoint = model.checkpoints.default

    def probability(self, prompt: str, continuation: str) -> float:
        """Return the probability that the text goes on with all tokens of `continuation`."""
        return float(np.exp(np.sum(self.log_probabilities(prompt, continuation))))

    def log_probabilities(self, prompt: str, continuation: str) -> list[float]:
        """Return the natural logarithm of each token's probability in the continuation."""
        context = self.model.dense(self.model.prompt(prompt, None))
        more = self.model.dense(self.model.codec.encode(continuation))
        logits = self.model.engine.forward_all(
            Work(self._checkpoint, 0, 0, [*context, *more[:-1]])
        )[len(context) - 1 :].astype(np.float64)
        highest = logits.max(axis=1)
        totals = highest + np.log(np.exp(logits - highest[:, None]).sum(axis=1))
        return [float(logits[n, token] - totals[n]) for n, token in enumerate(more)]

    def greedy(self, prompts: Sequence[str], max_tokens: int, stop: str = "") -> list[str]:
        """Return the likeliest continuation of each text, cut before `stop` and before its end."""
        mark = stop.encode()
        dense = [self.model.dense(self.model.prompt(prompt, None)) for prompt in prompts]
        texts = self._continue(dense, max_tokens, lambda text: bool(mark) and mark in text)
        return [text.split(stop, 1)[0] if stop else text for text in texts]

    def say_all(self, messages: Sequence[str], max_tokens: int) -> list[str]:
        """Return the likeliest answer to each message. Raises BackendError without a chat."""
        chat = self.model.chat
        if chat is None:
            raise BackendError(f"{self.model.name} has no chat template")
        dense = [
            self.model.dense(chat.render([ChatMessage(role="user", content=text)], True).ids)
            for text in messages
        ]
        return self._continue(dense, max_tokens, lambda text: False)

    def _continue(
        self, prompts: Sequence[Sequence[int]], max_tokens: int, ended: Callable[[bytes], bool]
    ) -> list[str]:
        """Return what follows each prompt, as text, up to where `ended` says or the model ends."""
        texts: list[bytes] = []
        for start in range(0, len(prompts), AT_ONCE):
            texts += self._group(prompts[start : start + AT_ONCE], max_tokens, ended)
        return [text.decode("utf-8", errors="replace") for text in texts]

    def _group(
        self, prompts: Sequence[Sequence[int]], max_tokens: int, ended: Callable[[bytes], bool]
    ) -> list[bytes]:
        """Continue as many prompts as there are slots, all in one pass a token."""
        engine, codec = self.model.engine, self.model.codec
        ends = set(self.model.dense(sorted(self.model.end)))
        texts = [b""] * len(prompts)
        read = [len(prompt) for prompt in prompts]
        begun = self._read_together(prompts)
        logits = engine.forward(
            [
                Work(self._checkpoint, slot, begun, list(prompt[begun:]))
                for slot, prompt in enumerate(prompts)
            ]
        )  # (texts, V)
        going = list(range(len(prompts)))
        for _ in range(max_tokens):
            work: list[Work] = []
            for row, slot in zip(logits, list(going), strict=True):
                token = int(row.argmax())
                if token in ends:
                    going.remove(slot)
                    continue
                (id_,) = codec.from_dense([token])
                if not codec.is_special(id_):
                    texts[slot] += codec.token_bytes(id_)
                if ended(texts[slot]) or read[slot] >= engine.context:
                    going.remove(slot)
                    continue
                work.append(Work(self._checkpoint, slot, read[slot], [token]))
                read[slot] += 1
            if not work:
                break
            logits = engine.forward(work)
        return texts

    def _read_together(self, prompts: Sequence[Sequence[int]]) -> int:
        """Read what all prompts begin with into each one's slot; return how many tokens that is."""
        engine = self.model.engine
        # What the first and the last in order begin with alike, those in between do as well.
        shared = min(
            shared_beginning(max(map(list, prompts)), min(map(list, prompts))),
            *(len(prompt) - 1 for prompt in prompts),
        )
        # Such as a chat template's first lines: read once, whatever follows.
        if not isinstance(engine, CopyingEngine) or not shared or len(prompts) == 1:
            return 0
        engine.forward([Work(self._checkpoint, 0, 0, list(prompts[0][:shared]))])
        for slot in range(1, len(prompts)):
            engine.copy(0, slot, shared)
        return shared


def load_model_probe(name: str) -> ModelProbe:
    """Load a model by a value of `--model`. Raises BackendError with one sentence."""
    found = load_models([name], only=[])
    model = found[-1]
    if len(found) < 2 or not isinstance(model, LocalModel):
        raise BackendError(
            f"'{name}' does not run in this process: name a file, a folder or one of `talk models`"
        )
    return ModelProbe(model)
