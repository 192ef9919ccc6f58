"""Serve the model: sockets, dispatch of requests, what the methods share, the limit on how often one may ask."""
