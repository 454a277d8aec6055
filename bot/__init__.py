"""The bot: hears chat platforms, decides with the core, answers with cards."""
