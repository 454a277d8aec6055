"""Tests of `llm`, and its stand-in."""
