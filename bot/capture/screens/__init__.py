"""Screenshots of a chat, read into the messages in them: picture → lines of text → bubbles → one conversation."""
