"""Read the transcripts that `talk record` wrote.

In: a `Deck` and the files of its `recordings/` folder. Out: for each widget the recorded answers to
its prepared requests, what is missing or damaged, and why recordings are out of date.
"""
