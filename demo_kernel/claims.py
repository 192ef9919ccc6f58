"""Measure the claims of the lecture: the door to `demo_kernel.lab.claims`.

python -m demo_kernel.claims [--json] [--only 5,7] [--card]
"""

from __future__ import annotations

import sys

from demo_kernel.lab.claims.__main__ import main

if __name__ == "__main__":
    sys.exit(main())
