"""Measure talk beside its peers and physical floors; never part of the tests."""

import sys
from pathlib import Path

# tools/ holds scripts, not a package; the benchmarks use its `find_chromium`.
sys.path.append(str(Path(__file__).resolve().parents[1] / "tools"))
