"""Options of the widget `units`."""

from collections.abc import Sequence
from typing import Annotated, ClassVar

from pydantic import Field

from talk.widgets.base import Demo, Request, WidgetOptions
from talk.widgets.tokenizer.options import encode


class Options(WidgetOptions):
    """One sentence as bits, bytes, tokens and words, each with its length and alphabet's size."""

    has_tokens: ClassVar[bool] = True
    methods: ClassVar[Sequence[str]] = ("tokens/encode",)

    text: Annotated[str, Field(min_length=1, max_length=200)] = "The capital of France is Paris."
    """Sentence that is split."""
    vocabulary: Annotated[str, Field(min_length=1, max_length=60)] = "cl100k_base"
    """Vocabulary of the row of tokens."""
    rows: Annotated[
        list[Annotated[str, Field(pattern="^(bits|bytes|tokens|words)$")]], Field(min_length=1)
    ] = [
        "bits",
        "bytes",
        "tokens",
        "words",
    ]
    """Rows from top to bottom: `bits`, `bytes`, `tokens`, `words`."""

    def requests(self) -> list[Request]:
        """Return the request for the sentence's tokens."""
        return [encode(self.text, self.vocabulary, "text")]

    def demos(self) -> list[Demo]:
        """Return the sentence's tokens."""
        return [self.requests()[0].demo(label=self.text)]
