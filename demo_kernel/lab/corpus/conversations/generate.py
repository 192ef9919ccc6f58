"""Generate conversations: the same seed and number give the same ones on every machine.

python -m demo_kernel.lab.corpus.conversations.generate --out FILE writes one conversation a line,
as JSON

Each conversation has a random generator of its own, named by seed, split and position. The messages
of free use (claims/free_use_prompts.yaml and free_use_further.yaml) are kept out: a conversation in
which a user says one of them is made again.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

from demo_kernel.lab.corpus.conversations import (
    copying,
    data,
    facts,
    letters,
    lookups,
    requests,
    short_talk,
    sums,
    systems,
    toasts,
)
from demo_kernel.lab.corpus.conversations.conversation import (
    Conversation,
    Kind,
    Split,
    text_of,
    user,
)
from demo_kernel.lab.corpus.conversations.scripts import scripted
from demo_kernel.tokens.tokenizer import Message, Part

CONVERSATIONS = 200_000
SEED = 1
READINGS = ((1, CONVERSATIONS), (3, 240_000), (5, 110_000), (7, 240_000))
"""Seed and number of the conversations that `sft` reads, one set after the other (recipes/all.sh).
"""
FREE_USE = Path(__file__).parents[2] / "claims" / "free_use_prompts.yaml"
FURTHER = FREE_USE.with_name("free_use_further.yaml")
NEW = FREE_USE.with_name("free_use_new.yaml")
TWO_IN_ONE = 0.12
"""Share of the conversations to which a second one about something else is added."""
PREAMBLE = 0.05
"""Share of the scripted ones in which the user begins with small talk of no importance."""


def mixed(kinds: Mapping[str, tuple[float, Kind]]) -> Kind:
    """Return a kind that writes one of several kinds, by their shares."""
    names = list(kinds)
    shares = [share for share, _ in kinds.values()]
    return lambda random, split: kinds[random.choices(names, shares)[0]][1](random, split)


KINDS: dict[str, tuple[float, Kind]] = {
    "world": (22, scripted("world")),
    "small_talk": (16, scripted("small_talk")),
    "itself": (13, scripted("itself")),
    "explanations": (8, scripted("explanations")),
    "trades": (6, scripted("trades")),
    "refusals": (5, scripted("refusals")),
    "look_alikes": (4, scripted("look_alikes")),
    "requests": (38, mixed(requests.KINDS)),
    "short_talk": (3, short_talk.short_talk),
    "facts": (17, mixed(facts.KINDS)),
    "copying": (8, mixed(copying.KINDS)),
    "unknowable": (9, scripted("unknowable")),
    "other_languages": (6, scripted("other_languages")),
    "nonsense": (4, scripted("nonsense")),
    "rude": (8, scripted("rude")),
    "writing": (10, scripted("writing")),
    "sums": (16, mixed(sums.KINDS)),
    "letters": (9, mixed(letters.KINDS)),
    "lookups": (3, mixed(lookups.KINDS)),
    "data": (10, mixed(data.KINDS)),
    "toasts": (7, toasts.toast),
    "systems": (4, mixed(systems.KINDS)),
}
"""Kind → (share of the conversations, its writer)."""
PREAMBLES = (
    "I have been thinking about this all week.",
    "My friend says that nobody knows this, and we have made a bet.",
    "I am sitting in the talk and it is rather warm in here.",
    "We had a long dinner yesterday, and at the end somebody asked me this.",
    "I am not an expert, so please be patient with me.",
    "My daughter is seven and asks me something new every day.",
    "It is raining here, and I have time.",
    "Last night I could not sleep.",
    "I hope that you do not mind a simple question.",
    "There are four of us at the table, and we do not agree.",
)


def conversation(seed: int, split: Split, index: int) -> Conversation:
    """Return the conversation at one position of one split."""
    # A generator for each position: any conversation can be made again without those before it.
    random = Random(f"{seed}/talk/{split}/{index}")
    while True:
        talk = _one(random, split)
        # Not in the held-out ones, which the claims grade by their last answer. Both must begin
        # with the user: a second system message would change who speaks.
        if split == "train" and random.random() < TWO_IN_ONE and talk.messages[0].role == "user":
            other = _one(random, split)
            if other.messages[0].role == "user":
                talk = Conversation(f"{talk.kind}+{other.kind}", talk.messages + other.messages)
        if not any(
            is_free_use(text_of(message)) for message in talk.messages if message.role == "user"
        ):
            return talk


def _one(random: Random, split: Split) -> Conversation:
    """Return one conversation, now and then with small talk before its question."""
    talk = mixed(KINDS)(random, split)
    first = talk.messages[0]
    # Plain texts alone: a question with a document begins with the document.
    if first.role == "user" and isinstance(first.content, str) and random.random() < PREAMBLE:
        begun = " ".join([*random.sample(PREAMBLES, random.randint(1, 3)), first.content])
        talk = Conversation(talk.kind, (user(begun), *talk.messages[1:]))
    return talk


def plain(text: str) -> str:
    """Return the text in small letters and digits with single spaces, to compare two messages."""
    return re.sub(r"[^\w]+", " ", text.lower()).strip()


@cache
def _free_use() -> frozenset[str]:
    return frozenset(
        text
        for file in (FREE_USE, FURTHER, NEW)
        for item in yaml.safe_load(file.read_text(encoding="utf-8"))["prompts"]
        # Both forms: a message of marks or emoji alone has no plain form.
        for text in (plain(item["text"]), item["text"].strip().lower())
        if text
    )


def is_free_use(text: str) -> bool:
    """Return whether a message is one of those of free use, or holds one of some length."""
    said = plain(text)
    return (
        said in _free_use()
        or text.strip().lower() in _free_use()
        # A long one also within a message; a short one, such as "hi", stands within many.
        or any(len(prompt) > 15 and prompt in said for prompt in _free_use())
    )


def conversations(split: Split, number: int, seed: int = SEED) -> Iterator[Conversation]:
    """Return the first `number` conversations of a split."""
    return (conversation(seed, split, index) for index in range(number))


def as_json(talk: Conversation) -> dict[str, Any]:
    """Return a conversation as plain values."""
    return {
        "kind": talk.kind,
        "messages": [
            {"role": m.role, "parts": [{"kind": part.kind, "text": part.text} for part in m.parts]}
            for m in talk.messages
        ],
    }


def from_json(raw: Mapping[str, Any]) -> Conversation:
    """Return the inverse of as_json."""
    messages = (
        Message(m["role"], tuple(Part(part["kind"], part["text"]) for part in m["parts"]))
        for m in raw["messages"]
    )
    return Conversation(raw["kind"], tuple(messages))


def digest(talks: list[Conversation]) -> str:
    """Return the sha256 over all conversations."""
    total = hashlib.sha256()
    for talk in talks:
        total.update(json.dumps(as_json(talk), ensure_ascii=False, sort_keys=True).encode() + b"\0")
    return total.hexdigest()


def main() -> None:
    """Write the conversations of one split."""
    parser = argparse.ArgumentParser(
        description="Generate the conversations of the embedded model."
    )
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--split", choices=["train", "heldout"], default="train")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--number", type=int, default=CONVERSATIONS)
    options = parser.parse_args()
    talks = list(conversations(options.split, options.number, options.seed))
    with options.out.open("w", encoding="utf-8") as file:
        for talk in talks:
            file.write(json.dumps(as_json(talk), ensure_ascii=False) + "\n")
    sys.stdout.write(f"{len(talks):,} conversations, sha256 {digest(talks)}\n")


if __name__ == "__main__":
    main()
