"""What the kernel is and how it fares: `kernel/describe`, `kernel/health`."""

from talk.protocol.method import Method
from talk.protocol.methods.tokens import Vocabulary
from talk.protocol.wire import Params, Result


class DescribeParams(Params):
    """Return the models, checkpoints, vocabularies and methods of this kernel."""


class Checkpoint(Result):
    name: str
    """Name by which requests choose it."""
    stage: str = ""
    """pretrain, sft, reward, …"""
    parent: str = ""
    """Name of the checkpoint that training started from; empty where it started from nothing."""
    step: int | None = None
    """Training steps made; none where they are not known."""
    tokens_seen: int | None = None
    """Tokens read in training; none where they are not known."""
    hash: str = ""
    """Short hash of the weights; of a checkpoint made during the talk, the part of its name behind
    `+`."""


class ServedModel(Result):
    """One of the kernel's models."""

    name: str
    """Name as in a provenance, e.g. `talk-4k 3.4M`."""
    checkpoints: list[str]
    """Names of its checkpoints, which are described in the kernel's list of checkpoints."""
    vocabulary: str
    """Name of its vocabulary; empty where a remote server does not offer it."""
    parameters: int
    """Number of trainable parameters, 0 when not known."""
    device: str
    """Where its network runs, e.g. `cpu` or `cuda`."""
    context: int
    """Longest context in tokens, 0 when not known."""
    memory_mib: float = 0.0
    """Most memory that its weights, and the keys and values of all its sequences when they are
    full, take, in MiB; 0 when not known."""
    missing: dict[str, str] = {}
    """Method name to the sentence why this model does not offer it."""


class DescribeResult(Result):
    model: str
    """Name of the first of `models`, which answers where a request names no checkpoint."""
    checkpoints: list[Checkpoint]
    """The checkpoints of all models."""
    default_checkpoint: str
    """Checkpoint that answers a request which names none."""
    vocabularies: list[Vocabulary]
    """The vocabularies that `tokens/encode` knows here."""
    device: str
    """Where the network runs, e.g. `cpu` or `cuda`."""
    parameters: int
    """Number of trainable parameters; tied embeddings counted once. 0 when not known (a remote
    model)."""
    context: int
    """Longest context in tokens."""
    methods: list[str]
    """Names of the methods that this kernel offers."""
    missing: dict[str, str] = {}
    """Method name to the sentence why the first model does not offer it."""
    missing_checkpoints: dict[str, str] = {}
    """Name of a checkpoint that belongs here to the sentence why it is not served."""
    models: list[ServedModel] = []
    """Every model, the first as described above."""


DESCRIBE = Method("kernel/describe", DescribeParams, DescribeResult)


class HealthParams(Params):
    """Return how busy the kernel is and whether it can compute."""


class HealthResult(Result):
    running: int
    """Jobs in the batch now."""
    queued: int
    """Jobs that wait for a place in the batch."""
    uptime_s: float
    """Seconds since the kernel started."""
    memory_mib: float
    """Memory of the kernel's process, in MiB."""
    trouble: str = ""
    """Why the kernel cannot compute any more, e.g. for lack of memory; empty while it can."""


HEALTH = Method("kernel/health", HealthParams, HealthResult)

METHODS = [DESCRIBE, HEALTH]
