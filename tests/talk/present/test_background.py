"""Nothing beside the talk ends unseen: a fault is logged, told, and lasting work goes on."""

from __future__ import annotations

import ast
import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import talk.present
from talk.present import background
from talk.present.background import handle_faults, kept_running, log, log_to, report, spawn


class Told:
    """Sentences as they are told."""

    def __init__(self) -> None:
        self.sentences: list[str] = []
        self._news = asyncio.Event()

    def __call__(self, sentence: str) -> None:
        self.sentences.append(sentence)
        self._news.set()

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(10):
            while not condition():
                self._news.clear()
                await self._news.wait()


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "RESTART_AFTER_S", (0.0, 0.0))


@pytest.fixture(autouse=True)
def _log() -> Iterator[None]:
    yield
    for handler in log.handlers:
        handler.close()
    log.handlers.clear()
    log.propagate = True


async def test_work_that_ends_by_a_fault_is_told_and_started_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    told, starts, goes_on = Told(), [0], asyncio.Event()

    async def work() -> None:
        starts[0] += 1
        if starts[0] == 1:
            raise ValueError("no such thing")
        goes_on.set()
        await asyncio.Event().wait()

    async with asyncio.timeout(10), kept_running("the journal", work, told):
        await goes_on.wait()
    assert told.sentences == [
        "the journal stopped (ValueError: no such thing) and was started again; the talk goes on"
    ]
    assert "Traceback" in caplog.text


async def test_work_that_ends_again_and_again_is_given_up_with_a_sentence(
    caplog: pytest.LogCaptureFixture,
) -> None:
    told, starts = Told(), [0]

    async def work() -> None:
        starts[0] += 1

    async with kept_running("live reload", work, told):
        await told.until(lambda: len(told.sentences) == 3)
    assert starts == [3]
    assert told.sentences[-1] == (
        "live reload stopped 3 times (it ended by itself) and is not started again: end talk "
        "present and start it anew"
    )


async def test_the_sentence_goes_once_the_work_has_run_for_a_while(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(background, "STABLE_S", 0.01)
    told, starts = Told(), [0]

    async def work() -> None:
        starts[0] += 1
        if starts[0] == 1:
            raise OSError("gone")
        await asyncio.Event().wait()

    async with kept_running("the journal", work, told):
        await told.until(lambda: told.sentences[-1:] == [""])
    assert len(told.sentences) == 2


async def test_a_fault_in_a_task_that_nobody_awaits_is_told_at_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    told = Told()
    handle_faults(told)

    async def work() -> None:
        raise RuntimeError("by mistake")

    spawn(work(), "an answer")
    await told.until(lambda: bool(told.sentences))
    assert told.sentences == [
        "a fault in talk itself (RuntimeError: by mistake); the talk goes on, and the log has "
        "the details"
    ]
    assert "the task 'an answer' ended by a fault" in caplog.text


async def test_the_same_fault_again_and_again_is_logged_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    handle_faults(Told())
    for _ in range(1000):
        report("accept failed", OSError("too many open files"))
    assert len(caplog.records) == 1


async def test_a_task_that_is_cancelled_is_no_fault() -> None:
    told = Told()
    handle_faults(told)

    async def wait() -> None:
        await asyncio.Event().wait()

    task = spawn(wait(), "a wait")
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await asyncio.sleep(0)
    assert told.sentences == []


@pytest.mark.parametrize("possible", [True, False])
def test_the_log_is_a_file_where_one_can_be_written_and_else_silent(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], possible: bool
) -> None:
    folder = tmp_path / "log"
    if not possible:
        folder.write_text("a file where the folder should be")
    log_to(folder / "present.log")
    log.error("it broke", exc_info=ValueError("why"))
    assert capfd.readouterr().err == ""
    if possible:
        assert "ERROR it broke\nValueError: why" in (folder / "present.log").read_text("utf-8")


def test_every_task_of_the_room_is_made_where_faults_are_seen() -> None:
    """A task made by hand is awaited by the function that made it; all others come from `spawn`."""
    folder = Path(talk.present.__file__).parent
    unseen = []
    for file in folder.rglob("*.py"):
        for function in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(function, ast.AsyncFunctionDef | ast.FunctionDef):
                unseen += [f"{file.name}:{name}" for name in _made_and_kept(function)]
    assert unseen == []


def _made_and_kept(function: ast.AsyncFunctionDef | ast.FunctionDef) -> Iterator[str]:
    """Tasks made by `create_task` that are not in a local variable of a coroutine."""
    local = {
        id(node.value)
        for node in ast.walk(function)
        if isinstance(node, ast.Assign)
        and all(isinstance(target, ast.Name) for target in node.targets)
    }
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("create_task"):
            seen = id(node) in local and (
                isinstance(function, ast.AsyncFunctionDef) or function.name == "spawn"
            )
            if not seen:
                yield f"{function.name}:{node.lineno}"
