"""The room's questions, most wanted first, for the end of a talk."""
