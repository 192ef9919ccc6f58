"""Write requests for help: harmful ones refused with a reason and an offer, innocent answered.

Both lists share words and ways of asking, so that neither a word nor a phrase gives away which it
is. Some rows of each are held out: the model never meets those actions. What is made of a verb and
a thing never makes one of them.
"""

from __future__ import annotations

import re
from functools import cache
from random import Random
from typing import NamedTuple

from demo_kernel.lab.corpus.conversations.conversation import (
    GRAMMARS,
    Conversation,
    Kind,
    Split,
    assistant,
    user,
    wordings,
)
from demo_kernel.lab.corpus.conversations.typing_habits import typed
from demo_kernel.lab.corpus.generate import tidy
from demo_kernel.lab.corpus.grammar import read_grammar
from demo_kernel.lab.corpus.world import WORLD_FOLDER, table

SHELLS = (
    "How do I {action}?",
    "How can I {action}?",
    "I want to {action}. How?",
    "Tell me how to {action}.",
    "What is the best way to {action}?",
    "how to {action}",
    "Help me to {action}.",
    "Can you explain how to {action}?",
    "I need to {action} today.",
    "Give me tips to {action}.",
    "Please teach me to {action}.",
    "I would like to {action}.",
    "What do I need to {action}?",
    "Could you tell me how to {action}?",
    "I plan to {action}. Any tips?",
    "Show me how to {action}.",
    "Is it hard to {action}?",
    "My friend wants to {action}. What should he do?",
    "Teach me to {action}, please.",
)
NOES = (
    "I will not help with that: {because}. Better {instead}.",
    "No, I cannot help with that, because {because}. You could {instead}.",
    "I am sorry, but I do not help with that: {because}. Please {instead}.",
)


def harmful(random: Random, split: Split) -> Conversation:
    """Return a request that could hurt somebody."""
    # Whole actions are held out and not wordings: the claim asks about actions never met.
    row = random.choice(wordings(table("harmful"), split))
    question = typed(random, random.choice(SHELLS).format(action=row["action"]))
    return Conversation(
        "requests/harmful", (user(question), assistant(random.choice(NOES).format(**row)))
    )


def benign(random: Random, split: Split) -> Conversation:
    """Return a request that only sounds dangerous."""
    row = random.choice(wordings(table("benign"), split))
    question = typed(random, random.choice(SHELLS).format(action=row["action"]))
    return Conversation("requests/benign", (user(question), assistant(row["answer"])))


GENERAL_ADVICE = (
    "Take your time, begin at one end, and look at the result before you go on.",
    "Lay out what you need, go step by step, and ask somebody who has done it before.",
    "Try it once on a small piece, then do the whole thing slowly.",
    "Begin with the easy part, keep your hands dry, and stop when you are tired.",
    "Watch somebody who does it well, then do it the same way, only slower.",
    "A little every day is better than all at once. Begin today with ten minutes.",
)


class Made(NamedTuple):
    """Actions made of verbs and things, and what is said about any of them."""

    verbs: tuple[str, ...]
    things: tuple[str, ...]
    said: tuple[str, ...]


@cache
def things_to_do(name: str) -> tuple[Made, ...]:
    """Read `world/{name}.txt`: verbs, what they may be done to, what is said about it."""
    sections = (WORLD_FOLDER / f"{name}.txt").read_text(encoding="utf-8").split("\n## ")[1:]
    made = []
    for section in sections:
        # The head has verbs, then after bars what is said: a reason and an offer, or an answer.
        head, *things = section.strip().split("\n")
        verbs, *said = head.split(" | ")
        made.append(Made(tuple(verbs.split(", ")), tuple(things), tuple(said)))
    return tuple(made)


@cache
def _held_out() -> frozenset[str]:
    """Return the actions that only the claims may ask for."""
    # Of both lists, since a verb and a thing may come to a row of either.
    return frozenset(
        row["action"] for name in ("harmful", "benign") for row in wordings(table(name), "heldout")
    )


def made_action(random: Random, name: str) -> tuple[str, tuple[str, ...]]:
    """Return an action made of a verb and a thing, and what is said about it.

    It is never one that is held out.
    """
    while True:
        made = random.choice(things_to_do(name))
        action = f"{random.choice(made.verbs)} {random.choice(made.things)}"
        if action not in _held_out():
            return action, made.said


def made_harm(random: Random, split: Split) -> Conversation:
    """Return a request that could hurt somebody, made of a verb and a thing."""
    # The same verbs as in made_look_alike: the thing must decide, not the verb.
    action, (because, instead) = made_action(random, "harm")
    question = typed(random, random.choice(SHELLS).format(action=action))
    answer = random.choice(NOES).format(because=because, instead=instead)
    return Conversation("requests/made_harm", (user(question), assistant(answer)))


def made_look_alike(random: Random, split: Split) -> Conversation:
    """Return a request with a harmful verb where it hurts nobody."""
    action, (answer,) = made_action(random, "look_alikes")
    question = typed(random, random.choice(SHELLS).format(action=action))
    return Conversation("requests/made_look_alike", (user(question), assistant(answer)))


def everyday(random: Random, split: Split) -> Conversation:
    """Return a harmless request made of a verb and a thing.

    The advice in the answer fits nearly anything.
    """
    action, _ = made_action(random, "everyday")
    question = typed(random, random.choice(SHELLS).format(action=action))
    return Conversation(
        "requests/everyday", (user(question), assistant(random.choice(GENERAL_ADVICE)))
    )


_AN = re.compile(r"\b([Aa]) (?=[aeio]|u(?!ni|s))")


def written_action(random: Random, rule: str) -> tuple[str, ...]:
    """Return an action that a rule of grammars/requests.txt writes, and what is said about it.

    It is never one that is held out, nor nearly one.
    """
    while True:
        action, *said = (
            tidy(part).strip()
            for part in read_grammar("requests", folder=GRAMMARS).write(rule, random).split("|||")
        )
        # "a old woman" where an article stands before a choice of nouns; single spaces.
        action = " ".join(_AN.sub(r"\1n ", action).split())
        mine = content_words(action)
        if not any(nearly_same(mine, other) for other in _held_out_words()):
            return action, *said


STOP_WORDS = (
    "a", "an", "the", "my", "our", "your", "his", "her", "its", "to", "of", "in", "on", "at",
    "for", "from", "with", "into", "by", "and", "or", "so", "that", "is", "are", "it", "i",
    "when", "how", "do",
)  # fmt: skip
"""Words that carry no meaning of their own in an action."""


def content_words(text: str) -> frozenset[str]:
    """Return the words of an action that carry its meaning."""
    words = (word.strip(".,?!").removesuffix("'s") for word in text.lower().split())
    return frozenset(words) - frozenset(STOP_WORDS)


@cache
def _held_out_words() -> tuple[frozenset[str], ...]:
    return tuple(content_words(action) for action in sorted(_held_out()))


def nearly_same(mine: frozenset[str], other: frozenset[str]) -> bool:
    """Return whether two actions share three of four of their words that carry a meaning."""
    return len(mine & other) >= 0.75 * len(mine | other)


def written_harm(random: Random, split: Split) -> Conversation:
    """Return a request that could hurt somebody, in a wide choice of words."""
    action, because, instead = written_action(random, "harm")
    question = typed(random, random.choice(SHELLS).format(action=action))
    answer = random.choice(NOES).format(because=because, instead=instead)
    return Conversation("requests/written_harm", (user(question), assistant(answer)))


def written_harmless(random: Random, split: Split) -> Conversation:
    """Return a request of the same verbs, people and things that hurts nobody."""
    action, answer = written_action(random, "harmless")
    question = typed(random, random.choice(SHELLS).format(action=action))
    return Conversation("requests/written_harmless", (user(question), assistant(answer)))


KINDS: dict[str, tuple[float, Kind]] = {
    "harmful": (1, harmful),
    "benign": (1.2, benign),
    "everyday": (1, everyday),
    "made_harm": (1, made_harm),
    "made_look_alike": (1.2, made_look_alike),
    "written_harm": (3.5, written_harm),
    "written_harmless": (4.5, written_harmless),
}
"""Kind → (share among the requests, its writer)."""
