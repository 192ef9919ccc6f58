"""Answer documents/index, documents/search and documents/pipeline."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial

import numpy as np

from demo_kernel.documents import page_filters
from demo_kernel.documents.collection import (
    Collection,
    Vectors,
    nearest,
    project_to_plane,
    to_unit_length,
)
from demo_kernel.service.kernel import Call, Handler, Kernel
from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError
from talk.protocol.methods.documents import (
    Hit,
    IndexParams,
    IndexResult,
    Measure,
    PageTrace,
    PipelineParams,
    PipelineResult,
    SearchParams,
    SearchResult,
    StageOutcome,
    TrainingRow,
)
from talk.protocol.refusal import refusal
from talk.protocol.wire import Provenance

EMBEDDING_PHASE = "embedding"
"""The phase of training whose checkpoint embeds texts; also the name of the one that ships."""


async def index(kernel: Kernel, params: IndexParams, call: Call) -> IndexResult:
    """Replace the collection of documents. Raises WireError when two have the same id."""
    ids = [document.id for document in params.documents]
    if len(set(ids)) < len(ids):
        double = next(id for id in ids if ids.count(id) > 1)
        raise WireError(jsonrpc.INVALID_PARAMS, f"two documents have the id '{double}'")
    # A new object, never changed in place: a search under way keeps the collection that it began
    # with.
    kernel.collection = Collection(tuple(params.documents))
    return IndexResult(count=len(ids))


async def search(kernel: Kernel, params: SearchParams, call: Call) -> SearchResult:
    """Return the documents nearest to a query, each with its place on a map of all.

    The measure is, unless asked for, the embedding checkpoint's cosine where there is one, else
    that of word counts.
    """
    collection, checkpoints = kernel.collection, kernel.model.checkpoints
    checkpoint = checkpoints.latest_of_phase(EMBEDDING_PHASE)
    if not collection.documents:
        text = "there are no documents to search; give some with documents/index"
        raise refusal("no-documents", text)
    if params.measure is None and EMBEDDING_PHASE in checkpoints.absent:
        # Raises, so that the recording answers: it has the hits of the embedding, and a search by
        # words would find others.
        checkpoints.checked(EMBEDDING_PHASE)
    measure: Measure = params.measure or ("embedding" if checkpoint else "words")
    if measure == "words":
        # The word counts of a collection are made at the first search, on a thread.
        vectors, query = await asyncio.to_thread(
            lambda: (collection.word_vectors, collection.word_vector(params.query))
        )
        provenance = Provenance(model="tf-idf word counts")
    elif checkpoint is None:
        text = "this kernel has no embedding checkpoint; use the measure 'words'"
        raise refusal("no-embedding", text)
    else:
        vectors = await _embed_collection(kernel, checkpoint, collection, call)
        (query,) = await _embed(kernel, checkpoint, [params.query], call)
        provenance = kernel.model.provenance(checkpoint)
    # The map is a singular value decomposition: too long for the event loop.
    places, (own,) = await asyncio.to_thread(project_to_plane, vectors, [query])
    hits = []
    for n, similarity in nearest(vectors, query, params.k):
        document = collection.documents[n]
        hits.append(
            Hit(
                id=document.id,
                title=document.title,
                text=document.text,
                similarity=similarity,
                position=places[n].tolist(),
            )
        )
    return SearchResult(hits=hits, measure=measure, position=own.tolist(), provenance=provenance)


async def _embed_collection(
    kernel: Kernel, checkpoint: str, collection: Collection, call: Call
) -> Vectors:
    """Return one vector a document, (documents, C), computed at the first search."""
    known = kernel.embedded.get(checkpoint)
    # By identity: an index with the same texts is a new collection, and comparing texts costs more.
    if known is None or known[0] is not collection:
        texts = [document.text for document in collection.documents]
        known = (collection, np.stack(await _embed(kernel, checkpoint, texts, call)))
        kernel.embedded[checkpoint] = known
    return known[1]


async def _embed(
    kernel: Kernel, checkpoint: str, texts: Sequence[str], call: Call
) -> list[Vectors]:
    """Return one unit vector a text: the mean of its last hidden states, (C,).

    Each text is a slice of its own, so that other people's tokens come between.
    """
    model = kernel.trainable("documents/search")
    # The beginning of a text that is too long. Elsewhere the end is kept, since the next token
    # depends on it; here no token follows.
    prompts = [model.dense(model.prompt(text, None)[: model.engine.context]) for text in texts]

    def vector(slot: int, prompt: Sequence[int]) -> Vectors:
        states = model.engine.hidden_states(checkpoint, slot, prompt)  # (T, C)
        return to_unit_length(states.mean(axis=0).astype(np.float64))

    functions = [partial(vector, prompt=prompt) for prompt in prompts]
    return await kernel.scheduler.each_with_slot(functions, call.asker)


async def pipeline(kernel: Kernel, params: PipelineParams, call: Call) -> PipelineResult:
    """Run web pages through the filters, and return what each filter did to each page."""
    given = params.pages
    pages = (
        page_filters.example_pages()
        if given is None
        else [page_filters.Page(page.url, page.html) for page in given]
    )
    traces = await asyncio.to_thread(page_filters.run, pages)
    codec = kernel.local().codec
    return PipelineResult(
        stages=[name for name, _ in page_filters.FILTERS],
        traces=[
            PageTrace(
                url=trace.page.url,
                html=trace.page.html,
                outcomes=[
                    StageOutcome(
                        stage=outcome.filter,
                        kept=outcome.kept,
                        reason=outcome.reason,
                        text=outcome.text,
                    )
                    for outcome in trace.outcomes
                ],
                # The count is of the model's own tokens: what this page would cost in training.
                row=TrainingRow(**vars(trace.row), tokens=len(codec.encode(trace.row.text)))
                if trace.row
                else None,
            )
            for trace in traces
        ],
        provenance=Provenance(model="the corpus' own filters", vocabulary=codec.name),
    )


HANDLERS: dict[str, Handler] = {
    "documents/index": index,
    "documents/search": search,
    "documents/pipeline": pipeline,
}
