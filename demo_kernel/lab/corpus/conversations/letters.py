"""Write questions on letters: spelling a word, counting a letter in several ways."""

from __future__ import annotations

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
from demo_kernel.lab.corpus.conversations.sums import AT_ONCE_WORDS, WITHOUT_TOOL
from demo_kernel.lab.corpus.conversations.typing_habits import typed
from demo_kernel.lab.corpus.words import spelled_word

SPELL = (
    "How do you spell {word}?",
    "Spell {word}.",
    "spell the word {word}",
    "Can you spell {word}?",
    "Please spell {word} letter by letter.",
    "What are the letters of {word}?",
)
BACKWARDS = (
    "Spell {word} from the end.",
    "Say {word} backwards.",
    "What is {word} backwards?",
    "turn the word {word} round",
    "Write {word} in reverse.",
    "spell {word} in reverse",
)
COUNT = (
    "How many {letter} are in {word}?",
    "How many {letter}s are there in {word}?",
    "How often does the letter {letter} occur in {word}?",
    "Count the letter {letter} in {word}.",
    "how many times does {letter} appear in {word}",
    "How many times is there {letter} in the word {word}?",
    "Count how many {letter} {word} has.",
    "how many {letter}'s does {word} have",
)
SPELL_FIRST = (
    "Spell it out first.",
    "Go letter by letter.",
    "Step by step.",
    "Write the letters one by one.",
    "Spell it and count.",
)
LENGTH = (
    "How many letters does {word} have?",
    "How long is the word {word}?",
    "how many letters are in {word}",
    "Count the letters of {word}.",
    "What is the number of letters in {word}?",
)


def spelling(random: Random, split: Split) -> Conversation:
    """Return a word spelled forwards or backwards."""
    word = spelled_word(random)
    if random.random() < 0.3:
        answer = f"The letters are {' '.join(word)}. Backwards: {' '.join(reversed(word))}."
        return Conversation(
            "letters/backwards",
            (user(typed(random, ask(random, split, BACKWARDS, word=word))), assistant(answer)),
        )
    question = typed(random, ask(random, split, SPELL, word=word))
    return Conversation(
        "letters/spelling",
        (user(question), assistant(f"The word {word} is spelled {' '.join(word)}.")),
    )


def count(random: Random, split: Split) -> Conversation:
    """Count a letter with the tool, or spelled out or at once where that is asked for."""
    word = spelled_word(random)
    # Mostly one that is in the word; a count of 0 must be learnt too.
    letter = random.choice(word) if random.random() < 0.85 else random.choice("aeiorst")
    number = word.count(letter)
    question = ask(random, split, COUNT, word=word, letter=letter)
    times = f"{number} {'time' if number == 1 else 'times'}"
    way = random.random()
    # Three ways by what the user asks for; without a wish the tool is called.
    if way < 0.3:
        return Conversation(
            "letters/spelled_out",
            (
                user(f"{question} {random.choice(SPELL_FIRST)}"),
                assistant(f"{spelled_count(word, letter)}. It occurs {times}."),
            ),
        )
    if way < 0.42:
        return Conversation(
            "letters/at_once",
            (user(f"{question} {random.choice(AT_ONCE_WORDS)}"), assistant(f"{number}")),
        )
    # A few without it, so that something sensible is said when the tools are switched off.
    if random.random() < WITHOUT_TOOL:
        return Conversation(
            "letters/without_tool",
            (
                user(typed(random, question)),
                assistant(f"The letter {letter} occurs {times} in {word}."),
            ),
        )
    # As the tool reads it: name, colon, LETTER in WORD.
    call = f"letter_counter: {letter} in {word}"
    return Conversation(
        "letters/tool",
        (
            user(typed(random, question)),
            using_tool(call, str(number), f"The letter {letter} occurs {times} in {word}."),
        ),
    )


def spelled_count(word: str, letter: str) -> str:
    """Return the letters, each that counts with its number: `s, t, r 1, a, w, b, e, r 2, …`."""
    steps, seen = [], 0
    for character in word:
        seen += character == letter
        steps.append(f"{character} {seen}" if character == letter else character)
    return ", ".join(steps)


def length(random: Random, split: Split) -> Conversation:
    """Return the number of letters, spelled out first."""
    word = spelled_word(random)
    # Spelled first: single letters are tokens that can be counted, the word's own tokens are not.
    answer = f"The word {word} is spelled {' '.join(word)}. It has {len(word)} letters."
    return Conversation(
        "letters/length",
        (user(typed(random, ask(random, split, LENGTH, word=word))), assistant(answer)),
    )


ENDS = (
    ("What is the first letter of {word}?", "first", 0),
    ("Which letter does {word} begin with?", "first", 0),
    ("first letter of {word}", "first", 0),
    ("With which letter does {word} start?", "first", 0),
    ("What is the last letter of {word}?", "last", -1),
    ("Which letter does {word} end with?", "last", -1),
    ("last letter of the word {word}", "last", -1),
    ("Name the second letter of {word}.", "second", 1),
    ("What is the third letter of {word}?", "third", 2),
)


def end(random: Random, split: Split) -> Conversation:
    """Return the first, last, second or third letter of a word."""
    word = spelled_word(random)
    question, which, at = random.choice(ENDS)
    answer = f"The {which} letter of {word} is {word[at]}."
    return Conversation(
        "letters/end", (user(typed(random, question.format(word=word))), assistant(answer))
    )


KINDS: dict[str, tuple[float, Kind]] = {
    "spelling": (2, spelling),
    "count": (6, count),
    "length": (1, length),
    "end": (0.8, end),
}
"""Kind → (share among the letters, its writer)."""
