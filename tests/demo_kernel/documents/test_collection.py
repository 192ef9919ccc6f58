"""Finding documents: word counts, cosine, a flat map, files of a folder."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from demo_kernel.documents.collection import Collection, nearest, project_to_plane, read_folder
from talk.protocol.methods.documents import MAX_DOCUMENTS, Document

THREE = Collection(
    (
        Document(id="paris", text="Paris lies on the Seine. The Seine is a river."),
        Document(id="toast", text="A good wedding toast is brief and kind."),
        Document(id="berlin", text="Berlin lies on the Spree."),
    )
)


def test_the_document_with_the_rare_shared_word_is_nearest() -> None:
    found = THREE.nearest_by_words("Which river is the Seine?")
    assert found is not None
    assert found.id == "paris"
    assert THREE.nearest_by_words("zebra") is None
    assert Collection().nearest_by_words("Seine") is None


def test_vectors_have_length_one_and_a_text_is_most_similar_to_itself() -> None:
    assert np.linalg.norm(THREE.word_vectors, axis=1) == pytest.approx(np.ones(3))
    for n, document in enumerate(THREE.documents):
        (best, similarity), *_ = nearest(THREE.word_vectors, THREE.word_vector(document.text), 3)
        assert (best, similarity) == (n, pytest.approx(1.0))


def test_upper_case_and_punctuation_make_no_difference() -> None:
    assert np.array_equal(THREE.word_vector("SEINE, river!"), THREE.word_vector("seine river"))


def test_more_is_asked_than_there_is() -> None:
    assert len(nearest(THREE.word_vectors, THREE.word_vector("Seine"), 50)) == 3


def test_the_flat_map_keeps_within_its_frame_and_puts_a_copy_on_its_original() -> None:
    places, (own,) = project_to_plane(THREE.word_vectors, [THREE.word_vectors[1]])
    assert np.abs(places).max() == pytest.approx(1.0)
    assert own == pytest.approx(places[1])


def test_a_single_document_has_a_map_too() -> None:
    one = Collection(THREE.documents[:1])
    places, _ = project_to_plane(one.word_vectors, [])
    assert places.shape == (1, 2)
    assert np.isfinite(places).all()


@pytest.mark.parametrize("texts", [["!!!"], ["", "--"]])
def test_documents_without_a_word_have_a_map_too(texts: list[str]) -> None:
    wordless = Collection(tuple(Document(id=str(n), text=text) for n, text in enumerate(texts)))
    places, (own,) = project_to_plane(wordless.word_vectors, [wordless.word_vector("Seine")])
    assert places.tolist() == [[0, 0]] * len(texts)
    assert own.tolist() == [0, 0]


def test_a_folder_is_read_by_name(tmp_path: Path) -> None:
    (tmp_path / "b_second.txt").write_text("plain text\n", encoding="utf-8")
    (tmp_path / "a_first.md").write_text("# A heading\n\nand text", encoding="utf-8")
    (tmp_path / "picture.png").write_bytes(b"\x89")
    found = read_folder(tmp_path).documents
    assert [(document.id, document.title) for document in found] == [
        ("a_first", "A heading"),
        ("b_second", "b second"),
    ]


def test_too_many_documents_are_refused(tmp_path: Path) -> None:
    for n in range(MAX_DOCUMENTS + 1):
        (tmp_path / f"{n}.txt").write_text("x", encoding="utf-8")
    with pytest.raises(ValueError, match=f"at most {MAX_DOCUMENTS}"):
        read_folder(tmp_path)
