"""Cards: a closed vocabulary of what the house may say, and how each platform shows it."""
