"""A wheel built from the tree presents its own deck, with no node on the machine."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from talk.kernel_client import KernelClient
from talk.scaffold.widget import scaffold_deck_widget

pytestmark = [pytest.mark.live, pytest.mark.timeout(300)]  # the build is part of the first test
REPOSITORY = Path(__file__).parents[2]
UV = Path(sys.executable).with_name("uv")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder that the wheel is installed into, by itself."""
    if not UV.exists():
        pytest.skip("uv is not in this environment; the Makefile puts it there")
    folder = tmp_path_factory.mktemp("wheel")
    links = {"UV_FIND_LINKS": found} if (found := os.environ.get("PIP_FIND_LINKS")) else {}
    command = list[str | Path]([UV, "build", "--quiet", "--wheel"])
    command += ["--out-dir", folder, REPOSITORY]
    subprocess.run(command, check=True, env={**os.environ, **links})
    (wheel,) = folder.glob("*.whl")
    install = list[str | Path]([UV, "pip", "install", "--quiet", "--offline", "--no-deps"])
    subprocess.run([*install, "--target", folder / "site", wheel], check=True)
    return folder / "site"


def environment(site: Path) -> dict[str, str]:
    """Return what is needed to run it, and no place where a node could be."""
    kept = {
        name: value for name, value in os.environ.items() if name not in ("PATH", "TALK_RANKS_DIR")
    }
    return kept | {"PATH": "", "PYTHONPATH": str(site)}


async def line_of(site: Path, *arguments: str) -> tuple[asyncio.subprocess.Process, dict[str, str]]:
    """Return a process of the wheel, and the line of JSON it prints when it is ready."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", *arguments),
        stdout=asyncio.subprocess.PIPE,
        env=environment(site),
        cwd=site,
    )
    assert process.stdout is not None
    async with asyncio.timeout(60):
        return process, json.loads(await process.stdout.readline())


async def ended(process: asyncio.subprocess.Process) -> None:
    process.terminate()
    async with asyncio.timeout(20):
        await process.wait()


async def test_the_deck_it_carries_is_presented_by_its_name(site: Path) -> None:
    options = ("--json", "--no-open", "--host", "127.0.0.1", "--port", "0")
    # The smaller of the two that it carries, which is there sooner.
    process, said = await line_of(site, "talk", "present", "tour", *options)
    try:
        assert said["kernel"] in (
            "live",
            "recorded",
        )  # on a busy machine the deck is there before the model

        def page() -> str:
            with urllib.request.urlopen(said["phone"]) as answer:
                return str(answer.read().decode())

        assert 'data-view="phone"' in await asyncio.to_thread(page)
    finally:
        await ended(process)


async def test_the_kernel_it_carries_serves_its_weights(site: Path) -> None:
    process, said = await line_of(site, "demo_kernel", "--json", "--port", "0")
    try:
        async with await KernelClient.connect(said["url"]) as client:
            found = await client.call(
                "tokens/encode", {"text": "The capital of", "vocabulary": "cl100k_base"}
            )
            assert [token["id"] for token in found["tokens"]] == [791, 6864, 315]
            guess = await client.call(
                "next_token/predict", {"text": "The capital of France is", "checkpoint": "base"}
            )
            assert guess["candidates"][0]["text"] == " Paris"
    finally:
        await ended(process)


async def test_it_builds_widgets_of_a_deck_in_typescript(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    deck, slides = tmp_path / "deck", ""
    for name in ("plain", "typed"):
        scaffold_deck_widget(name, deck, typescript=name == "typed")
        slides += f"  - {{id: {name}, layout: live, title: x, live: {{widget: {name}}}}}\n"
    (deck / "deck.yaml").write_text("title: Own widgets\nchapters: [one.yaml]\n")
    (deck / "one.yaml").write_text(f"chapter: One\nslides:\n{slides}")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "talk", "build", str(deck), "-o", str(tmp_path / "out")),
        stdout=asyncio.subprocess.DEVNULL,
        env=environment(site),
        cwd=site,
    )
    assert await process.wait() == 0
    built = "".join(file.read_text() for file in (tmp_path / "out").rglob("*.js"))
    for name in ("plain", "typed"):
        assert f'"talk-{name}"' in built
    assert "type Inputs" not in built, "the types are gone"


async def test_what_runs_is_the_wheel_and_not_the_tree(site: Path) -> None:
    code = (
        "import talk, demo_kernel, shutil; from talk.deck.reading.shipped import find_deck; "
        "print(talk.__file__, demo_kernel.__file__, find_deck('llm-101'), shutil.which('node'))"
    )
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", code),
        stdout=asyncio.subprocess.PIPE,
        env=environment(site),
        cwd=site,
    )
    out, _ = await process.communicate()
    *places, node = out.decode().split()
    assert len(places) == 3
    assert all(Path(place).is_relative_to(site) for place in places), places
    assert node == "None"
