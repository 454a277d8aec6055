"""Tests of bot.nlp."""
