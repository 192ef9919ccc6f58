"""Options of the widget `tool_loop`."""

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from talk.protocol.methods.next_token import Seed, Temperature
from talk.widgets.base import Demo, WidgetOptions

Tool = Literal["calculator", "letter_counter", "clock", "search"]
Question = Annotated[str, Field(min_length=1, max_length=2000)]


class Options(WidgetOptions):
    """A model calls a tool: it writes the call, the application runs it and forces the result in, the model goes on.

    Stops at each border of the loop; a result may be changed by hand, and the tools may be taken away.
    """

    methods: ClassVar[Sequence[str]] = (
        "chat/complete",
        "chat/render",
        "tokens/encode",
        "text/generate",
    )
    keys: ClassVar[dict[str, str]] = {
        "Enter": "in the question: ask it; in the result: go on from it",
        "Escape": "give the keyboard back to the deck",
    }

    question: Question = "How many times is the letter r in strawberry?"
    """What is asked at first."""
    tools: Annotated[list[Tool], Field(min_length=1)] = [
        "calculator",
        "letter_counter",
        "clock",
        "search",
    ]
    """What the model may call."""
    checkpoint: Annotated[str, Field(min_length=1, max_length=80)] | None = None
    """Checkpoint of the model; the kernel's default for conversations when left out."""
    temperature: Temperature = 0.0
    """How daring the draws are; 0 takes the most likely token."""
    seed: Seed = 1
    """What all draws start from."""
    max_tokens: Annotated[int, Field(ge=1, le=200)] = 100
    """Longest answer, in tokens the model draws."""
    examples: list[Question] = []
    """Further questions, each a button."""

    def demos(self) -> list[Demo]:
        """Each question with the tools and without them."""
        questions = list(dict.fromkeys([self.question, *self.examples]))
        return [
            Demo(
                "chat/complete",
                self.complete(question, tools),
                lane="main" if tools else "without",
                label=question,
                first=question == self.question,
            )
            for question in questions
            for tools in (True, False)
        ]

    def complete(self, question: str, tools: bool) -> dict[str, Any]:
        """Parameters of chat/complete exactly as the element sends them: a recording is found by them."""
        params: dict[str, Any] = {
            "messages": [{"role": "user", "content": question}],
            "temperature": self.temperature,
            "seed": self.seed,
            "max_tokens": self.max_tokens,
        }
        if tools:
            params["tools"] = list(self.tools)
        if self.checkpoint is not None:
            params["checkpoint"] = self.checkpoint
        return params
