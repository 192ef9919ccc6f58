"""The wire: every message between browser, room and kernel is a typed method defined here.

`jsonrpc` has the envelopes and error codes, `session` the state machine without I/O,
`methods/<noun>` the parameters, results and events of each method, `registry` the list of them all.
"""
