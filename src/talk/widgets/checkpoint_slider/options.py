"""Options of the widget `checkpoint_slider`."""

from collections.abc import Sequence
from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from talk.protocol.methods.next_token import Seed, Temperature
from talk.protocol.methods.tokens import Text
from talk.widgets.base import Demo, Request, WidgetOptions, request

Name = Annotated[str, Field(min_length=1, max_length=80)]


class Stop(BaseModel):
    """One stop of the slider."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    checkpoint: Name
    """Name of the checkpoint."""
    label: Annotated[str, Field(min_length=1, max_length=30)]
    """Label of the stop, e.g. `step 68`."""
    note: Annotated[str, Field(max_length=120)] = ""
    """Line about the checkpoint, e.g. how many tokens it had read."""


class Options(WidgetOptions):
    """A slider over checkpoints of one training; each of them continues the same prompt."""

    methods: ClassVar[Sequence[str]] = ("text/generate",)
    keys: ClassVar[dict[str, str]] = {
        "Left / Right": "on the slider: the checkpoint before / after",
        "Home / End": "on the slider: the first / last one",
        "Enter": "in the prompt: sample it here",
        "Escape": "give the keyboard back to the deck",
    }

    text: Text = "The capital of France is"
    """Prompt at first."""
    checkpoints: Annotated[list[Stop], Field(min_length=2, max_length=8)]
    """Stops of the slider, in the order of the training."""
    temperature: Temperature = 0.8
    """Sampling temperature; 0 always chooses the most likely token."""
    seed: Seed = 1
    """Seed of the sampling, the same at every stop."""
    max_tokens: Annotated[int, Field(ge=1, le=100)] = 32
    """Number of tokens that each checkpoint writes."""
    examples: list[Text] = []
    """Further prompts, each offered as a button."""

    def requests(self) -> list[Request]:
        """Return the request for the text that the first stop writes after the prompt."""
        return [
            request(
                "text/generate",
                text=self.text,
                checkpoint=self.checkpoints[0].checkpoint,
                temperature=self.temperature,
                seed=self.seed,
                max_tokens=self.max_tokens,
            )
        ]

    def demos(self) -> list[Demo]:
        """Return the prompt at every stop, in their order, then each example at every stop."""
        [generate] = self.requests()
        return [
            generate.replace(text=text, checkpoint=stop.checkpoint).demo(
                label=text, first=text == self.text and number == 0
            )
            # Without repetitions: an example may be the first text again.
            for text in dict.fromkeys([self.text, *self.examples])
            for number, stop in enumerate(self.checkpoints)
        ]
