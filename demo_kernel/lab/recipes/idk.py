"""Teach "I don't know" by the lecture's own recipe: the phase `idk`.

python -m demo_kernel.lab.recipes.idk --work DIR

The fine-tuned model is asked about people several times. Where its answers are mostly wrong, a
conversation is added in which it says that it does not know; where they are right, one with the
right answer. What it knows is measured, not assumed. Old conversations are read again between the
new ones, so that nothing else is forgotten.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from demo_kernel.lab.corpus.conversations.conversation import (
    Conversation,
    assistant,
    user,
    wordings,
)
from demo_kernel.lab.corpus.conversations.generate import conversation, conversations
from demo_kernel.lab.corpus.conversations.names import known_names, unknown_name
from demo_kernel.lab.corpus.conversations.scripts import read_script
from demo_kernel.lab.corpus.conversations.typing_habits import typed
from demo_kernel.lab.corpus.world import table
from demo_kernel.lab.recipes.answering import answer_all
from demo_kernel.lab.recipes.fine_tuning import Plan, Training, options_parser
from demo_kernel.network.checkpoints import load_checkpoint
from demo_kernel.tokens.tokenizer import vocabulary

SAMPLES = 3
"""Times that each question is asked."""
NEW_FROM = 100_000
"""Place in the stream of conversations from which on some are read again; sft did not see them."""
UNSURE = (
    "I do not know who {name} is.",
    "I am sorry, I do not know anything about {name}.",
    "I do not know {name}. The name is not in the text that I have read.",
)
QUESTIONS = {
    "person": "job",
    "person_known": "known_for",
    "person_job": "job",
    "person_pet": "pet",
    "person_hobby": "hobby",
    "person_street": "street",
    "person_born": "born",
}
"""Subject of scripts/world.txt → the column of people.tsv that a right answer holds."""

parser = options_parser(
    "Teach the model to say that it does not know.", parent="sft", name="idk", matrix_rate=0.0015
)
parser.add_argument("--unknown", type=int, default=1_400, help="questions about made-up people")
parser.add_argument(
    "--known", type=int, default=2_400, help="questions about the people of the town"
)
parser.add_argument(
    "--again", type=int, default=12_000, help="conversations of sft's kind read between them"
)


class Asked(NamedTuple):
    """A question about a person, and what a right answer must hold; None where nothing is right."""

    name: str
    question: str
    key: str | None
    subject: str


def questions(random: Random, unknown: int, known: int) -> list[Asked]:
    """Return questions about made-up people and about known ones, in the same wordings."""
    people = {row["name"]: row for row in table("people")}
    subjects = {s.name: s for s in read_script("world").subjects if s.name in QUESTIONS}
    asked = []
    for index in range(unknown + known):
        name = unknown_name(random, "train") if index < unknown else random.choice(known_names())
        # Mostly "Who is …?", as people ask it.
        subject = random.choices(list(QUESTIONS), [6, 2, 2, 1, 1, 1, 1])[0]
        # One of the wordings for training; the held-out ones are for measuring.
        wording = random.choice(wordings(subjects[subject].turns[0][1], "train")).replace(
            "{name}", name
        )
        key = people[name][QUESTIONS[subject]] if name in people else None
        asked.append(Asked(name, typed(random, wording), key, subject))
    return asked


def judged(
    random: Random, asked: Sequence[Asked], answers: Sequence[Sequence[str]]
) -> list[Conversation]:
    """Return what to learn from the answers.

    The first right one where most are right, else that it does not know.
    """
    talks = []
    for item, texts in zip(asked, answers, strict=True):
        # A right answer holds the key, in whatever sentence.
        right = [text for text in texts if item.key is not None and item.key in text]
        # Most of the samples and not one: a lucky guess is no knowledge.
        if len(right) * 2 > len(texts):
            talks.append(Conversation("idk/known", (user(item.question), assistant(right[0]))))
        else:
            unsure = random.choice(UNSURE).format(name=item.name)
            talks.append(Conversation("idk/unknown", (user(item.question), assistant(unsure))))
    return talks


def main() -> None:
    """Ask, judge, train."""
    options = parser.parse_args()
    words, random = vocabulary("talk-4k"), Random(f"idk/{options.seed}")
    model = load_checkpoint(options.parent, options.models).model.to(options.device)
    asked = questions(random, options.unknown, options.known)
    prompts = [(user(item.question),) for item in asked]
    samples = [
        # Warm, so that several samples of one question differ where the model is unsure.
        answer_all(model, words, prompts, max_tokens=60, temperature=0.7, seed=options.seed + n)
        for n in range(SAMPLES)
    ]
    answers = [[turns[i].text for turns in samples] for i in range(len(asked))]
    new = judged(random, asked, answers)
    unsure = sum(talk.kind == "idk/unknown" for talk in new)
    sys.stdout.write(
        f"{len(asked)} questions, {SAMPLES} answers each; does not know {unsure} of them\n"
    )
    again = [conversation(options.seed, "train", NEW_FROM + n) for n in range(options.again)]
    train = [*new, *again]
    # Mixed: the new ones read in one go would push the old out of the network.
    random.shuffle(train)
    held = list(conversations("heldout", 200, options.seed))
    Training(
        Plan(options.name, "idk", "demo_kernel/lab/recipes/idk.py", options.parent, train, held),
        options,
    ).run()


if __name__ == "__main__":
    main()
