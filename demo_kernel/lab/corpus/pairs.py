"""Make questions with the document that answers them, for the phase `embedding`."""

from __future__ import annotations

import re
from random import Random
from typing import NamedTuple

from demo_kernel.lab.corpus.generate import generated, world_context
from demo_kernel.lab.corpus.grammar import read_grammar
from demo_kernel.lab.corpus.world import Row, table

WHOLE_GENRES = (
    "letters",
    "news",
    "travel",
    "stories",
    "blog",
    "recipes",
    "explanations",
    "toasts",
    "forum",
)
"""Genres whose documents stand for themselves: one of their own sentences is the question."""
LONGEST = 700
"""Characters of a document that are used."""


class Pair(NamedTuple):
    """A question, and the document in which its answer stands."""

    question: str
    document: str


QUESTIONS: dict[str, tuple[str, ...]] = {
    "country": (
        "What is the capital of {country}?",
        "Where is {country}?",
        "Which language do people speak in {country}?",
        "What do people eat in {country}?",
        "{country}",
        "Tell me about {capital}.",
        "Which countries are neighbours of {country}?",
    ),
    "person": (
        "Who is {name}?",
        "What is {name} known for?",
        "When was {name} born?",
        "What does {name} do in the evening?",
        "{name}",
        "the {job} of Otterbridge",
    ),
    "animal": (
        "What does {a} {animal} eat?",
        "Where does the {animal} live?",
        "How many legs does {a} {animal} have?",
        "{animal}",
        "Tell me something about the {animal}.",
    ),
}
HELD_OUT_QUESTIONS: dict[str, tuple[str, ...]] = {
    "country": (
        "Which city is the seat of government of {country}?",
        "I want to travel to {country}, what is there?",
    ),
    "person": ("In which street is the house of {name}?", "What kind of pet has {name}?"),
    "animal": (
        "What is the food of {a} {animal}?",
        "Is there anything strange about the {animal}?",
    ),
}
"""Never trained on; the claim on retrieval uses them."""


def entry(random: Random, kind: str, row: Row) -> str:
    """Return an encyclopedia entry on a country, a person or an animal."""
    context = {**world_context(random), **row}
    return read_grammar("common", "encyclopedia").write(kind, random, context)


def asked(random: Random, wordings: dict[str, tuple[str, ...]], kind: str, row: Row) -> str:
    """Return a question on a row of the world."""
    article = "an" if row.get("animal", "x")[0] in "aeiou" else "a"
    return random.choice(wordings[kind]).format(**row, a=article)


def pair(seed: int, split: str, index: int) -> Pair:
    """Return the pair at one position of one split."""
    random = Random(f"{seed}/pairs/{split}/{index}")
    # Half of the pairs from whole documents, so that the vectors do not only know the encyclopedia.
    kind = random.choices(["country", "person", "animal", "whole"], [2, 2, 1, 5])[0]
    if kind == "whole":
        return _whole(random, seed, split, index)
    row = random.choice(
        table({"country": "countries", "person": "people", "animal": "animals"}[kind])
    )
    return Pair(asked(random, QUESTIONS, kind, row), entry(random, kind, row)[:LONGEST])


def _whole(random: Random, seed: int, split: str, index: int) -> Pair:
    """Return a document and one of its sentences, or some of that sentence's words.

    The sentence is mostly taken out of the document.
    """
    attempt = 0
    while True:
        # A split of its own: none of these documents stands in the training text.
        document = generated(seed, f"pairs-{split}-{attempt}", index, 1.0)
        sentences = re.findall(r"[A-Z][^.!?\n]{20,}[.!?]", document.text)
        if document.genre in WHOLE_GENRES and len(sentences) > 2:
            break
        attempt += 1
    sentence = random.choice(sentences)
    # Without the sentence the document must be found by what it is about, not by equal words.
    text = document.text if random.random() < 0.4 else document.text.replace(sentence, "", 1)
    words = re.findall(r"\w+", sentence)
    if random.random() < 0.5:
        kept = sorted(random.sample(range(len(words)), min(len(words), random.randint(3, 6))))
        return Pair(" ".join(words[i] for i in kept).lower(), text[:LONGEST])
    return Pair(sentence, text[:LONGEST])
