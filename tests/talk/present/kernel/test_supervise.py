"""Starting and ending a process that stands in for the kernel: a few lines of Python each."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

import pytest

from talk.present.kernel import supervise
from talk.present.kernel.supervise import Supervisor

from ....processes import ended

READY = (
    "import json, os; print(json.dumps({'url': 'ws://127.0.0.1:' + str(os.getpid())}), "
    "flush=True); "
)
STAY = "import time; time.sleep(600)"


@contextlib.asynccontextmanager
async def keeping(
    script: str, tmp_path: Path, models: Sequence[str] = ()
) -> AsyncIterator[Supervisor]:
    supervisor = Supervisor(
        models, command=(sys.executable, "-c", script), log=tmp_path / "logs" / "kernel.log"
    )
    task = asyncio.create_task(supervisor.run())
    try:
        async with asyncio.timeout(20):
            yield supervisor
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def until(condition: Callable[[], object]) -> None:
    """Wait until the condition is true, by looking: another process has no event to wait on."""
    while not condition():  # noqa: ASYNC110
        await asyncio.sleep(0.01)


async def pid(supervisor: Supervisor) -> int:
    """Return the process id of the stand-in, which reports it where a kernel reports its port."""
    return int((await supervisor.endpoint()).url.rpartition(":")[2])


async def test_the_address_comes_from_the_line_of_json(tmp_path: Path) -> None:
    async with keeping("print('loading…', flush=True); " + READY + STAY, tmp_path) as supervisor:
        where = await supervisor.endpoint()
        assert where.url.startswith("ws://127.0.0.1:")
        assert where.token
        assert supervisor.detail == ""


async def test_the_token_travels_in_the_environment_and_not_on_the_command_line(
    tmp_path: Path,
) -> None:
    script = (
        "import os, sys; ok = os.environ['TALK_KERNEL_TOKEN'] not in sys.argv; "
        "print('{\"url\": \"ws://' + os.environ['TALK_KERNEL_TOKEN'] + str(ok) + '\"}', "
        "flush=True); " + STAY
    )
    async with keeping(script, tmp_path) as supervisor:
        where = await supervisor.endpoint()
        assert where.url == f"ws://{where.token}True"


async def test_a_kernel_may_print_as_much_as_it_likes(tmp_path: Path) -> None:
    prints = "import sys; print('x' * 500_000, flush=True); sys.exit('all of it was printed')"
    # More than a pipe holds (64 KiB on Linux): a kernel whose lines nobody reads would stand still.
    before = "print('y' * 200_000); "
    async with keeping(before + READY + prints, tmp_path) as supervisor:
        await until(lambda: supervisor.restarts)
        assert "all of it was printed" in supervisor.detail


async def test_a_killed_kernel_is_started_again(tmp_path: Path) -> None:
    async with keeping(READY + STAY, tmp_path) as supervisor:
        first = await pid(supervisor)
        os.kill(first, signal.SIGKILL)
        await until(lambda: supervisor.restarts == 1)
        assert await pid(supervisor) != first


async def test_the_kernels_own_last_words_say_why_it_cannot_start(tmp_path: Path) -> None:
    script = (
        "import sys; print('loading', file=sys.stderr); sys.exit('the weights in models/base "
        "are damaged')"
    )
    async with keeping(script, tmp_path) as supervisor:
        await until(lambda: supervisor.settled)
        assert (
            supervisor.detail
            == "the kernel could not start: the weights in models/base are damaged"
        )


async def test_a_hung_kernel_is_ended_and_started_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervise, "HUNG_S", 0.05)
    async with keeping(READY + STAY, tmp_path) as supervisor:
        first = await pid(supervisor)
        # Stopped, it is there and answers nothing; a killed one would be noticed by its end.
        os.kill(first, signal.SIGSTOP)
        supervisor.unresponsive()
        await until(lambda: supervisor.restarts == 1)
        assert await pid(supervisor) != first


async def test_a_kernel_that_answers_again_in_time_lives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with keeping(READY + STAY, tmp_path) as supervisor:
        first = await pid(supervisor)
        supervisor.unresponsive()
        supervisor.responsive()
        assert supervisor._hung is None
        assert await pid(supervisor) == first


async def test_the_end_of_the_talk_ends_the_kernel_and_its_children(tmp_path: Path) -> None:
    script = (
        "import json, subprocess, sys; sleep = 'import time; time.sleep(600)'; "
        "child = subprocess.Popen([sys.executable, '-c', sleep]); "
        "print(json.dumps({'url': 'ws://x:' + str(child.pid)}), flush=True); import time; "
        "time.sleep(600)"
    )
    async with keeping(script, tmp_path) as supervisor:
        child = await pid(supervisor)
        process = supervisor.process
        assert process is not None
    assert process.returncode is not None
    async with asyncio.timeout(5):
        await ended(child)


async def test_a_kernel_that_ignores_the_polite_signal_is_ended_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervise, "STOP_S", 0.1)
    script = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + READY + STAY
    async with keeping(script, tmp_path) as supervisor:
        running = await pid(supervisor)
    assert not _runs(running)


async def test_without_a_log_that_can_be_written_the_kernel_starts_and_the_speaker_is_told(
    tmp_path: Path,
) -> None:
    (tmp_path / "logs").write_text("a file where the folder should be")
    told: list[str] = []
    supervisor = Supervisor(
        (), command=(sys.executable, "-c", READY + STAY), log=tmp_path / "logs" / "kernel.log"
    )
    supervisor.notify = told.append
    task = asyncio.create_task(supervisor.run())
    try:
        async with asyncio.timeout(20):
            await supervisor.endpoint()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert len(told) == 1
    assert told[0].startswith(f"the kernel's log cannot be written to {tmp_path}/logs/kernel.log (")
    assert told[0].endswith("): make its folder writable to have one")


async def test_without_a_log_the_kernels_last_words_are_known_too(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("a file where the folder should be")
    async with keeping("import sys; sys.exit('the weights are damaged')", tmp_path) as supervisor:
        await until(lambda: supervisor.settled)
        assert supervisor.detail == "the kernel could not start: the weights are damaged"


async def test_a_process_that_cannot_be_made_is_told_and_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervise, "BACK_OFF_S", (0.0,))
    supervisor = Supervisor((), command=(str(tmp_path / "no-python"),), log=tmp_path / "kernel.log")
    task = asyncio.create_task(supervisor.run())
    async with asyncio.timeout(20):
        await until(lambda: supervisor.restarts >= 2)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert (
        supervisor.detail
        == "the kernel could not be started (no such file or directory); it is tried again"
    )


async def test_without_torch_the_sentence_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "importlib.util.find_spec", lambda name: None if name == "torch" else object()
    )
    async with keeping(READY + STAY, tmp_path) as supervisor:
        await until(lambda: supervisor.settled)
        assert "install talk[kernel]" in supervisor.detail
    assert supervise.what_is_missing(["openai:http://127.0.0.1:9/v1"]) == ""
    assert supervise.what_is_missing(["openai:http://127.0.0.1:9/v1", "hf:some/model"])


async def test_models_are_passed_on(tmp_path: Path) -> None:
    script = (
        "import json, sys; print(json.dumps({'url': ' '.join(sys.argv[1:])}), flush=True); " + STAY
    )
    async with keeping(script, tmp_path, models=["hf:some/model", "x=hf:y"]) as supervisor:
        assert (await supervisor.endpoint()).url == (
            "--host 127.0.0.1 --port 0 --json --exit-with-stdin "
            "--model hf:some/model --model x=hf:y"
        )


SAY_ARGUMENTS = "import json, sys; print(json.dumps({'url': ' '.join(sys.argv[1:])}), flush=True); "


async def checkpoints(supervisor: Supervisor) -> str | None:
    """Return what the stand-in was given as --checkpoints."""
    words = (await supervisor.endpoint()).url.split(" ")
    return words[words.index("--checkpoints") + 1] if "--checkpoints" in words else None


async def test_a_kernel_that_cannot_compute_is_started_again_with_fewer_and_fewer_checkpoints(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervise, "BACK_OFF_S", (0.0,))
    async with keeping(SAY_ARGUMENTS + STAY, tmp_path) as supervisor:
        supervisor.needed = ["sft", "rl", "base-1", "idk", "over-1"]
        assert await checkpoints(supervisor) is None
        said: list[str] = []
        for held in ("sft,rl", "sft", "", ""):
            supervisor.unable("it is out of memory")
            await until(lambda: supervisor.detail)
            said.append(supervisor.detail)
            assert await checkpoints(supervisor) == held
    why = (
        "the kernel could not compute any more (it is out of memory); it is started again with "
        "fewer checkpoints"
    )
    assert said == [why] * 4


async def test_a_kernel_without_the_memory_to_start_is_tried_with_fewer_checkpoints(
    tmp_path: Path,
) -> None:
    hungry = (
        "import sys; '--checkpoints' in sys.argv or (print('no memory', file=sys.stderr), "
        "sys.exit(5)); "
    )
    async with keeping(hungry + SAY_ARGUMENTS + STAY, tmp_path) as supervisor:
        supervisor.needed = ["sft", "rl"]
        await until(lambda: supervisor.settled)
        assert (
            supervisor.detail
            == "the kernel could not start: no memory; it is tried again with fewer checkpoints"
        )
        assert await checkpoints(supervisor) == "sft"


async def test_further_models_are_left_out_before_the_embedded_checkpoints(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervise, "BACK_OFF_S", (0.0,))
    async with keeping(SAY_ARGUMENTS + STAY, tmp_path, models=["hf:some/model"]) as supervisor:
        supervisor.needed = ["sft", "rl"]
        await supervisor.endpoint()
        supervisor.unable("it is out of memory")
        await until(lambda: supervisor.detail)
        assert supervisor.detail == (
            "the kernel could not compute any more (it is out of memory); it is started again "
            "without hf:some/model"
        )
        assert "--model" not in (await supervisor.endpoint()).url
        assert await checkpoints(supervisor) is None
        supervisor.unable("it is out of memory")
        await until(lambda: supervisor.detail)
        assert await checkpoints(supervisor) == "sft"


async def test_a_model_that_cannot_be_had_does_not_take_the_embedded_one_with_it(
    tmp_path: Path,
) -> None:
    refusing = (
        "import sys; '--model' in sys.argv and (print('no such model', file=sys.stderr), "
        "sys.exit(3)); "
    )
    async with keeping(refusing + SAY_ARGUMENTS + STAY, tmp_path, models=["x"]) as supervisor:
        await until(lambda: supervisor.settled)
        assert supervisor.detail == (
            "the kernel could not start: no such model; it is tried again without x"
        )
        assert "--model" not in (await supervisor.endpoint()).url
        assert supervisor.remark == "without x (no such model)"


def _runs(pid: int) -> bool:
    """Return whether the process exists and is no zombie."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"
