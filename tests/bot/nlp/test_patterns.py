"""Patterns compiled at their first use."""

from __future__ import annotations

import re

import pytest

from bot.nlp.patterns import Late, late
from tests.bot.nlp.bombs import patterns


def test_it_does_what_a_compiled_pattern_does() -> None:
    digits = late(r"(?P<number>\d+)万")
    assert digits.pattern == r"(?P<number>\d+)万"
    found = digits.search("预算50万")
    assert found
    assert found["number"] == "50"
    assert digits.sub("x", "50万和60万") == "x和x"
    assert digits.fullmatch("50万", 0, 3)
    assert not digits.match("预算50万")
    assert digits.flags == re.compile(digits.pattern).flags


def test_it_is_compiled_once_and_not_before() -> None:
    wrong = late("(")
    with pytest.raises(re.error):
        wrong.search("x")
    right = late("x")
    assert right.search is right.search


def test_every_pattern_of_the_extractor_compiles() -> None:
    every = dict(patterns())
    assert sum(isinstance(one, Late) for one in every.values()) > 400
    assert all(one.flags >= 0 for one in every.values())


def test_no_pattern_repeats_a_group_possessively() -> None:
    r"""The first releases of Python 3.11 go on from where an attempt failed: \d(?:\.\d+)?+ finds 3. in 3.元."""
    group = re.compile(r"(?<!\\)\)(?:[*+?]|\{[\d,]+\})\+")

    assert group.search("(?:,[0-9])*+")
    assert [name for name, one in patterns() if group.search(one.pattern)] == []
