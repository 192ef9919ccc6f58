"""The same prompt at every moment of a training, sampled anew at each."""
