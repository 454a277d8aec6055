"""Tests of `bot.capture.paste`."""
