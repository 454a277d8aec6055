"""Forty screenshots of our own making with what stands in them, and what reads them."""
