"""Conversations for the stages after pre-training, written to the labelling instructions in corpus/instructions.md."""
