"""Options of the widget `tool_loop`."""

from collections.abc import Sequence
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from talk.protocol.methods.next_token import Seed, Temperature
from talk.widgets.base import Demo, Request, WidgetOptions, request

Tool = Literal["calculator", "letter_counter", "clock", "search"]
Question = Annotated[str, Field(min_length=1, max_length=2000)]


class Options(WidgetOptions):
    """A model calls a tool: it writes the call, reads the tool's result and continues.

    The application runs the tool and forces the result in. The widget pauses between these parts; a
    result may be changed by hand, and the tools may be left out.
    """

    takes_prompts: ClassVar[bool] = True
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
    """Question at first."""
    tools: Annotated[list[Tool], Field(min_length=1)] = [
        "calculator",
        "letter_counter",
        "clock",
        "search",
    ]
    """Tools that the model may call."""
    checkpoint: Annotated[str, Field(min_length=1, max_length=80)] | None = None
    """Checkpoint of the model; the kernel's default for conversations when left out."""
    models: list[Annotated[str, Field(min_length=1, max_length=80)]] = []
    """Checkpoints of further models that answer without tools, e.g. `smollm2`."""
    temperature: Temperature = 0.0
    """Sampling temperature; 0 always chooses the most likely token."""
    seed: Seed = 1
    """Seed of the sampling."""
    max_tokens: Annotated[int, Field(ge=1, le=200)] = 100
    """Largest number of tokens that the model samples for an answer."""
    examples: list[Question] = []
    """Further questions, each offered as a button."""

    def requests(self) -> list[Request]:
        """Return the request for the first answer with the tools, and those for a changed result.

        A changed result needs the tokens of the prompt and of the result, and then the text that
        the model writes after them.
        """
        complete = self._complete(self.question)
        render = request(
            "chat/render", messages=complete.params["messages"], checkpoint=self.checkpoint
        )
        onwards = request(
            "text/generate",
            tokens=[],
            checkpoint=self.checkpoint,
            temperature=self.temperature,
            seed=self.seed,
            max_tokens=self.max_tokens,
        )
        return [complete, render, request("tokens/encode", text="", vocabulary="talk-4k"), onwards]

    def demos(self) -> list[Demo]:
        """Return each question with the tools, without them, and to each further model."""
        demos: list[Demo] = []
        for question in dict.fromkeys([self.question, *self.examples]):
            first = question == self.question
            asked = self._complete(question)
            demos.append(asked.demo("main", question, first=first))
            # Left out and not empty, so that the request is the one that the element makes.
            without = asked.replace(tools=None)
            demos.append(without.demo("without", question, first=first))
            demos += [
                without.replace(checkpoint=name).demo("without", f"{name}: {question}", first=False)
                for name in self.models
            ]
        return demos

    def _complete(self, question: str) -> Request:
        return request(
            "chat/complete",
            messages=[{"role": "user", "content": question}],
            tools=list(self.tools),
            checkpoint=self.checkpoint,
            temperature=self.temperature,
            seed=self.seed,
            max_tokens=self.max_tokens,
        )
