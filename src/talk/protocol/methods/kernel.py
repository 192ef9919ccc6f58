"""What the kernel is and how it fares: `kernel/describe`, `kernel/health`."""

from talk.protocol.method import Method
from talk.protocol.methods.tokens import Vocabulary
from talk.protocol.wire import Params, Result


class DescribeParams(Params):
    """Return the models, checkpoints, vocabularies and methods of this kernel."""


class Checkpoint(Result):
    name: str
    stage: str = ""
    """pretrain, sft, reward, …"""
    parent: str = ""
    step: int | None = None
    tokens_seen: int | None = None
    hash: str = ""


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
    context: int
    """Longest context in tokens, 0 when not known."""
    missing: dict[str, str] = {}
    """Method name to the sentence why this model does not offer it."""


class DescribeResult(Result):
    model: str
    """Name of the first of `models`, which answers where a request names no checkpoint."""
    checkpoints: list[Checkpoint]
    """The checkpoints of all models."""
    default_checkpoint: str
    vocabularies: list[Vocabulary]
    device: str
    parameters: int
    """Number of trainable parameters; tied embeddings counted once. 0 when not known (a remote
    model)."""
    context: int
    """Longest context in tokens."""
    methods: list[str]
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
    uptime_s: float
    memory_mib: float
    trouble: str = ""
    """Why the kernel cannot compute any more, e.g. for lack of memory; empty while it can."""


HEALTH = Method("kernel/health", HealthParams, HealthResult)

METHODS = [DESCRIBE, HEALTH]
