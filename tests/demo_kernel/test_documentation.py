"""docs/kernel.md says what is so: every method, every error code, every option."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from demo_kernel.__main__ import parser
from demo_kernel.inference.scheduler import OPEN_PER_PERSON, WAITING_LIMIT
from demo_kernel.service.rate_limit import BURST, PER_SECOND
from talk.protocol import jsonrpc
from talk.protocol.methods.tokens import MAX_TEXT
from talk.protocol.registry import KERNEL_METHODS

PAGE = (Path(__file__).parents[2] / "docs" / "kernel.md").read_text(encoding="utf-8")
CODES = {
    name: value for name, value in vars(jsonrpc).items() if isinstance(value, int) and value < 0
}


def test_every_method_is_named_and_no_other() -> None:
    assert set(re.findall(r"`([a-z_]+/[a-z_]+)`", PAGE.partition("## Methods")[2])) == set(
        KERNEL_METHODS
    )


@pytest.mark.parametrize("name", CODES)
def test_every_error_code_has_its_row(name: str) -> None:
    assert f"| −{-CODES[name]} | {name} |" in PAGE


@pytest.mark.parametrize(
    "option",
    ["--host", "--port", "--token", "--json", "--exit-with-stdin", "--models", "--precision"],
)
def test_every_option_that_is_named_exists(option: str) -> None:
    assert option in PAGE
    assert option in parser().format_help()


def test_the_bounds_are_those_of_the_code() -> None:
    assert f"at most {OPEN_PER_PERSON} may be open, {WAITING_LIMIT}" in PAGE
    assert f"over {MAX_TEXT:,} characters" in PAGE
    assert f"may send {BURST} requests at once and {PER_SECOND:g} a" in PAGE
