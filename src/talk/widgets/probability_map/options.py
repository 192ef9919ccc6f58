"""Options of the widget `probability_map`."""

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from talk.protocol.methods.model import StepParams
from talk.protocol.methods.tokens import Text
from talk.protocol.wire import derived_name
from talk.widgets.base import Demo, OrText, WidgetOptions

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

    def demos(self) -> list[Demo]:
        """The first map, the one it is compared with, the other checkpoints, the examples; then the steps on answers.

        A step is prepared where the checkpoint is named: the name of the stepped copy is made of its parent's.
        """
        demos = [self._demo(self.context, self.answer, self.checkpoint, first=True)]
        if self.compare_with is not None:
            demos.append(
                self._demo(
                    self.compare_with, self.answer, self.checkpoint, first=True, lane="other"
                )
            )
        demos += [
            self._demo(self.context, self.answer, name, first=False)
            for name in self.checkpoints
            if name != self.checkpoint
        ]
        demos += [
            self._demo(item.context, item.answer, self.checkpoint, first=False, label=item.label)
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
        """The step on an answer and the map after it, exactly as the element asks for them."""
        if (
            not self.step
            or self.compact
            or self.compare_with is not None
            or None in (answer, self.checkpoint)
        ):
            return []
        step = {
            "text": context,
            "target": answer,
            "checkpoint": self.checkpoint,
            "learning_rate": self.learning_rate,
        }
        made = derived_name(str(self.checkpoint), StepParams.model_validate(step))
        after = predict(context, COMPARED, answer, made, self.temperature) | {
            "score_context": False
        }
        label = f"{context}{answer}, one step"
        return [
            Demo("model/step", step, lane="step", label=label, first=False),
            Demo("next_token/predict", after, lane="after", label=label, first=False),
        ]

    def _demo(
        self,
        context: str,
        answer: str | None,
        checkpoint: str | None,
        *,
        first: bool,
        lane: str = "main",
        label: str = "",
    ) -> Demo:
        top_k = self.top_k if self.compare_with is None else COMPARED
        params = predict(context, top_k, answer, checkpoint, self.temperature)
        return Demo("next_token/predict", params, lane=lane, label=label or context, first=first)


def predict(
    context: str, top_k: int, answer: str | None, checkpoint: str | None, temperature: float
) -> dict[str, Any]:
    """Parameters of next_token/predict exactly as the element sends them: a recording is found by them."""
    params: dict[str, Any] = {"text": context, "top_k": top_k, "score_context": True}
    if answer is not None:
        params["tracked_text"] = answer
    if checkpoint is not None:
        params["checkpoint"] = checkpoint
    if temperature != 1:
        params["temperature"] = temperature
    return params
