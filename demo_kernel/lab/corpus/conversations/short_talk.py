"""Write short exchanges from the grammar `chat.txt`.

A line of it reads `what a person writes ||| what is answered`.
"""

from __future__ import annotations

from functools import cache
from random import Random

from demo_kernel.lab.corpus.conversations.conversation import Conversation, Split, assistant, user
from demo_kernel.lab.corpus.conversations.slots import conversation_slots
from demo_kernel.lab.corpus.conversations.typing_habits import typed
from demo_kernel.lab.corpus.generate import tidy
from demo_kernel.lab.corpus.grammar import Grammar, read_grammar

BETWEEN = "|||"


@cache
def _grammar() -> Grammar:
    return read_grammar("common", "toasts", "chat")


def short_talk(random: Random, split: Split) -> Conversation:
    """Return one exchange; no wordings of its own are held out."""
    # The other rules of the grammar fill slots; only some write a whole exchange.
    subjects = [name for name, lines in _grammar().rules.items() if BETWEEN in lines[0]]
    subject = random.choice(subjects)
    written = _grammar().write(subject, random, conversation_slots(random))
    # Both sides were written in one go, so a slot has one value in question and answer.
    asked, _, answered = written.partition(BETWEEN)
    answer = tidy(answered)
    return Conversation(
        f"short_talk/{subject}",
        (user(typed(random, asked)), assistant(answer[:1].upper() + answer[1:])),
    )
