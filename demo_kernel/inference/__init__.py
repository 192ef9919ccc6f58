"""Run the network: engines, the scheduler that batches requests, sampling, and the state of each generation."""
