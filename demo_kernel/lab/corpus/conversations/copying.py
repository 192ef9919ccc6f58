"""Write requests whose answer takes up the user's own words: letters, cards, names to say again."""

from __future__ import annotations

from random import Random

from demo_kernel.lab.corpus.conversations.conversation import (
    GRAMMARS,
    Conversation,
    Kind,
    Split,
    assistant,
    user,
)
from demo_kernel.lab.corpus.conversations.slots import SENTENCES
from demo_kernel.lab.corpus.conversations.typing_habits import typed
from demo_kernel.lab.corpus.grammar import read_grammar
from demo_kernel.lab.corpus.rules import invented_name, invented_word

RECEIVERS = (
    "landlady",
    "teacher",
    "boss",
    "neighbour",
    "bank",
    "doctor",
    "school",
    "town hall",
    "library",
    "hotel",
    "aunt",
    "grandmother",
    "insurance",
    "club",
    "colleague",
    "brother",
    "dentist",
    "caretaker",
    "head teacher",
    "landlord",
    "mayor",
    "uncle",
    "customer",
    "coach",
    "railway",
    "post office",
)
LETTERS = (
    "Write a {short}letter to {my} {who} about {matter}.",
    "write {my} {who} a {short}letter about {matter}",
    "I need a {short}mail to {my} {who} because of {matter}.",
    "Can you write a {short}note to {my} {who} about {matter}?",
    "Help me to write to {my} {who} about {matter}.",
    "A {short}letter about {matter} to {my} {who}, please.",
    "Please draft a {short}message for {my} {who}. It is about {matter}.",
)
TO_NAMED = (
    "Write a {short}letter to {name} about {matter}.",
    "write {name} a {short}message about {matter}",
    "I have to write to {name} about {matter}. Help!",
    "a {short}mail to {name} because of {matter} please",
)
LETTER_BODIES = (
    "I am writing to you about {matter}. Could you please tell me what can be done? Thank you, and "
    "kind regards.",
    "I would like to talk to you about {matter}. When would be a good time? Many thanks and kind "
    "regards.",
)
CARDS = (
    ("Write a toast for {name}'s {day}.", "toast"),
    ("a short toast on {name}'s {day} please", "toast"),
    ("Write a card for {name}'s {day}.", "card"),
    ("I need a few words for the {day} of {name}.", "card"),
    ("Congratulate {name} on the {day}.", "card"),
    ("My {who} {name} has a {day} tomorrow. What can I write?", "card"),
    ("Write something nice to {name} for the {day}.", "card"),
    ("Please wish {name} a happy {day}.", "card"),
)
CARD_DAYS = ("birthday", "wedding day", "new job", "name day", "first day at school", "anniversary")
CARD_BODIES = (
    "Dear {name}, I wish you a happy {day}! May the year bring you good friends and much to laugh "
    "about.",
    "Dear {name}, all the best for your {day}! It is good that you are here.",
)
TOAST_BODIES = (
    "Dear friends, today is the {day} of {name}. We are glad to be here with you. Please raise "
    "your glasses: to {name}!",
    "Dear {name}, on your {day} we wish you health, good friends and time for yourself. To {name}!",
)
NAMES_ASKED = (
    ("My name is {name}. What is my name?", "Your name is {name}."),
    ("I am called {name}. Please say my name.", "Your name is {name}."),
    ("Say hello to {name}.", "Hello, {name}!"),
    ("Greet my friend {name}.", "Hello, {name}! It is good to meet you."),
    ("Please say good night to {name}.", "Good night, {name}! Sleep well."),
    ("Thank {name} for the cake.", "Thank you for the cake, {name}!"),
    ("Say the name {name}.", "{name}."),
    ("Write the word {word}.", "{word}"),
    ("Please repeat: {word}", "{word}"),
    ("Say {word} twice.", "{word}, {word}."),
    ("Repeat this name: {name}", "{name}"),
    ("Repeat after me: {sentence}", "{sentence}"),
    ("Invite {name} to dinner on Friday.", "Dear {name}, will you come to dinner on Friday?"),
    ("Tell {name} that I am late.", "Dear {name}, I am late. Please wait for me."),
    ("My dog is called {name}. What is the name of my dog?", "Your dog is called {name}."),
    ("My town is called {name}. Where do I live?", "You live in {name}."),
)


def name(random: Random) -> str:
    """Return a first name; half of them invented, so that it is copied piece by piece."""
    rules = read_grammar("common", "toasts").rules
    # Sorted: a set of strings has another order in every process.
    pool = sorted({*rules["first_name"], *rules["she"], *rules["he"]})
    return invented_name(random) if random.random() < 0.5 else random.choice(pool)


def letter(random: Random, split: Split) -> Conversation:
    """Return a request for a letter about something, and the letter, which takes that up."""
    matter = read_grammar("requests", folder=GRAMMARS).write("matter", random)
    short = random.choice(["", "short ", "polite ", "friendly "])
    if random.random() < 0.35:
        who = name(random)
        request = random.choice(TO_NAMED).format(name=who, matter=matter, short=short)
        dear = f"Dear {who}, "
    else:
        who = random.choice(RECEIVERS)
        my = random.choice(["my", "my", "the", "our"])
        request = random.choice(LETTERS).format(who=who, my=my, matter=matter, short=short)
        dear = f"Dear {who}, "
    # The answer turns the user's words round: "my holiday" stays the writer's own.
    answer = dear + random.choice(LETTER_BODIES).format(matter=matter)
    asked = typed(random, request)
    return Conversation(
        "copying/letter", (user(request if who not in asked else asked), assistant(answer))
    )


def card(random: Random, split: Split) -> Conversation:
    """Return a request for a card or a toast for somebody's day."""
    request, form = random.choice(CARDS)
    slots = {
        "name": name(random),
        "day": random.choice(CARD_DAYS),
        "who": random.choice(["friend", "sister", "uncle", "boss", "daughter", "teacher"]),
    }
    body = random.choice(TOAST_BODIES if form == "toast" else CARD_BODIES)
    return Conversation(
        f"copying/{form}", (user(request.format(**slots)), assistant(body.format(**slots)))
    )


def said_again(random: Random, split: Split) -> Conversation:
    """Return a name, a word or a sentence that is to be said again."""
    request, answer = random.choice(NAMES_ASKED)
    slots = {
        "name": name(random),
        "word": invented_word(random),
        "sentence": random.choice(SENTENCES),
    }
    return Conversation(
        "copying/again", (user(request.format(**slots)), assistant(answer.format(**slots)))
    )


KINDS: dict[str, tuple[float, Kind]] = {
    "letter": (2, letter),
    "card": (1.2, card),
    "again": (1.5, said_again),
}
"""Kind → (share among the requests to copy, its writer)."""
