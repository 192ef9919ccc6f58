"""The browser that the tests of printing share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .printed import shared_browser


@pytest.fixture(scope="session", autouse=True)
def _browser_ends() -> Iterator[None]:
    yield
    shared_browser.close()
