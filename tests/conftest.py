"""Hypothesis takes the same examples in every run, so that a red run can be repeated.

There is no clock in a property. `pytest --hypothesis-profile explore` looks for new examples, ten
times as many.
"""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.register_profile("explore", max_examples=1000, deadline=None)
settings.load_profile("repeatable")
