"""Options of the widget `windows`."""

from collections.abc import Sequence
from typing import Annotated, ClassVar

from pydantic import Field

from talk.widgets.base import Demo, Request, WidgetOptions
from talk.widgets.tokenizer.options import encode


class Options(WidgetOptions):
    """Sentences as training examples: a window of tokens, and the token that follows it."""

    has_tokens: ClassVar[bool] = True
    methods: ClassVar[Sequence[str]] = ("tokens/encode",)
    keys: ClassVar[dict[str, str]] = {
        "Left / Right": "on the slider: the window one token shorter / longer",
        "Escape": "give the keyboard back to the deck",
    }

    texts: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=300)]], Field(min_length=1, max_length=4)
    ] = ["The capital of France is Paris."]
    """Sentences, each offered as a choice."""
    vocabulary: Annotated[str, Field(min_length=1, max_length=60)] = "cl100k_base"
    """Vocabulary of the tokens."""
    rows: Annotated[int, Field(ge=1, le=8)] = 5
    """Number of examples of the chosen sentence that are listed."""

    def requests(self) -> list[Request]:
        """Return the request for the first sentence's tokens."""
        return [encode(self.texts[0], self.vocabulary, "text")]

    def demos(self) -> list[Demo]:
        """Return each sentence's tokens, in a lane of its own."""
        return [
            encode(text, self.vocabulary, "text").demo(str(number), text)
            for number, text in enumerate(self.texts)
        ]
