"""Many samples of one problem, those that reach the known answer lit."""
