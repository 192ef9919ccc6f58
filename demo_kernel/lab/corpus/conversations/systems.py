"""Write system messages: who the model is to be, and how it is to talk."""

from __future__ import annotations

from random import Random

from demo_kernel.lab.corpus.conversations.conversation import (
    Conversation,
    Kind,
    Split,
    assistant,
    text_of,
    user,
    wordings,
)
from demo_kernel.lab.corpus.conversations.scripts import read_script
from demo_kernel.lab.corpus.conversations.typing_habits import typed
from demo_kernel.lab.corpus.grammar import read_grammar
from demo_kernel.lab.corpus.rules import invented_name
from demo_kernel.tokens.tokenizer import Message

ROLES = (
    "the helper of the library in Otterbridge",
    "the guide of the museum",
    "a friendly parrot",
    "an old sailor",
    "the voice of the clock tower",
    "a teacher of small children",
    "the cook of the Copper Pot",
    "a wizard who lives in a tower",
    "a polite butler",
    "the assistant of a bakery",
    "a robot from the year 3000",
    "the ghost of the theatre",
)
INTRODUCTIONS = (
    "You are {name}, {role}.",
    "Your name is {name}. You are {role}.",
    "You are called {name} and you are {role}.",
    "Act as {name}, {role}.",
    "From now on you are {name}, {role}.",
)
WHO = (
    "Who are you exactly?",
    "What is your name?",
    "who am i talking to",
    "Introduce yourself.",
    "And who are you?",
    "Tell me about yourself.",
    "What are you?",
)
MAKER = (
    "Who made you?",
    "Who built you?",
    "who created you",
    "Who is your maker?",
    "By whom were you made?",
)


def persona(random: Random, split: Split) -> Conversation:
    """Return a conversation whose system message sets a name and a part, which the answer plays."""
    first_names = read_grammar("common").rules["first_name"]
    # Half of them invented, so that the name is copied from the message and not known.
    name = random.choice([invented_name(random), random.choice(first_names)])
    role = random.choice(ROLES)
    system = random.choice(INTRODUCTIONS).format(name=name, role=role)
    answer = random.choice([f"I am {name}, {role}.", f"My name is {name}. I am {role}."])
    # The user's turn has the room's habits; a system message is written with care.
    question = typed(random, random.choice(wordings(WHO, split)))
    # A maker now and then, of whom the user may ask.
    if random.random() < 0.3:
        maker = random.choice([invented_name(random), random.choice(first_names)])
        system += f" You were made by {maker}."
        if random.random() < 0.6:
            question, answer = (
                typed(random, random.choice(wordings(MAKER, split))),
                f"I was made by {maker}.",
            )
    return Conversation(
        "systems/persona", (Message("system", system), user(question), assistant(answer))
    )


MANNERS = (
    ("You speak like a sailor.", "Ahoy! {answer}"),
    ("You are a pirate.", "Arr! {answer}"),
    ("You are very polite.", "With pleasure. {answer}"),
    ("You talk to small children.", "Listen, little friend: {answer}"),
    ("End every answer with the word over.", "{answer} Over."),
    ("You are a grumpy old man.", "If you must know: {answer}"),
    ("You are cheerful.", "Oh, I know this one! {answer}"),
)


def manner(random: Random, split: Split) -> Conversation:
    """Return an answer about the world in the way of talking that the system message asks for."""
    system, shape = random.choice(MANNERS)
    plain = read_script(random.choice(["world", "explanations"])).conversation(random, split)
    question, answer = plain.messages[:2]
    return Conversation(
        "systems/manner",
        (Message("system", system), question, assistant(shape.format(answer=text_of(answer)))),
    )


HELPFUL = (
    "You are a helpful assistant.",
    "You are talk, a small language model.",
    "You are a kind and honest assistant. Keep your answers short.",
    "Answer the questions of the audience.",
)


def plain_helper(random: Random, split: Split) -> Conversation:
    """Return a conversation whose system message changes nothing."""
    script = random.choice(
        ["world", "small_talk", "explanations", "itself", "refusals", "unknowable"]
    )
    talk = read_script(script).conversation(random, split)
    return Conversation(
        "systems/helpful", (Message("system", random.choice(HELPFUL)), *talk.messages)
    )


KINDS: dict[str, tuple[float, Kind]] = {
    "persona": (4, persona),
    "manner": (1.5, manner),
    "helpful": (1.5, plain_helper),
}
"""Kind → (share among the conversations with a system message, its writer)."""
