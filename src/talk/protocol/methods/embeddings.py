"""The embedding table, one vector for each token: `embeddings/nearest`."""

from typing import Annotated

from pydantic import Field

from talk.protocol.method import Method
from talk.protocol.wire import Params, Provenance, Result

MAX_WORDS = 8

Word = Annotated[str, Field(min_length=1, max_length=60)]


class NearestParams(Params):
    """Add and subtract the vectors of words, and return the tokens nearest to the sum.

    A word must be one token of the model's vocabulary. It is read as in the middle of a text, with
    a space before it.
    """

    add: Annotated[list[Word], Field(min_length=1, max_length=MAX_WORDS)]
    """Words whose vectors are added."""
    subtract: Annotated[list[Word], Field(max_length=MAX_WORDS)] = []
    """Words whose vectors are subtracted."""
    tracked: Annotated[list[Word], Field(max_length=MAX_WORDS)] = []
    """Words whose rank is wanted, wherever they stand."""
    top_k: Annotated[int, Field(ge=1, le=50)] = 8
    """Number of tokens wanted."""
    checkpoint: str | None = None
    """Checkpoint whose table is read; the default one when left out."""


class Neighbour(Result):
    id: int
    """ID of the token in the model's vocabulary."""
    text: str
    """The token's bytes as text; what is no UTF-8 stands as U+FFFD."""
    bytes: str = ""
    """The token's bytes in hex."""
    similarity: float
    """Cosine of the angle between the token's vector and the sum, from −1 to 1."""
    rank: int
    """1 is the nearest token of the whole vocabulary. The words of the sum are not counted."""


class NearestResult(Result):
    nearest: list[Neighbour]
    """The `top_k` nearest in order, without the words of the sum."""
    words: list[Neighbour]
    """The words of the sum, the added ones first."""
    tracked: list[Neighbour] = []
    """The tracked words, in the order asked for."""
    width: int
    """Numbers in each vector."""
    vocabulary_size: int
    """Number of vectors in the table."""
    provenance: Provenance
    """The checkpoint whose table was read."""


NEAREST = Method("embeddings/nearest", NearestParams, NearestResult)

METHODS = [NEAREST]
