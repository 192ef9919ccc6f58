"""The browsers' side of `talk present`: pages, files, the room's WebSocket, the server."""
