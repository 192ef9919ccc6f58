"""The claims' file beside a deck.

Which figure a slide shows, and what is said when there is none.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from talk.widgets.claims import FILE, FILE_OF_MODEL, read_claim
from talk.widgets.compare.options import Options
from talk.widgets.sft_chat.options import Options as ChatOptions

ROW = {
    "id": 14,
    "title": "Practice",
    "figure": "from 40 % to 71 %",
    "interval": "62 % to 79 %",
    "threshold": "+ 20 %",
}
MEASURED = {**ROW, "holds": True, "values": {"before": 0.4, "after": 0.71}, "seconds": 3.0}


def written(folder: Path, *rows: dict[str, object]) -> Path:
    (folder / FILE).parent.mkdir()
    (folder / FILE).write_text(json.dumps({"claims": rows}), encoding="utf-8")
    return folder


def test_a_claim_is_found_by_its_number(tmp_path: Path) -> None:
    claim = read_claim(written(tmp_path, {**MEASURED, "id": 1}, MEASURED), 14)
    assert claim is not None
    assert claim.values["after"] == 0.71
    assert claim.sentence == "Measured: from 40 % to 71 % (95\N{NO-BREAK SPACE}%: 62 % to 79 %)"


def test_a_claim_that_fails_says_what_was_asked(tmp_path: Path) -> None:
    claim = read_claim(written(tmp_path, {**MEASURED, "holds": False}), 14)
    assert claim is not None
    assert claim.sentence.endswith("Asked was + 20 %")


def test_an_exact_figure_has_no_interval(tmp_path: Path) -> None:
    claim = read_claim(written(tmp_path, {**MEASURED, "interval": "exact"}), 14)
    assert claim is not None
    assert claim.sentence == "Measured: from 40 % to 71 %"


def test_a_claim_that_was_not_measured_says_nothing(tmp_path: Path) -> None:
    claim = read_claim(written(tmp_path, {**ROW, "holds": False, "values": {}}), 14)
    assert claim is not None
    assert claim.sentence == ""


def test_a_deck_without_the_file_has_no_claim_yet(tmp_path: Path) -> None:
    assert read_claim(tmp_path, 14) is None


def test_a_number_that_is_not_there_is_an_error_that_lists_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="has no claim 15; it has 14"):
        read_claim(written(tmp_path, MEASURED), 15)


def test_a_broken_file_is_an_error_that_names_the_command(tmp_path: Path) -> None:
    (tmp_path / FILE).parent.mkdir()
    (tmp_path / FILE).write_text("[]", encoding="utf-8")
    with pytest.raises(ValueError, match="write it anew"):
        read_claim(tmp_path, 14)


def test_figures_of_further_models_follow_with_their_names(tmp_path: Path) -> None:
    folder = written(tmp_path, MEASURED)
    other = {**MEASURED, "figure": "31 %", "interval": "25 % to 38 %", "holds": False}
    file = folder / FILE_OF_MODEL.format("tiny")
    file.write_text(json.dumps({"model": "Tiny-1M", "claims": [other]}), encoding="utf-8")

    def line(*models: str) -> str:
        asked = {"conditions": [{"label": "One"}], "claim": 14, "claim_models": list(models)}
        return Options.model_validate(asked, context={"root": folder}).figure

    own = "Measured: from 40 % to 71 % (95\N{NO-BREAK SPACE}%: 62 % to 79 %)"
    assert line() == own
    # One that was not measured yet adds nothing.
    assert line("tiny", "large") == f"{own}\nTiny-1M: 31 % (95\N{NO-BREAK SPACE}%: 25 % to 38 %)"


def test_an_interval_has_words_for_its_parts_and_a_minus(tmp_path: Path) -> None:
    claim = read_claim(written(tmp_path, {**MEASURED, "interval": "at_once -1 % to 2 %"}), 14)
    assert claim is not None
    assert claim.sentence.endswith(": at once \N{MINUS SIGN}1 % to 2 %)")


def test_figures_of_models_that_have_a_column_each_stand_under_it(tmp_path: Path) -> None:
    folder = written(tmp_path, MEASURED)
    other = {**MEASURED, "figure": "31 %; one more: 0.7", "interval": "25 % to 38 %"}
    file = folder / FILE_OF_MODEL.format("tiny")
    file.write_text(json.dumps({"model": "Tiny-1M", "claims": [other]}), encoding="utf-8")
    columns = [{"label": "Ours"}, {"label": "Theirs", "checkpoint": "tiny"}]
    asked = {"conditions": columns, "claim": 14, "claim_models": ["tiny"]}
    figure = Options.model_validate(asked, context={"root": folder}).figure
    assert figure.split("\n") == [
        "from 40 % to 71 % (95\N{NO-BREAK SPACE}%: 62 % to 79 %)",
        "31 % (95\N{NO-BREAK SPACE}%: 25 % to 38 %); one more: 0.7",
    ]
    # Without a figure of its own for each column there is one line for all.
    file.unlink()
    figure = Options.model_validate(asked, context={"root": folder}).figure
    assert figure == "Measured: from 40 % to 71 % (95\N{NO-BREAK SPACE}%: 62 % to 79 %)"


@pytest.mark.parametrize(
    ("figure", "shown"),
    [("80 %: maths 60 %, talk 90 %", "80 %"), ("0: 12 %, 1: 91 %", "0: 12 %, 1: 91 %")],
)
def test_a_column_of_a_chat_has_the_whole_without_its_parts(
    tmp_path: Path, figure: str, shown: str
) -> None:
    folder = written(tmp_path, {**MEASURED, "figure": figure})
    asked = {"checkpoints": ["base", "sft"], "claim": 14, "claim_column": "sft"}
    options = ChatOptions.model_validate(asked, context={"root": folder})
    interval = "(95\N{NO-BREAK SPACE}%: 62 % to 79 %)"
    assert options.figure == f"Measured: {shown} {interval}. Asked was + 20 %"


def test_a_figure_stands_in_no_column_that_is_not_there(tmp_path: Path) -> None:
    asked = {"checkpoints": ["base"], "claim": 14, "claim_column": "sft"}
    with pytest.raises(ValidationError, match="'sft' is no column: name one of base"):
        ChatOptions.model_validate(asked, context={"root": written(tmp_path, MEASURED)})


def test_a_models_name_stays_within_the_folder_of_figures() -> None:
    with pytest.raises(ValidationError):
        Options.model_validate(
            {"conditions": [{"label": "One"}], "claim": 1, "claim_models": ["../x"]}
        )
