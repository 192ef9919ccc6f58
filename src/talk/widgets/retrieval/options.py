"""Options of the widget `retrieval`."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, model_validator

from talk.protocol.methods.documents import Measure
from talk.protocol.methods.next_token import Seed, Temperature
from talk.widgets.base import Demo, OrText, Request, WidgetOptions, request
from talk.widgets.claims import ClaimNumber, claim_of

Question = Annotated[str, Field(min_length=1, max_length=500)]
Name = Annotated[str, Field(min_length=1, max_length=80)]

MAPPED = 50
"""Number of documents on the map, which are the most similar ones."""
CANDIDATES = 10
"""Entries of each next-token map, enough to find the tokens of one answer in the other's map."""


class Example(BaseModel):
    """A prepared question, offered as a button."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    question: Question
    """Question of the example."""
    label: Annotated[str, Field(max_length=60)] = ""
    """Label of the button; the question itself when empty."""


class Options(WidgetOptions):
    """A question, the documents most similar to it, and the answer with and without them.

    The documents are those of the deck's folder `documents`, shown on a map. Where the two answers
    diverge, the next-token maps of both are shown.
    """

    takes_prompts: ClassVar[bool] = True
    methods: ClassVar[Sequence[str]] = ("documents/search", "chat/complete")
    keys: ClassVar[dict[str, str]] = {
        "Enter": "in the question: search; on a document: show it in full",
        "Up / Down": "on a document: the one before / after it",
        "Escape": "give the keyboard back to the deck",
    }

    question: Question = "What is the capital of France?"
    """Question at first."""
    k: Annotated[int, Field(ge=1, le=5)] = 2
    """Number of documents in the prompt at first."""
    measure: Measure | None = None
    """Measure of similarity: by embedding or by common words.

    When left out, it is `embedding` where the kernel has a checkpoint for it, else `words`.
    """
    checkpoint: Name | None = None
    """Checkpoint that answers; the kernel's default for conversations when left out."""
    temperature: Temperature = 0.0
    """Sampling temperature; 0 always chooses the most likely token."""
    seed: Seed = 1
    """Seed of the sampling."""
    max_tokens: Annotated[int, Field(ge=1, le=200)] = 40
    """Largest number of tokens of an answer."""
    examples: list[Annotated[Example, OrText("question")]] = []
    """Further questions, each offered as a button; a plain text is its own label."""
    claim: ClaimNumber | None = None
    """Number of a measured claim whose figure stands under the answers."""
    measured: Annotated[str, Field(max_length=400)] = ""
    """Line under the answers, where no claim gives it."""

    @model_validator(mode="after")
    def _read(self, info: ValidationInfo) -> Self:
        # Options are frozen for everybody but their own validator.
        if found := claim_of(info, self.claim):
            object.__setattr__(self, "measured", found.sentence)
        return self

    def requests(self) -> list[Request]:
        """Return the requests for the first question's search and its answer without documents."""
        return [self._search(self.question), self._complete(self.question, [])]

    def demos(self) -> list[Demo]:
        """Return the first question's search and both its answers, then those of each example."""
        asked = [(self.question, self.question)]
        asked += [(item.question, item.label or item.question) for item in self.examples]
        demos: list[Demo] = []
        # As a dictionary: an example that repeats the first question is recorded once.
        for number, (question, label) in enumerate(dict(asked).items()):
            first = number == 0
            follow = partial(self._with_found, question, label, first=first)
            demos.append(self._search(question).demo("search", label, first=first, then=follow))
            demos.append(self._complete(question, []).demo("without", label, first=first))
        return demos

    def _with_found(
        self, question: str, label: str, found: dict[str, Any], *, first: bool
    ) -> list[Demo]:
        """Return the answer with the documents that a search found."""
        # The most similar document comes last, where a small model reads best.
        chunks = [str(hit["text"]) for hit in reversed(found["hits"][: self.k])]
        return [self._complete(question, chunks).demo("with", label, first=first)]

    def _search(self, question: str) -> Request:
        return request("documents/search", query=question, k=MAPPED, measure=self.measure)

    def _complete(self, question: str, chunks: Sequence[str]) -> Request:
        """Return the request for an answer with the chunks in the prompt, marked as data."""
        message: dict[str, Any] = {"role": "user", "content": question}
        if chunks:
            data = [{"kind": "data", "text": chunk} for chunk in chunks]
            message["parts"] = [{"kind": "text", "text": f"{question} "}, *data]
        return request(
            "chat/complete",
            messages=[message],
            checkpoint=self.checkpoint,
            temperature=self.temperature,
            seed=self.seed,
            max_tokens=self.max_tokens,
            candidates=CANDIDATES,
        )
