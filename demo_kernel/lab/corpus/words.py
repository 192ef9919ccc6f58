"""Write lists of real words: translations, opposites, spelling, counting letters."""

from __future__ import annotations

import re
from functools import cache
from random import Random

from demo_kernel.lab.corpus.grammar import GRAMMARS_FOLDER, read_grammar
from demo_kernel.lab.corpus.rules import invented_word
from demo_kernel.lab.corpus.world import WORLD_FOLDER, table

OPPOSITES = (
    "hot cold, long short, old new, heavy light, dark bright, wet dry, early late, loud quiet, "
    "big small, high low,"
    " fast slow, open closed, full empty, rich poor, strong weak, thick thin, near far, hard "
    "soft, clean dirty,"
    " sweet sour, wide narrow, deep shallow, happy sad, right wrong, first last, up down, left "
    "right, day night,"
    " north south, east west, begin end, buy sell, give take, come go, push pull, win lose, love "
    "hate, sit stand"
)
PLURALS = (
    "cat cats, dog dogs, fox foxes, box boxes, city cities, lady ladies, leaf leaves, wolf "
    "wolves, knife knives,"
    " mouse mice, goose geese, foot feet, tooth teeth, child children, man men, woman women, "
    "sheep sheep, fish fish,"
    " bus buses, glass glasses, baby babies, story stories, potato potatoes, tomato tomatoes, "
    "house houses, key keys"
)
PAST = (
    "go went, see saw, eat ate, drink drank, sing sang, swim swam, write wrote, ride rode, speak "
    "spoke, break broke,"
    " take took, give gave, come came, run ran, buy bought, bring brought, think thought, catch "
    "caught, teach taught,"
    " find found, sleep slept, keep kept, walk walked, open opened, cook cooked, call called, "
    "lose lost, build built"
)


def _pairs(text: str) -> list[tuple[str, str]]:
    return [(left, right) for left, right in (pair.split() for pair in text.split(","))]


def word_pairs(random: Random, progress: float) -> str:
    """Return a list of pairs of one kind, in one of several notations.

    Most name no kind, so the pairs must show it.
    """
    kind = random.choices(["Korean", "Velan", "opposite", "plural", "past"], [5, 2, 1, 1, 1])[0]
    pairs = {
        "Korean": [(row["english"], row["korean"]) for row in table("korean")],
        "Velan": [(row["english"], row["velan"]) for row in table("velan")],
        "opposite": _pairs(OPPOSITES),
        "plural": _pairs(PLURALS),
        "past": _pairs(PAST),
    }[kind]
    chosen = random.sample(pairs, random.randint(5, min(16, len(pairs))))
    # A language is named now and then; otherwise the pairs alone say which it is.
    if kind in ("Korean", "Velan") and random.random() < 0.45:
        return _labelled(random, kind, chosen)
    arrow = random.choice([": ", " - ", " = ", " -> ", ", "])
    title = random.choice(
        ["", "", f"Word list ({kind})\n\n", f"Words for {random.choice(['Monday', 'Friday'])}\n\n"]
    )
    return title + "\n".join(f"{left}{arrow}{right}" for left, right in chosen)


def _labelled(random: Random, language: str, pairs: list[tuple[str, str]]) -> str:
    shape = random.choice(
        [
            "English: {a}\n{language}: {b}",
            "English: {a} / {language}: {b}",
            "The {language} word for {a} is {b}.",
            "In {language}, {a} is {b}.",
        ]
    )
    gap = "\n\n" if "\n" in shape else "\n"
    return gap.join(shape.format(a=a, b=b, language=language) for a, b in pairs)


INVENTED_SHARE = 0.2
"""Share of made-up words among those spelled: they show the letters of the small pieces."""


@cache
def spelling_words() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the words whose spelling the corpus shows, and the held-out ones.

    Every seventh word is held out: the corpus never shows its spelling.
    """
    texts = [
        # most of them of several tokens
        (WORLD_FOLDER / "longer_words.txt").read_text(encoding="utf-8"),
        # the chat has typing mistakes
        *(text for path in sorted(GRAMMARS_FOLDER.glob("*.txt")) if path.stem != "chat"
          for rule in read_grammar(path.stem).rules.values() for text in rule),
        *(row["english"] for row in table("korean")),
        *(row["animal"] for row in table("animals")),
        *(word for pairs in (OPPOSITES, PLURALS, PAST) for pair in _pairs(pairs) for word in pair),
    ]  # fmt: skip
    plain = (re.sub(r"\{[^}]*\}|\w*_\w*", " ", text) for text in texts)
    words = sorted(
        {word for text in plain for word in re.findall(r"(?<![\w'])[a-z]{3,}(?![\w'])", text)}
    )
    # "strawberry" is always shown: the slide asks about it.
    held_out = tuple(word for i, word in enumerate(words) if i % 7 == 3 and word != "strawberry")
    hidden = frozenset(held_out)
    return tuple(word for word in words if word not in hidden), held_out


def spelled_word(random: Random) -> str:
    """Return a word whose spelling may be shown, now and then an invented one."""
    if random.random() < INVENTED_SHARE:
        # An invented word may happen to be a held-out one, whose spelling must not be shown.
        while (word := invented_word(random)) in _hidden() or len(word) < 3:
            pass
        return word
    return random.choice(spelling_words()[0])


@cache
def _hidden() -> frozenset[str]:
    return frozenset(spelling_words()[1])


def spelling(random: Random, progress: float) -> str:
    """Return words spelled out letter by letter.

    Some have their length, or a letter counted on the way.
    """
    words = [spelled_word(random) for _ in range(random.randint(4, 9))]
    shape = random.choice([_spell, _spell_sentence, _spell_sentence, _count, _count])
    return "\n".join(shape(random, word) for word in words)


def _spell(random: Random, word: str) -> str:
    return f"{word}: {' '.join(word)}"


def _spell_sentence(random: Random, word: str) -> str:
    return f"The word {word} is spelled {' '.join(word)}. It has {len(word)} letters."


def _count(random: Random, word: str) -> str:
    # Mostly a letter that is there; a count of 0 must be learnt too.
    letter = random.choice(word) if random.random() < 0.85 else random.choice("aeiorst")
    seen, steps = 0, []
    for character in word:
        seen += character == letter
        steps.append(f"{character} {seen}" if character == letter else character)
    return (
        f"The letter {letter} in {word}: {', '.join(steps)}. It occurs {seen} "
        f"{'time' if seen == 1 else 'times'}."
    )
