"""Serve a model: `python -m demo_kernel --host H --port P --token T --json`."""

from __future__ import annotations

import os

# A waiting OpenMP thread must not burn the core that the stage needs; read by torch when it is
# first imported.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
# numpy's products here are of single vectors: a second thread would spin and gain nothing.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import asyncio
import contextlib
import gc
import ipaddress
import json
import logging
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

from demo_kernel.backends import load_models
from demo_kernel.backends.language_model import (
    BackendError,
    LanguageModel,
    LocalModel,
    TrainableModel,
)
from demo_kernel.inference.memory import is_out_of_memory, release_large_blocks
from demo_kernel.inference.scheduler import Scheduler
from demo_kernel.methods import local_handlers, tokens
from demo_kernel.service import server
from demo_kernel.service.dispatch import Dispatcher
from demo_kernel.service.kernel import Kernel, load_torch, memory_mib
from demo_kernel.service.parent import on_stdin_end

log = logging.getLogger(__name__)

TOKEN_VARIABLE = "TALK_KERNEL_TOKEN"
PRELOAD_VARIABLE = "TALK_KERNEL_PRELOAD"
SWITCH_S = 0.0005
"""Longest turn of a thread while others want the interpreter: Python's 5 ms are several tokens."""
EXIT_USAGE = 2
EXIT_MODEL = 3
EXIT_ADDRESS = 4
EXIT_MEMORY = 5


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m demo_kernel", description="Serve a language model to `talk`."
    )
    parser.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (default: this machine only)"
    )
    parser.add_argument("--port", type=int, default=8700, help="0 picks a free one (default: 8700)")
    parser.add_argument(
        "--token", help=f"what a client must show; also taken from {TOKEN_VARIABLE}"
    )
    parser.add_argument(
        "--model",
        action="append",
        default=[],
        metavar="[NAME=]MODEL",
        help="a model beside the embedded one: a name of `talk models`, a GGUF file, a folder,"
        " hf:PATH_OR_ID or openai:URL; or the embedded checkpoint that answers when none is named;"
        " may be repeated",
    )
    parser.add_argument("--models", type=Path, help="folder with the embedded model's checkpoints")
    parser.add_argument(
        "--checkpoints",
        type=lambda text: [name for name in text.split(",") if name],
        metavar="NAMES",
        help="hold only these of the embedded model, with commas between, and those that answer"
        " when none is named",
    )
    parser.add_argument(
        "--precision",
        choices=["float32", "bfloat16", "float16", "int8"],
        help="of a Hugging Face model's weights",
    )
    parser.add_argument(
        "--device", choices=["cpu", "cuda", "mps"], help="where it runs (default: chosen by itself)"
    )
    parser.add_argument(
        "--preload",
        action=argparse.BooleanOptionalAction,
        default=os.environ.get(PRELOAD_VARIABLE) != "0",
        help="load torch and the public vocabularies before the kernel is ready, so that no request"
        f" waits for them later (default, unless {PRELOAD_VARIABLE}=0)",
    )
    parser.add_argument("--json", action="store_true", help="print one line of JSON when ready")
    parser.add_argument(
        "--exit-with-stdin",
        action="store_true",
        help="exit when standard input ends: whoever started the kernel holds the other end",
    )
    parser.add_argument("--debug", action="store_true", help="log more, and show tracebacks")
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Serve until told to stop, and return the exit code."""
    options = parser().parse_args(arguments)
    logging.basicConfig(
        level=logging.DEBUG if options.debug else logging.WARNING, stream=sys.stderr
    )
    logging.getLogger("websockets").setLevel(logging.ERROR)
    # The variable is for `talk present`: arguments can be read by every user of the machine.
    options.token = options.token or os.environ.get(TOKEN_VARIABLE)
    if options.token is None and not _is_loopback(options.host):
        return _fail(
            f"{options.host} can be reached by others: give a --token, or listen on 127.0.0.1",
            EXIT_USAGE,
        )
    # The event loop and the scheduler's thread want the interpreter at the same time.
    sys.setswitchinterval(SWITCH_S)
    release_large_blocks()
    try:
        asyncio.run(_serve(options))
    except BackendError as error:
        return _fail(str(error), EXIT_MODEL)
    except (MemoryError, RuntimeError) as error:
        if not is_out_of_memory(error):
            raise  # a fault of ours, which shows its trace
        return _fail(
            "there is not enough memory for the model: close other programs, or name fewer"
            " --checkpoints",
            EXIT_MEMORY,
        )
    except OSError as error:
        where = f"{options.host}:{options.port}"
        return _fail(
            f"cannot listen on {where} ({error.strerror or error}): choose another --port",
            EXIT_ADDRESS,
        )
    return 0


async def _serve(options: argparse.Namespace) -> None:
    loop, done = asyncio.get_running_loop(), asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows: there Ctrl-C raises an exception
            loop.add_signal_handler(name, done.set)
    if options.exit_with_stdin:
        on_stdin_end(done.set)
    # Before the model is loaded, which takes seconds: a wrong address is told at once.
    await server.check_address(options.host, options.port)
    with _few_collections():
        # On a thread, so that a signal or the end of standard input is seen while it loads.
        first, *further = await asyncio.to_thread(
            load_models,
            options.model,
            options.models,
            options.precision,
            options.device,
            options.checkpoints,
        )
        scheduler = Scheduler(first.engine, first.codec) if isinstance(first, LocalModel) else None
        kernel = Kernel(first, scheduler, local_handlers())
        for model in further:
            await _add(kernel, model)
        if options.preload:
            await _load_for_later(kernel)
    if done.is_set():  # told to stop while it was loading
        return
    # Nothing listens before all is loaded: whoever can connect can be answered.
    listening = await server.start(Dispatcher(kernel), options.host, options.port, options.token)
    kernel.start()
    url = server.address(listening)
    names = ", ".join(one.model.name for one in kernel.kernels)
    line = json.dumps({"url": url}) if options.json else f"ready at {url}: {names}"
    print(line, flush=True)  # noqa: T201
    await done.wait()
    listening.close()
    await listening.wait_closed()
    # After the sockets, so that no request arrives at a thread that has ended.
    kernel.stop()


@contextlib.contextmanager
def _few_collections() -> Iterator[None]:
    """Collect garbage rarely within the block, whose objects then stay.

    What loads a model makes up to a million of them. Python's threshold of 700 would have garbage
    collection walk through them for a seventh of the time that a model of transformers takes, and
    later while a room waits for tokens.
    """
    before = gc.get_threshold()
    gc.set_threshold(200_000, 20, 20)
    try:
        yield
        gc.freeze()
    finally:
        gc.set_threshold(*before)


async def _add(kernel: Kernel, model: LanguageModel) -> None:
    """Serve a further model, and say what it takes."""
    before = memory_mib()
    other = kernel.add(model, local_handlers())
    if isinstance(model, LocalModel):
        # A first pass touches all weights, and tells the scheduler what a token costs.
        await asyncio.to_thread(other.scheduler.warm_up, model.checkpoints.default)
    log.info(
        "%s: %.1f million parameters on %s; the kernel has %.0f MiB, %.0f before its first token",
        model.name,
        model.parameters / 1e6,
        model.device,
        memory_mib(),
        before,
    )


async def _load_for_later(kernel: Kernel) -> None:
    """Load what only some requests need: the rank files, and torch for training.

    Both hold the interpreter's lock for up to a second, and nothing else is answered meanwhile. So
    this is done before the kernel says that it is ready; the room shows its slides without waiting
    for that.
    """
    loading = [asyncio.to_thread(tokens.load_rank_files, kernel)]
    if isinstance(kernel.model, TrainableModel):
        loading.append(load_torch())
    # Side by side: much of torch's time is the disk's.
    await asyncio.gather(*loading)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _fail(sentence: str, code: int) -> int:
    print(sentence, file=sys.stderr)  # noqa: T201
    return code


if __name__ == "__main__":
    sys.exit(main())
