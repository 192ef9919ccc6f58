"""The deck's documents, given to the kernel so that its search looks through them: `documents/*.md` and `*.txt`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from talk.failure import Failure
from talk.kernel_client import KernelClient
from talk.protocol.methods.documents import INDEX, MAX_DOCUMENTS, Document
from talk.protocol.methods.tokens import MAX_TEXT

FOLDER = "documents"
SUFFIXES = (".md", ".txt")
TOTAL_CHARACTERS = 500_000
"""They travel to the kernel in one message."""


def documents_of(root: Path) -> list[Document]:
    """By name: the id is the file's stem; a first line `# …` is the title. Raises Failure for what is too much."""
    files = sorted(file for file in (root / FOLDER).glob("*") if file.suffix in SUFFIXES)
    found = [_read(file, root) for file in files]
    total = sum(len(document.text) for document in found)
    if len(found) > MAX_DOCUMENTS or total > TOTAL_CHARACTERS:
        much = f"{len(found)} documents with {total:,} characters"
        raise Failure(
            f"{FOLDER}/ holds {much}: at most {MAX_DOCUMENTS} with {TOTAL_CHARACTERS:,} can be searched"
        )
    return found


def _read(file: Path, root: Path) -> Document:
    try:
        text = file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise Failure(f"{file.relative_to(root)} cannot be read as text: {error}") from None
    title = ""
    if text.startswith("# "):
        title, _, text = text[2:].partition("\n")
        text = text.strip()
    if len(text) > MAX_TEXT:
        raise Failure(
            f"{file.relative_to(root)} has {len(text):,} characters: split it, at most {MAX_TEXT:,} are taken"
        )
    return Document(id=file.stem[:100], text=text, title=title.strip()[:200])


async def give(client: KernelClient, documents: Sequence[Document], methods: Sequence[str]) -> None:
    """Let the kernel's search look through these, where it has one and there are any. Raises WireError."""
    if documents and INDEX.name in methods:
        await client.call(
            INDEX.name, {"documents": [document.model_dump() for document in documents]}
        )
