"""The table of claims.

Every file is one, missing checkpoints are said, the card holds the same rows.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from demo_kernel.lab.claims import all_claims
from demo_kernel.lab.claims.__main__ import measured
from demo_kernel.lab.claims.card import CARD, card, write_card, write_other
from demo_kernel.network.config import GPTConfig
from demo_kernel.network.manifest import Manifest, Provenance


def test_claims_come_in_the_order_of_their_numbers_and_name_what_they_need() -> None:
    claims = all_claims()
    numbers = [claim.ID for claim in claims]
    assert numbers == sorted(set(numbers))
    assert set(numbers) <= set(range(1, 24))
    assert all(claim.TITLE and claim.THRESHOLD and claim.NEEDS for claim in claims)


def test_a_claim_whose_checkpoint_is_missing_is_not_measured_and_does_not_hold() -> None:
    claim = all_claims()[0]
    row = measured(claim, present=set())
    assert not row.holds
    assert row.figure == f"not measured: there is no checkpoint {', '.join(claim.NEEDS)} yet"


def test_the_card_holds_every_row_and_every_checkpoint() -> None:
    row = asdict(measured(all_claims()[0], present=set()))
    measured_row = {**row, "figure": "a | b", "values": {"a": 1.0}, "holds": True}
    missed = {**measured_row, "holds": False}
    origin = Provenance("a recipe", 1, "base", 5, 12_345, "c", "v", seconds=7_200)
    text = card(
        [row, measured_row, missed], [Manifest("base", "ab" * 32, 3_440_640, GPTConfig(), origin)]
    )
    lines = text.splitlines()
    assert "| base | base | – | 12,345 | 3,440,640 | 2.00 | abababababab |" in lines
    assert [line.rsplit("|", 2)[1].strip() for line in lines[-3:]] == [
        "not measured",
        "holds",
        "**missed**",
    ]
    assert "a \\| b" in text


def test_the_card_keeps_what_was_measured_on_another_model(tmp_path: Path) -> None:
    row = {**asdict(measured(all_claims()[0], present=set())), "values": {"a": 1.0}}
    write_card([row], tmp_path)
    own = (tmp_path / CARD).read_text(encoding="utf-8")
    for number, figure in ((13, "first"), (7, "second"), (13, "third")):
        write_other("SmolLM2", [{**row, "id": number, "figure": figure}], tmp_path)
    write_other("Qwen2", [{**row, "id": 6, "figure": "fourth"}], tmp_path)
    write_card([row], tmp_path)
    text = (tmp_path / CARD).read_text(encoding="utf-8")
    assert text.startswith(own)
    others = text.removeprefix(own)
    rows = [line.split(" | ")[:3] for line in others.splitlines() if line[2:3].isdigit()]
    assert [(cells[0], cells[2]) for cells in rows] == [
        ("| 7", "second"),
        ("| 13", "third"),
        ("| 6", "fourth"),
    ]
    assert others.index("### SmolLM2") < others.index("second") < others.index("### Qwen2")
