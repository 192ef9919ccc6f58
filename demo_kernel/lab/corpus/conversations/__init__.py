"""Write conversations for the training after pre-training.

They are written to the labelling instructions in corpus/instructions.md.
"""
