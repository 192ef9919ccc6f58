"""The demo kernel: a process that holds a language model and answers the widgets on the slides."""
