"""The room: the state of a running talk, with no I/O and no clock in it.

`room` is the whole state machine; `state` joins its parts, `methods` answers what browsers ask.
`deck` is the deck as the room sees it, `effects` what the room asks its surroundings to do,
`limits` what it accepts from phones and presenters.
"""
