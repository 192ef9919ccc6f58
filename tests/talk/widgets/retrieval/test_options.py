"""Options of retrieval: what an author may write, and the requests it is prepared for."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from talk.protocol.registry import METHODS
from talk.widgets.base import Demo, followed
from talk.widgets.registry import all_widgets

WIDGET = all_widgets()["retrieval"]
FOUND = {"hits": [{"id": name, "text": f"Page {name}."} for name in "abc"]}


def test_it_works_without_any_option() -> None:
    assert WIDGET.options().public()["question"] != ""


def test_an_unknown_option_is_refused() -> None:
    with pytest.raises(ValidationError, match="qestion"):
        WIDGET.options.model_validate({"qestion": "a"})


def prepared(question: str = "Where?", **options: object) -> list[Demo]:
    """Every demo when each search finds the same."""
    demos = WIDGET.options.model_validate({"question": question, **options}).demos()
    return list(followed(demos, lambda demo: FOUND if demo.method == "documents/search" else {}))


def test_every_demo_is_a_valid_request_to_a_method_it_may_call() -> None:
    for demo in prepared(measure="words", checkpoint="sft"):
        assert demo.method in WIDGET.methods
        METHODS[demo.method].read(demo.params)


def test_a_search_is_followed_by_the_answer_with_what_it_found_the_nearest_last() -> None:
    search, found, without = prepared(k=2)
    assert [search.lane, found.lane, without.lane] == ["search", "with", "without"]
    (message,) = found.params["messages"]
    assert message["parts"] == [
        {"kind": "text", "text": "Where? "},
        {"kind": "data", "text": "Page b."},
        {"kind": "data", "text": "Page a."},
    ]
    assert without.params["messages"] == [{"role": "user", "content": "Where?"}]


def test_only_the_first_question_is_shown_at_once() -> None:
    demos = prepared("One", examples=["Two", {"question": "One", "label": "again"}])
    assert [(demo.label, demo.first) for demo in demos] == [("again", True)] * 3 + [
        ("Two", False)
    ] * 3


def test_a_claim_is_left_out_where_the_deck_has_none(tmp_path: Path) -> None:
    read = WIDGET.options.model_validate({"claim": 19}, context={"root": tmp_path})
    assert read.public()["measured"] == ""
