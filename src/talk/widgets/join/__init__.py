"""How a phone joins the room: QR code, address, people so far."""
