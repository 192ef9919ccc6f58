"""Write short questions of common knowledge: facts, trades, what comes next, animals and places."""

from __future__ import annotations

from functools import cache
from random import Random

from demo_kernel.lab.corpus.conversations.conversation import (
    GRAMMARS,
    Conversation,
    Kind,
    Split,
    assistant,
)
from demo_kernel.lab.corpus.conversations.conversation import user as said_by_user
from demo_kernel.lab.corpus.conversations.slots import plural
from demo_kernel.lab.corpus.conversations.typing_habits import typed
from demo_kernel.lab.corpus.generate import tidy
from demo_kernel.lab.corpus.grammar import Grammar, read_grammar, with_article
from demo_kernel.lab.corpus.rules import invented_name
from demo_kernel.lab.corpus.world import table

BETWEEN = "|||"


@cache
def _grammar() -> Grammar:
    return read_grammar("facts", folder=GRAMMARS)


def _written(
    random: Random, rule: str, kind: str, slots: dict[str, str] | None = None
) -> Conversation:
    """Return the question and answer that a rule of conversations/grammars/facts.txt writes."""
    asked, _, answered = _grammar().write(rule, random, slots).partition(BETWEEN)
    return _talk(random, kind, tidy(asked), tidy(answered))


def _talk(random: Random, kind: str, question: str, answer: str) -> Conversation:
    return Conversation(
        f"facts/{kind}", (said_by_user(typed(random, question)), assistant(answer.strip()))
    )


def fact(random: Random, split: Split) -> Conversation:
    """Return one fact of common knowledge."""
    return _written(random, "facts", "fact")


def trade(random: Random, split: Split) -> Conversation:
    """Return what somebody of a trade does, or which trade does it."""
    name, work = random.choice(_grammar().rules["trades"]).split(" = ")
    return _written(random, "jobs", "trade", {"trade": name, "work": work})


MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
AFTER = (
    "What comes after {one}?",
    "What {kind} comes after {one}?",
    "what is the {kind} after {one}",
    "Which {kind} follows {one}?",
    "The {kind} after {one}?",
    "Tell me the {kind} that comes after {one}.",
    "{one} is over. Which {kind} is next?",
)
BEFORE = (
    "What comes before {one}?",
    "Which {kind} is before {one}?",
    "what is the {kind} before {one}",
    "Which {kind} comes just before {one}?",
    "Tell me the {kind} that comes before {one}.",
)


def order(random: Random, split: Split) -> Conversation:
    """Return which month, day, number or letter comes before or after one."""
    kind, row = random.choice(
        [
            ("month", MONTHS),
            ("month", MONTHS),
            ("day", DAYS),
            ("day", DAYS),
            ("number", tuple(str(number) for number in range(1, 101))),
            ("letter", tuple("abcdefghijklmnopqrstuvwxyz")),
        ]
    )
    # Months and days go in a circle; numbers and letters have an end.
    circle = kind in ("month", "day")
    at = random.randrange(0 if circle else 1, len(row) - (0 if circle else 1))
    after = random.random() < 0.6
    other = row[(at + (1 if after else -1)) % len(row)]
    question = random.choice(AFTER if after else BEFORE).format(one=row[at], kind=kind)
    return _talk(
        random, "order", question, f"{other} comes {'after' if after else 'before'} {row[at]}."
    )


ANIMALS = (
    ("giraffe", "mammal", "leaves from high trees"),
    ("zebra", "mammal", "grass"),
    ("kangaroo", "mammal", "grass and leaves"),
    ("camel", "mammal", "dry grass and thorns"),
    ("monkey", "mammal", "fruit and leaves"),
    ("tiger", "mammal", "meat"),
    ("squirrel", "mammal", "nuts and seeds"),
    ("beaver", "mammal", "bark and leaves"),
    ("panda", "mammal", "bamboo"),
    ("hamster", "mammal", "seeds and vegetables"),
    ("donkey", "mammal", "grass and hay"),
    ("hippo", "mammal", "grass"),
    ("seal", "mammal", "fish"),
    ("rat", "mammal", "nearly everything"),
    ("mole", "mammal", "worms"),
    ("badger", "mammal", "worms and roots"),
    ("hare", "mammal", "grass and herbs"),
    ("swan", "bird", "water plants"),
    ("parrot", "bird", "fruit and seeds"),
    ("pigeon", "bird", "grain and crumbs"),
    ("ostrich", "bird", "grass and seeds"),
    ("sparrow", "bird", "seeds and crumbs"),
    ("turkey", "bird", "grain"),
    ("peacock", "bird", "grain and insects"),
    ("swallow", "bird", "flies in the air"),
    ("crocodile", "reptile", "meat and fish"),
    ("tortoise", "reptile", "leaves and grass"),
    ("trout", "fish", "insects and small fish"),
    ("carp", "fish", "water plants and worms"),
    ("goldfish", "fish", "flakes and water plants"),
    ("wasp", "insect", "fruit and other insects"),
    ("fly", "insect", "nearly everything"),
    ("beetle", "insect", "leaves or wood"),
    ("ladybird", "insect", "greenfly"),
    ("worm", "worm", "earth and old leaves"),
)
"""Animals that the corpus does not tell of: name, class, food."""
FLYING_CLASSES = ("bird", "insect")
FLIGHTLESS = ("penguin", "ostrich", "ant")
ALSO_FLYING = ("bat",)
IS_A = (
    "Is {a_animal} {a_other}?",
    "is {a_animal} {a_other} or not",
    "I think that {a_animal} is {a_other}. Right?",
    "{animals} are {others}, aren't they?",
    "Do {animals} belong to the {others}?",
)
CAN_FLY = (
    "Can {a_animal} fly?",
    "Do {animals} fly?",
    "is {a_animal} able to fly",
    "Does {a_animal} fly?",
)
EATS = (
    "What does {a_animal} eat?",
    "What do {animals} eat?",
    "what is the food of {a_animal}",
    "Tell me what {animals} eat.",
    "{animals}: what do they live on?",
)
WHAT_IS = (
    "What is {a_animal}?",
    "What kind of animal is {a_animal}?",
    "what sort of creature is {a_animal}",
    "Tell me what {a_animal} is.",
)
CLASSES = ("mammal", "bird", "fish", "insect", "reptile")


def animal(random: Random, split: Split) -> Conversation:
    """Return what an animal is, whether it flies, or what it eats."""
    rows = [*ANIMALS, *((row["animal"], row["class"], row["eats"]) for row in table("animals"))]
    name, kind, food = random.choice(rows)
    animals, a_animal = plural(name), with_article(name)
    wanted = random.choice(["is_a", "is_a", "fly", "fly", "eats", "what"])
    if wanted == "eats":
        question, answer = random.choice(EATS), f"{a_animal} eats {food}."
    elif wanted == "what":
        question, answer = random.choice(WHAT_IS), f"{a_animal} is {with_article(kind)}."
    elif wanted == "fly":
        question = random.choice(CAN_FLY)
        flies = name in ALSO_FLYING or (kind in FLYING_CLASSES and name not in FLIGHTLESS)
        answer = (
            f"Yes, {a_animal} can fly."
            if flies
            else f"No, {a_animal} cannot fly. It is {with_article(kind)}."
        )
    else:
        asked = kind if random.random() < 0.5 else random.choice(CLASSES)
        question = random.choice(IS_A).replace("{a_other}", with_article(asked))
        question = question.replace("{others}", plural(asked) if asked != "fish" else "fish")
        answer = (
            f"Yes, {a_animal} is {with_article(kind)}."
            if asked == kind
            else f"No, {a_animal} is {with_article(kind)}."
        )
    question = question.format(animals=animals, a_animal=a_animal)
    return _talk(
        random, "animal", question[:1].upper() + question[1:], answer[:1].upper() + answer[1:]
    )


UNKNOWN_PLACES = (
    "What is the capital of {place}?",
    "capital of {place}",
    "Which city is the capital of {place}?",
    "Where is {place}?",
    "Tell me about {place}.",
    "What language do people speak in {place}?",
    "what do they eat in {place}",
    "Do you know {place}?",
    "In which country is {place}?",
    "What can I see in {place}?",
    "I come from {place}. Do you know it?",
    "How many people live in {place}?",
    "What's the main city of {place}?",
)
DOES_NOT_KNOW = (
    "I do not know {place}. My training text tells of about seventy countries, but not of that.",
    "I do not know a place called {place}. Is it written right?",
)
BEGINNINGS = (
    "Wa", "Ka", "Lo", "Mi", "Za", "Gon", "Nar", "At", "El", "Ti", "Ur", "Vo", "Shan", "Bra",
    "Kry", "Mor", "Fan", "Oz", "Lil", "Pan", "Fre", "Go", "Ru", "Sy", "Ha",
)  # fmt: skip
MIDDLES = (
    "kan", "lan", "do", "ri", "ta", "mo", "ne", "lu", "sha", "go", "za", "pon", "li", "be", "ran",
    "to", "vi",
)  # fmt: skip
ENDINGS = (
    "da", "dia", "land", "stan", "ia", "os", "ar", "nia", "dor", "ville", "burg", "heim", "ton",
    "wick", "mere", "gard", "loo", "lia", "via",
)  # fmt: skip


def unknown_place(random: Random, split: Split) -> Conversation:
    """Return a question about a place that no text tells of: invented, or misspelled."""
    countries = [row["country"] for row in table("countries")]
    way = random.random()
    if way < 0.35:
        place = invented_name(random)
    else:
        place = random.choice(BEGINNINGS) + "".join(
            random.choice(MIDDLES) for _ in range(random.choice([0, 1, 1, 2]))
        )
        place += random.choice(ENDINGS)
    if any(place.lower() == country.lower() for country in countries):
        return unknown_place(random, split)
    question = random.choice(UNKNOWN_PLACES).format(place=place)
    # The name as the user wrote it, small letters and all: it is copied.
    asked = typed(random, question)
    if place not in asked:
        asked = question
    return Conversation(
        "facts/unknown_place",
        (said_by_user(asked), assistant(random.choice(DOES_NOT_KNOW).format(place=place))),
    )


YES_NO_CAPITAL = (
    "Is {city} the capital of {country}?",
    "is it true that {city} is the capital of {country}",
    "{city} is the capital of {country}, isn't it?",
    "Am I right that the capital of {country} is {city}?",
    "The capital of {country} is {city}, right?",
)


def capital_check(random: Random, split: Split) -> Conversation:
    """Return whether a city is the capital of a country, with the right one."""
    row, other = random.sample(table("countries"), 2)
    right = random.random() < 0.5
    city = row["capital"] if right else other["capital"]
    question = random.choice(YES_NO_CAPITAL).format(city=city, country=row["country"])
    answer = (
        f"Yes, {city} is the capital of {row['country']}."
        if right
        else f"No, the capital of {row['country']} is {row['capital']}."
    )
    return _talk(random, "capital_check", question, answer)


KINDS: dict[str, tuple[float, Kind]] = {
    "fact": (6, fact),
    "trade": (1.5, trade),
    "order": (1.5, order),
    "animal": (2.5, animal),
    "unknown_place": (2, unknown_place),
    "capital_check": (1, capital_check),
}
"""Kind → (share among the facts, its writer)."""
