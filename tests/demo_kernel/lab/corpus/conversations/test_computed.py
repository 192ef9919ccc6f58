"""Sums, letters, tools, documents, toasts and system messages.

What they say is true and well formed.
"""

from __future__ import annotations

import itertools
import re
from datetime import UTC, datetime
from random import Random

from demo_kernel.lab.corpus.conversations import (
    data,
    letters,
    lookups,
    requests,
    sums,
    systems,
    toasts,
)
from demo_kernel.lab.corpus.conversations.conversation import (
    Conversation,
    Kind,
    assistant,
    text_of,
    wordings,
)
from demo_kernel.lab.corpus.world import table
from demo_kernel.tools.toolbox import NAMES, Tools, parse_call

TOOLS = Tools(now=lambda: datetime(2026, 1, 1, tzinfo=UTC), search=lambda query: query)


def drawn(kind: Kind, number: int = 300) -> list[Conversation]:
    return [kind(Random(seed), "train") for seed in range(number)]


def all_of(kinds: dict[str, tuple[float, Kind]], number: int = 200) -> list[Conversation]:
    return [talk for _, kind in kinds.values() for talk in drawn(kind, number)]


def test_every_equation_an_answer_states_is_right() -> None:
    checked = 0
    for talk in all_of(sums.KINDS):
        said = " ".join(
            text_of(message) for message in talk.messages if message.role == "assistant"
        )
        for a, sign, b, result in re.findall(r"(\d+) ([-+x/]) (\d+) = (\d+)", said):
            value = {
                "+": int(a) + int(b),
                "-": int(a) - int(b),
                "x": int(a) * int(b),
                "/": int(a) / int(b),
            }[sign]
            assert value == int(result), said
            checked += 1
    assert checked > 500


def test_every_tool_call_names_a_tool_and_carries_the_result_that_the_tool_gives() -> None:
    calls = 0
    for talk in [*all_of(sums.KINDS), *all_of(letters.KINDS), *all_of(lookups.KINDS)]:
        for message in talk.messages:
            parts = message.parts
            for before, after in itertools.pairwise(parts):
                if before.kind == "tool_call":
                    name, argument = parse_call(before.text)
                    assert name in NAMES
                    assert after.kind == "tool_result"
                    if name in ("calculator", "letter_counter"):
                        run = TOOLS.run(name, argument)
                        assert not run.failed
                        assert run.result == after.text
                    calls += 1
    assert calls > 300


def test_a_spelled_out_count_counts() -> None:
    assert letters.spelled_count("strawberry", "r") == "s, t, r 1, a, w, b, e, r 2, r 3, y"
    assert letters.spelled_count("moon", "x") == "m, o, o, n"


def test_problems_come_answer_first_and_step_by_step_with_the_same_answer_form() -> None:
    talks = drawn(sums.problem)
    first = [t for t in talks if t.kind == "sums/answer_first"]
    steps = [t for t in talks if t.kind == "sums/step_by_step"]
    assert len(first) > 60
    assert len(steps) > 100
    assert all(re.fullmatch(r"Answer: \$\d+\.", text_of(t.messages[-1])) for t in first)
    assert all(re.search(r" = \d+\. Answer: \$\d+\.$", text_of(t.messages[-1])) for t in steps)


def test_the_answer_to_a_page_stands_in_the_page_or_is_said_not_to() -> None:
    for talk in drawn(data.given_page):
        question, answer = (text_of(message) for message in talk.messages)
        if answer != "The text does not say.":
            key = answer.rstrip(".").split()[-1]
            assert key in question, talk


def test_an_order_in_a_page_is_not_followed_and_a_typed_one_is() -> None:
    for talk in drawn(data.injected_page):
        assert talk.messages[0].parts[0].kind == "data" or talk.messages[0].parts[1].kind == "data"
        assert len(text_of(talk.messages[1]).split()) > 1
    for talk in [*drawn(data.typed_order), *drawn(data.obeyed_page)]:
        word = text_of(talk.messages[1])
        assert len(word.split()) == 1
        assert word in text_of(talk.messages[0])


def test_held_out_orders_are_other_sentences_than_the_trained_ones() -> None:
    held, trained = wordings(data.ORDERS, "heldout"), wordings(data.ORDERS, "train")
    assert len(held) >= 2
    assert not set(held) & set(trained)


def test_a_toast_names_both_and_raises_a_glass_to_them() -> None:
    for talk in drawn(toasts.toast):
        request, toast = (text_of(message) for message in talk.messages)
        names = re.search(r"(?:[Tt]o|of) (\w+) and (\w+)!$", toast)
        assert names, toast
        assert all(name.lower() in request.lower() for name in names.groups())
        assert 10 <= len(toast.split()) <= 60


def test_a_persona_is_taken_up() -> None:
    for talk in drawn(systems.persona):
        system, answer = text_of(talk.messages[0]), text_of(talk.messages[2])
        assert talk.messages[0].role == "system"
        name = re.search(r"(?:I am|My name is|made by) (\w+)", answer)
        assert name
        assert name[1] in system


def test_held_out_requests_are_actions_that_training_never_names() -> None:
    for name in ("harmful", "benign"):
        held = wordings(table(name), "heldout")
        assert len(held) >= 6
        trained = {row["action"] for row in wordings(table(name), "train")}
        assert not trained & {row["action"] for row in held}
    assert "I will not" in text_of(requests.harmful(Random(1), "train").messages[1]) or text_of(
        requests.harmful(Random(1), "train").messages[1]
    ).startswith(("No,", "I am sorry"))


def test_the_message_builders_make_plain_turns() -> None:
    assert text_of(assistant("yes")) == "yes"
