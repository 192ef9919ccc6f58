"""Present a deck: one process that serves stage, speaker and phones, and keeps the room.

`room` holds the state of the talk, with no I/O in it. `http` connects browsers to it, `kernel` the
language model, `journal` the disk. `loading` reads a deck for the room and the browsers, `reload`
reads it again after an edit, and `command` puts all of them together.
"""
