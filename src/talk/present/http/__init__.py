"""The browsers' side of `talk present`: pages and files, the room's WebSocket, and the server itself."""
