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
"""Number of entries of each of two maps that are compared."""


class Example(BaseModel):
    """A prepared context, offered as a button."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    context: Text
    """Text whose next token is predicted."""
    answer: Answer | None = None
    """Correct next token, with the space before it."""
    label: Annotated[str, Field(max_length=60)] = ""
    """Label of the button; the context itself when empty."""


class Options(WidgetOptions):
    """A context, and the probability of each entry of the vocabulary as its next token.

    The most likely tokens have a bar each; all others share one. A click or Enter on a bar appends
    its token to the context. One training step on the answer, or on any token that was looked up,
    shows the map of a copy of the weights after that step, with a notch where each bar was before.
    """

    takes_prompts: ClassVar[bool] = True
    methods: ClassVar[Sequence[str]] = ("next_token/predict", "model/step")
    keys: ClassVar[dict[str, str]] = {
        "Up / Down": "on a bar: the one above / below it",
        "Enter": "on a bar: append that token to the context",
        "Backspace": "on a bar: remove the last appended token",
        "Escape": "give the keyboard back to the deck",
    }

    context: Text = "The capital of France is"
    """Context at first."""
    answer: Answer | None = None
    """Correct next token, e.g. `" Paris"`, marked wherever it stands."""
    top_k: Annotated[int, Field(ge=1, le=50)] = 8
    """Number of bars."""
    checkpoint: Name | None = None
    """Checkpoint of the model; the kernel's default when left out."""
    checkpoints: list[Name] = []
    """Checkpoints offered in a picker, which needs at least two."""
    models: list[Name] = []
    """Checkpoints of further models in the same picker, e.g. `smollm2`; they are not trained."""
    compare_with: Text | None = None
    """Second context; both maps are shown with their difference in bits."""
    examples: list[Annotated[Example, OrText("context")]] = []
    """Prepared contexts, each offered as a button; a plain text is its own label."""
    temperature: Annotated[float, Field(gt=0, le=10)] = 1.0
    """Temperature at first."""
    temperature_slider: bool = False
    """Whether anybody can change the temperature."""
    colour: Literal["position", "probability", "entropy"] = "position"
    """Meaning of the colour of the context's tokens at first."""
    find: bool = True
    """Whether anybody can look up the rank and probability of any token."""
    step: bool = True
    """Whether anybody can try one training step on the answer, on a copy of the weights."""
    learning_rate: Annotated[float, Field(gt=0, le=1)] = 0.003
    """Learning rate of that step, which is plain gradient descent."""
    compact: bool = False
    """Whether only heading, bars and entropy are shown, for several maps beside each other."""

    def requests(self) -> list[Request]:
        """Return the requests for the map of the context and for a training step.

        Two variants of the map go with them: `find` for a token that is looked up, and `after` for
        the map after the step.
        """
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
        """Return the maps of the contexts, other checkpoints and examples, then the training steps.

        A step is prepared only where the checkpoint is named, because the name of the stepped copy
        is derived from its parent's.
        """
        predict, *_ = self.requests()
        demos = [predict.demo(label=self.context)]
        if self.compare_with is not None:
            other = predict.replace(text=self.compare_with)
            demos.append(other.demo("other", self.compare_with))
        demos += [
            predict.replace(checkpoint=name).demo(label=self.context, first=False)
            for name in [*self.checkpoints, *self.models]
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
        """Return the step on an answer and the map after it, where the widget offers a step."""
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
