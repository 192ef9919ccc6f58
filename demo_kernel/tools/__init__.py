"""Run the tools that a chat model may call."""
