"""documents/index, documents/search and documents/pipeline."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from demo_kernel.documents import page_filters
from demo_kernel.documents.collection import Collection, Vectors, flat_map, ranked, unit
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
from talk.protocol.wire import Provenance

EMBEDDING_PHASE = "embedding"


async def index(kernel: Kernel, params: IndexParams, call: Call) -> IndexResult:
    """Replace the collection."""
    ids = [document.id for document in params.documents]
    if len(set(ids)) < len(ids):
        double = next(id for id in ids if ids.count(id) > 1)
        raise WireError(jsonrpc.INVALID_PARAMS, f"two documents have the id '{double}'")
    kernel.collection = Collection(tuple(params.documents))
    return IndexResult(count=len(ids))


async def search(kernel: Kernel, params: SearchParams, call: Call) -> SearchResult:
    """The documents nearest to a query, with a map of them all."""
    collection, checkpoints = kernel.collection, kernel.model.checkpoints
    checkpoint = checkpoints.latest_of_phase(EMBEDDING_PHASE)
    if not collection.documents:
        raise WireError(
            jsonrpc.UNAVAILABLE, "there are no documents to search; give some with documents/index"
        )
    if params.measure is None and EMBEDDING_PHASE in checkpoints.absent:
        # Refuse rather than search by words, which finds others: the recording is nearer to it.
        checkpoints.checked(EMBEDDING_PHASE)
    measure: Measure = params.measure or ("embedding" if checkpoint else "words")
    if measure == "words":
        vectors, query = await asyncio.to_thread(
            lambda: (collection.word_vectors, collection.word_vector(params.query))
        )
        provenance = Provenance(model="tf-idf word counts")
    elif checkpoint is None:
        raise WireError(
            jsonrpc.UNAVAILABLE, "this kernel has no embedding checkpoint; use the measure 'words'"
        )
    else:
        vectors = await _embedded_collection(kernel, checkpoint, collection, call)
        (query,) = await _embedded(kernel, checkpoint, [params.query], call)
        provenance = kernel.model.provenance(checkpoint)
    return await asyncio.to_thread(
        _found, collection, vectors, query, params.k, measure, provenance
    )


def _found(
    collection: Collection,
    vectors: Vectors,
    query: Vectors,
    k: int,
    measure: Measure,
    provenance: Provenance,
) -> SearchResult:
    places, (own,) = flat_map(vectors, [query])
    hits = []
    for n, similarity in ranked(vectors, query, k):
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


async def _embedded_collection(
    kernel: Kernel, checkpoint: str, collection: Collection, call: Call
) -> Vectors:
    """Vectors of the whole collection, computed once."""
    known = kernel.embedded.get(checkpoint)
    if known is None or known[0] is not collection:
        texts = [document.text for document in collection.documents]
        known = (collection, np.stack(await _embedded(kernel, checkpoint, texts, call)))
        kernel.embedded[checkpoint] = known
    return known[1]


async def _embedded(
    kernel: Kernel, checkpoint: str, texts: Sequence[str], call: Call
) -> list[Vectors]:
    """One unit vector a text: the mean of its last hidden states. One text a slice."""
    model = kernel.trainable("documents/search")
    prompts = [model.dense(model.prompt(text, None)[: model.engine.context]) for text in texts]

    def vector(slot: int, prompt: Sequence[int]) -> Vectors:
        states = model.engine.hidden_states(checkpoint, slot, prompt)  # (T, C)
        return unit(states.mean(axis=0).astype(np.float64))

    functions = [partial(vector, prompt=prompt) for prompt in prompts]
    return await kernel.scheduler.each_with_slot(functions, call.asker)


async def pipeline(kernel: Kernel, params: PipelineParams, call: Call) -> PipelineResult:
    """Web pages through the filters, with what each did to each page."""
    given = params.pages
    pages = (
        page_filters.example_pages()
        if given is None
        else [page_filters.Page(page.url, page.html) for page in given]
    )
    traces = await asyncio.to_thread(page_filters.run, pages)
    codec = kernel.model.codec
    return PipelineResult(
        stages=[name for name, _ in page_filters.STAGES],
        traces=[_trace(trace, lambda text: len(codec.encode(text))) for trace in traces],
        provenance=Provenance(model="the corpus' own filters", vocabulary=codec.name),
    )


def _trace(trace: page_filters.Trace, tokens: Callable[[str], int]) -> PageTrace:
    row = trace.row
    return PageTrace(
        url=trace.page.url,
        html=trace.page.html,
        outcomes=[StageOutcome(**vars(outcome)) for outcome in trace.outcomes],
        row=TrainingRow(**vars(row), tokens=tokens(row.text)) if row else None,
    )


HANDLERS: dict[str, Handler] = {
    "documents/index": index,
    "documents/search": search,
    "documents/pipeline": pipeline,
}
