"""Options of the widget `silent_head`."""

from collections.abc import Sequence
from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from talk.protocol.methods.model import MAX_PROBES
from talk.protocol.methods.tokens import Text
from talk.widgets.base import Demo, Request, WidgetOptions, request


class Probe(BaseModel):
    """A prompt, and the text that should follow it."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    text: Text
    """Prompt that the network reads."""
    answer: Annotated[str, Field(min_length=1, max_length=200)]
    """Text that should follow; its probability is shown, that of all its tokens together."""
    label: Annotated[str, Field(min_length=1, max_length=60)]
    """Name of the prompt, e.g. `A rule from examples`."""


class Options(WidgetOptions):
    """Every attention head of a network, switched off one at a time.

    A cell for each head shows how likely the right answer still is without it; all heads stand
    beside one another by that probability. A chosen head's effect is shown on every prompt. Works
    with the embedded model.
    """

    methods: ClassVar[Sequence[str]] = ("model/silence",)
    keys: ClassVar[dict[str, str]] = {
        "Arrows": "on a head: the one beside it",
        "Enter": "on a head: show what the prompts lose without it",
        "Escape": "give the keyboard back to the deck",
    }

    probes: Annotated[list[Probe], Field(min_length=1, max_length=MAX_PROBES)]
    """Prompts with their answers; the heads are coloured by the first."""
    checkpoint: Annotated[str, Field(min_length=1, max_length=80)] | None = None
    """Checkpoint whose heads are switched off; the kernel's default when left out."""

    def requests(self) -> list[Request]:
        """Return the request that measures every head."""
        probes = [{"text": probe.text, "answer": probe.answer} for probe in self.probes]
        return [request("model/silence", probes=probes, checkpoint=self.checkpoint)]

    def demos(self) -> list[Demo]:
        """Return the request that measures every head."""
        return [one.demo(label=self.probes[0].label) for one in self.requests()]
