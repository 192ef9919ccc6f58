"""Read measured claims for the slides from `figures/claims.json` in the deck's folder.

The file is what `python -m demo_kernel.claims --json` prints, and `figures/claims.NAME.json` what
it prints with `--model NAME`. A deck that has none yet, or a claim that could not be measured,
shows no figure; a number that the file does not have is an error.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo

FILE = "figures/claims.json"
FILE_OF_MODEL = "figures/claims.{}.json"
"""The same of a further model, by its name."""

ClaimNumber = Annotated[int, Field(ge=1, le=99)]
"""Type of the option `claim`: the number of a claim in the file."""
ModelName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$")]
"""Type of the names of further models: each is a part of a file's name."""


class Claim(BaseModel):
    """One claim of the file; further keys that it may have are ignored."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    id: int
    title: str
    figure: str
    """What was measured, in words and numbers."""
    interval: str = ""
    """95 % interval of the leading figure, or `exact`; empty where nothing was measured."""
    threshold: str = ""
    """What the figure has to reach for the claim to hold, in words."""
    holds: bool = False
    values: dict[str, float] = {}
    """The figures behind the words, by name; empty where nothing was measured."""

    @property
    def sentence(self) -> str:
        """Line to show under a widget; empty where nothing was measured.

        The line of a claim that does not hold says what was asked.
        """
        # A claim that could not be measured has words in `figure` that say so, and no number.
        if not self.values:
            return ""
        return f"Measured: {self.with_interval}" + (
            "" if self.holds else f". Asked was {self.threshold}"
        )

    @property
    def brief(self) -> str:
        """Line for a narrow place: the whole without the figures of its parts, and what was asked.

        Empty where nothing was measured.
        """
        if not self.values:
            return ""
        # "80 %: world 88.8 %, explanations 80 %, …"
        whole = re.match(r"[\d.,]+ %(?=: )", self.figure)
        alone = self.model_copy(update={"figure": whole[0]}) if whole else self
        return f"Measured: {alone.with_interval}. Asked was {self.threshold}"

    @property
    def with_interval(self) -> str:
        """What was measured, with its interval where it has one."""
        figure = _with_minus(self.figure)
        if self.interval in ("", "exact"):
            return figure
        # The names of the parts are those of the file's keys: "at_once".
        interval = _with_minus(self.interval.replace("_", " "))
        return f"{figure} (95\N{NO-BREAK SPACE}%: {interval})"

    @property
    def line(self) -> str:
        """What was measured, with the interval beside the leading figure, which it belongs to."""
        leading, semicolon, more = self.figure.partition("; ")
        leading_alone = self.model_copy(update={"figure": leading})
        return f"{leading_alone.with_interval}{semicolon}{more}"


def _with_minus(text: str) -> str:
    """Return the text with a minus, as wide as a plus, before each number below 0."""
    return re.sub(r"(?<!\S)-(?=\d)", "\N{MINUS SIGN}", text)


class _File(BaseModel):
    model_config = ConfigDict(defer_build=True)

    model: str = ""
    """Name of the model that was measured; empty for the embedded one."""
    claims: list[Claim]


def deck_folder(info: ValidationInfo) -> Path | None:
    """Return the folder of the deck whose options are validated; None outside a deck."""
    # Options are also validated outside of a deck: by tests, and by whoever writes the schema.
    root = info.context.get("root") if isinstance(info.context, dict) else None
    return None if root is None else Path(root)


def claim_of(info: ValidationInfo, number: int | None) -> Claim | None:
    """Return claim `number` of the deck whose options are validated; None without either.

    Raises ValueError as `read_claim`.
    """
    folder = deck_folder(info)
    return read_claim(folder, number) if folder is not None and number is not None else None


def sentence_of(info: ValidationInfo, number: int | None, models: Sequence[str]) -> str:
    """Return the line of claim `number`, and a line with the same figure of each further model.

    Empty where nothing was measured. Raises ValueError as `read_claim`.
    """
    folder = deck_folder(info)
    if folder is None or number is None:
        return ""
    own = read_claim(folder, number)
    parts = [own.sentence] if own and own.sentence else []
    parts += [
        f"{model}: {claim.with_interval}" for model, claim in _of_models(folder, number, models)
    ]
    return "\n".join(parts)


def brief_of(info: ValidationInfo, number: int | None) -> str:
    """Return the short line of claim `number`; empty where nothing was measured.

    Raises ValueError as `read_claim`.
    """
    claim = claim_of(info, number)
    return claim.brief if claim else ""


def lines_of(info: ValidationInfo, number: int | None, models: Sequence[str]) -> str:
    """Return a line for the embedded model's figure of claim `number` and for each further model's.

    The lines name no model. Empty where one of them has no figure. Raises ValueError as
    `read_claim`.
    """
    folder = deck_folder(info)
    if folder is None or number is None:
        return ""
    own = read_claim(folder, number)
    further = _of_models(folder, number, models)
    if own is None or not own.values or len(further) < len(models):
        return ""
    return "\n".join(claim.line for claim in [own, *(claim for _, claim in further)])


def _of_models(folder: Path, number: int, models: Sequence[str]) -> list[tuple[str, Claim]]:
    """Return the published name and the claim of each further model that has a figure."""
    found = [(name, _read(folder, FILE_OF_MODEL.format(name), number)) for name in models]
    return [(one[0] or name, one[1]) for name, one in found if one and one[1].values]


def read_claim(folder: Path, number: int) -> Claim | None:
    """Return claim `number` of the deck in `folder`; None while the deck has no file of claims.

    Raises ValueError, with a sentence for the author, where the file cannot be read or lacks the
    claim.
    """
    found = _read(folder, FILE, number)
    return found and found[1]


def _read(folder: Path, name: str, number: int) -> tuple[str, Claim] | None:
    """Return the model and a claim of a file; None where there is no such file."""
    path = folder / name
    # A new deck has no measurements yet; a number without a figure is no mistake there.
    if not path.exists():
        return None
    try:
        file = _File.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        raise ValueError(
            f"{name} is not what `python -m demo_kernel.claims --json` prints: write it anew"
        ) from None
    found = next((claim for claim in file.claims if claim.id == number), None)
    if found is None:
        have = ", ".join(str(claim.id) for claim in file.claims)
        raise ValueError(f"{name} has no claim {number}; it has {have}")
    return file.model, found
