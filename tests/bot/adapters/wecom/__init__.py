"""Tests of `wecom`."""
