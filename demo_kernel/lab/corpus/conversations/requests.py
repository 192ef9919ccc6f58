"""Write requests for help: harmful ones refused with a reason and an offer, innocent answered.

Both lists share words and ways of asking, so that neither a word nor a phrase gives away which it
is. Some rows of each are held out: the model never meets those actions. What is made of a verb and
a thing never makes one of them.
"""

from __future__ import annotations

from functools import cache
from random import Random
from typing import NamedTuple

from demo_kernel.lab.corpus.conversations.conversation import (
    Conversation,
    Kind,
    Split,
    assistant,
    user,
    wordings,
)
from demo_kernel.lab.corpus.conversations.typing_habits import typed
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


KINDS: dict[str, tuple[float, Kind]] = {
    "harmful": (1, harmful),
    "benign": (1.2, benign),
    "everyday": (1.5, everyday),
    "made_harm": (1.5, made_harm),
    "made_look_alike": (1.8, made_look_alike),
}
"""Kind → (share among the requests, its writer)."""
