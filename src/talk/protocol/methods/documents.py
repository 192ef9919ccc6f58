"""The documents that a model may look things up in, and how a page becomes one.

Methods: `documents/index`, `documents/search`, `documents/pipeline`.
"""

from typing import Annotated, Literal

from pydantic import Field

from talk.protocol.method import Method
from talk.protocol.methods.tokens import Text
from talk.protocol.wire import Params, Provenance, Result, Wire

MAX_DOCUMENTS = 500


class Document(Wire):
    id: Annotated[str, Field(min_length=1, max_length=100)]
    """Name of the document, unlike any other's in the collection."""
    text: Text
    """What is searched."""
    title: Annotated[str, Field(max_length=200)] = ""
    """What a hit is called on a slide; may be empty."""


class IndexParams(Params):
    """Replace the collection, as by the deck's documents.

    A kernel that receives no such request searches its own documents.
    """

    documents: Annotated[list[Document], Field(max_length=MAX_DOCUMENTS)]
    """The new collection; an empty list leaves none."""


class IndexResult(Result):
    count: int
    """Number of documents in the collection now."""


INDEX = Method("documents/index", IndexParams, IndexResult)

Measure = Literal["embedding", "words"]
"""embedding: the model's own vectors. words: weighted word counts (tf-idf), which need no model."""


class SearchParams(Params):
    """Find the documents nearest to a query."""

    query: Text
    """What is looked for."""
    k: Annotated[int, Field(ge=1, le=50)] = 3
    """Number of hits wanted."""
    measure: Measure | None = None
    """None stands for embedding where the kernel has such a checkpoint, else for words."""


class Hit(Result):
    id: str
    """Name of the document."""
    title: str = ""
    """Title of the document; may be empty."""
    text: str
    """The whole document."""
    similarity: float
    """Cosine of the two vectors."""
    position: list[float] | None = None
    """Place on a two-dimensional map of the collection, each coordinate in −1 … 1."""


class SearchResult(Result):
    hits: list[Hit]
    """Most similar first."""
    measure: Measure
    """The measure that was used."""
    position: list[float] | None = None
    """Place of the query on the same map."""
    provenance: Provenance
    """The checkpoint that made the vectors, or the word counts."""


SEARCH = Method("documents/search", SearchParams, SearchResult)

MAX_PAGES = 20
MAX_HTML = 20_000


class Page(Wire):
    url: Annotated[str, Field(min_length=1, max_length=500)]
    """Address of the page; the filter of addresses reads it."""
    html: Annotated[str, Field(max_length=MAX_HTML)]
    """The page as it was fetched."""


class PipelineParams(Params):
    """Send web pages through the filters, in the filters' order.

    Later pages are compared with the earlier ones.
    """

    pages: Annotated[list[Page], Field(max_length=MAX_PAGES)] | None = None
    """None stands for the kernel's own example pages."""


class StageOutcome(Result):
    stage: str
    """Name of the filter."""
    kept: bool
    """False where this filter dropped the page."""
    reason: str
    """Why the page was dropped, or what was measured or changed; one phrase."""
    text: str
    """The page's text after the filter; its HTML before the extraction."""


class TrainingRow(Result):
    """A line of the training set."""

    url: str
    """Address of the page."""
    text: str
    """The page's text after all filters."""
    english: float
    """Score of the language filter, 0 to 1."""
    words: int
    """Number of words in the text."""
    tokens: int
    """In the model's own vocabulary."""


class PageTrace(Result):
    url: str
    """Address of the page."""
    html: str
    """The page as it came."""
    outcomes: list[StageOutcome]
    """Up to and with the filter that dropped the page; all of them for a page that was kept."""
    row: TrainingRow | None
    """None when a filter dropped the page."""


class PipelineResult(Result):
    stages: list[str]
    """Names of the filters, in order."""
    traces: list[PageTrace]
    """What each page went through, in the order of the pages."""
    provenance: Provenance
    """The filters, and the vocabulary that counted the tokens."""


PIPELINE = Method("documents/pipeline", PipelineParams, PipelineResult)

METHODS = [INDEX, SEARCH, PIPELINE]
