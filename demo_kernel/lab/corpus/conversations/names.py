"""Choose names of people: those of the town, and made-up ones that no text tells of.

Known and unknown names are built alike, a first name and a family name, so that "I do not know"
cannot be learnt from the form of a name: the model must have met the person. First names are
shared; whole family names are held out.
"""

from __future__ import annotations

from random import Random

from demo_kernel.lab.corpus.conversations.conversation import Split, wordings
from demo_kernel.lab.corpus.grammar import read_grammar
from demo_kernel.lab.corpus.world import table

FAMILY_NAMES = (
    "Abbot", "Adler", "Baker", "Barlow", "Becker", "Bell", "Berg", "Black", "Brook", "Burke",
    "Carter", "Castle",
    "Clay", "Cole", "Cook", "Costa", "Cross", "Dale", "Dean", "Drake", "Duval", "Engel", "Field",
    "Ford", "Forest",
    "Garcia", "Gray", "Green", "Grant", "Hall", "Hansen", "Harper", "Hayes", "Hill", "Holt",
    "Hunter", "Ivanov",
    "Jansen", "Kaur", "Keller", "King", "Klein", "Lake", "Larsen", "Lee", "Lopez", "March",
    "Mason", "Meyer", "Miller",
    "Moon", "Moss", "Nash", "North", "Olsen", "Page", "Palmer", "Parker", "Pearce", "Porter",
    "Quinn", "Reed", "Rice",
    "Rivers", "Rossi", "Sand", "Santos", "Shaw", "Singh", "Snow", "Stern", "Swan", "Taylor",
    "Tanaka", "Turner", "Vega",
    "Wagner", "Walker", "Ward", "Waters", "Webb", "West", "Winter", "Wolf", "Wood", "Young",
    "Zimmer", "Marsh",
)  # fmt: skip


def known_names() -> list[str]:
    """Return the townspeople of whom the training text tells."""
    return [row["name"] for row in table("people")]


def unknown_name(random: Random, split: Split) -> str:
    """Return a name of the same form of whom no text tells.

    The family names of the two splits are different.
    """
    # From both sources, or a first name would give away whether the person is known.
    first = {name.split()[0] for name in known_names()} | set(
        read_grammar("common").rules["first_name"]
    )
    while True:
        # Sorted: a set of strings has another order in every process.
        name = f"{random.choice(sorted(first))} {random.choice(wordings(FAMILY_NAMES, split))}"
        if name not in known_names():
            return name
