"""People rank a model's answers; a reward model learns to predict the ranking."""
