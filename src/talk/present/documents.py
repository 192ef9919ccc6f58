"""The deck's documents, `documents/*.md` and `*.txt`, which the kernel's search looks through."""

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
"""Most characters of all documents together: they travel to the kernel in one message."""


def documents_of(root: Path) -> list[Document]:
    """Return the documents of a deck's folder, ordered by name.

    The id is the file's stem; a first line `# …` is the title. Raises Failure for a file that is no
    text, and for more than can be searched.
    """
    # A folder lists its files in another order on another machine; recordings are made on one.
    files = sorted(file for file in (root / FOLDER).glob("*") if file.suffix in SUFFIXES)
    found = [_read(file, root) for file in files]
    total = sum(len(document.text) for document in found)
    if len(found) > MAX_DOCUMENTS or total > TOTAL_CHARACTERS:
        much = f"{len(found)} documents with {total:,} characters"
        raise Failure(
            f"{FOLDER}/ holds {much}: "
            f"at most {MAX_DOCUMENTS} with {TOTAL_CHARACTERS:,} can be searched"
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
            f"{file.relative_to(root)} has {len(text):,} characters: "
            f"split it, at most {MAX_TEXT:,} are accepted"
        )
    # Cut to what the wire takes; a name is no reason to refuse a deck.
    return Document(id=file.stem[:100], text=text, title=title.strip()[:200])


async def send_documents(
    client: KernelClient, documents: Sequence[Document], methods: Sequence[str]
) -> None:
    """Send documents to a kernel, if there are any and its `methods` include the search.

    Raises WireError.
    """
    # A deck without documents leaves the kernel its own collection.
    if documents and INDEX.name in methods:
        await client.call(
            INDEX.name, {"documents": [document.model_dump() for document in documents]}
        )
