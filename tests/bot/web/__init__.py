"""Tests of the web: real Flask client, real core."""
