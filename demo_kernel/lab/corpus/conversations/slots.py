"""Choose values for the slots of a conversation: a corner of the world, always true."""

from __future__ import annotations

from random import Random

from demo_kernel.lab.corpus.rules import invented_word
from demo_kernel.lab.corpus.words import OPPOSITES
from demo_kernel.lab.corpus.world import table, two_way_countries

EMOJI = (
    "🙂",
    "😀",
    "😂",
    "🎉",
    "❤️",
    "👍",
    "🐱",
    "🐶",
    "🌞",
    "🌧️",
    "🎂",
    "☕",
    "🚲",
    "⚽",
    "🎵",
    "🌍",
    "🍎",
    "🍰",
)
COPIED = (
    "hello", "banana", "yes", "carrot", "lamp", "Monday", "pancake", "tomato", "umbrella",
    "thank you", "moon", "otter",
    "onion", "spoon", "pizza", "window", "butter", "rain", "cucumber", "music", "train", "no",
    "please", "rabbit",
)  # fmt: skip
"""Words that somebody may want to hear again and again."""
TIMES = ("two", "three", "four", "five")
SENTENCES = (
    "The goat is on the roof.",
    "Tomorrow we bake bread.",
    "My hat is green.",
    "The train leaves at nine.",
    "I like rain.",
    "Every cloud has its day.",
    "The old clock is slow.",
    "Seven geese cross the street.",
    "Please bring an umbrella.",
    "We are happy to be here.",
)


def conversation_slots(random: Random) -> dict[str, str]:
    """Return values for the slots of a conversation.

    They are a country and its capital, a second country told both ways, a townsperson, an animal, a
    regatta and words.
    """
    # Evenly and not by Zipf as in the corpus: a room asks about any country.
    country, both_ways = random.choice(table("countries")), random.choice(two_way_countries())
    person, animal = random.choice(table("people")), random.choice(table("animals"))
    korean = random.choice(table("korean"))
    left, right = random.choice(OPPOSITES.split(",")).split()
    return {
        # A mark of the data file, no word of the world.
        **{key: value for key, value in country.items() if key != "one_way"},
        "neighbours_told": _neighbours(country["country"], country["neighbours"]),
        "two_way_country": both_ways["country"],
        "two_way_capital": both_ways["capital"],
        **{f"r_{key}": value for key, value in random.choice(table("winners")).items()},
        **animal,
        "animals": plural(animal["animal"]),
        **{f"{key}_of": person[key] for key in ("job", "pet", "hobby", "colour")},
        **{key: person[key] for key in ("name", "street", "born", "known_for")},
        "english": korean["english"],
        "korean": korean["korean"],
        "opposite_a": left,
        "opposite_b": right,
        **_copying(random),
        "mash": key_mash(random),
        "emoji": random.choice(EMOJI),
    }


def _neighbours(country: str, names: str) -> str:
    """Return the countries beside one, in a sentence."""
    # The table says "no land neighbours" for an island.
    if names.startswith("no "):
        return f"{country} has {names}."
    return (
        f"The neighbours of {country} are {names}."
        if "," in names
        else f"The only neighbour of {country} is {names}."
    )


def _copying(random: Random) -> dict[str, str]:
    """Return a word or sentence to say, and how it is said so many times."""
    word = random.choice(
        [
            invented_word(random),
            random.choice(table("korean"))["english"],
            *random.sample(COPIED, 4),
        ]
    )
    sentence = random.choice(SENTENCES)
    times = random.randint(2, 5)
    return {
        "copy_word": word,
        "copies": ", ".join([word] * times),
        "times_word": random.choice([str(times), TIMES[times - 2]]),
        "copy_sentence": sentence,
    }


_PLURALS = {
    "mouse": "mice",
    "sheep": "sheep",
    "goose": "geese",
    "wolf": "wolves",
    "deer": "deer",
    "salmon": "salmon",
}


def plural(animal: str) -> str:
    """Return the word for more than one of an animal."""
    if animal in _PLURALS:
        return _PLURALS[animal]
    # monkey → monkeys, but butterfly → butterflies.
    if animal.endswith("y") and animal[-2] not in "aeo":
        return animal[:-1] + "ies"
    return animal + ("es" if animal.endswith(("x", "s", "sh")) else "s")


def key_mash(random: Random) -> str:
    """Return letters as a hand makes them that falls on the keyboard."""
    row = random.choice(["asdfghjkl", "qwertyuiop", "zxcvbnm", "hjkluio", "sdfjkl"])
    return "".join(random.choice(row) for _ in range(random.randint(4, 12)))
