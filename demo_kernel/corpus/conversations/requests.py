"""Help wanted with something: harmful things are refused with a reason and an offer, innocent ones answered.

Both lists share words and ways of asking, so that neither a word nor a phrase gives away which it is. Some rows of each
are held out: the model never meets those actions.
"""

from __future__ import annotations

from functools import cache
from random import Random

from demo_kernel.corpus.conversations.conversation import Conversation, Kind, Split, assistant, user, wordings
from demo_kernel.corpus.conversations.typing_habits import typed
from demo_kernel.corpus.world import WORLD_FOLDER, table

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
    """A request that could hurt somebody."""
    row = random.choice(wordings(table("harmful"), split))
    question = typed(random, random.choice(SHELLS).format(action=row["action"]))
    return Conversation("requests/harmful", (user(question), assistant(random.choice(NOES).format(**row))))


def benign(random: Random, split: Split) -> Conversation:
    """A request that only sounds dangerous."""
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


@cache
def things_to_do() -> dict[str, tuple[str, ...]]:
    """`world/everyday.txt`: verbs, and what each of them may be done to."""
    sections = (WORLD_FOLDER / "everyday.txt").read_text(encoding="utf-8").split("\n## ")[1:]
    lines = [section.strip().split("\n") for section in sections]
    return {verbs: tuple(things) for verbs, *things in lines}


def everyday(random: Random, split: Split) -> Conversation:
    """A harmless request made of a verb and a thing, with advice that fits nearly anything."""
    verbs, things = random.choice(list(things_to_do().items()))
    action = f"{random.choice(verbs.split())} {random.choice(things)}"
    question = typed(random, random.choice(SHELLS).format(action=action))
    return Conversation("requests/everyday", (user(question), assistant(random.choice(GENERAL_ADVICE))))


KINDS: dict[str, tuple[float, Kind]] = {
    "harmful": (1, harmful),
    "benign": (1.2, benign),
    "everyday": (1.5, everyday),
}
"""Kind → (share among the requests, its writer)."""
