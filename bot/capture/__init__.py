"""What a rep hands over, a pasted text or screenshots, read into the messages that were said. Pure."""
