"""A model that calls a tool: the context, the call, the result, and on."""
