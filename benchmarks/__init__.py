"""Measurements of our own time and size, beside something everybody knows. Never part of the tests."""
