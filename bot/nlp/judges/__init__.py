"""Taught judges of single mentions: is this number the quantity, this day the deadline? They fill what the rules left open."""
