"""Options of the widget `compare`."""

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, model_validator

from talk.protocol.methods.next_token import Seed, Temperature
from talk.protocol.methods.tokens import Text
from talk.protocol.methods.tools import ToolName
from talk.widgets.base import Demo, OrText, Request, WidgetOptions, request
from talk.widgets.claims import ClaimNumber, ModelName, lines_of, sentence_of

Name = Annotated[str, Field(min_length=1, max_length=80)]


class Condition(BaseModel):
    """One condition under which the prompt is run; the widget's own options hold for the rest."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    label: Name
    """Heading of the column."""
    checkpoint: Name | None = None
    """Checkpoint that answers in this column."""
    temperature: Temperature | None = None
    """Temperature of this column."""
    seed: Seed | None = None
    """Seed of this column."""
    before: Text = ""
    """Text before the prompt, e.g. a document or examples."""
    after: Annotated[str, Field(max_length=200)] = ""
    """Text after the prompt, e.g. `Think step by step.`"""
    text: Text | None = None
    """Prompt of this column, instead of the common one."""
    original: Text = ""
    """Text that followed the prompt in its source.

    Words of it that the column repeats are marked and counted.
    """
    answer: Annotated[str, Field(max_length=80)] = ""
    """With `shows: probability`, the right next token of this column, instead of the common one."""
    system: Text = ""
    """With `shows: chat`, the system message."""
    document: Text = ""
    """With `shows: chat`, a page that goes with the message."""
    pasted: bool = False
    """Whether the page is part of the message's text.

    Otherwise it stands between the special tokens that mark data.
    """
    tools: Annotated[list[ToolName], Field(max_length=8)] = []
    """With `shows: chat`, the tools that the model may call."""
    note: Annotated[str, Field(max_length=160)] = ""
    """Line under the column, e.g. a measured rate."""


class Example(BaseModel):
    """A prepared prompt, offered as a button."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    text: Text
    """Prompt of the example."""
    label: Annotated[str, Field(max_length=60)] = ""
    """Label of the button; the prompt itself when empty."""


class Options(WidgetOptions):
    """One prompt under several conditions, side by side.

    Conditions may differ in checkpoint, temperature, text around the prompt, page or tools.
    """

    takes_prompts: ClassVar[bool] = True
    methods: ClassVar[Sequence[str]] = (
        "text/generate",
        "chat/complete",
        "next_token/predict",
        "tokens/encode",
    )
    keys: ClassVar[dict[str, str]] = {
        "Enter": "in the prompt: run it under every condition",
        "Escape": "give the keyboard back to the deck",
    }

    text: Text = "The capital of France is"
    """Prompt at first."""
    shows: Literal["text", "chat", "probability"] = "text"
    """What the columns show.

    `text` continues the prompt as a document, `chat` answers it as a message, and `probability` is
    the probability of the right next token.
    """
    answer: Annotated[str, Field(max_length=80)] = ""
    """With `shows: probability`, the right next token; of a longer text the first token counts."""
    conditions: Annotated[list[Condition], Field(min_length=1, max_length=6)]
    """Columns, from left to right."""
    checkpoint: Name | None = None
    """Checkpoint of the conditions without one; the kernel's default when left out."""
    temperature: Temperature = 0.8
    """Temperature of the conditions without one."""
    seed: Seed = 1
    """Seed of the conditions without one."""
    max_tokens: Annotated[int, Field(ge=1, le=200)] = 40
    """Largest number of tokens that a column writes."""
    stop: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=100)]], Field(max_length=4)
    ] = []
    """Texts at which a column ends early."""
    examples: list[Annotated[Example, OrText("text")]] = []
    """Prepared prompts, each offered as a button; a plain text is its own label."""
    tokens: bool = False
    """Whether the prompt is also shown in tokens of the model's vocabulary."""
    claim: ClaimNumber | None = None
    """Number of a measured claim whose figure stands under all columns."""
    claim_models: Annotated[list[ModelName], Field(max_length=3)] = []
    """Further models whose figures of the same claim follow it.

    Those of `smollm2` are in `figures/claims.smollm2.json`, as `python -m demo_kernel.claims
    --model smollm2 --json` prints them. Where the columns after the first are those models, in this
    order, each figure stands under its own column.
    """
    figure: Annotated[str, Field(max_length=600)] = ""
    """Line under all columns, where no claim gives it.

    Of as many lines as there are columns, each stands under its own.
    """
    reveal: bool = False
    """Whether each column after the first appears with a step of the slide."""

    def step_count(self) -> int:
        """Return one step for each column after the first, where `reveal` is set."""
        return len(self.conditions) - 1 if self.reveal else 0

    @model_validator(mode="after")
    def _read(self, info: ValidationInfo) -> Self:
        if self.shows == "probability" and not all(
            condition.answer or self.answer for condition in self.conditions
        ):
            raise ValueError("with `shows: probability` give the right next token as `answer`")
        found = sentence_of(info, self.claim, self.claim_models)
        # A line a column, where the columns after the first are just those models; else one line
        # for all.
        further = [condition.checkpoint for condition in self.conditions[1:]]
        if self.claim_models and self.claim_models == further:
            found = lines_of(info, self.claim, self.claim_models) or found
        # Options are frozen for everybody but their own validator.
        if found:
            object.__setattr__(self, "figure", found)
        return self

    @property
    def is_fixed(self) -> bool:
        """True where every condition has its own prompt: there is no common one to change."""
        return all(condition.text is not None for condition in self.conditions)

    def requests(self) -> list[Request]:
        """Return the request of each column, and with `tokens` that for the prompt as tokens."""
        columns = [self._run(number, self.text) for number in range(len(self.conditions))]
        return [*columns, self._encode(self.text)] if self.tokens else columns

    def demos(self) -> list[Demo]:
        """Return every condition in a lane of its own, then each example under every condition."""
        lanes = range(len(self.conditions))
        demos = [self._run(number, self.text).demo(f"c{number}", self.text) for number in lanes]
        if self.tokens:
            demos.append(self._encode(self.text).demo("tokens", self.text))
        if self.is_fixed:
            return demos
        demos += [
            self._run(number, item.text).demo(f"c{number}", item.label or item.text, first=False)
            for item in self.examples
            if item.text != self.text
            for number in lanes
        ]
        if self.tokens:
            demos += [
                self._encode(item.text).demo("tokens", item.label or item.text, first=False)
                for item in self.examples
            ]
        return demos

    def _encode(self, text: str) -> Request:
        return request("tokens/encode", text=text, vocabulary="talk-4k")

    def _run(self, number: int, text: str) -> Request:
        """Return the request of column `number` with `text` as the common prompt."""
        condition = self.conditions[number]
        asked = (
            condition.before
            + (text if condition.text is None else condition.text)
            + condition.after
        )
        checkpoint = condition.checkpoint or self.checkpoint
        column = f"c{number}"
        if self.shows == "probability":
            return request(
                "next_token/predict",
                column,
                text=asked,
                tracked_text=condition.answer or self.answer,
                top_k=3,
                checkpoint=checkpoint,
            )
        sampling: dict[str, Any] = {
            "temperature": self.temperature
            if condition.temperature is None
            else condition.temperature,
            "seed": self.seed if condition.seed is None else condition.seed,
            "max_tokens": self.max_tokens,
            "checkpoint": checkpoint,
        }
        # An empty list would be another request than none.
        if self.shows == "text":
            return request(
                "text/generate", column, text=asked, stop=list(self.stop) or None, **sampling
            )
        return request(
            "chat/complete",
            column,
            messages=_messages(condition, asked),
            tools=list(condition.tools) or None,
            **sampling,
        )


def _messages(condition: Condition, asked: str) -> list[dict[str, Any]]:
    """Return the conversation up to the model's answer."""
    system = [{"role": "system", "content": condition.system}] if condition.system else []
    if not condition.document:
        return [*system, {"role": "user", "content": asked}]
    if condition.pasted:
        return [*system, {"role": "user", "content": f"{asked} {condition.document}"}]
    parts = [{"kind": "text", "text": f"{asked} "}, {"kind": "data", "text": condition.document}]
    return [*system, {"role": "user", "content": asked, "parts": parts}]
