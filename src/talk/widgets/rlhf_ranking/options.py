"""Options of the widget `rlhf_ranking`."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, model_validator

from talk.protocol.methods.next_token import Seed, Temperature
from talk.protocol.methods.tokens import Text
from talk.widgets.base import Demo, Request, WidgetOptions, request
from talk.widgets.claims import ClaimNumber, claim_of

Name = Annotated[str, Field(min_length=1, max_length=80)]


class Pushed(BaseModel):
    """One checkpoint of a training that was continued for too long."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    checkpoint: Name
    """Name of the checkpoint."""
    label: Annotated[str, Field(min_length=1, max_length=30)]
    """Label of the stop, e.g. `stopped here`."""
    proxy: float | None = None
    """Mean score by the reward model over fresh prompts; the claim's figure when left out."""
    gold: float | None = None
    """Mean worth by the rule that no training used; the claim's figure when left out."""


class Options(WidgetOptions):
    """The room ranks several answers to one prompt, beside the reward model's ranking.

    The rankings of the room then fit the reward model and train the policy; a fresh prompt is
    answered before and after.
    """

    methods: ClassVar[Sequence[str]] = ("answers/sample", "answers/score", "answers/update")
    keys: ClassVar[dict[str, str]] = {
        "Up / Down": "on a handle: one place better / worse",
        "T": "on a handle: tie with the answer above, or untie",
        "X": "on a handle: bad, below all others, or not",
        "Escape": "give the keyboard back to the deck",
    }

    prompt: Text = "Write a toast for my sister's wedding."
    """Prompt that is answered."""
    chat: bool = True
    """Whether the prompt is a turn of a conversation; otherwise it is continued as a document."""
    fresh: Text | None = None
    """Prompt without rankings, answered before and after the update; none when left out."""
    fresh_temperature: Temperature = 0.7
    """Temperature of the fresh prompt's answers, low so that chance hides less of the update."""
    n: Annotated[int, Field(ge=2, le=8)] = 5
    """Number of answers."""
    checkpoint: Name | None = None
    """Checkpoint of the model that answers; the kernel's default when left out."""
    reward_checkpoint: Name | None = None
    """Checkpoint of the reward model; the kernel's default when left out."""
    temperature: Temperature = 1.0
    """Temperature of the answers."""
    seed: Seed = 1
    """Seed of the first answer; each further answer has the next number."""
    max_tokens: Annotated[int, Field(ge=1, le=256)] = 60
    """Largest number of tokens of an answer."""
    reward: bool = True
    """Whether the reward model scores the answers and is fitted to the rankings."""
    write: bool = False
    """Whether people may also write an answer; both writing and ranking are then timed."""
    claim: ClaimNumber | None = None
    """Number of a measured claim whose figure stands under the answers."""
    measured: Annotated[str, Field(max_length=400)] = ""
    """Line under the answers, where no claim gives it."""

    pushed: Annotated[list[Pushed], Field(max_length=6)] = []
    """Checkpoints of a training that was continued for too long, as stops of a slider."""
    pushed_claim: ClaimNumber | None = None
    """Number of the claim with the stops' figures `proxy_<checkpoint>` and `gold_<checkpoint>`."""
    pushed_measured: Annotated[str, Field(max_length=400)] = ""
    """Line under the slider, where no claim gives it."""

    @model_validator(mode="after")
    def _read(self, info: ValidationInfo) -> Self:
        if len(self.pushed) == 1:
            raise ValueError(
                "`pushed` has one stop, and a slider needs two: "
                "add another checkpoint or leave it out"
            )
        # Options are frozen for everybody but their own validator.
        if found := claim_of(info, self.claim):
            object.__setattr__(self, "measured", found.sentence)
        if found := claim_of(info, self.pushed_claim):
            object.__setattr__(self, "pushed_measured", found.sentence)
            object.__setattr__(
                self, "pushed", [_with_figures(stop, found.values) for stop in self.pushed]
            )
        return self

    def requests(self) -> list[Request]:
        """Return the requests for the answers, their scores and the update.

        The variant `fresh` is the answer to the fresh prompt.
        """
        return [
            self._sample("", self.prompt, self.n, self.temperature),
            self._sample("fresh", self.fresh or self.prompt, 1, self.fresh_temperature),
            # Which answers there are is known once they were sampled.
            self._score(self.prompt, []),
            request(
                "answers/update",
                prompt=self.prompt,
                answers=[],
                rankings=[],
                seed=self.seed,
                checkpoint=self.checkpoint,
                reward_checkpoint=self.reward_checkpoint,
            ),
        ]

    def demos(self) -> list[Demo]:
        """Return the answers to the prompt and those of the slider's stops, with their scores."""
        sample, fresh, *_ = self.requests()
        stops = [
            fresh.replace(checkpoint=stop.checkpoint).demo(
                "pushed",
                f"{self.fresh or self.prompt} ({stop.label})",
                first=False,
                then=self._stop_scored if self.reward else None,
            )
            for stop in self.pushed
        ]
        return [sample.demo(label=self.prompt, then=self._scored if self.reward else None), *stops]

    def _scored(self, sampled: dict[str, Any]) -> list[Demo]:
        # Stripped as the element does: the score of other blanks would be another request.
        answers = [str(answer["text"]).strip() for answer in sampled["answers"]]
        score = self._score(self.prompt, answers)
        return [score.demo("scores", self.prompt, first=False)]

    def _stop_scored(self, sampled: dict[str, Any]) -> list[Demo]:
        prompt = self.fresh or self.prompt
        score = self._score(prompt, [str(sampled["answers"][0]["text"]).strip()])
        return [score.demo("pushed-score", prompt, first=False)]

    def _sample(self, variant: str, prompt: str, n: int, temperature: float) -> Request:
        asked = (
            {"messages": [{"role": "user", "content": prompt}]} if self.chat else {"prompt": prompt}
        )
        return request(
            "answers/sample",
            variant,
            **asked,
            n=n,
            temperature=temperature,
            seed=self.seed,
            max_tokens=self.max_tokens,
            checkpoint=self.checkpoint,
        )

    def _score(self, prompt: str, answers: Sequence[str]) -> Request:
        return request(
            "answers/score",
            prompt=prompt,
            answers=list(answers),
            checkpoint=self.reward_checkpoint,
        )


def _with_figures(stop: Pushed, values: Mapping[str, float]) -> Pushed:
    """Return a stop with the claim's figures in place of those that the deck leaves out."""
    found = {name: values.get(f"{name}_{stop.checkpoint}") for name in ("proxy", "gold")}
    return stop.model_copy(
        update={name: value for name, value in found.items() if getattr(stop, name) is None}
    )
