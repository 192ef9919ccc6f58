"""How a room types.

Without capitals, without the last mark, with a greeting in front, with a slip of the finger.
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
            text if text[:2] == "I " else text[:1].lower() + text[1:]
        )
    if random.random() < 0.22:
        text = text.lower()
    if random.random() < 0.25 and len(text) > 3:
        text = text.rstrip("?.!") or text
    if random.random() < 0.04:
        text = slip(random, text)
    if random.random() < 0.03:
        text += random.choice([" :)", " thanks", " please", "??", " !"])
    return text


def slip(random: Random, text: str) -> str:
    """Two neighbouring letters of one longer word change places, or one is lost."""
    words = text.split(" ")
    long = [
        i for i, word in enumerate(words) if len(word) >= 5 and word.isalpha() and word.islower()
    ]
    if not long:
        return text
    which = random.choice(long)
    word, at = words[which], random.randint(1, len(words[which]) - 3)
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    words[which] = swapped if random.random() < 0.6 else word[:at] + word[at + 1 :]
    return " ".join(words)
