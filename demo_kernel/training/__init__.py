"""Train while the audience watches: gradient steps and updates from ranked answers."""
