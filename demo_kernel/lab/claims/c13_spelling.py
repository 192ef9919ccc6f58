"""Check that letters are counted better spelled out than at once, and best with the tool."""

from __future__ import annotations

import re
from random import Random

from demo_kernel.lab.claims.chat import say_all
from demo_kernel.lab.claims.claim import Result, percent, share_interval
from demo_kernel.lab.claims.probe import has_tools
from demo_kernel.lab.corpus.words import spelling_words
from demo_kernel.lab.recipes.answering import TOOLS
from demo_kernel.tokens.tokenizer import vocabulary

ID = 13
TITLE = "Letters are hidden in tokens"
THRESHOLD = "rising: at once < spelled out < with the tool, and the tool ≥ 95 %"
NEEDS = ("sft",)
WORDS = {"at_once": "Answer with the number only.", "spelled": "Spell it out first.", "tool": ""}


def fair_words() -> list[str]:
    """Return held-out words of several tokens.

    Training showed the spelling of each token in other words. The letters of a token that no other
    word has cannot be known, however much was learnt.
    """
    words = vocabulary("talk-4k")
    shown, held_out = (
        [(word, words.encode(f" {word}")) for word in split] for split in spelling_words()
    )
    seen = {token for _, tokens in shown for token in tokens}
    return [word for word, tokens in held_out if len(tokens) > 1 and seen.issuperset(tokens)]


def questions() -> list[tuple[str, int]]:
    """Return questions on words whose spelling training never showed, with the right number."""
    random = Random("claims/spelling")
    asked = []
    for word in fair_words():
        # One letter that is in the word and a frequent one that may not be; a set, as they may be
        # the same.
        for letter in sorted({random.choice(word), random.choice("aeiorst")}):
            asked.append((f"How many {letter} are in {word}?", word.count(letter)))
    return asked


def said_number(text: str) -> int | None:
    """Return the number before "time" or "times", else the last one."""
    # A spelled answer counts aloud ("r 1, r 2"); the sentence that sums up says "times".
    times = re.findall(r"(\d+) times?\b", text) or re.findall(r"\d+", text)
    return int(times[-1]) if times else None


def measure() -> Result:
    """Grade greedy answers in the three ways; only the third may call the letter counter."""
    asked = questions()
    hits = {}
    for way, words in WORDS.items():
        if way == "tool" and not has_tools():
            continue
        turns = say_all(
            "sft",
            [f"{q} {words}".strip() for q, _ in asked],
            tools=TOOLS if way == "tool" else None,
        )
        hits[way] = [
            said_number(turn.text) == number for turn, (_, number) in zip(turns, asked, strict=True)
        ]
    values = {way: sum(some) / len(some) for way, some in hits.items()}
    if not has_tools():
        return Result(
            figure=f"at once {percent(values['at_once'])}, spelled out"
            f" {percent(values['spelled'])}; it has no tool",
            interval="; ".join(f"{way} {share_interval(some)}" for way, some in hits.items()),
            holds=values["at_once"] < values["spelled"],
            values=values,
        )
    return Result(
        figure=f"at once {percent(values['at_once'])}, spelled out {percent(values['spelled'])},"
        f" with the tool {percent(values['tool'])}",
        interval="; ".join(f"{way} {share_interval(some)}" for way, some in hits.items()),
        holds=values["at_once"] < values["spelled"] < values["tool"] and values["tool"] >= 0.95,
        values=values,
    )
