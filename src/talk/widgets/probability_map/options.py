"""Options of the widget `probability_map`."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from talk.protocol.methods.model import StepParams
from talk.protocol.methods.tokens import Text
from talk.protocol.wire import derived_name
from talk.widgets.base import Demo, OrText, Request, WidgetOptions, request

Answer = Annotated[str, Field(min_length=1, max_length=200)]
Name = Annotated[str, Field(min_length=1, max_length=80)]

COMPARED = 100
"""Two maps are compared over so many entries each."""


class Example(BaseModel):
    """A prepared context, offered as a button."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    context: Text
    """The text whose next token is asked for."""
    answer: Answer | None = None
    """Its correct next token, with the space before it."""
    label: Annotated[str, Field(max_length=60)] = ""
    """What the button says; the context itself when empty."""


class Options(WidgetOptions):
    """A context goes in, a probability for every vocabulary entry comes out: the top ones and the rest.

    A bar picked by click or Enter is appended to the context. One training step on the answer, or on any token looked
    up, shows the map of a copy of the weights that learnt it, with a notch where each bar was.
    """

    methods: ClassVar[Sequence[str]] = ("next_token/predict", "model/step")
    keys: ClassVar[dict[str, str]] = {
        "Up / Down": "on a bar: the one above / below it",
        "Enter": "on a bar: append that token to the context",
        "Backspace": "on a bar: take the last appended token back",
        "Escape": "give the keyboard back to the deck",
    }

    context: Text = "The capital of France is"
    """What stands in the field at first."""
    answer: Answer | None = None
    """The correct next token, e.g. `" Paris"`; marked wherever it stands."""
    top_k: Annotated[int, Field(ge=1, le=50)] = 8
    """Number of bars."""
    checkpoint: Name | None = None
    """Checkpoint of the model; the kernel's default when left out."""
    checkpoints: list[Name] = []
    """Checkpoints offered in a picker; no picker when fewer than two."""
    compare_with: Text | None = None
    """A second context; both maps are shown with their difference in bits."""
    examples: list[Annotated[Example, OrText("context")]] = []
    """Prepared contexts, each a button; a plain string is its own label."""
    temperature: Annotated[float, Field(gt=0, le=10)] = 1.0
    """Temperature at first."""
    temperature_slider: bool = False
    """Whether the temperature can be changed."""
    colour: Literal["position", "probability", "entropy"] = "position"
    """What the colour of the context's tokens means at first."""
    find: bool = True
    """Whether any token can be looked up: its rank and probability."""
    step: bool = True
    """Whether one training step on the answer can be tried, on a copy of the weights."""
    learning_rate: Annotated[float, Field(gt=0, le=1)] = 0.003
    """Of that step, which is plain gradient descent."""
    compact: bool = False
    """Only bars and entropy under a heading, for several maps beside each other."""

    def requests(self) -> list[Request]:
        """Return the map of the context, that of a token looked up, that after a training step, and the step."""
        predict = request(
            "next_token/predict",
            text=self.context,
            top_k=self.top_k if self.compare_with is None else COMPARED,
            score_context=True,
            tracked_text=self.answer,
            checkpoint=self.checkpoint,
            # Left out at the method's default, as in the recordings that exist.
            temperature=None if self.temperature == 1 else self.temperature,
        )
        step = request(
            "model/step",
            text=self.context,
            target=self.answer,
            checkpoint=self.checkpoint,
            learning_rate=self.learning_rate,
        )
        return [
            predict,
            replace(predict, variant="find").replace(top_k=1, score_context=False),
            replace(predict, variant="after").replace(top_k=COMPARED, score_context=False),
            step,
        ]

    def demos(self) -> list[Demo]:
        """Return the first map, the one beside it, other checkpoints' and the examples'; then the steps on answers.

        A step is prepared where the checkpoint is named: the name of the stepped copy is made of its parent's.
        """
        predict, *_ = self.requests()
        demos = [predict.demo(label=self.context)]
        if self.compare_with is not None:
            other = predict.replace(text=self.compare_with)
            demos.append(other.demo("other", self.compare_with))
        demos += [
            predict.replace(checkpoint=name).demo(label=self.context, first=False)
            for name in self.checkpoints
            if name != self.checkpoint
        ]
        demos += [
            predict.replace(text=item.context, tracked_text=item.answer).demo(
                label=item.label or item.context, first=False
            )
            for item in self.examples
        ]
        contexts = [
            (self.context, self.answer),
            *((item.context, item.answer) for item in self.examples),
        ]
        for context, answer in dict.fromkeys(contexts):
            demos += self._step(context, answer)
        return demos

    def _step(self, context: str, answer: str | None) -> list[Demo]:
        """Return the step on an answer and the map after it; none where the widget offers no step there."""
        if (
            not self.step
            or self.compact
            or self.compare_with is not None
            or answer is None
            or self.checkpoint is None
        ):
            return []
        _, _, after, step = self.requests()
        step = step.replace(text=context, target=answer)
        made = derived_name(self.checkpoint, StepParams.model_validate(step.params))
        after = after.replace(text=context, tracked_text=answer, checkpoint=made)
        label = f"{context}{answer}, one step"
        return [
            step.demo("step", label, first=False),
            after.demo("after", label, first=False),
        ]
