"""Answer kernel/describe and kernel/health."""

from __future__ import annotations

from demo_kernel.methods import tokens
from demo_kernel.service.kernel import Call, Handler, Kernel
from talk.protocol.methods.kernel import (
    DescribeParams,
    DescribeResult,
    HealthParams,
    HealthResult,
    ServedModel,
)
from talk.protocol.registry import KERNEL_METHODS


async def describe(kernel: Kernel, params: DescribeParams, call: Call) -> DescribeResult:
    """Return the models, their checkpoints and vocabularies, and which methods are served."""
    model, missing = kernel.model, kernel.missing()
    # What any model serves is listed; `models` says which one does not.
    served = set().union(*(set(KERNEL_METHODS) - one.missing().keys() for one in kernel.kernels))
    return DescribeResult(
        model=model.name,
        checkpoints=[
            checkpoint
            for one in kernel.kernels
            for checkpoint in one.model.checkpoints.served.values()
        ],
        default_checkpoint=model.checkpoints.default,
        vocabularies=tokens.installed_vocabularies(kernel),
        device=model.device,
        parameters=model.parameters,
        context=model.context,
        # In the registry's order, whatever order the handlers were found in.
        methods=[name for name in KERNEL_METHODS if name in served],
        missing=missing,
        missing_checkpoints=model.checkpoints.absent,
        models=[
            ServedModel(
                name=one.model.name,
                checkpoints=list(one.model.checkpoints.served),
                vocabulary=one.model.codec.name if one.model.codec else "",
                parameters=one.model.parameters,
                device=one.model.device,
                context=one.model.context,
                memory_mib=round(one.model.memory_bound / 2**20, 1),
                missing=one.missing(),
            )
            for one in kernel.kernels
        ],
    )


async def health(kernel: Kernel, params: HealthParams, call: Call) -> HealthResult:
    """Return how busy the kernel is, and whether it can compute."""
    return HealthResult(**kernel.health(), trouble=await kernel.trouble())


HANDLERS: dict[str, Handler] = {"kernel/describe": describe, "kernel/health": health}
