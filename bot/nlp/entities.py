"""What a single text names: times, money, shares, measures, phones and addresses, each in its plain form (NLP.md 5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from bot.nlp import contacts, money, percents, quantities, times
from bot.nlp.text import normalise


@dataclass(frozen=True, slots=True)
class Entity:
    """`kind`: date, datetime, date_range, deadline, duration, money, percentage, quantity, phone or email.

    `text` is cut from the text as it was written, `start` and `end` are its code points. `value`: ISO days, moments, ranges and
    durations; 500000 CNY or 100000..150000 CNY; 15%; 20 kg; digits; an address in lower case.
    """

    kind: str
    text: str
    value: str
    start: int
    end: int


_Found = tuple[str, str, int, int]
"""kind, value, start, end"""
_WINDOW = 4000
"""Characters that are read in one piece."""


def find(text: str, at: datetime) -> list[Entity]:
    """Every entity in the order of the text, none overlapping; relative times are resolved against `at`. Never raises.

    Where two readings claim the same characters, an address or a number to call goes before a time, a time before money,
    money before a share, a share before a measure.
    """
    found = [
        (kind, value, left + start, left + end) for left, part in _windows(text) for kind, value, start, end in _read(part, at)
    ]
    return [Entity(kind, text[start:end], value, start, end) for kind, value, start, end in found]


def _windows(text: str) -> Iterator[tuple[int, str]]:
    """Where a piece begins, and the piece normalised: a long text is cut at the ends of its sentences, so that time grows
    with its length only."""
    left, plain_text = 0, normalise(text)
    while len(plain_text) - left > _WINDOW:
        cut = max(plain_text.rfind(mark, left + _WINDOW // 2, left + _WINDOW) for mark in "\n。;!?,") + 1
        right = cut or left + _WINDOW
        yield left, plain_text[left:right]
        left = right
    yield left, plain_text[left:]


def _read(text: str, at: datetime) -> list[_Found]:
    taken = bytearray(len(text))
    kept: list[_Found] = []
    for reading in (_addresses(text), _times(text, at), _money(text), _shares(text), _measures(text)):
        for found in reading:
            start, end = found[2:]
            if not any(taken[start:end]):
                taken[start:end] = b"\x01" * (end - start)
                kept.append(found)
    return sorted(kept, key=lambda found: found[2:])


def _addresses(text: str) -> Iterator[_Found]:
    for address, start, end in contacts.emails(text):
        yield "email", address, start, end
    for digits, start, end in contacts.phones(text):
        yield "phone", digits, start, end


def _times(text: str, at: datetime) -> Iterator[_Found]:
    for timed in times.find(text, at):
        yield timed.kind, timed.value, timed.start, timed.end


def _money(text: str) -> Iterator[_Found]:
    for one in money.find(text):
        if one.sure:
            yield "money", money.iso(one), one.start, one.end


def _shares(text: str) -> Iterator[_Found]:
    for share in percents.find(text):
        yield "percentage", f"{plain(share.value)}%", share.start, share.end


def _measures(text: str) -> Iterator[_Found]:
    for measure in quantities.find(text):
        yield "quantity", f"{plain(measure.number)} {measure.unit}", measure.start, measure.end


def plain(number: Decimal) -> str:
    """Without an exponent, without zeros that say nothing: 9.9, 500000."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
