"""The pages about the kernel say what is so: every method, every bound, every option."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from demo_kernel.__main__ import parser
from demo_kernel.inference.rounds import OPEN_PER_PERSON, WAITING_LIMIT
from demo_kernel.service.rate_limit import BURST, PER_SECOND
from talk.protocol.methods.tokens import MAX_TEXT
from talk.protocol.registry import KERNEL_METHODS

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "reference" / "kernel_methods.md").read_text(encoding="utf-8")
HOW_TO = (DOCS / "how_to" / "kernel_on_a_gpu.md").read_text(encoding="utf-8")


def test_every_method_is_named_and_no_other() -> None:
    overview = PAGE.partition("## Overview")[2].partition("\n## ")[0]
    assert set(re.findall(r"`([a-z_]+/[a-z_]+)`", overview)) == set(KERNEL_METHODS)


@pytest.mark.parametrize(
    "option",
    ["--host", "--port", "--token", "--json", "--models", "--precision", "--device"],
)
def test_every_option_that_is_named_exists(option: str) -> None:
    assert option in HOW_TO
    assert option in parser().format_help()


def test_the_bounds_are_those_of_the_code() -> None:
    assert f"at most {OPEN_PER_PERSON} may be open, {WAITING_LIMIT}" in PAGE
    assert f"over {MAX_TEXT:,} characters" in PAGE
    assert f"may send {BURST} requests at once and {PER_SECOND:g} a" in PAGE
