"""Tests of `bot.capture`."""
