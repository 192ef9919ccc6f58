"""Write wedding toasts for names and a detail that the user names: personal, brief and kind."""

from __future__ import annotations

from random import Random

from demo_kernel.lab.corpus.conversations.conversation import (
    Conversation,
    Split,
    ask,
    assistant,
    user,
)
from demo_kernel.lab.corpus.conversations.typing_habits import typed
from demo_kernel.lab.corpus.grammar import read_grammar
from demo_kernel.lab.corpus.rules import invented_name

REQUESTS = (
    "Write a wedding toast for {a} and {b}.",
    "I need a short toast for the wedding of {a} and {b}.",
    "Help me with a wedding toast for my {who} {a} and {b}.",
    "a toast for {a} and {b} please",
    "My {who} {a} marries {b} on Saturday. What can I say?",
    "Can you write a few words for {a} and {b}, who get married?",
    "I have to give a speech at the wedding of {a} and {b}. Help!",
    "toast for my {who} {a} and {b}",
    "{a} and {b} are getting married and I am speaking. Please write something short.",
    "Please write a warm toast to {a} and {b}.",
    "What would be a good toast for {a} and {b}?",
    "Write something kind for the wedding of my {who} {a}, who marries {b}.",
    "wedding speech for {a} and {b}, one minute",
    "I am speaking at a wedding and I am nervous. The couple is called {a} and {b}. Write me a "
    "toast.",
    "I want to say something personal to {a} and {b} at their wedding.",
    "I need a few words for my sister {a} and her husband {b}.",
    "My brother {a} marries his girlfriend {b}. A toast, please!",
    "a short toast to my daughter {a} and her husband {b}",
    "What can I say about my son {a} and his wife {b} at the wedding?",
    "Give me a toast for my cousin {a} and her bride {b}.",
    "Write a short toast for my friend {a} and his wife {b}",
    "wedding toast: {a}, {b}",
    "My aunt {a} marries {b}. Please write a toast for the two.",
    "Say something nice about {a} and her husband {b}, who married today.",
    "a toast to the couple, {a} and {b}",
)
RELATIONS = (
    "sister",
    "brother",
    "friend",
    "cousin",
    "daughter",
    "son",
    "colleague",
    "neighbour",
    "best friend",
    "aunt",
)
DETAILS: tuple[tuple[str, str], ...] = (
    (
        "They met in a choir.",
        "You found each other in a choir, and you have been in tune ever since.",
    ),
    (
        "They met at the library.",
        "You met at the library, and nobody could keep you quiet about it.",
    ),
    ("They met on a train.", "You met on a train, and neither of you got off where you wanted to."),
    ("They met at school.", "You met at school, and it was the best lesson of all."),
    ("They met at work.", "You met at work, and suddenly nobody was late any more."),
    ("They met in the rain.", "You met in the rain under one umbrella, and you still share it."),
    (
        "They both love dogs.",
        "You both love dogs, so your home will never be quiet and never be cold.",
    ),
    ("They both like cooking.", "You both like to cook, and we all like to be invited."),
    ("They love hiking.", "You love to hike, so you know that the way is better together."),
    ("They love the sea.", "You love the sea, and you have found a safe harbour in each other."),
    ("They have a cat.", "You have a cat, so you both know who rules the house."),
    ("They sing together.", "You sing together, and even the quarrels have a melody."),
    (
        "He once burned the soup.",
        "Once there was burned soup, and it was eaten with a smile. That is love.",
    ),
    (
        "She is always late.",
        "One of you is always late, and the other has learnt to wait with a smile.",
    ),
    (
        "They missed the last train once.",
        "You once missed the last train and walked all night, and you still walk well together.",
    ),
    (
        "They travel a lot.",
        "You have seen half of the world, and you still look at each other first.",
    ),
    ("They live in a small flat.", "Your flat is small, and there is always room for a guest."),
    ("They dance well.", "You dance well, and nobody can tell who leads."),
    (
        "They have known each other for ten years.",
        "Ten years you have known each other, and you still have something to tell.",
    ),
    ("They garden together.", "You garden together, and so you know that good things take time."),
)
GENERAL = (
    "I have seldom seen two people laugh so much about so little.",
    "When you are in the room together, everybody stands a little closer.",
    "You listen to each other, and that is rarer than gold.",
    "You make each other better, and you make us happy.",
)
OPENINGS = (
    "Dear {a}, dear {b}!",
    "Dear {a} and dear {b}!",
    "Dear friends, we are here for {a} and {b}.",
    "Good evening, everyone, and above all {a} and {b}!",
)
WISHES = (
    "May your house be full of friends.",
    "I wish you long summers and short winters.",
    "May you laugh every day, at least once at yourselves.",
    "I wish you a good table, a dry roof and time for each other.",
    "May your worst day together be better than your best day alone.",
    "Be kind first and right afterwards.",
    "Share the last pancake, and say thank you for small things.",
)
GLASSES = (
    "Please raise your glasses: to {a} and {b}!",
    "To {a} and {b}!",
    "Let us drink to {a} and {b}!",
)


def couple(random: Random) -> tuple[str, str]:
    """Return two different first names.

    Now and then they are invented, so that names are copied and not known.
    """
    names = read_grammar("common", "toasts").rules
    # Sorted: a set of strings has another order in every process.
    pool = sorted({*names["first_name"], *names["she"], *names["he"]})
    a, b = random.sample(pool, 2)
    return (
        invented_name(random) if random.random() < 0.15 else a,
        invented_name(random) if random.random() < 0.15 else b,
    )


def toast(random: Random, split: Split) -> Conversation:
    """Return a request with names and, two times out of three, a detail that the toast takes up."""
    a, b = couple(random)
    request = ask(random, split, REQUESTS, a=a, b=b, who=random.choice(RELATIONS))
    heart = random.choice(GENERAL)
    if random.random() < 0.66:
        detail, heart = random.choice(DETAILS)
        # The detail mostly comes last, as people add it.
        request = f"{request} {detail}" if random.random() < 0.8 else f"{detail} {request}"
    parts = [random.choice(OPENINGS), heart, random.choice(WISHES), random.choice(GLASSES)]
    return Conversation(
        "toasts/toast", (user(typed(random, request)), assistant(" ".join(parts).format(a=a, b=b)))
    )
