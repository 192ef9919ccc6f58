"""Fine-tune a network that continues documents to answer in turns: the phase `sft`.

python -m demo_kernel.lab.recipes.sft --work DIR

Stop it at any moment; the same command goes on where it was. Writes the checkpoint `sft` and
`models/sft.curve.json`.
"""

from __future__ import annotations

from demo_kernel.lab.corpus.conversations.generate import CONVERSATIONS, conversations
from demo_kernel.lab.recipes.fine_tuning import Plan, Training, options_parser

parser = options_parser(
    "Fine-tune the base model on conversations.", parent="base", name="sft", matrix_rate=0.01
)
parser.add_argument("--conversations", type=int, default=CONVERSATIONS)
parser.add_argument("--held-out", type=int, default=400)


def main() -> None:
    """Run the recipe."""
    options = parser.parse_args()
    plan = Plan(
        name=options.name,
        phase="sft",
        recipe="demo_kernel/lab/recipes/sft.py",
        parent=options.parent,
        train=list(conversations("train", options.conversations, options.seed)),
        held_out=list(conversations("heldout", options.held_out, options.seed)),
    )
    Training(plan, options).run()


if __name__ == "__main__":
    main()
