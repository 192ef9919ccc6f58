"""Find the documents nearest to a query, by word counts or by vectors from a model.

Word counts are weighted by tf-idf (Salton and Buckley 1988): (1 + ln tf) · ln(1 + N / df), cosine
between vectors.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from talk.protocol.methods.documents import MAX_DOCUMENTS, Document
from talk.protocol.methods.tokens import MAX_TEXT

Vectors = NDArray[np.float64]

_WORD = re.compile(r"\w+")
_FILE_TYPES = (".md", ".txt")


@dataclass(frozen=True)
class Collection:
    """Documents in order. Immutable, so that vectors that were computed once stay right."""

    documents: tuple[Document, ...] = ()

    @cached_property
    def _words(self) -> dict[str, int]:
        """Return the column of each word in the vectors."""
        # Sorted: sets of strings have another order in every process.
        words = sorted({word for document in self.documents for word in _counts(document.text)})
        return {word: column for column, word in enumerate(words)}

    @cached_property
    def _rarity(self) -> dict[str, float]:
        """Return ln(1 + N / df) of each word."""
        frequency = Counter(word for document in self.documents for word in _counts(document.text))
        return {
            word: math.log(1 + len(self.documents) / count) for word, count in frequency.items()
        }

    @cached_property
    def word_vectors(self) -> Vectors:
        """Return one unit vector a document, (documents, words)."""
        return np.stack([self.word_vector(document.text) for document in self.documents])

    def word_vector(self, text: str) -> Vectors:
        """Return a text as a unit vector over the collection's words, (words,).

        It is all zeros when the text shares no word with the collection.
        """
        vector = np.zeros(len(self._words))
        for word, count in _counts(text).items():
            # A word that no document has cannot tell documents apart.
            if word in self._words:
                vector[self._words[word]] = (1 + math.log(count)) * self._rarity[word]
        return to_unit_length(vector)

    def nearest_by_words(self, query: str) -> Document | None:
        """Return the document nearest to a query, or None when none shares a word with it."""
        if not self.documents:
            return None
        similarities = self.word_vectors @ self.word_vector(query)
        # argmax returns the first of equals, so the answer does not depend on the machine.
        best = int(np.argmax(similarities))
        return self.documents[best] if similarities[best] > 0 else None


def read_folder(folder: Path) -> Collection:
    """Return every .md and .txt file of a folder, by name. A file's first heading is its title.

    Raises OSError when a file cannot be read, ValueError when one is not UTF-8 or there are too
    many.
    """
    paths = sorted(path for path in folder.iterdir() if path.suffix in _FILE_TYPES)
    if len(paths) > MAX_DOCUMENTS:
        raise ValueError(
            f"{folder} has {len(paths)} documents; at most {MAX_DOCUMENTS} are allowed"
        )
    documents = []
    for path in paths:
        # Cut to what the wire allows for a text.
        text = path.read_text(encoding="utf-8").strip()[:MAX_TEXT]
        first = text.partition("\n")[0]
        title = first.lstrip("# ").strip() if first.startswith("#") else path.stem.replace("_", " ")
        documents.append(Document(id=path.stem, text=text, title=title[:200]))
    return Collection(tuple(documents))


def to_unit_length(vector: Vectors) -> Vectors:
    """Return the vector scaled to length 1. Zeros stay zeros."""
    length = float(np.linalg.norm(vector))
    return vector / length if length > 0 else vector


def nearest(vectors: Vectors, query: Vectors, k: int) -> list[tuple[int, float]]:
    """Return the numbers of the `k` rows most similar to the query, each with its cosine.

    Of rows that are equally similar the earlier comes first.
    """
    similarities = vectors @ query
    # A stable sort, so that equal documents come in the same order on every machine.
    order = np.argsort(-similarities, kind="stable")[:k]
    return [(int(n), float(similarities[n])) for n in order]


def project_to_plane(vectors: Vectors, others: Sequence[Vectors]) -> tuple[Vectors, list[Vectors]]:
    """Return positions on a map, (n, 2) from −1 to 1, and those of `others` on the same map.

    The axes are the first two principal components of `vectors`.
    """
    if vectors.shape[1] == 0:  # texts without a single word: nothing tells them apart
        return np.zeros((len(vectors), 2)), [np.zeros(2) for _ in others]
    mean = vectors.mean(axis=0)
    # Of the centred rows (documents, dimensions): the right singular vectors are the principal
    # components.
    _, _, axes = np.linalg.svd(vectors - mean, full_matrices=False)
    # (2, dimensions); one document alone has a single component, or none.
    axes = np.vstack([axes[:2], np.zeros((max(0, 2 - len(axes)), vectors.shape[1]))])
    # A component's sign is arbitrary and differs between machines: the largest entry is made
    # positive.
    axes = axes * np.where(axes[np.arange(2), np.abs(axes).argmax(axis=1)] < 0, -1.0, 1.0)[:, None]
    places = (vectors - mean) @ axes.T
    size = max(float(np.abs(places).max()), 1e-12)  # equal documents: all places are 0
    # Others are clipped: a query far from all documents stays at the map's edge.
    return places / size, [np.clip((other - mean) @ axes.T / size, -1, 1) for other in others]


def _counts(text: str) -> Counter[str]:
    return Counter(_WORD.findall(text.casefold()))
