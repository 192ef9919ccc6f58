"""Options of the widget `tokenizer`."""

from collections.abc import Sequence
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from talk.protocol.methods.tokens import Text
from talk.widgets.base import Demo, OrText, Request, WidgetOptions, request

Name = Annotated[str, Field(min_length=1, max_length=60)]
Role = Annotated[str, Field(min_length=1, max_length=40)]


class Example(BaseModel):
    """A prepared text, offered as a button."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    text: Text
    """Text of the example."""
    label: Annotated[str, Field(max_length=60)] = ""
    """Label of the button; the text itself when empty."""


class Turn(BaseModel):
    """One turn of a conversation that is shown as tokens."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    role: Role
    """Role of the speaker: `system`, `user` or `assistant`."""
    content: Text
    """Text of the turn."""


class Options(WidgetOptions):
    """A text and its tokens as coloured chips, with IDs, bytes and merges, in several vocabularies.

    The kernel answers; without a kernel the browser computes cl100k_base, o200k_base and gpt2.
    """

    takes_prompts: ClassVar[bool] = True
    has_tokens: ClassVar[bool] = True
    methods: ClassVar[Sequence[str]] = ("tokens/encode", "tokens/merges", "tokens/vocabularies")
    keys: ClassVar[dict[str, str]] = {
        "Left / Right": "on a token: the one before / after it",
        "Home / End": "on a token: the first / last one",
        "Enter": "on a token: show how its word was merged",
        "Escape": "give the keyboard back to the deck",
    }

    text: Text = "The capital of France is Paris."
    """Text at first."""
    vocabulary: Name = "cl100k_base"
    """Vocabulary at first."""
    vocabularies: list[Name] = ["cl100k_base", "o200k_base", "gpt2", "talk-4k"]
    """Vocabularies offered in the picker."""
    compare: list[Name] = []
    """Vocabularies shown side by side with the first one."""
    examples: list[Annotated[Example, OrText("text")]] = []
    """Prepared texts, each offered as a button; a plain text is its own label."""
    special: Literal["text", "parse"] = "text"
    """Whether a typed `<|im_start|>` is at first ordinary text or parsed as the special token."""
    chat: list[Turn] = []
    """Conversation instead of a text, shown as one run of tokens with its special tokens."""
    merges: bool = True
    """Whether the merges of a chosen word can be shown."""
    bytes: bool = False
    """Whether the bytes of each token are shown at first."""

    @property
    def start(self) -> str:
        """Text at first, which is the conversation as one run where there is one."""
        return chat_text(self.chat) if self.chat else self.text

    def requests(self) -> list[Request]:
        """Return the requests for the first text's tokens and merges and for the vocabularies."""
        special: Literal["text", "parse"] = "parse" if self.chat else self.special
        return [
            encode(self.start, self.vocabulary, special),
            request("tokens/merges", text=self.start, vocabulary=self.vocabulary),
            request("tokens/vocabularies"),
        ]

    def demos(self) -> list[Demo]:
        """Return the first text in each vocabulary offered, then the examples in those compared."""
        first, _, vocabularies = self.requests()
        others = [name for name in [*self.compare, *self.vocabularies] if name != self.vocabulary]
        return [
            first.demo(label=self.start),
            *(
                first.replace(vocabulary=name).demo(
                    f"vs:{name}" if name in self.compare else "main",
                    self.start,
                    first=name in self.compare,
                )
                for name in dict.fromkeys(others)
            ),
            *(
                first.replace(text=item.text, vocabulary=name).demo(
                    label=item.label or item.text, first=False
                )
                for item in self.examples
                for name in dict.fromkeys([self.vocabulary, *self.compare])
            ),
            vocabularies.demo("vocabularies"),
        ]


def encode(text: str, vocabulary: str, special: Literal["text", "parse"]) -> Request:
    """Return the request for a text's tokens, without `special` where it is the default."""
    return request(
        "tokens/encode",
        text=text,
        vocabulary=vocabulary,
        special=None if special == "text" else special,
    )


def chat_text(turns: Sequence[Turn]) -> str:
    """Return the conversation as the model reads it, with the markers written out."""
    return "".join(f"<|im_start|>{turn.role}<|im_sep|>{turn.content}<|im_end|>" for turn in turns)
