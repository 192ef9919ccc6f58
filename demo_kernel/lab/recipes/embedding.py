"""Tune hidden states until their mean says what a text is about: the phase `embedding`.

python -m demo_kernel.lab.recipes.embedding

Contrastive (InfoNCE, van den Oord et al. 2018): in a batch of questions and documents each question
shall be nearest, by cosine, to its own document. A few minutes on two cores.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

import torch
from torch import Tensor
from torch.nn import functional as F

from demo_kernel.lab.corpus.pairs import Pair, pair
from demo_kernel.lab.recipes.run import recipe_parser
from demo_kernel.lab.recipes.training import Optimisers, rate_at
from demo_kernel.network.checkpoints import load_checkpoint, save_checkpoint
from demo_kernel.network.model import GPT
from demo_kernel.tokens.tokenizer import Vocabulary, vocabulary

parser = recipe_parser("Tune hidden states for retrieval.", resumable=False)
parser.add_argument("--parent", default="base")
parser.add_argument("--name", default="embedding")
parser.add_argument("--steps", type=int, default=300)
parser.add_argument("--pairs", type=int, default=48, help="questions and documents in a batch")
parser.add_argument("--matrix-rate", type=float, default=0.005)
parser.add_argument("--embedding-rate", type=float, default=1e-3)
TEMPERATURE = 0.05
LONGEST = 160
"""Tokens of a text that are read in training."""


def embed(model: GPT, texts: Sequence[str], words: Vocabulary, longest: int = LONGEST) -> Tensor:
    """Return unit vectors (N, C).

    Each is the mean of the last hidden states over a document's tokens, its beginning included.
    """
    # With the begin-of-document token, which the network has always seen first.
    ids = [words.to_dense(words.encode_document(text))[:longest] for text in texts]
    length = max(len(one) for one in ids)
    padded = [one + [0] * (length - len(one)) for one in ids]
    tokens = torch.tensor(padded, device=model.device)  # (N, T); causal, so padding is unseen
    ends = torch.tensor([len(one) for one in ids], device=model.device)
    read = torch.arange(length, device=model.device)[None, :] < ends[:, None]  # (N, T)
    states = model.hidden_states(tokens).float() * read[:, :, None]  # (N, T, C)
    return F.normalize(states.sum(dim=1) / read.sum(dim=1, keepdim=True), dim=-1)


def loss_of_pairs(model: GPT, batch: Sequence[Pair], words: Vocabulary) -> Tensor:
    """Return the loss of finding each question's document in the batch, and the reverse.

    It is the cross-entropy in nats.
    """
    questions = embed(model, [one.question for one in batch], words)
    documents = embed(model, [one.document for one in batch], words)
    # Every other document of the batch is a wrong answer, so N pairs make N − 1 for each question.
    scores = questions @ documents.T / TEMPERATURE  # (N, N)
    own = torch.arange(len(batch), device=model.device)
    # Both ways: a document that is near to every question would not lose otherwise.
    return (F.cross_entropy(scores, own) + F.cross_entropy(scores.T, own)) / 2


def main() -> None:
    """Run the recipe."""
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    words = vocabulary("talk-4k")
    parent = load_checkpoint(options.parent, options.models)
    model, origin = parent.model.to(options.device).train(), parent.manifest.provenance
    optimisers = Optimisers.of(model, options.matrix_rate, options.embedding_rate)
    began, read, recent = time.monotonic(), 0, list[float]()
    for step in range(options.steps):
        places = range(step * options.pairs, (step + 1) * options.pairs)
        # By their places in a stream that depends on the seed alone.
        batch = [pair(options.seed, "train", place) for place in places]
        # The network in bfloat16; `embed` goes back to float32 for cosines over a small
        # temperature.
        with torch.autocast(torch.device(options.device).type, dtype=torch.bfloat16):
            loss = loss_of_pairs(model, batch, words)
        loss.backward()  # type: ignore[no-untyped-call]
        optimisers.step(rate_at(step, options.steps, warm_up=0.1, cool_down=0.6))
        recent.append(loss.item())
        read += sum(
            len(words.encode(one.question)) + len(words.encode(one.document)) for one in batch
        )
        if (step + 1) % 25 == 0 or step + 1 == options.steps:
            seconds = time.monotonic() - began
            left = seconds / (step + 1) * (options.steps - step - 1) / 60
            print(
                f"step {step + 1}/{options.steps}  loss {sum(recent) / len(recent):.3f}  "
                f"{left:.1f} min left",
                flush=True,
            )
            last, recent = sum(recent) / len(recent), []
    provenance = replace(
        origin,
        recipe="demo_kernel/lab/recipes/embedding.py",
        seed=options.seed,
        stage="embedding",
        step=options.steps,
        tokens_seen=origin.tokens_seen + read,
        parent=options.parent,
        seconds=round(origin.seconds + time.monotonic() - began, 1),
        measured={"contrastive_loss": round(last, 4)},
    )
    save_checkpoint(options.name, model, provenance, options.models)


if __name__ == "__main__":
    main()
