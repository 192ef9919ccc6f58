"""The room: the state of a running talk, with no I/O and no clock in it.

`room` is the whole state machine. `deck` is the deck as the room sees it, `effects` what the room asks
its surroundings to do, `limits` what it accepts from phones and presenters.
"""
