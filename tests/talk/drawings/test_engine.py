"""What draws is found, is asked once for each request, and says in a sentence what it refuses."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from talk.drawings import engine
from talk.failure import Failure


@pytest.fixture(autouse=True)
def empty_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    engine._drawn.cache_clear()
    return tmp_path / "talk" / "drawings"


PLAIN = {"specification": {"mark": "point", "data": {"values": [{}]}}, "locale": {}}


def test_a_drawing_is_made_once_and_kept_on_disk(
    monkeypatch: pytest.MonkeyPatch, empty_cache: Path
) -> None:
    first = engine.draw("chart", PLAIN)
    assert first["svg"].startswith("<svg ")
    (kept,) = empty_cache.iterdir()
    monkeypatch.setattr(engine, "_run", lambda *_: pytest.fail("it was drawn a second time"))
    engine._drawn.cache_clear()
    assert engine.draw("chart", PLAIN) == first
    assert kept.is_file()


def test_a_drawing_is_made_where_an_event_loop_runs_and_after_its_end() -> None:
    """`talk check --render` sets its slides in a loop; what it draws nobody may have drawn yet."""

    async def drawn(x: int) -> bool:
        return bool(engine.draw("chart", {**PLAIN, "size": x})["svg"])

    engine._context.cache_clear()
    assert asyncio.run(drawn(1))
    assert asyncio.run(drawn(2))


def test_half_a_file_in_the_cache_is_drawn_again(empty_cache: Path) -> None:
    first = engine.draw("chart", PLAIN)
    (kept,) = empty_cache.iterdir()
    kept.write_text(kept.read_text()[:40])
    engine._drawn.cache_clear()
    assert engine.draw("chart", PLAIN) == first


def test_what_the_program_refuses_is_one_line() -> None:
    with pytest.raises(engine.DrawingError) as refused:
        engine.draw("chart", {"specification": {"mark": "point", "layer": 3}, "locale": {}})
    assert "\n" not in str(refused.value)


def test_the_time_of_one_drawing_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "TIME_LIMIT_S", 0.1)
    monkeypatch.setattr(engine, "source", lambda _: "draw = () => { for (;;); }")
    engine._context.cache_clear()
    with pytest.raises(engine.DrawingError, match=r"longer than 0\.1 s"):
        engine.draw("chart", PLAIN)
    engine._context.cache_clear()


def test_a_program_reaches_nothing_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    reachable = "typeof fetch + typeof require + typeof process + typeof XMLHttpRequest"
    monkeypatch.setattr(
        engine, "source", lambda _: f"draw = async () => JSON.stringify({{svg: {reachable}}})"
    )
    engine._context.cache_clear()
    assert engine.draw("chart", PLAIN)["svg"] == "undefined" * 4
    engine._context.cache_clear()


def test_without_the_package_a_sentence_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(engine, "PACKAGE", "no_such_package")
    with pytest.raises(Failure, match=r"mini-racer.*pip install 'talk\[drawings\]'"):
        engine.draw("chart", PLAIN)
