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


class DescribeResult(Result):
    model: str
    checkpoints: list[Checkpoint]
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
    """Method name to the sentence why this kernel does not offer it."""
    missing_checkpoints: dict[str, str] = {}
    """Name of a checkpoint that belongs here to the sentence why it is not served."""


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
