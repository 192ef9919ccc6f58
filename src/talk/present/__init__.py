"""`talk present`: one process that serves stage, speaker and phones, and keeps the room.

`room` is the state machine without I/O; `facts` what it knows of the deck, `outputs` what it says, `bounds`
what phones may ask of it. Around it: `app` (HTTP and websockets), `fanout` (a queue and a writer per socket),
`kernel_link`, `supervise` (the kernel's process), `journal` (SQLite), `reload`, and `command`, which puts
them together.
"""
