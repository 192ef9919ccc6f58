"""Serve the model: sockets, dispatch of requests, the state that methods share, the rate limit."""
