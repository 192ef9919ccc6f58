"""Type a text as people in a room do.

They leave out capitals and the last mark, put a greeting in front, and slip with a finger.
"""

from __future__ import annotations

from random import Random

GREETINGS = (
    "Hey, ",
    "Hi! ",
    "Hello, ",
    "Please: ",
    "Quick question: ",
    "Excuse me, ",
    "So, ",
    "ok, ",
    "I wonder, ",
)


def typed(random: Random, text: str) -> str:
    """Return the text as somebody in a hurry might have typed it; most often as it is."""
    text = text.strip()
    if random.random() < 0.08 and len(text) > 12:
        text = random.choice(GREETINGS) + (
            # The greeting begins the sentence now; only "I" keeps its capital.
            text if text[:2] == "I " else text[:1].lower() + text[1:]
        )
    if random.random() < 0.22:
        text = text.lower()
    if random.random() < 0.25 and len(text) > 3:
        # A message of marks alone ("???") keeps them.
        text = text.rstrip("?.!") or text
    if random.random() < 0.04:
        # After the small letters, of which only words in small letters slip.
        text = slip(random, text)
    if random.random() < 0.03:
        text += random.choice([" :)", " thanks", " please", "??", " !"])
    return text


def slip(random: Random, text: str) -> str:
    """Swap two neighbouring letters of one longer word, or lose one."""
    words = text.split(" ")
    long = [
        # Not in short words and names, whose slip would be another word or another person.
        i
        for i, word in enumerate(words)
        if len(word) >= 5 and word.isalpha() and word.islower()
    ]
    if not long:
        return text
    which = random.choice(long)
    # Never the first letter, by which people read a word.
    word, at = words[which], random.randint(1, len(words[which]) - 3)
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    words[which] = swapped if random.random() < 0.6 else word[:at] + word[at + 1 :]
    return " ".join(words)
