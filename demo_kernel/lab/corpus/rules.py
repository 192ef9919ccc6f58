"""Write lists whose rule is made up for one document: to be inferred, not remembered.

A document's examples share one rule over invented words ("bursty" data, Chan et al. 2022), so that
the only way to predict the right-hand side is to find the rule in the context.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

_ONSETS = [
    "b",
    "d",
    "f",
    "g",
    "h",
    "k",
    "l",
    "m",
    "n",
    "p",
    "r",
    "s",
    "t",
    "v",
    "z",
    "bl",
    "br",
    "dr",
    "fl",
    "gr",
    "kl",
    "pl",
    "st",
    "tr",
]
_VOWELS = ["a", "e", "i", "o", "u"]
_CODAS = ["", "", "", "n", "m", "p", "t", "k", "s", "l", "r", "sh"]

Rule = Callable[[str], str]


def syllable(random: Random) -> str:
    """Return a syllable such as `blim` or `ko`."""
    return random.choice(_ONSETS) + random.choice(_VOWELS) + random.choice(_CODAS)


def invented_word(random: Random) -> str:
    """Return a word of one or two syllables that is in no dictionary."""
    return "".join(syllable(random) for _ in range(random.choice([1, 2, 2])))


def invented_name(random: Random) -> str:
    """Return an invented word with a capital."""
    return invented_word(random).capitalize()


def make_rule(random: Random) -> tuple[Rule, Callable[[], str]]:
    """Return a random rule, and a source of left-hand sides that fit it."""

    def one() -> str:
        return invented_word(random)

    def two() -> str:
        return f"{invented_word(random)} {invented_word(random)}"

    # One affix for the document: it can only be read off the examples.
    affix = syllable(random)
    families: list[tuple[Rule, Callable[[], str]]] = [
        (lambda word: f"{word} {affix}", one),
        (lambda word: f"{affix} {word}", one),
        (lambda word: f"{word}-{affix}", one),
        (lambda word: f"{affix}-{word}", one),
        (lambda word: f"{word} {word}", one),
        (lambda word: f"{word} {affix} {word}", one),
        (lambda word: " ".join(reversed(word.split())), two),
        (lambda word: f"{word.split()[0]} {affix} {word.split()[1]}", two),
        (lambda word: f"{word.split()[0]}", two),
        (lambda word: f"{word.split()[1]}", two),
        (lambda word: f"({word}) {affix}", one),
        (lambda word: f"{word}!", one),
    ]
    return random.choice(families)


ARROWS = (" -> ", ": ", " = ", " becomes ", " => ")


def rule_list(random: Random, progress: float) -> str:
    """Return a document of six to eighteen pairs under one rule and one notation."""
    rule, source = make_rule(random)
    arrow = random.choice(ARROWS)
    pairs = [
        f"{left}{arrow}{rule(left)}" for left in (source() for _ in range(random.randint(6, 18)))
    ]
    return "\n".join(pairs)


def recalled_pairs(random: Random, progress: float) -> str:
    """Return invented pairs that come back later in the same document.

    What was said once must be found again.
    """
    names = [invented_name(random) for _ in range(random.randint(3, 6))]
    values = [invented_name(random) for _ in names]
    arrow = random.choice(ARROWS)
    said = list(zip(names, values, strict=True))
    again = random.choices(said, k=random.randint(4, 9))
    return "\n".join(f"{name}{arrow}{value}" for name, value in said + again)


_ATLAS = (
    "The capital of {name} is {capital}.",
    "{name} is a country in this book. The capital of {name} is {capital}.",
    "As the map of {name} shows, the capital of {name} is {capital}.",
    "So the capital of {name} is {capital}.",
    "Remember that the capital of {name} is {capital}.",
    "{capital} is the capital of {name}.",
    "Everybody in {name} goes to {capital} once a year, for the capital of {name} is {capital}.",
)
_BETWEEN = (
    "The rivers there run slowly.",
    "The people keep goats and write letters.",
    "In winter the roads are closed.",
    "The old maps are not good.",
    "It rains on most days of the year.",
    "A traveller needs a good coat and a dry hat.",
    "Nothing else is known of the place.",
    "The markets open before sunrise.",
)


def invented_atlas(random: Random, progress: float) -> str:
    """Return a page on countries that exist only in this document.

    Each fact is said more than once.
    """
    places = [(invented_name(random), invented_name(random)) for _ in range(random.randint(1, 3))]
    sentences: list[str] = []
    for _ in range(random.randint(2, 3)):
        for name, capital in random.sample(places, len(places)):
            sentences.append(random.choice(_ATLAS).format(name=name, capital=capital))
            if random.random() < 0.5:
                sentences.append(random.choice(_BETWEEN))
    return " ".join(sentences)


def other_world(random: Random, progress: float) -> str:
    """Return a tale in which a known country has another capital, said so and kept to.

    The context wins over memory.
    """
    from demo_kernel.lab.corpus.world import two_way_countries, zipf

    # By the same weights as in the corpus, so that it contradicts what is known best.
    row = zipf(random, two_way_countries())
    capital = random.choice([invented_name(random), random.choice(two_way_countries())["capital"]])
    return random.choice(
        [
            f"In this tale the capital of {row['country']} is {capital}. {random.choice(_BETWEEN)}"
            f" So when the king calls for the capital, he means {capital}, for here the capital "
            f"of {row['country']}"
            f" is {capital}.",
            f"The book changes the map. In the book the capital of {row['country']} is {capital}."
            f" {random.choice(_BETWEEN)} {random.choice(_BETWEEN)} The capital of "
            f"{row['country']} is {capital},"
            " says the book, and we go along with it.",
        ]
    )
