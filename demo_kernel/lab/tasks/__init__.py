"""Make problems with answers that a rule can check."""
