"""Problems with answers that a rule can check."""
