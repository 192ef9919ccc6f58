"""Options of the widget `training_step`."""

from collections.abc import Iterator, Sequence
from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from talk.protocol.methods.model import StepParams
from talk.protocol.methods.tokens import Text
from talk.protocol.wire import derived_name
from talk.widgets.base import Demo, Request, WidgetOptions, request

Answer = Annotated[str, Field(min_length=1, max_length=200)]
Name = Annotated[str, Field(min_length=1, max_length=80)]

COMPARED = 50
"""Entries of the map after each step, enough to find the tokens of the first map again."""
MOST_STEPS = 6
"""Most steps that can follow each other; the kernel keeps no more derived checkpoints."""


class Example(BaseModel):
    """A prepared example, offered as a button."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    context: Text
    """Text before the token to be learnt."""
    answer: Answer
    """Token to be learnt, with the space before it."""
    label: Annotated[str, Field(max_length=60)] = ""
    """Label of the button; context and answer when empty."""


class Options(WidgetOptions):
    """One gradient step on a copy of the weights, with map and loss before and after the step."""

    methods: ClassVar[Sequence[str]] = ("next_token/predict", "model/step")
    keys: ClassVar[dict[str, str]] = {
        "Enter / Space": "on a button: press it",
        "Escape": "give the keyboard back to the deck",
    }

    context: Text = "A good wedding toast should be"
    """Context of the example at first."""
    answer: Answer = " personal"
    """Token to be learnt; training raises its probability."""
    rows: Annotated[int, Field(ge=2, le=12)] = 7
    """Number of bars: the most likely tokens before the first step, and the answer."""
    checkpoint: Name = "base"
    """Checkpoint whose copy is trained."""
    learning_rate: Annotated[float, Field(gt=0, le=1)] = 0.003
    """Learning rate of the step, which is plain gradient descent."""
    prepared: Annotated[int, Field(ge=1, le=MOST_STEPS)] = 4
    """Number of steps of each example that are recorded."""
    examples: list[Example] = []
    """Further examples, each offered as a button."""

    def requests(self) -> list[Request]:
        """Return the requests for the map before the first step, and for that step."""
        return [
            request(
                "next_token/predict",
                text=self.context,
                top_k=COMPARED,
                tracked_text=self.answer,
                checkpoint=self.checkpoint,
            ),
            request(
                "model/step",
                text=self.context,
                target=self.answer,
                checkpoint=self.checkpoint,
                learning_rate=self.learning_rate,
            ),
        ]

    def demos(self) -> list[Demo]:
        """Return the first map, each step with the map after it, and the same for the examples."""
        demos = list(self._demos(self.context, self.answer, "", first=True))
        for item in self.examples:
            # The same pair has been recorded above.
            if (item.context, item.answer) != (self.context, self.answer):
                demos += self._demos(item.context, item.answer, item.label, first=False)
        return demos

    def _demos(self, context: str, answer: str, label: str, *, first: bool) -> Iterator[Demo]:
        name = label or context + answer
        predict, step = self.requests()
        predict = predict.replace(text=context, tracked_text=answer)
        step = step.replace(text=context, target=answer)
        yield predict.demo("map0", name, first=first)
        for number in range(1, self.prepared + 1):
            yield step.demo(f"step{number}", name, first=False)
            # Each step goes on from the checkpoint that the step before made.
            made = derived_name(step.params["checkpoint"], StepParams.model_validate(step.params))
            yield predict.replace(checkpoint=made).demo(f"map{number}", name, first=False)
            step = step.replace(checkpoint=made)
