"""How well single texts are read: right values by kind, over our own labelled lines (`tests/bot/nlp/corpus/entities`).

A value counts where it is one of those that the label allows, at characters that overlap: a length within three hundredths, an
amount or a measure by what it comes to, anything else letter for letter.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from benchmarks.agreement import Tally, pairs
from benchmarks.table import table
from bot.nlp import entities
from bot.nlp.entities import Entity
from tests.bot.nlp import chats

PARTS = ("dev", "test")
KINDS = ("date", "datetime", "date_range", "deadline", "duration", "money", "percentage", "quantity", "phone", "email")
_LINES = chats.CORPUS / "entities"
_SECONDS = {"Y": 31536000, "M": 2592000, "W": 604800, "D": 86400, "h": 3600, "m": 60, "s": 1}
_LENGTH = re.compile(r"([\d.]+)([YMWDhms])")
_IN_GRAMS = {
    "ug": "0.000001",
    "mg": "0.001",
    "g": "1",
    "克": "1",
    "kg": "1000",
    "公斤": "1000",
    "t": "1000000",
    "斤": "500",
    "两": "50",
}
_IN_METRES = {"mm": "0.001", "cm": "0.01", "m": "1", "米": "1", "km": "1000", "公里": "1000", "里": "500"}
_IN_LITRES = {"ml": "0.001", "毫升": "0.001", "l": "1", "升": "1"}
_UNITS = {
    unit: (base, Decimal(size))
    for base, sizes in (("g", _IN_GRAMS), ("m", _IN_METRES), ("L", _IN_LITRES))
    for unit, size in sizes.items()
}
_A_MONTH = 31

Row = Mapping[str, Any]
T = TypeVar("T")


def run() -> str:
    """The development part, which was looked at, beside the test part, whose texts are not read."""
    told = {part: judged(part) for part in PARTS}
    rows = [_row(kind, [told[part][kind] for part in PARTS]) for kind in KINDS]
    return table(["kind", *(f"{part} {name}" for part in PARTS for name in ("gold", "P", "R", "F1"))], [*rows, _all(told)])


def load(part: str) -> list[Row]:
    return [json.loads(line) for line in (_LINES / f"{part}.jsonl").read_text("utf-8").splitlines()]


def judged(part: str) -> dict[str, Tally]:
    """By kind."""
    tallies: defaultdict[str, Tally] = defaultdict(Tally)
    for row in load(part):
        for kind, right, wanted, found in _of_line(row):
            tallies[kind].add(right, wanted, found)
    return tallies


def together(tallies: Mapping[str, Tally]) -> Tally:
    whole = Tally()
    for one in tallies.values():
        whole.add(one.right, one.wanted, one.found)
    return whole


def _of_line(row: Row) -> Iterator[tuple[str, int, int, int]]:
    """(kind, right, wanted, found): a find counts for the kind of the label that it answers, else for its own."""
    told = entities.find(row["text"], datetime.fromisoformat(row["reference_time"]))
    found = [one for one in told if one.kind in row["kinds"]]
    wanted = [label for label in row["entities"] if not label.get("ignore")]
    right_ones = pairs(wanted, found, lambda label, one: _at(one, label) and right(label, one.kind, one.value))
    missed, left = _without(wanted, (label for label, _ in right_ones)), _without(found, (one for _, one in right_ones))
    near = pairs(missed, left, lambda label, one: _at(one, label) and one.kind in _kinds(label))
    yield from ((label["type"], 1, 1, 1) for label, _ in right_ones)
    yield from ((label["type"], 0, 1, 1) for label, _ in near)
    yield from ((label["type"], 0, 1, 0) for label in _without(missed, (label for label, _ in near)))
    skipped = [label for label in row["entities"] if label.get("ignore")]
    for one in _without(left, (one for _, one in near)):
        yield one.kind, 0, 0, int(not any(_at(one, label) for label in skipped))


def _without(every: Iterable[T], some: Iterable[T]) -> list[T]:
    gone = list(some)
    return [one for one in every if one not in gone]


def _at(one: Entity, label: Row) -> bool:
    return bool(one.start < label["end"] and label["start"] < one.end)


def _kinds(label: Row) -> set[str]:
    return {label["type"], *label.get("alt_types", ())}


def right(label: Row, kind: str, value: str) -> bool:
    """Whether a label allows this value; one of another kind that it allows must end on the same day."""
    if kind not in _kinds(label):
        return False
    if kind != label["type"]:
        return any(_days(each)[1] == _days(value)[1] for each in label["values"])
    return any(_same(label, each, value) for each in label["values"])


def _same(label: Row, wanted: str, value: str) -> bool:
    how = _BY_KIND.get(label["type"])
    if how:
        return bool(how(label, wanted, value))
    return wanted == value


def _same_time(label: Row, wanted: str, value: str) -> bool:
    if wanted == value or (label["type"] in ("datetime", "deadline") and wanted[:16] == value[:16]):
        return True
    if label["type"] == "deadline" and len(wanted) == len("2026-11-24") and value.startswith(wanted):
        return True
    (first, last), (low, high) = _days(wanted), _days(value)
    if not (last and high):
        return False
    if label.get("match") == "near":
        return abs((last - high).days) <= label.get("tol_days", 3)
    if label.get("match") != "overlap" or not first:
        return False
    low = low or high
    return low <= last and first <= high and (high - low).days <= 2 * (last - first).days + _A_MONTH


def _days(value: str) -> tuple[date | None, date | None]:
    """First and last day; None for an open end, or where it is no time."""
    first, to, last = value.partition("/")
    ends = [first, last if to else first]
    try:
        low, high = (date.fromisoformat(end[:10]) if end else None for end in ends)
    except ValueError:
        return None, None
    return low, high


def _same_length(_label: Row, wanted: str, value: str) -> bool:
    one, other = _lengths(wanted), _lengths(value)
    return len(one) == len(other) and all(abs(a - b) <= Decimal("0.03") * max(a, b) for a, b in zip(one, other, strict=True))


def _lengths(value: str) -> list[Decimal]:
    """Seconds, of both ends of a range."""
    return [_seconds(end) for end in re.split(r"/|\.\.", value)]


def _seconds(length: str) -> Decimal:
    if length.startswith("S"):
        return Decimal(length[1:])
    days, _, clock = length.partition("T")
    pieces = _LENGTH.findall(days) + _LENGTH.findall(clock.lower())
    return sum((Decimal(number) * _SECONDS[unit] for number, unit in pieces), Decimal(0))


def _same_money(label: Row, wanted: str, value: str) -> bool:
    one, other = _amounts(wanted), _amounts(value)
    return one[1] == other[1] and (one[0] == other[0] or (label.get("match") == "low" and one[0][0] == other[0][0]))


def _amounts(value: str) -> tuple[list[Decimal], str]:
    amount, _, currency = value.rpartition(" ")
    return [Decimal(end) for end in amount.split("..") if end], currency


def _same_share(_label: Row, wanted: str, value: str) -> bool:
    return wanted == value or (".." not in wanted + value and Decimal(wanted.rstrip("%")) == Decimal(value.rstrip("%")))


def _same_measure(_label: Row, wanted: str, value: str) -> bool:
    return _measured(wanted) == _measured(value)


def _measured(value: str) -> tuple[str, Decimal]:
    number, _, unit = value.partition(" ")
    base, size = _UNITS.get(unit.lower(), (unit, Decimal(1)))
    return base, Decimal(number) * size


def _same_phone(_label: Row, wanted: str, value: str) -> bool:
    return wanted.lstrip("0").removeprefix("86") == value.lstrip("0").removeprefix("86")


_BY_KIND = {
    "duration": _same_length,
    "money": _same_money,
    "percentage": _same_share,
    "quantity": _same_measure,
    "phone": _same_phone,
    **dict.fromkeys(("date", "datetime", "date_range", "deadline"), _same_time),
}


def _row(name: str, tallies: Sequence[Tally]) -> list[str]:
    cells = [name]
    for one in tallies:
        cells += [f"{one.wanted}", *(f"{share:.3f}" for share in (one.precision, one.recall, one.f1))]
    return cells


def _all(told: Mapping[str, Mapping[str, Tally]]) -> list[str]:
    return _row("micro", [together(told[part]) for part in PARTS])
