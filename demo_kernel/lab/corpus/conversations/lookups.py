"""Write questions that a tool answers: the clock, and the search over the deck's documents."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from demo_kernel.lab.corpus.conversations.conversation import (
    Conversation,
    Kind,
    Split,
    ask,
    assistant,
    user,
    using_tool,
)
from demo_kernel.lab.corpus.conversations.data import PAGES
from demo_kernel.lab.corpus.conversations.sums import WITHOUT_TOOL
from demo_kernel.lab.corpus.conversations.typing_habits import typed
from demo_kernel.tools.toolbox import format_time

TIME = (
    "What time is it?",
    "what's the time",
    "Can you tell me the time?",
    "How late is it?",
    "Do you know what time it is?",
    "The time, please.",
    "tell me the time now",
)
DAY = (
    "What day is it today?",
    "Which day is today?",
    "what is the date",
    "What is today's date?",
    "Is it Monday today?",
    "Which year is it?",
    "Tell me the date, please.",
)


def clock(random: Random, split: Split) -> Conversation:
    """Return the time or the date, from the clock."""
    # A random moment of six years: the answer must come from the result and not from memory.
    moment = datetime(2024, 1, 1) + timedelta(minutes=random.randrange(60 * 24 * 365 * 6))
    asks_time = random.random() < 0.55
    question = user(typed(random, ask(random, split, TIME if asks_time else DAY)))
    if random.random() < WITHOUT_TOOL:
        return Conversation(
            "lookups/without_clock",
            (question, assistant("I do not know, because I have no clock here.")),
        )
    shown = format_time(moment)
    day, _, time = shown.partition(", ")
    answer = f"It is {time}." if asks_time else f"Today is {day}."
    return Conversation("lookups/clock", (question, using_tool("clock:", shown, answer)))


SEARCH = (
    "Search the documents: {question}",
    "Look in the documents. {question}",
    "look it up in the documents: {question}",
    "What do the documents say? {question}",
    "Search for this: {question}",
    "Please search. {question}",
    "Find it in the documents: {question}",
)


def search(random: Random, split: Split) -> Conversation:
    """Return a question about something invented.

    The search brings a page, and the page answers.
    """
    page = random.choice(PAGES)(random)
    several, answer = random.choice(page.questions)
    # What goes to the search is the question itself: it finds by words and by vectors.
    question = several[0].rstrip("?")
    sentences = list(page.sentences)
    # In any order, so that the answer must be found and not counted off.
    random.shuffle(sentences)
    message = user(typed(random, ask(random, split, SEARCH, question=several[0])))
    return Conversation(
        "lookups/search", (message, using_tool(f"search: {question}", " ".join(sentences), answer))
    )


KINDS: dict[str, tuple[float, Kind]] = {"clock": (1.2, clock), "search": (2, search)}
"""Kind → (share among the lookups, its writer)."""
