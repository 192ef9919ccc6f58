"""Test and measure what runs on an NVIDIA GPU, within five minutes: `python tools/check_gpu.py`.

It runs the tests of the engines that touch the GPU, then `python -m bench gpu --quick`. Name a GGUF
file in TALK_BENCH_MODEL to have the real model measured as well. Where torch finds no CUDA the same
operations are tested without a capture, and nothing is measured.
"""

from __future__ import annotations

import subprocess
import sys
from time import monotonic

LIMIT_S = 300.0
STEPS = (
    (
        "pytest",
        "-q",
        "tests/demo_kernel/inference/test_engine.py",
        "tests/demo_kernel/inference/test_llama_step.py",
        # By the engines in the tests' ids: the files' other tests are of the CPU and run
        # everywhere.
        "-k",
        "CUDA or cuda or bfloat16",
    ),
    ("bench", "gpu", "--quick"),
)


def main() -> int:
    deadline = monotonic() + LIMIT_S
    for step in STEPS:
        print("python -m", " ".join(step), flush=True)
        # The limit is for all steps together. A time-out of 0 would be no error but an instant end.
        try:
            done = subprocess.run(
                [sys.executable, "-m", *step], timeout=max(1.0, deadline - monotonic())
            )
        except subprocess.TimeoutExpired:
            print(f"not done within {LIMIT_S:.0f} s", file=sys.stderr)
            return 1
        if done.returncode:
            return done.returncode
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
