"""The browser that the tests of printing share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .printed import commands_share_a_browser, shared_browser


@pytest.fixture(scope="session", autouse=True)
def _browser_ends() -> Iterator[None]:
    yield
    shared_browser.close()


@pytest.fixture(scope="module", autouse=True)
def _one_browser() -> Iterator[None]:
    with commands_share_a_browser():
        yield
