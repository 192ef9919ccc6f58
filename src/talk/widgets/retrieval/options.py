"""Options of the widget `retrieval`."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, model_validator

from talk.protocol.methods.documents import Measure
from talk.protocol.methods.next_token import Seed, Temperature
from talk.widgets.base import Demo, OrText, Request, WidgetOptions, request
from talk.widgets.claims import ClaimNumber, deck_folder, read_claim

Question = Annotated[str, Field(min_length=1, max_length=500)]
Name = Annotated[str, Field(min_length=1, max_length=80)]

MAPPED = 50
"""Documents asked for: all that the map shows, most similar first."""
CANDIDATES = 10
"""Entries of each next-token map, so that those of one answer are found in the other's."""


class Example(BaseModel):
    """A prepared question, offered as a button."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    question: Question
    """The question."""
    label: Annotated[str, Field(max_length=60)] = ""
    """What the button says; the question itself when empty."""


class Options(WidgetOptions):
    """A question, the documents nearest to it on a map, and the answer with and without them in the prompt.

    The documents are those of the deck's folder `documents`. Where the answers part, both next-token maps are shown.
    """

    methods: ClassVar[Sequence[str]] = ("documents/search", "chat/complete")
    keys: ClassVar[dict[str, str]] = {
        "Enter": "in the question: search; on a document: show it in full",
        "Up / Down": "on a document: the one before / after it",
        "Escape": "give the keyboard back to the deck",
    }

    question: Question = "What is the capital of France?"
    """What is asked at first."""
    k: Annotated[int, Field(ge=1, le=5)] = 2
    """Number of documents put into the prompt at first."""
    measure: Measure | None = None
    """embedding or words; embedding where the kernel has such a checkpoint when left out."""
    checkpoint: Name | None = None
    """Checkpoint that answers; the kernel's default for conversations when left out."""
    temperature: Temperature = 0.0
    """How daring the draws are; 0 takes the most likely token."""
    seed: Seed = 1
    """What all draws start from."""
    max_tokens: Annotated[int, Field(ge=1, le=200)] = 40
    """Longest answer, in tokens."""
    examples: list[Annotated[Example, OrText("question")]] = []
    """Further questions, each a button."""
    claim: ClaimNumber | None = None
    """Number of a measured claim whose figure stands under the answers."""
    measured: Annotated[str, Field(max_length=400)] = ""
    """That line, where it does not come from a claim."""

    @model_validator(mode="after")
    def _read(self, info: ValidationInfo) -> Self:
        folder = deck_folder(info)
        if (
            self.claim is not None
            and folder is not None
            and (found := read_claim(folder, self.claim))
        ):
            object.__setattr__(self, "measured", found.sentence)
        return self

    def requests(self) -> list[Request]:
        """Return the search for the first question, and its answer without documents."""
        return [self._search(self.question), self._complete(self.question, [])]

    def demos(self) -> list[Demo]:
        """Return the first question's search and both its answers, then those of each example."""
        asked = [(self.question, self.question)]
        asked += [(item.question, item.label or item.question) for item in self.examples]
        demos: list[Demo] = []
        for number, (question, label) in enumerate(dict(asked).items()):
            first = number == 0
            follow = partial(self._with_found, question, label, first=first)
            demos.append(self._search(question).demo("search", label, first=first, then=follow))
            demos.append(self._complete(question, []).demo("without", label, first=first))
        return demos

    def _with_found(
        self, question: str, label: str, found: dict[str, Any], *, first: bool
    ) -> list[Demo]:
        """Return the answer with what a search found; the nearest comes last, where a small model reads best."""
        chunks = [str(hit["text"]) for hit in reversed(found["hits"][: self.k])]
        return [self._complete(question, chunks).demo("with", label, first=first)]

    def _search(self, question: str) -> Request:
        return request("documents/search", query=question, k=MAPPED, measure=self.measure)

    def _complete(self, question: str, chunks: Sequence[str]) -> Request:
        """Return the answer with the chunks in the prompt, which go in as data."""
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
