"""Tests of `bot.processes`: real processes, ended by their ids."""
