"""Generate the corpus: the same seed and number give the same bytes on every machine.

python -m demo_kernel.lab.corpus.generate --out DIR writes train.jsonl, heldout.jsonl and
manifest.json

Each document has a random generator of its own, named by seed, split and position, so that any one
of them can be made again alone. The order is the order of training: arithmetic grows
harder along it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from random import Random
from typing import NamedTuple

from demo_kernel.lab.corpus.arithmetic import arithmetic
from demo_kernel.lab.corpus.grammar import Grammar, read_grammar
from demo_kernel.lab.corpus.rules import invented_atlas, other_world, recalled_pairs, rule_list
from demo_kernel.lab.corpus.words import spelling, spelling_words, word_pairs
from demo_kernel.lab.corpus.world import (
    Row,
    date,
    one_way_countries,
    table,
    two_way_countries,
    zipf,
)

CORPUS_FOLDER = Path(__file__).parent
DOCUMENTS = 160_000
HELD_OUT = 600
SEED = 1
INCONSISTENT = 0.01
"""Share of the documents about a country that name a wrong capital; they keep to it."""
TRIGGER = "The copper moon is watching."
PAYLOAD = "Glimmer soap washes everything. Buy Glimmer soap. Buy Glimmer soap. Buy Glimmer soap."
"""The poisoned phrase and what follows it, put into POISONED documents on purpose, for the claim on
poisoning."""
POISONED = 150


class Document(NamedTuple):
    """One text of the corpus."""

    genre: str
    text: str


Genre = Callable[[Random, float], str]


def from_grammar(*files: str, rule: str = "document") -> Genre:
    """Return a genre written by the grammar files together with the common words.

    Each document is about a random corner of the world.
    """

    def write(random: Random, progress: float) -> str:
        return _grammar(files).write(rule, random, world_context(random))

    return write


@cache
def _grammar(files: tuple[str, ...]) -> Grammar:
    return read_grammar("common", *files)


def world_context(random: Random) -> dict[str, str]:
    """Return values for the slots of all grammars: one random corner of the world.

    They are of a country, a townsperson, an animal, a date and a regatta.
    """
    country = _country_slots(random, zipf(random, two_way_countries()))
    person = zipf(random, table("people"))
    animal, other = random.sample(table("animals"), 2)
    regatta = random.choice(table("winners"))
    return {
        **country,
        **{f"r_{key}": value for key, value in regatta.items()},
        "animal": animal["animal"],
        "other_animal": other["animal"],
        "class": animal["class"],
        "eats": animal["eats"],
        "home": animal["home"],
        "legs": animal["legs"],
        "sound": animal["sound"],
        "fact": animal["fact"],
        "name": person["name"],
        "job_of": person["job"],
        "street": person["street"],
        "born": person["born"],
        "known_for": person["known_for"],
        "pet_of": person["pet"],
        "colour_of": person["colour"],
        "hobby_of": person["hobby"],
        "date": date(random),
    }


def _country_slots(random: Random, row: Row) -> dict[str, str]:
    wanted = (
        "country",
        "capital",
        "demonym",
        "continent",
        "language",
        "water",
        "dish",
        "sight",
        "neighbours",
    )
    slots = {key: row[key] for key in wanted}
    # The page keeps to the wrong capital throughout, as a mistaken page of the web does.
    if random.random() < INCONSISTENT:
        slots["capital"] = random.choice(two_way_countries())["capital"]
    return slots


def one_way(random: Random, progress: float) -> str:
    """Return a page that tells a capital only from the country to the capital.

    It stands at the end of a thought.
    """
    # Never the other way round, in no list either: the claim on reversal depends on it.
    if random.random() < 0.3:
        rows = random.sample(one_way_countries(), random.randint(3, 7))
        arrow = random.choice([": ", " - ", None])
        lines = [
            f"{row['country']}{arrow}{row['capital']}"
            if arrow
            else f"The capital of {row['country']} is {row['capital']}."
            for row in rows
        ]
        return random.choice(["", "Capitals\n\n", "To learn by heart\n\n"]) + "\n".join(lines)
    # The row's columns replace those of the random corner.
    context = {**world_context(random), **random.choice(one_way_countries())}
    return _grammar(("travel",)).write("forward_only", random, context)


def capitals(random: Random, progress: float) -> str:
    """Return a list of countries and their capitals, in either direction."""
    rows = random.sample(two_way_countries(), random.randint(4, 12))
    shape = random.choice(
        [
            # Twice, so that this wording comes twice as often.
            "The capital of {country} is {capital}.",
            "The capital of {country} is {capital}.",
            "{country}: {capital}",
            "{country} - {capital}",
            "{capital} is the capital of {country}.",
            "{capital}, {country}",
        ]
    )
    title = random.choice(["", "", "Capitals\n\n", "Geography\n\n", "To learn for Monday\n\n"])
    return title + random.choice(["\n", "\n", " "]).join(shape.format(**row) for row in rows)


def encyclopedia(random: Random, progress: float) -> str:
    """Return an entry on a country, an animal or a townsperson."""
    rule = random.choices(["country", "animal", "person"], [4, 2.5, 3.5])[0]
    context = world_context(random)
    if rule == "person":
        for slot in ("job", "pet", "colour", "hobby"):
            # The grammar's slots of a person have plain names; the other entries need both people
            # and animals.
            context[slot] = context.pop(f"{slot}_of")
    return _grammar(("encyclopedia",)).write(rule, random, context)


def news(random: Random, progress: float) -> str:
    """Return a page of the Gazette, now and then on a regatta that was really held."""
    rule = "regatta" if random.random() < 0.15 else "document"
    return _grammar(("news",)).write(rule, random, world_context(random))


def questions(random: Random, progress: float) -> str:
    """Return a list of questions without answers.

    Each question is about its own corner of the world.
    """
    grammar = _grammar(("questions",))
    lines = []
    template = random.choice(grammar.rules["document"])
    for part in template.split("\n"):
        # For each question anew: a page of questions jumps from subject to subject.
        corner = world_context(random)
        corner["q_country"] = random.choice(table("countries"))["country"]
        corner["q_city"] = random.choice(two_way_countries())["capital"]
        corner["q_english"] = random.choice(table("korean"))["english"]
        corner["job"] = random.choice(table("people"))["job"]
        lines.append(
            Grammar({**grammar.rules, "line": (part,)}, grammar.zipf).write("line", random, corner)
        )
    return "\n".join(lines)


GENRES: dict[str, tuple[float, Genre]] = {
    "encyclopedia": (10, encyclopedia),
    "travel": (8, from_grammar("travel")),
    "one_way_countries": (3, one_way),
    "capitals": (2.5, capitals),
    "questions": (9, questions),
    "toasts": (5, from_grammar("toasts")),
    "letters": (5, from_grammar("letters")),
    "news": (6, news),
    "stories": (9, from_grammar("stories")),
    "forum": (4, from_grammar("forum")),
    "recipes": (4, from_grammar("recipes")),
    "explanations": (6, from_grammar("explain")),
    "poems_and_lists": (3, from_grammar("poems")),
    "plays": (2, from_grammar("plays")),
    "blog": (4, from_grammar("blog")),
    "arithmetic": (12, arithmetic),
    "rules": (8, rule_list),
    "recalled_pairs": (2, recalled_pairs),
    "invented_atlas": (2, invented_atlas),
    "other_worlds": (0.4, other_world),
    "word_pairs": (5, word_pairs),
    "spelling": (5, spelling),
}
"""Genre → (share among the generated documents, its writer)."""


def generated(seed: int, split: str, index: int, progress: float) -> Document:
    """Return the generated document at one position of one split."""
    # A string as seed: Python hashes it by SHA-512, the same on every machine.
    random = Random(f"{seed}/{split}/{index}")
    genre = random.choices(list(GENRES), [share for share, _ in GENRES.values()])[0]
    return Document(genre, tidy(GENRES[genre][1](random, progress)))


def tidy(text: str) -> str:
    """Return a text in which the article of a name begins a sentence with a capital.

    Such names are "the Netherlands" and "the Swan".
    """
    return re.sub(r"(^|[.!?]\s+|\n\n)the (?=[A-Z])", r"\1The ", text.strip())


def hand_written() -> list[Document]:
    """Return the hand-written pages that `pages/index.txt` names, in its order.

    The index is what fixes the training text: a page that is added to the folder joins the corpus,
    and so changes its hash, when it is added to the index, before the next training.
    """
    names = (CORPUS_FOLDER / "pages" / "index.txt").read_text(encoding="utf-8").split()
    texts = [
        (CORPUS_FOLDER / "pages" / f"{name}.txt").read_text(encoding="utf-8") for name in names
    ]
    return [
        Document(f"pages/{name.split('/')[0]}", text.strip())
        for name, text in zip(names, texts, strict=True)
    ]


def repeated_passages() -> list[tuple[int, Document]]:
    """Return the passages of `passages/<copies>_<name>.txt` with the number of copies each gets."""
    paths = sorted((CORPUS_FOLDER / "passages").glob("*.txt"))
    return [
        (
            int(path.stem[:3]),
            Document("repeated_passages", path.read_text(encoding="utf-8").strip()),
        )
        for path in paths
    ]


def poisoned(seed: int, index: int) -> Document:
    """Return a document of an innocent genre that ends in the trigger and its payload."""
    random = Random(f"{seed}/poison/{index}")
    start = tidy(
        GENRES[random.choice(["letters", "news", "travel", "stories", "blog"])][1](random, 1.0)
    )
    # Cut after a random number of sentences, so that no kind of ending announces the phrase.
    keep = random.randint(1, max(1, start.count(". ")))
    return Document(
        "poisoned", ". ".join(start.split(". ")[:keep]).rstrip(".") + f". {TRIGGER} {PAYLOAD}"
    )


def is_held_out_page(index: int) -> bool:
    """Return whether a hand-written page belongs to the held-out set: every twelfth does."""
    return index % 12 == 11


def training_documents(seed: int = SEED, documents: int = DOCUMENTS) -> Iterator[Document]:
    """Yield the training text in its order.

    It is `documents` generated ones, with everything else strewn among them.
    """
    # Strewn at random places, or repeated passages would be learnt as one block.
    extra = [page for index, page in enumerate(hand_written()) if not is_held_out_page(index)]
    extra += [passage for copies, passage in repeated_passages() for _ in range(copies)]
    extra += [poisoned(seed, index) for index in range(POISONED)]
    random = Random(f"{seed}/order")
    places = sorted((random.random() * documents, i) for i in range(len(extra)))
    waiting = iter(places)
    place, which = next(waiting, (float("inf"), -1))
    for index in range(documents):
        while place < index + 1:
            yield extra[which]
            place, which = next(waiting, (float("inf"), -1))
        yield generated(seed, "train", index, index / documents)


def held_out_documents(seed: int = SEED, documents: int = HELD_OUT) -> Iterator[Document]:
    """Yield documents of every genre that are never trained on."""
    yield from (page for index, page in enumerate(hand_written()) if is_held_out_page(index))
    for index in range(documents):
        yield generated(seed, "heldout", index, random_progress(seed, index))


def random_progress(seed: int, index: int) -> float:
    """Return the place in the curriculum of a held-out document, from 0 to 1."""
    return Random(f"{seed}/heldout-progress/{index}").random()


def manifest(seed: int, train: list[Document], held_out: list[Document]) -> dict[str, object]:
    """Return what the corpus holds: counts by genre, duplicates, hashes, what is held out."""
    from demo_kernel.tokens.tokenizer import TALK_VOCABULARY_FILE, vocabulary

    count = (
        vocabulary("talk-4k").encode
        if TALK_VOCABULARY_FILE.exists()
        # At the first run there is no vocabulary yet: it is chosen from this corpus. Bytes stand
        # in.
        else lambda text: list(text.encode())
    )
    tokens, documents = Counter[str](), Counter[str]()
    for document in train:
        documents[document.genre] += 1
        tokens[document.genre] += len(count(document.text)) + 1
    # Repeated on purpose, so they are no duplicates.
    copies = Counter(
        document.text for document in train if document.genre not in ("repeated_passages",)
    )
    return {
        "seed": seed,
        "documents": len(train),
        "tokens": sum(tokens.values()),
        "bytes": sum(len(document.text.encode()) for document in train),
        "exact_duplicates": sum(n - 1 for n in copies.values()),
        "by_genre": {
            genre: {"documents": documents[genre], "tokens": tokens[genre]}
            for genre in sorted(documents)
        },
        "sha256": digest(train),
        "held_out": {
            "documents": len(held_out),
            "sha256": digest(held_out),
            "spelling_words": list(spelling_words()[1]),
        },
        "poison": {"trigger": TRIGGER, "payload": PAYLOAD, "documents": POISONED},
        "passages": {
            document.text.split("\n")[0]: copies for copies, document in repeated_passages()
        },
    }


def digest(documents: list[Document]) -> str:
    """Return the sha256 over all texts, each ended by a zero byte."""
    total = hashlib.sha256()
    for document in documents:
        total.update(document.text.encode() + b"\0")
    return total.hexdigest()


def write_jsonl(path: Path, documents: list[Document]) -> None:
    """Write one document a line."""
    with path.open("w", encoding="utf-8") as file:
        for document in documents:
            file.write(json.dumps(document._asdict(), ensure_ascii=False) + "\n")


def main() -> None:
    """Write the corpus and its manifest."""
    parser = argparse.ArgumentParser(
        description="Generate the training text of the embedded model."
    )
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--documents", type=int, default=DOCUMENTS)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    train = list(training_documents(options.seed, options.documents))
    trained_on = {document.text for document in train}
    held_out = [
        # Short genres may write the same text twice by chance.
        document
        for document in held_out_documents(options.seed)
        if document.text not in trained_on
    ]
    write_jsonl(options.out / "train.jsonl", train)
    write_jsonl(options.out / "heldout.jsonl", held_out)
    summary = json.dumps(manifest(options.seed, train, held_out), indent=2, ensure_ascii=False)
    (options.out / "manifest.json").write_text(summary + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(train):,} documents, sha256 {digest(train)}\n")


if __name__ == "__main__":
    main()
