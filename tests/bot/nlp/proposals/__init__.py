"""Tests of bot.nlp.proposals."""
