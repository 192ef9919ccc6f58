"""Sums, letters, tools, documents, toasts and system messages.

What they say is true and well formed.
"""

from __future__ import annotations

import itertools
import re
from datetime import UTC, datetime
from random import Random

import pytest

from demo_kernel.lab.corpus.conversations import (
    copying,
    data,
    facts,
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
from demo_kernel.tools.calculator import calculate
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
        for written, result in re.findall(r"(\d+(?: [-+x/] \d+)+) = (\d+)", said):
            assert calculate(written.replace("x", "*")) == result, said
            checked += 1
    # Far fewer than there are, as in the tests below: a pattern that finds nothing proves nothing.
    assert checked > 500


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("17+26", "7 + 6 = 13. 1 + 2 + 1 = 4. So 17 + 26 = 43."),
        ("60-26", "10 - 6 = 4. 6 - 2 - 1 = 3. So 60 - 26 = 34."),
        ("8+95", "8 + 5 = 13. 0 + 9 + 1 = 10. So 8 + 95 = 103."),
        ("26-60", None),
        ("3*4", None),
    ],
)
def test_a_sum_in_columns_carries_and_borrows(expression: str, said: str | None) -> None:
    assert sums.in_columns(expression) == said


def test_numbers_are_named_in_words() -> None:
    assert [sums.in_words(number) for number in (7, 19, 20, 46)] == [
        "seven",
        "nineteen",
        "twenty",
        "forty-six",
    ]


def test_the_calculator_is_asked_whichever_number_is_the_large_one() -> None:
    second_alone = [
        talk
        for talk in drawn(sums.large_sum)
        if talk.kind == "sums/calculator"
        and (pair := re.search(r": (\d+)[-+*/](\d+)", f": {talk.messages[1].parts[0].text}"))
        and int(pair[1]) <= sums.AT_ONCE < int(pair[2])
    ]
    assert len(second_alone) > 15


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
    found = 0
    for talk in drawn(data.given_page):
        question, answer = (text_of(message) for message in talk.messages)
        if answer != "The text does not say.":
            key = answer.rstrip(".").split()[-1]
            assert key in question, talk
            found += 1
    assert found > 100


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


def test_a_harmful_request_is_refused() -> None:
    for talk in drawn(requests.harmful):
        answer = text_of(talk.messages[1])
        assert "I will not" in answer or answer.startswith(("No,", "I am sorry")), answer


def test_what_is_written_of_parts_is_no_held_out_action_in_other_words() -> None:
    held = [
        requests.content_words(row["action"])
        for name in ("harmful", "benign")
        for row in wordings(table(name), "heldout")
    ]
    assert len(held) > 40
    for rule in ("harm", "harmless"):
        for seed in range(400):
            action, *said = requests.written_action(Random(seed), rule)
            words = requests.content_words(action)
            assert not [other for other in held if requests.nearly_same(words, other)], action
            assert said
            assert not set("{}[]|") & set(action + "".join(said)), action


def test_two_actions_are_nearly_the_same_by_the_words_that_carry_the_meaning() -> None:
    steal = requests.content_words("steal a car")
    assert requests.nearly_same(steal, requests.content_words("steal the car"))
    assert not requests.nearly_same(steal, requests.content_words("steal my boss's car"))
    assert not requests.nearly_same(steal, requests.content_words("repair a car"))


def test_the_same_verbs_stand_on_both_sides_so_that_the_object_decides() -> None:
    verbs = {
        rule: {requests.written_action(Random(seed), rule)[0].split()[0] for seed in range(300)}
        for rule in ("harm", "harmless")
    }
    assert len(verbs["harm"] & verbs["harmless"]) > 30


def test_what_comes_next_comes_next_in_its_row() -> None:
    row, checked = facts.MONTHS, 0
    for talk in drawn(facts.order):
        said = re.fullmatch(r"(\w+) comes (after|before) (\w+)\.", text_of(talk.messages[1]))
        assert said
        if said[1] in row:
            step = 1 if said[2] == "after" else -1
            assert said[1] == row[(row.index(said[3]) + step) % len(row)]
            checked += 1
    assert checked > 50


def test_a_capital_is_confirmed_or_corrected() -> None:
    capitals = {row["country"]: row["capital"] for row in table("countries")}
    said = [text_of(talk.messages[1]) for talk in drawn(facts.capital_check)]
    assert sum(text.startswith("Yes") for text in said) > 50
    for text in said:
        found = re.search(r"Yes, (.+) is the capital of (.+)\.", text)
        if found:
            assert capitals[found[2]] == found[1]
        else:
            found = re.search(r"No, the capital of (.+) is (.+)\.", text)
            assert found
            assert capitals[found[1]] == found[2]


def test_an_unknown_place_is_named_as_it_was_asked_and_is_none_of_the_world() -> None:
    countries = {row["country"].lower() for row in table("countries")}
    for talk in drawn(facts.unknown_place):
        asked, said = (text_of(message) for message in talk.messages)
        place = re.search(r"know (?:a place called )?(\w+)\.", said)
        assert place
        assert place[1] in asked
        assert place[1].lower() not in countries


def test_an_animal_flies_or_not_as_its_kind_does() -> None:
    said = " ".join(text_of(talk.messages[1]) for talk in drawn(facts.animal, 900))
    assert "a penguin cannot fly" in said
    assert "Yes, a bat can fly" in said
    assert not re.search(r"Yes, an? (?:penguin|ostrich|cow|trout) can fly", said)


def test_what_a_letter_or_a_card_names_stands_in_the_request() -> None:
    for kind in (copying.letter, copying.card, copying.said_again):
        for talk in drawn(kind):
            asked, said = (text_of(message) for message in talk.messages)
            for name in re.findall(r"Dear (\w+),|Hello, (\w+)!|To (\w+)!", said):
                word = next(part for part in name if part)
                assert word == "friends" or word.lower() in asked.lower(), talk


def test_the_message_builders_make_plain_turns() -> None:
    assert text_of(assistant("yes")) == "yes"
