"""Compare large arrays: pytest.approx looks at one element at a time, a second for 60,000."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32] | NDArray[np.float64]


def assert_near(found: Floats, expected: Floats, *, within: float) -> None:
    """Assert equal shapes and no element farther from the expected one; NaN is near nothing."""
    np.testing.assert_allclose(found, expected, rtol=0, atol=within, equal_nan=False)
