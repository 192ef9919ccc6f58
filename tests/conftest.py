"""Examples of hypothesis that can be repeated, and the marks that choose tests by what they cost.

Hypothesis takes the same examples in every run, so that a red run can be repeated, and no property
has a clock. `pytest --hypothesis-profile explore` looks for new examples, ten times as many.
"""

from __future__ import annotations

import gc
import os
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies
from xdist.remote import Producer

from .workers import ByModule, rank

settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.register_profile("explore", max_examples=1000, deadline=None)
settings.load_profile("repeatable")

# A kernel that is started for one question need not load torch and the vocabularies of others:
# four of its five seconds. Where a test measures what people wait for, it turns this on again.
os.environ["TALK_KERNEL_PRELOAD"] = "0"

# pytest-xdist fills the cores with its workers. More threads in each worker, and in each kernel
# that it starts, would wait for each other by spinning. Before torch or numpy is imported.
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ["OMP_NUM_THREADS"] = "1"

# Modules and tests stay to the end. Looking through them again and again for garbage would take a
# tenth of a run. `talk` itself sets the same threshold.
gc.set_threshold(50_000, 20, 20)

TESTS = Path(__file__).parent
SLOW = {
    "browser": "drives Chromium",
    "demo_kernel/backends": "loads the shipped models and transformers' own",
    "demo_kernel/inference/test_batch_generation.py": "samples thousands of tokens",
    "demo_kernel/lab": "writes corpora, trains and samples from the shipped models",
    "demo_kernel/methods/test_answers.py": "trains on rankings",
    "demo_kernel/methods/test_every_method.py": "searches for parameters that break a method",
    "demo_kernel/training": "trains",
    "live": "starts kernels and talks",
    "structure/test_build_front_end.py": "builds the front end",
    "structure/test_docs.py": "builds the documentation",
    "structure/test_generated_types.py": "runs a generator in node",
    "talk/deck/test_damage.py": "loads a deck damaged in every way",
    "talk/deck/schema/test_editors.py": "starts a language server in node",
    "talk/export": "prints with Chromium",
    "talk/present/http/test_app.py": "sends a thousand steps, waits for phones that do not read",
    "talk/present/http/test_connections.py": "fills a process with connections",
    "talk/present/http/test_hostile.py": "fills a process with connections, sends ten megabytes",
    "talk/present/kernel": "starts processes that stand in for a kernel",
    "talk/present/room/test_room_rules.py": "searches for moves that break the room",
    "talk/present/test_command.py": "starts talks",
    "talk/present/test_journal_cuts.py": "writes hundreds of journals",
    "talk/scaffold": "checks a new widget with the whole tool chain",
    "talk/test_cli.py": "starts a process for each command",
    "talk/test_ordinary_deck.py": "takes a deck through every command",
    "talk/test_own_words.py": "renders whole decks on every page",
    "talk/test_progress.py": "starts a process for each command",
    "talk/test_record.py": "records decks",
    "talk/web": "runs modules in node",
}
"""Files and folders whose tests take seconds, and why; `make quick` leaves them out."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--delays",
        type=float,
        metavar="MS",
        help="delay messages at random by up to so many milliseconds (tests/random_delays.py)",
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    slow = {TESTS / name for name in SLOW}

    @cache  # thousands of tests lie in a few hundred files
    def is_slow(path: Path) -> bool:
        return not {path, *path.parents}.isdisjoint(slow)

    for item in items:
        if is_slow(item.path):
            item.add_marker(pytest.mark.slow)
    if "PYTEST_XDIST_WORKER" in os.environ:
        items.sort(key=lambda item: rank(item.nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByModule | None:
    """Let `--dist loadfile` begin with the longest modules."""
    return ByModule(config, log) if config.option.dist == "loadfile" else None


def pytest_collection_finish(session: pytest.Session) -> None:
    gc.freeze()
    options = session.config.option
    if options.delays:
        from .random_delays import install  # it imports the room, which few tests need

        install(options.delays)
    if options.collectonly:
        try_texts()


@settings(max_examples=100)
@given(strategies.text())
def try_texts(text: str) -> None:
    """Let hypothesis read the constants of all modules, which it stores in .hypothesis.

    `make test` does so while mypy runs. Each worker would read 400 modules otherwise, in 4 s.
    """
