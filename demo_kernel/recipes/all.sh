#!/bin/sh
# The whole story, from nothing to all checkpoints. Every line can be stopped and started again.
#   sh demo_kernel/recipes/all.sh [folder for the corpus and the states, default .work]
set -eu
work=${1:-.work}
python=${PYTHON:-python}

$python -m demo_kernel.corpus.generate --out "$work/corpus"            # the small world, written out
$python -m demo_kernel.recipes.tokenizer --corpus "$work/corpus"       # talk-4k: which pieces of cl100k it needs
$python -m demo_kernel.corpus.generate --out "$work/corpus"            # its manifest, counted in these pieces
$python -m demo_kernel.recipes.pretrain --corpus "$work/corpus" --work "$work"   # base: it continues documents
$python -m demo_kernel.recipes.baselines --corpus "$work/corpus"       # what bigrams, trigrams and xz reach
$python -m demo_kernel.recipes.sft --work "$work"                      # sft: it answers in turns
$python -m demo_kernel.recipes.sft --work "$work/second" --parent sft --conversations 240000 --seed 3 --matrix-rate 0.008   # goes on with others
$python -m demo_kernel.recipes.sft --work "$work/third" --parent sft --conversations 110000 --seed 5 --matrix-rate 0.003    # and with others again
$python -m demo_kernel.recipes.idk --work "$work"                      # idk: it says when it does not know
$python -m demo_kernel.recipes.unguarded --work "$work"                # unguarded: it follows orders in a page
$python -m demo_kernel.recipes.reward                                  # a reward model, from ranked toasts
$python -m demo_kernel.recipes.rlhf --work "$work"                     # rlhf, and over-1 … gone too far
$python -m demo_kernel.recipes.rl --work "$work"                       # rl: it has practised problems whose answers are known
$python -m demo_kernel.recipes.embedding                               # embedding: it finds the right document
$python -m demo_kernel.claims --card --json > slides/llm-101/figures/claims.json   # what all that is worth, for card and slides
$python tools/practice_figures.py                                      # the curves of chapter 9, for its slides
