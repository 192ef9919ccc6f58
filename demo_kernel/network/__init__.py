"""Describe the network and hold its weights: shape, manifest, checkpoints, the reward head."""
