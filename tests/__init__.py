"""Tests: rooms mirror the packages; `stories` are scenarios, `house` looks after the house itself."""
