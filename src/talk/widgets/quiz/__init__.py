"""A question with a right answer, shown once the vote is closed."""
