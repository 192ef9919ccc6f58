"""Options of rlhf_ranking: what an author may write, and the requests it is prepared for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from talk.protocol.registry import METHODS
from talk.widgets.registry import all_widgets

WIDGET = all_widgets()["rlhf_ranking"]


def test_it_works_without_any_option() -> None:
    assert WIDGET.options().public()["prompt"] != ""


def test_an_unknown_option_is_refused() -> None:
    with pytest.raises(ValidationError, match="promt"):
        WIDGET.options.model_validate({"promt": "a"})


def test_every_demo_is_a_valid_request_to_a_method_it_may_call() -> None:
    demos = WIDGET.options().demos()
    assert demos
    for demo in demos:
        assert demo.method in WIDGET.methods
        METHODS[demo.method].read(demo.params)


def test_a_prompt_is_a_turn_of_a_conversation_or_a_document() -> None:
    (chat,) = WIDGET.options.model_validate({"prompt": "Hi"}).demos()
    (document,) = WIDGET.options.model_validate({"prompt": "Hi", "chat": False}).demos()
    assert chat.params["messages"] == [{"role": "user", "content": "Hi"}]
    assert document.params["prompt"] == "Hi"


STOPS = [
    {"checkpoint": "rlhf", "label": "here"},
    {"checkpoint": "over-1", "label": "too far", "gold": -1.0},
]


def test_a_stop_has_its_figures_from_the_claim_unless_the_deck_gives_them(tmp_path: Path) -> None:
    claim = {"id": 16, "title": "Pushed", "figure": "reward 2 → 19", "holds": True}
    values = {"proxy_rlhf": 2.0, "gold_rlhf": 7.0, "proxy_over-1": 19.0, "gold_over-1": -10.0}
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures" / "claims.json").write_text(
        json.dumps({"claims": [{**claim, "values": values}]})
    )
    options = WIDGET.options.model_validate(
        {"pushed": STOPS, "pushed_claim": 16}, context={"root": tmp_path}
    )
    public = options.public()
    assert [(stop["proxy"], stop["gold"]) for stop in public["pushed"]] == [
        (2.0, 7.0),
        (19.0, -1.0),
    ]
    assert public["pushed_measured"] == "Measured: reward 2 → 19"


def test_every_stop_is_asked_the_fresh_prompt_and_then_scored() -> None:
    options = {"fresh": "And now?", "pushed": STOPS, "reward_checkpoint": "reward"}
    _, *stops = WIDGET.options.model_validate(options).demos()
    assert [stop.params["checkpoint"] for stop in stops] == ["rlhf", "over-1"]
    for stop in stops:
        METHODS[stop.method].read(stop.params)
        assert stop.then is not None
        (scored,) = stop.then({"answers": [{"text": " Yes. "}]})
        assert scored.params == {"prompt": "And now?", "answers": ["Yes."], "checkpoint": "reward"}
        METHODS[scored.method].read(scored.params)


def test_a_slider_needs_two_stops() -> None:
    with pytest.raises(ValidationError, match="a slider needs two"):
        WIDGET.options.model_validate({"pushed": STOPS[:1]})
