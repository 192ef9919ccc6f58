"""Check that practice with verifiable results makes problems be solved more often."""

from __future__ import annotations

from demo_kernel.lab.claims.claim import Result, mean_interval, percent
from demo_kernel.lab.claims.probe import probe
from demo_kernel.lab.corpus.arithmetic import HARD_PRICE
from demo_kernel.lab.recipes.rl import solve
from demo_kernel.lab.tasks.word_problems import problems

ID = 17
TITLE = "Practice with checked answers pays"
THRESHOLD = "pass@1 on held-out problems up by ≥ 15 points"
NEEDS = ("sft", "rl")
PROBLEMS = 200
SAMPLES = 8


def measure() -> Result:
    """Sample eight solutions at temperature 1 to each of 200 problems, before and after practice.

    Practice never saw these problems.
    """
    asked = problems("claims/practice", PROBLEMS, HARD_PRICE)
    shares: dict[str, list[float]] = {}
    values: dict[str, float] = {}
    for name in ("sft", "rl"):
        model = probe(name)
        solved = solve(
            model.model, model.words, [problem for problem in asked for _ in range(SAMPLES)], seed=7
        )
        by_problem = [solved[i : i + SAMPLES] for i in range(0, len(solved), SAMPLES)]
        shares[name] = [sum(one.right for one in group) / SAMPLES for group in by_problem]
        values |= {
            f"{name}_pass_1": sum(shares[name]) / PROBLEMS,
            # At least one of the eight right: what practice can find to reinforce.
            f"{name}_pass_8": sum(share > 0 for share in shares[name]) / PROBLEMS,
            f"{name}_tokens": sum(len(one.sampled.answer) for one in solved) / len(solved),
        }
    # By problem, since the eight solutions of one problem depend on it together.
    low, high = mean_interval(
        [after - before for before, after in zip(shares["sft"], shares["rl"], strict=True)]
    )
    return Result(
        figure=f"pass@1 {percent(values['sft_pass_1'])} → {percent(values['rl_pass_1'])},"
        f" pass@8 {percent(values['sft_pass_8'])} → {percent(values['rl_pass_8'])},"
        f" length {values['sft_tokens']:.1f} → {values['rl_tokens']:.1f} tokens",
        interval=f"pass@1 {percent(low)} to {percent(high)} more, n = {PROBLEMS} problems, "
        f"{SAMPLES} solutions each",
        holds=values["rl_pass_1"] - values["sft_pass_1"] >= 0.15,
        values=values,
    )
