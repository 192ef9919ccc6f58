"""Run the network: engines, the scheduler that batches requests, sampling, generations."""
