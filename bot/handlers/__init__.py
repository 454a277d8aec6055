"""What the bot does when something happens: one verb a file."""
