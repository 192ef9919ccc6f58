"""Options of the widget `rlhf_ranking`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar

from pydantic import Field, ValidationInfo, model_validator

from talk.protocol.methods.text import Seed, Temperature
from talk.protocol.methods.tokens import Text
from talk.widgets.base import Demo, WidgetOptions
from talk.widgets.claims import ClaimNumber, deck_folder, read_claim

Name = Annotated[str, Field(min_length=1, max_length=80)]


class Options(WidgetOptions):
    """Several answers to one prompt are put into order by the room; the reward model's order stands beside it.

    The room's rankings fit the reward model and move the model; a fresh prompt is answered before and after.
    """

    methods: ClassVar[Sequence[str]] = ("answers/sample", "answers/score", "answers/update")
    keys: ClassVar[dict[str, str]] = {
        "Up / Down": "on a handle: one place better / worse",
        "T": "on a handle: tie with the answer above, or untie",
        "B": "on a handle: bad, below all others, or not",
        "Escape": "give the keyboard back to the deck",
    }

    prompt: Text = "Write a toast for my sister's wedding."
    """What is answered."""
    chat: bool = True
    """Whether the prompt is a turn of a conversation; else it is continued as a document."""
    fresh: Text | None = None
    """A prompt nobody ranked, answered before and after the update; no such part when left out."""
    fresh_temperature: Temperature = 0.7
    """Temperature of the fresh prompt's answers; lower, so that chance hides less of what was learnt."""
    n: Annotated[int, Field(ge=2, le=8)] = 5
    """Number of answers."""
    checkpoint: Name | None = None
    """Checkpoint of the model that answers; the kernel's default when left out."""
    reward_checkpoint: Name | None = None
    """Checkpoint of the reward model; the kernel's default when left out."""
    temperature: Temperature = 1.0
    """Temperature of the answers."""
    seed: Seed = 1
    """Seed of the first answer; the others count on from it."""
    max_tokens: Annotated[int, Field(ge=1, le=256)] = 60
    """Longest answer."""
    reward: bool = True
    """Whether the reward model is asked, and learns."""
    write: bool = False
    """Whether everybody may also write an answer, and sees how long writing and ranking took."""
    claim: ClaimNumber | None = None
    """Number of a measured claim whose figure stands under the answers."""
    measured: Annotated[str, Field(max_length=400)] = ""
    """That line, where it does not come from a claim."""

    @model_validator(mode="after")
    def _read(self, info: ValidationInfo) -> Options:
        folder = deck_folder(info)
        if self.claim is not None and folder is not None and (found := read_claim(folder, self.claim)):
            object.__setattr__(self, "measured", found.sentence)
        return self

    def demos(self) -> list[Demo]:
        """The answers as they are at first, and the reward model's scores of them."""
        then = self._scored if self.reward else None
        return [Demo("answers/sample", self.sample(), label=self.prompt, then=then)]

    def _scored(self, sampled: dict[str, Any]) -> list[Demo]:
        answers = [str(answer["text"]).strip() for answer in sampled["answers"]]
        return [Demo("answers/score", self.score(answers), lane="scores", label=self.prompt, first=False)]

    def score(self, answers: Sequence[str]) -> dict[str, Any]:
        """Parameters of answers/score exactly as the element sends them."""
        params: dict[str, Any] = {"prompt": self.prompt, "answers": list(answers)}
        if self.reward_checkpoint is not None:
            params["checkpoint"] = self.reward_checkpoint
        return params

    def sample(self) -> dict[str, Any]:
        """Parameters of answers/sample exactly as the element sends them: a recording is found by them."""
        asked = {"messages": [{"role": "user", "content": self.prompt}]} if self.chat else {"prompt": self.prompt}
        params: dict[str, Any] = {
            **asked,
            "n": self.n,
            "temperature": self.temperature,
            "seed": self.seed,
            "max_tokens": self.max_tokens,
        }
        if self.checkpoint is not None:
            params["checkpoint"] = self.checkpoint
        return params
