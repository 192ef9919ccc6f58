"""Answer a request by method name and raw parameters.

This is the one place where exceptions become wire errors.
"""

from __future__ import annotations

import logging
from typing import Any

from demo_kernel.inference.memory import is_out_of_memory
from demo_kernel.service.kernel import Call, Kernel
from demo_kernel.service.rate_limit import RateLimit
from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError
from talk.protocol.refusal import refusal
from talk.protocol.registry import KERNEL_METHODS

log = logging.getLogger(__name__)


class Dispatcher:
    """The kernel's handlers behind one call, with the checks that all methods share."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel
        self._rate_limit = RateLimit()

    async def answer(self, name: str, params: dict[str, Any], call: Call) -> dict[str, Any]:
        """Return the result of the method `name` as JSON.

        Raises WireError and, cancellation apart, nothing else.
        """
        method = KERNEL_METHODS.get(name)
        if method is None:
            raise WireError(jsonrpc.METHOD_NOT_FOUND, f"this kernel has no method '{name}'")
        # Each request is answered by the model whose checkpoint it names.
        checkpoint = params.get("checkpoint")
        kernel = self._kernel.of(checkpoint if isinstance(checkpoint, str) else None)
        # Two errors, since a client treats them differently: a method that this version does not
        # know, and one that it knows and this model cannot serve.
        reason = kernel.missing().get(name)
        if reason is not None:
            raise refusal("not-offered", reason, name=kernel.model.name)
        # Before the parameters are read, which costs time for large ones; wrong ones count too.
        self._rate_limit.acquire(call.asker)
        checked = method.read(params)
        try:
            result = await kernel.handlers[name](kernel, checked, call)
        except WireError:
            raise
        except Exception as error:
            if is_out_of_memory(error):
                log.error("no memory left for %s", name)
                raise refusal("kernel-memory", "the kernel has no memory left for this") from None
            # A checkpoint that a live step made may have been dropped while the request waited.
            # Then this raises "there is no checkpoint", which a widget answers by making the
            # checkpoint again.
            kernel.model.checkpoints.checked(getattr(checked, "checkpoint", None))
            log.exception("%s failed", name)
            text = f"the kernel has a fault in {name}; its log has the details"
            raise refusal("kernel-fault", text) from None
        # No `exclude_none`: a result's null is an answer ("not known"), in an event it is absent.
        answer: dict[str, Any] = result.model_dump(mode="json")
        return answer
