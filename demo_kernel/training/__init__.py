"""Train while the audience watches: a few steps of gradient descent and updates from ranked answers."""
