"""The language model's side of `talk present`: the kernel's process, and the one link to it."""
