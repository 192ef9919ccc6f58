"""The reference deck: what TALK.md asks of it, and the facts that its words state."""

from __future__ import annotations

import itertools
import json
import math
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import loss_figure
import pytest
import yaml

from demo_kernel.documents.page_filters import example_pages, run
from demo_kernel.lab.corpus.world import CUTOFF, one_way_countries, table, two_way_countries
from demo_kernel.tokens.tokenizer import vocabulary
from talk.deck.load import load
from talk.deck.model import Deck, Slide

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "slides" / "llm-101"
CORPUS = ROOT / "demo_kernel" / "lab" / "corpus"
MODELS = ROOT / "demo_kernel" / "models"

PLAN = {
    "Opening": ["title", "promise", "two-phases", "map"],
    "Data": ["crawl", "pipeline", "scale"],
    "Tokens": ["why-tokens", "tokenizer", "tokenizer-surprises", "bpe"],
    "Training": [
        "window",
        "probability-map",
        "same-window",
        "one-step",
        "loss",
        "stages",
        "few-bits",
        "cost",
    ],
    "Inside the net": ["knobs", "transformer", "word-arithmetic"],
    "Inference": ["sampling-loop", "temperature", "coin-flip", "guess-ahead"],
    "The base model": [
        "base-model",
        "regurgitation",
        "parallel-worlds",
        "few-shot",
        "silent-head",
        "timeline",
    ],
    "Supervised fine-tuning": ["sft", "chat-format", "sft-chat", "labeler"],
    "Tools and context": ["tool-loop", "memory", "rag"],
    "Reinforcement learning": [
        "practice",
        "verifiable",
        "which-line",
        "why-rank",
        "rlhf-rank",
        "reward-hacking",
        "thinking",
        "move-37",
    ],
    "The model's psychology": [
        "hallucination",
        "three-lives",
        "three-stages",
        "tokens-to-think",
        "spelling",
        "jagged",
        "reversal",
        "identity",
    ],
    "Security": ["injection", "attacks"],
    "Close": [
        "llm-os",
        "who-answers",
        "use-it-well",
        "where",
        "recap",
        "next",
        "questions",
        "credits",
    ],
}
"""Chapters and slides in the order of the talk's plan; a slide whose widget is not built yet is
left out."""

PARIS = "The capital of France is Paris."
TOAST = "A good wedding toast should be personal, brief, and kind."
WRONG_IDS = {"11917", "306"}
"""Printed in circulating notes as the IDs of " world" and " wedding"."""


@cache
def deck() -> Deck:
    return load(FOLDER)


def ids(text: str, name: str = "cl100k_base") -> list[int]:
    return vocabulary(name).encode(text)


def said(slide: Slide) -> str:
    """Return every word of a slide: title, body, the layout's fields and the notes."""
    return "\n".join([slide.title, slide.body, yaml.safe_dump(slide.fields), slide.notes])


def options(slide_id: str, widget: str) -> dict[str, Any]:
    found = next(live for live in deck().slide(slide_id).live if live.widget == widget)
    return found.options.public()


def test_chapters_and_slides_come_in_the_order_of_the_plan() -> None:
    order = {slide: number for number, slide in enumerate(itertools.chain(*PLAN.values()))}
    told = [slide.id for slide in deck().slides if not slide.id.startswith("section-")]
    assert told == sorted(told, key=lambda name: order[name])
    for slide in deck().slides:
        assert slide.chapter.title in PLAN
        assert slide.id.startswith("section-") or slide.id in PLAN[slide.chapter.title]


@pytest.mark.parametrize("chapter", ["Opening", "Tokens"])
def test_these_chapters_are_whole(chapter: str) -> None:
    assert {slide.id for slide in deck().slides} >= set(PLAN[chapter])


@pytest.mark.parametrize(
    ("path", "most_slides", "most_minutes"), [("core", 30, 45), ("short", 14, 20)]
)
def test_a_path_keeps_within_its_slides_and_minutes(
    path: str, most_slides: int, most_minutes: int
) -> None:
    slides = deck().path(path)
    assert 1 < len(slides) <= most_slides
    assert sum(slide.time_s or 0 for slide in slides) <= most_minutes * 60


def test_the_short_path_is_part_of_the_core_and_both_end_with_the_credits() -> None:
    core, short = ([slide.id for slide in deck().path(name)] for name in ("core", "short"))
    assert set(short) < set(core)
    assert core[0] == short[0] == "title"
    assert core[-1] == short[-1] == deck().slides[-1].id == "credits"


def test_the_lecture_is_credited_on_the_first_and_the_last_slide() -> None:
    for slide in (deck().slides[0], deck().slides[-1]):
        assert "Karpathy" in slide.body


def test_every_slide_has_a_time_and_notes_that_say_something() -> None:
    for slide in deck().slides:
        assert slide.time_s, slide.id
        assert len(slide.notes.split()) >= (15 if slide.id.startswith("section-") else 45), slide.id


def test_a_slide_shows_few_words() -> None:
    for slide in deck().slides:
        shown = re.findall(r"\w+", " ".join(strings([slide.title, slide.body, slide.fields])))
        assert len(shown) <= 110, f"{slide.id} shows {len(shown)} words"


TOLD_IN_STEPS = {
    "promise": 4,
    "two-phases": 2,
    "map": 3,
    "pipeline": 6,
    "scale": 1,
    "why-tokens": 1,
    "regurgitation": 2,
    "few-shot": 3,
    "timeline": 4,
    "sft": 2,
    "memory": 2,
    "practice": 3,
    "move-37": 1,
    "spelling": 2,
    "reversal": 2,
    "attacks": 1,
    "llm-os": 5,
    "who-answers": 2,
    "use-it-well": 6,
    "recap": 3,
}


def test_slides_that_are_told_in_steps_have_them_and_their_notes_name_each() -> None:
    assert {slide.id: slide.steps for slide in deck().slides if slide.steps} == TOLD_IN_STEPS
    for slide in deck().slides:
        for step in range(1, slide.steps + 1):
            # "Step 2: inference", or in a list after "Steps.": "2 what it sees".
            assert re.search(rf"Step\s+{step}\b|Steps\..*\b{step} ", slide.notes, re.DOTALL), (
                slide.id,
                step,
            )


def test_no_note_promises_what_the_room_does_not_have() -> None:
    promises = ("question list", "by votes", "send a question", "what this room did")
    assert [
        slide.id for slide in deck().slides if any(promise in slide.notes for promise in promises)
    ] == []


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from strings(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from strings(item)


def test_the_running_examples_have_the_tokens_that_the_talk_names() -> None:
    assert ids(PARIS) == [791, 6864, 315, 9822, 374, 12366, 13]
    assert len(ids(TOAST)) == 13
    for text in (PARIS, TOAST):
        assert ids(text, "talk-4k") == ids(text)


def test_no_token_id_is_typed_by_hand() -> None:
    typed = {
        str(token) for text in (PARIS, TOAST) for token in ids(text) if token > 999
    } | WRONG_IDS
    for slide in deck().slides:
        assert not typed & set(re.findall(r"\d+", said(slide))), slide.id


def test_the_running_examples_stand_where_the_tokens_are_shown() -> None:
    assert options("tokenizer", "tokenizer")["text"] == PARIS
    assert TOAST in [example["text"] for example in options("tokenizer", "tokenizer")["examples"]]
    assert options("window", "windows")["texts"] == [PARIS, TOAST]


def test_the_answers_marked_in_the_map_are_single_tokens_of_the_models_vocabulary() -> None:
    shown = options("probability-map", "probability_map")
    answers = [shown["answer"], *(item["answer"] for item in shown["examples"] if "answer" in item)]
    assert [len(ids(answer, "talk-4k")) for answer in answers] == [1] * len(answers)


def test_what_the_notes_say_about_tokens_is_so() -> None:
    assert ids("Paris")[0] != ids(" Paris")[0]
    assert len(ids(PARIS)) - 1 == 6
    greetings = [ids("hello world"), ids("Hello  world"), ids("HELLO world")]
    assert len({row[0] for row in greetings}) == 3
    assert len(ids("ubiquitous")) == len(ids("strawberry")) == 3
    assert len(ids("11")) == len(ids("9")) == 1
    korean = "오늘 날씨가 좋네요."
    assert len(ids(korean)) > 2 * len(ids("The weather is nice today."))
    assert len(ids(korean, "o200k_base")) < len(ids(korean))
    assert vocabulary("cl100k_base").id_range == 100_277
    assert any(not piece.text for piece in vocabulary("cl100k_base").pieces(ids("👩‍🚀")))


def test_the_text_of_the_merges_gives_what_the_notes_announce() -> None:
    shown = options("bpe", "bpe_stepper")
    merged = most_frequent_merges(shown["text"], shown["merges"])
    assert merged[3] == b"oast"
    assert merged[4] == b" toast"
    assert len(merged) == shown["merges"]


def most_frequent_merges(text: str, merges: int) -> list[bytes]:
    """Return the pieces made by byte-pair encoding on `text`, in order.

    The first of equally frequent pairs wins.
    """
    parts = [bytes([value]) for value in text.encode()]
    made = []
    for _ in range(merges):
        counts = Counter(itertools.pairwise(parts))
        (left, right), count = max(counts.items(), key=lambda item: item[1])
        if count < 2:
            break
        made.append(left + right)
        parts = joined(parts, left, right)
    return made


def joined(parts: list[bytes], left: bytes, right: bytes) -> list[bytes]:
    """Return `parts` with every pair (left, right) made one, from left to right."""
    out: list[bytes] = []
    position = 0
    while position < len(parts):
        pair = parts[position : position + 2] == [left, right]
        out.append(left + right if pair else parts[position])
        position += 2 if pair else 1
    return out


def test_the_arithmetic_on_the_slides_is_right() -> None:
    minutes_a_year = 365.25 * 24 * 60
    bars = {bar["text"]: bar["value"] for bar in options("crawl", "scale_bars")["bars"]}
    assert bars["2.7 billion pages"] / minutes_a_year == pytest.approx(5100, rel=0.01)
    assert bars["42 million pages"] == pytest.approx(80 * minutes_a_year, rel=0.01)
    low, high = 8 * 3 * 3, 8 * 4 * 3
    assert low < 100 <= high + 5, "8 cards for 3 to 4 hours at 3 dollars is about 100 dollars"


def test_every_slide_that_the_table_of_facts_names_exists() -> None:
    rows = [
        line
        for line in (ROOT / "docs" / "reference" / "talk_facts.md").read_text().splitlines()
        if line[:2] == "| "
    ]
    named = {name for row in rows for name in re.findall(r"`([a-z0-9-]+)`", row.split("|")[1])}
    assert len(named) > 10
    assert named <= {slide.id for slide in deck().slides}


def test_both_running_examples_come_through_the_data_pipeline_and_most_stages_drop_some() -> None:
    traces = run(example_pages())
    kept = [trace.row.text for trace in traces if trace.row]
    assert any(PARIS in text for text in kept)
    assert any(TOAST in text for text in kept)
    assert len(traces) == 7
    assert {trace.outcomes[-1].filter for trace in traces if not trace.row} == {
        "URL filter",
        "language filter",
        "quality filter",
        "deduplication",
    }


def test_the_recited_texts_stand_as_often_in_the_reading_as_their_headings_say() -> None:
    documents = [path.read_text(encoding="utf-8").strip() for path in CORPUS.glob("pages/*/*.txt")]
    documents += [
        path.read_text(encoding="utf-8").strip()
        for path in CORPUS.glob("passages/*.txt")
        for _ in range(int(path.stem[:3]))
    ]
    times = {"once": 1, "twice": 2, "512 times": 512}
    conditions = options("regurgitation", "compare")["conditions"]
    assert len(conditions) == 3
    for condition in conditions:
        quoted = condition["text"] + condition["original"]
        found = sum(quoted in document for document in documents)
        assert found == times[condition["label"].removeprefix("Read ")]


def test_the_calendar_stops_before_the_regatta_that_is_asked_for() -> None:
    assert CUTOFF == (2023, 12)
    assert max(int(row["year"]) for row in table("winners")) == 2023
    assert "2024" in options("parallel-worlds", "compare")["text"]


def manifest(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((MODELS / f"{name}.json").read_text())
    return found


def test_the_checkpoints_are_labelled_with_the_steps_they_were_saved_at() -> None:
    for stop in options("stages", "checkpoint_slider")["checkpoints"]:
        step = manifest(stop["checkpoint"])["provenance"]["step"]
        assert stop["label"] == f"Step {step:,}", stop


def test_what_is_said_of_our_own_model_is_what_was_measured() -> None:
    base = manifest("base")
    bars = {bar["label"]: bar for bar in options("scale", "scale_bars")["bars"]}
    ours = bars["The model in this room"]
    assert ours["value"] == base["provenance"]["tokens_seen"]
    assert ours["text"] == f"{ours['value'] / 1e6:.1f} million"
    column = {row[0]: row[2] for row in deck().slide("cost").fields["rows"]}
    assert column["Parameters"] == f"{base['parameters'] / 1e6:.1f} million"
    assert column["Window"] == f"{base['config']['context']} tokens"
    assert column["Tokens read"] == ours["text"]
    assert (
        column["Machine"]
        == f"2 processor cores for {base['provenance']['seconds'] / 60:.0f} minutes"
    )


def test_the_loss_figure_is_made_from_the_curve_of_the_training() -> None:
    text = loss_figure.text()
    assert (FOLDER / "figures" / "loss.json").read_text() == text, "run tools/loss_figure.py"
    drawn = json.loads(text)
    first = drawn["series"][1]["points"][0][1]
    # A network that has learnt nothing takes every entry of the vocabulary for equally likely.
    assert first == pytest.approx(math.log(4096), rel=0.02)


def test_the_measured_lines_are_those_of_the_models_card() -> None:
    card = (MODELS / "CARD.md").read_text(encoding="utf-8")
    claims = json.loads((FOLDER / "figures" / "claims.json").read_text(encoding="utf-8"))["claims"]
    assert len(claims) == 23
    assert [claim["id"] for claim in claims if claim["figure"] not in card] == []


def test_the_known_answers_of_the_problems_are_right() -> None:
    grid = options("verifiable", "sample_grid")
    for shown in (grid, *grid["examples"]):
        known = f"${shown['answer']}"
        # All prices: a second one that fits would make the problem ambiguous.
        solved = [answer for answer in range(1, 100) if pays(shown["problem"], answer)]
        assert solved == [shown["answer"]], f"{known} is not what {shown['problem']} asks for"


def pays(problem: str, price: int) -> bool:
    """Return whether a price of what is asked for makes the bill of a word problem come out."""
    bought = {name: int(count) for count, name in re.findall(r"(?<![\d$])(\d+) (\w+)", problem)}
    asked = re.findall(r"price of one (\w+)", problem)[0] + "s"
    (other,) = set(bought) - {asked}
    # The larger amount is the bill, the other one the price of what is not asked for.
    dollars = [int(value) for value in re.findall(r"\$(\d+)", problem)]
    return bought[asked] * price + bought[other] * min(dollars) == max(dollars)


def test_every_question_on_the_retrieval_slide_has_a_page_beside_the_deck() -> None:
    pages = [path.read_text(encoding="utf-8") for path in (FOLDER / "documents").glob("*.md")]
    for example in options("rag", "retrieval")["examples"]:
        assert any(example["label"].lower() in page.lower() for page in pages), example


def test_the_reversed_facts_were_read_as_the_slide_says() -> None:
    one_way = {row["country"]: row["capital"] for row in one_way_countries()}
    two_ways = {row["country"]: row["capital"] for row in two_way_countries()}
    forward, backward, both = (
        condition["text"] for condition in options("reversal", "compare")["conditions"]
    )
    country = forward.removeprefix("The capital of ").removesuffix(" is")
    assert backward == f"{one_way[country]} is the capital of"
    assert both.removesuffix(" is the capital of") in two_ways.values()
