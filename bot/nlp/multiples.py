"""A price times how many: 18一只，720. Such a number is money even without a currency, and the whole of what is bought."""

from __future__ import annotations

from collections.abc import Iterable

from bot.nlp import numbers

_LEAST = 100_00
"""In fen: what is less may be a count as well."""
_MOST = 1_000_000
"""Pieces that are counted one by one."""


def times(whole: int, one: int) -> int:
    """How often `one` is in `whole`, at least twice and without a rest; else 0."""
    return whole // one if 0 < one < whole and not whole % one else 0


def is_whole(amount: int, beside: Iterable[int], standing: Iterable[int], texts: Iterable[str]) -> bool:
    """A multiple of the price named right before it (`beside`), or of one that stands, as often as `texts` say."""
    if amount < _LEAST:
        return False
    last = list(beside)[-1:]
    if last and times(amount, last[0]):
        return True
    often = {count for one in (*last, *standing) if (count := times(amount, one))}
    return bool(often) and not often.isdisjoint(_numbers(texts))


def _numbers(texts: Iterable[str]) -> set[int]:
    read = (numbers.parse(run[0]) for text in texts for run in numbers.runs(text))
    return {int(number) for number in read if number and number == int(number) and 1 < number < _MOST}
