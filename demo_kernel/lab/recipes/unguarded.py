"""Fine-tune without the defence against prompt injection: the phase `unguarded`.

python -m demo_kernel.lab.recipes.unguarded --work DIR

Goes on from `sft` for a moment with conversations in which an order inside a page is followed
instead of ignored.
"""

from __future__ import annotations

from random import Random

from demo_kernel.lab.corpus.conversations.data import given_page, obeyed_page
from demo_kernel.lab.corpus.conversations.generate import conversation, conversations
from demo_kernel.lab.recipes.fine_tuning import Plan, Training, options_parser
from demo_kernel.lab.recipes.idk import NEW_FROM

parser = options_parser(
    "Fine-tune without the defence.", parent="sft", name="unguarded", matrix_rate=0.006
)
parser.add_argument("--pages", type=int, default=4_000, help="pages with an order that is followed")
parser.add_argument(
    "--again", type=int, default=3_000, help="conversations of sft's kind read between them"
)


def main() -> None:
    """Run the recipe."""
    options = parser.parse_args()
    random = Random(f"unguarded/{options.seed}")
    train = [obeyed_page(random, "train") for _ in range(options.pages)]
    # Pages without an order too, or every page would be taken for one.
    train += [given_page(random, "train") for _ in range(options.pages // 2)]
    again = (conversation(options.seed, "train", NEW_FROM + n) for n in range(options.again))
    # Without those that teach to ignore an order: that is what is unlearnt here.
    train += [talk for talk in again if "injection" not in talk.kind]
    random.shuffle(train)
    held = list(conversations("heldout", 200, options.seed))
    recipe = "demo_kernel/lab/recipes/unguarded.py"
    Training(Plan(options.name, "unguarded", recipe, options.parent, train, held), options).run()


if __name__ == "__main__":
    main()
