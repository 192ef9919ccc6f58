"""Answer kernel/describe and kernel/health."""

from __future__ import annotations

from demo_kernel.methods import tokens
from demo_kernel.service.kernel import Call, Handler, Kernel
from talk.protocol.methods.kernel import DescribeParams, DescribeResult, HealthParams, HealthResult
from talk.protocol.registry import KERNEL_METHODS


async def describe(kernel: Kernel, params: DescribeParams, call: Call) -> DescribeResult:
    """Return the model, its checkpoints and vocabularies, and which methods are served."""
    model, missing = kernel.model, kernel.missing()
    return DescribeResult(
        model=model.name,
        checkpoints=list(model.checkpoints.served.values()),
        default_checkpoint=model.checkpoints.default,
        vocabularies=tokens.installed_vocabularies(kernel),
        device=model.engine.device,
        parameters=model.parameters,
        context=model.engine.context,
        methods=[name for name in KERNEL_METHODS if name not in missing],
        missing=missing,
        missing_checkpoints=model.checkpoints.absent,
    )


async def health(kernel: Kernel, params: HealthParams, call: Call) -> HealthResult:
    """Return how busy the kernel is, and whether it can compute."""
    return HealthResult(**kernel.health(), trouble=await kernel.trouble())


HANDLERS: dict[str, Handler] = {"kernel/describe": describe, "kernel/health": health}
