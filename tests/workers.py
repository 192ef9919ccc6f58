"""How the tests are dealt to the workers of pytest-xdist: by modules, the longest first.

A module's fixtures are made once, since one worker runs all of its tests, and a run ends with what
takes milliseconds, so that no worker waits long for the last one.
"""

from __future__ import annotations

from xdist.scheduler import LoadScopeScheduling

LONG = (
    # Each worker begins with a half of the browser tests. By its name the walk would be the last of
    # the first half, and run on alone when all others are done.
    "tests/browser/test_walk.py",
    "tests/talk/export/test_render_check.py",
    "tests/talk/test_ordinary_deck.py",
    "tests/live/",
    "tests/talk/export/",
    "tests/structure/",
    "tests/demo_kernel/backends/",
    "tests/demo_kernel/methods/",
    "tests/demo_kernel/lab/",
    "tests/talk/scaffold/",
    "tests/talk/deck/schema/test_editors.py",
    "tests/talk/deck/test_damage.py",
    "tests/talk/present/http/",
)
"""Modules and folders that take the most time; what is not among them comes after them."""

ALONE = (
    "tests/talk/export/test_render_check.py",
    "tests/talk/test_ordinary_deck.py",
    "tests/live/test_kernel_backends.py",
    "tests/live/test_kernel_process.py",
    "tests/live/test_present_kernel.py",
)
"""Modules of long tests that share nothing worth sharing: any worker takes any of them."""

TOGETHER = ("tests/live/test_kernel_clients.py", "tests/live/test_kernel_methods.py")
"""Modules that ask one kernel, whose start takes five seconds."""


class ByModule(LoadScopeScheduling):  # type: ignore[misc]  # xdist has no types
    """Gives each worker a module at a time."""

    def _split_scope(self, nodeid: str) -> str:
        module = nodeid.partition("::")[0]
        if module in ALONE:
            return nodeid
        return TOGETHER[0] if module in TOGETHER else module

    def schedule(self) -> None:
        """Deal the first modules; xdist calls it again where a worker was lost."""
        # xdist's own order, by the number of tests, begins with the quickest modules.
        self.config.option.loadscopereorder = False
        super().schedule()


def rank(nodeid: str) -> int:
    """Return the place of a test in the order of a run, from 0; many tests share one."""
    found = (number for number, start in enumerate(LONG) if nodeid.startswith(start))
    return next(found, len(LONG))
