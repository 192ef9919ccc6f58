"""The deck's documents, from its folder to the kernel."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from talk.failure import Failure
from talk.kernel_client import KernelClient
from talk.present import documents
from talk.present.documents import documents_of, send_documents
from talk.protocol.methods.documents import Document

from ..conftest import FakeKernel, answers


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "documents").mkdir()
    return tmp_path


def write(folder: Path, name: str, text: str) -> None:
    (folder / "documents" / name).write_text(text)


def test_a_deck_without_documents_has_none(tmp_path: Path) -> None:
    assert documents_of(tmp_path) == []


def test_each_text_is_a_document_with_the_first_heading_as_its_title(folder: Path) -> None:
    write(folder, "b.txt", "no heading\n")
    write(folder, "a.md", "# The ferry\n\nIt leaves at nine.\n")
    write(folder, "picture.png", "not a text")
    assert documents_of(folder) == [
        Document(id="a", title="The ferry", text="It leaves at nine."),
        Document(id="b", title="", text="no heading"),
    ]


def test_a_document_that_is_too_long_is_named(folder: Path) -> None:
    write(folder, "long.txt", "x" * 20_001)
    with pytest.raises(Failure, match=r"documents/long\.txt has 20,001 characters: split it"):
        documents_of(folder)


def test_too_many_characters_in_all_are_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "TOTAL_CHARACTERS", 10)
    write(folder, "a.txt", "x" * 11)
    with pytest.raises(Failure, match="holds 1 documents with 11 characters"):
        documents_of(folder)


def test_a_file_that_is_no_text_is_named(folder: Path) -> None:
    (folder / "documents" / "bad.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(Failure, match=r"documents/bad\.txt cannot be read as text"):
        documents_of(folder)


async def test_a_kernel_that_can_search_is_given_them(fake_kernel: FakeKernel) -> None:
    fake_kernel.handlers["documents/index"] = answers({"count": 1})
    given = [Document(id="a", title="The ferry", text="It leaves at nine.")]
    async with await KernelClient.connect(fake_kernel.url) as client:
        await send_documents(client, given, ["tokens/encode"])
        assert fake_kernel.asked == []
        await send_documents(client, given, ["documents/index"])
    (request,) = fake_kernel.asked
    expected: dict[str, Any] = {
        "documents": [{"id": "a", "text": "It leaves at nine.", "title": "The ferry"}]
    }
    assert request.params == expected
