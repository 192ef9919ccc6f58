"""What becomes of answers when one attention head is switched off."""
