#!/bin/sh
# The whole story, from nothing to all checkpoints. Every line can be stopped and started again.
#   sh demo_kernel/lab/recipes/all.sh [folder for the corpus and the states, default .work]
#   DEVICE=cuda sh demo_kernel/lab/recipes/all.sh        the same on a GPU
set -eu
work=${1:-.work}
device=${DEVICE:-cpu}
python=${PYTHON:-python}
began=$(date +%s)

run() {
  $python -m "$@"
  echo "== $1 done, $(($(date +%s) - began)) s after the beginning"
}
train() {
  run "$@" --device "$device"
}
beside() {  # what nothing waits for: on a GPU it runs beside the next lines, two cores are busy with one of them
  if [ "$device" = cpu ]; then train "$@"; else train "$@" & started="${started:-} $!"; fi
}
all_of_them() {
  for process in ${started:-}; do wait "$process"; done
  started=
}

run demo_kernel.lab.corpus.generate --out "$work/corpus"             # the small world, written out
run demo_kernel.lab.recipes.tokenizer --corpus "$work/corpus"        # talk-4k: which pieces of cl100k it needs
run demo_kernel.lab.corpus.generate --out "$work/corpus"             # its manifest, counted in these pieces
train demo_kernel.lab.recipes.pretrain --corpus "$work/corpus" --work "$work"   # base: it continues documents
beside demo_kernel.lab.recipes.embedding                             # embedding: it finds the right document
train demo_kernel.lab.recipes.sft --work "$work"                     # sft: it answers in turns
train demo_kernel.lab.recipes.sft --work "$work/second" --parent sft --conversations 240000 --seed 3 --matrix-rate 0.008   # goes on with others
train demo_kernel.lab.recipes.sft --work "$work/third" --parent sft --conversations 110000 --seed 5 --matrix-rate 0.003    # and with others again
train demo_kernel.lab.recipes.sft --work "$work/fourth" --parent sft --conversations 240000 --seed 7 --matrix-rate 0.006 --rows 16 --keep 0.15   # and with those that a room missed
beside demo_kernel.lab.recipes.unguarded --work "$work"              # unguarded: it follows orders in a page
beside demo_kernel.lab.recipes.reward                                # a reward model, from ranked toasts
train demo_kernel.lab.recipes.idk --work "$work"                     # idk: it says when it does not know
all_of_them
beside demo_kernel.lab.recipes.rl --work "$work"                     # rl: it has practised problems whose answers are known
train demo_kernel.lab.recipes.rlhf --work "$work"                    # rlhf, and over-1 … gone too far
all_of_them

run demo_kernel.lab.recipes.baselines --corpus "$work/corpus"        # what bigrams, trigrams and xz reach
$python -m demo_kernel.claims --card --json > slides/llm-101/figures/claims.json   # what all that is worth, for card and slides
$python tools/practice_figures.py                                # the curves of chapter 9, for its slides
