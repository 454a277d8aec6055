"""Lengths of time (时长): 两年零三个月, 一个半小时, 三到六个月, 90分钟; and the moment that lies so far from another."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from bot.nlp import numbers
from bot.nlp.days import Now, add_months, working_days
from bot.nlp.patterns import late

Amount = tuple[tuple[str, Decimal], ...]
"""Units of `_UNITS`, and how many of each."""

_N = r"(?:\d{1,4}(?:\.\d{1,2})?|十?几[十百]?|[零一二两俩仨三四五六七八九十百千廿卅]{1,6}(?:几|点[零一二三四五六七八九]{1,2})?)"
_UNITS = {
    "C": r"(?<=个)世纪",
    "Y": r"(?<=个)年头|(?<!个)年(?![级代度产薪终底初末报])|周年(?!庆)|years?(?![a-z])",
    "Q": r"季度",
    "M": r"(?:(?<=[个半把俩仨])|(?<=[个半] ))月|months?(?![a-z])",
    "W": r"(?:周|星期|礼拜)(?![岁年一二三四五六日天末报])|weeks?(?![a-z])",
    "B": r"工作日|交易日",
    "D": r"天(?![然生气津]|到晚)|日(?=(?:[之以]?内|[之以]?后)(?![部容]))|days?(?![a-z])"
    r"|(?:(?<=[4-9]\d)|(?<=3[2-9])|(?<=\d\d\d))日(?![元币圆])",
    "H": r"小时|钟头|h(?![a-z])|粒钟|(?:hours?|hrs?)(?![a-z])|(?:(?<=[个半])|(?<=[个半] ))钟",
    "K": r"刻钟",
    "N": r"(?:mins?|minutes?)(?![a-z])|分钟|分(?![之公析店贝期类红享])",
    "L": r"毫秒|ms(?![a-z])",
    "S": r"秒钟?|(?:secs?|seconds?)(?![a-z])",
}
_SECONDS: dict[str, int | Decimal] = {
    "C": 3153600000,
    "Y": 31536000,
    "Q": 7776000,
    "M": 2592000,
    "W": 604800,
    "B": 86400,
    "D": 86400,
    "H": 3600,
    "K": 900,
    "N": 60,
    "S": 1,
    "L": Decimal("0.001"),
}
_PIECE = late(
    rf"(?:(?P<low>{_N}) ?(?P<to>-{{1,2}}|~|到|至|、) ?)?"
    r"(?:(?P<of>[二三四五六八十])分之(?P<part>[一二三四五六七])个?"
    rf"|(?P<n>{_N})[多来]? ?整?(?:个(?P<mid>半)?)?|(?P<half>半)个?|个(?P<some>半|把)) ?"
    rf"(?:{'|'.join(f'(?P<{key}>{names})' for key, names in _UNITS.items())})"
    r"(?P<tail>半(?:(?<=分半)钟)?(?![天日年月个径])|多)?"
)
_GLUE = late(r" ?[零又加外、]? ?")
_TO = late(r" ?(?:以上|到|至|-{1,2}|~) ?")
_HALF = Decimal("0.5")
_TEN_OR_FIFTEEN = late(r"十天半个?月")
_OF_THINGS = str.maketrans("俩仨", "两三")
_MOST = 1900
"""From here on a number is a year."""


class Length(NamedTuple):
    """From `low` to `high`, the same where one length was said. `vague`: 分 alone, which may be a score."""

    low: Amount
    high: Amount
    end: int
    vague: bool = False

    @property
    def value(self) -> str:
        """ISO 8601: P2Y3M, PT1.5H, P3M/P6M for a range."""
        return iso(self.low) if self.low == self.high else f"{iso(self.low)}/{iso(self.high)}"

    @property
    def by_clock(self) -> bool:
        """Counted in hours or less."""
        return any(unit in "HKNSL" for unit, _ in self.high)

    @property
    def unit(self) -> str:
        return self.high[0][0]


def read(text: str, at: int) -> Length | None:
    """The length that begins here, or None."""
    few = _TEN_OR_FIFTEEN.match(text, at)
    if few:
        return Length((("D", Decimal(10)),), (("D", Decimal(15)),), few.end())
    one = _compound(text, at)
    to = _TO.match(text, one.end) if one else None
    other = _compound(text, to.end()) if to else None
    if one is None or other is None or seconds(other.low) <= seconds(one.high):
        return one
    below = text.startswith("以下", other.end)
    return Length(one.low, other.high, other.end + 2 * below)


def _compound(text: str, at: int) -> Length | None:
    pieces: list[Length] = []
    while len(pieces) < 6:
        begin = _GLUE.match(text, pieces[-1].end).end() if pieces else at  # type: ignore[union-attr]
        piece = _piece(text, begin)
        if piece is None or (pieces and piece.unit in {one.unit for one in pieces}):
            break
        pieces.append(piece)
    if not pieces:
        return None
    low, high = tuple(p for one in pieces for p in one.low), tuple(p for one in pieces for p in one.high)
    return Length(low, high, pieces[-1].end, len(pieces) == 1 and pieces[0].vague)


def _piece(text: str, at: int) -> Length | None:
    m = _PIECE.match(text, at)
    if m is None:
        return None
    unit = next(key for key in _UNITS if m[key])
    many = _many(m["low"], m["n"], m["to"] or "") if m["n"] else _part(m)
    if many is None or many[1] >= _MOST:
        return None
    more = _HALF if m["mid"] or m["some"] == "半" or (m["tail"] or "")[:1] == "半" else Decimal(0)
    low, high = (((unit, number + more),) for number in many)
    return Length(low, high, m.end(), m["N"] == "分" and not m["tail"])


def _part(m: re.Match[str]) -> tuple[Decimal, Decimal]:
    """半个, 四分之三; 个半 and 个把 are one (and a half)."""
    said = _HALF if m["half"] else Decimal(1)
    if m["of"]:
        said = (numbers.parse(m["part"]) or said) / (numbers.parse(m["of"]) or said)
    return said, said


@lru_cache(maxsize=1024)
def _many(low: str | None, n: str, to: str) -> tuple[Decimal, Decimal] | None:
    """两三 is 2 and 3, with 三到 before 六 it is 3 and 6; 七、八 are 7 and 8, but 1、5 is a list."""
    said = numbers.span(n.translate(_OF_THINGS))
    if said is None or said[1] is None or (low and to == "、" and not numbers.neighbours(low, n)):
        return None
    if not low:
        return said[0], said[1]
    first = numbers.parse(low)
    return (first, said[1]) if first is not None and first < said[1] else None


def seconds(amount: Amount) -> Decimal:
    """A year of 365 days, a month of 30."""
    return sum((number * _SECONDS[unit] for unit, number in amount), Decimal(0))


_WRITTEN_AS = {
    "C": ("Y", Decimal(100)),
    "Q": ("M", Decimal(3)),
    "B": ("D", Decimal(1)),
    "K": ("N", Decimal(15)),
    "L": ("S", Decimal("0.001")),
}


def iso(amount: Amount) -> str:
    """ISO 8601; centuries are 100 years, quarters three months, quarters of an hour 15 minutes, working days plain days."""
    parts: dict[str, Decimal] = {}
    for unit, number in amount:
        letter, factor = _WRITTEN_AS.get(unit, (unit, Decimal(1)))
        parts[letter] = parts.get(letter, Decimal(0)) + number * factor
    days, clock = (_letters(parts, letters) for letters in ("YMWD", "HNS"))
    return f"P{days}{'T' if clock else ''}{clock}"


def _letters(parts: dict[str, Decimal], letters: Iterable[str]) -> str:
    return "".join(f"{parts[letter].normalize():f}{letter.replace('N', 'M')}" for letter in letters if letter in parts)


def moved(now: Now, amount: Amount, sign: int = 1) -> datetime:
    """The moment that lies an amount after `now.at` (sign -1: before). Raises OverflowError or ValueError."""
    at = now.at
    for unit, number in amount:
        at = _step(now, at, unit, number * sign)
    return at


def _step(now: Now, at: datetime, unit: str, number: Decimal) -> datetime:
    if unit == "B":
        return datetime.combine(working_days(at.date(), int(number), now.works), at.time(), at.tzinfo)
    months = number * {"C": 1200, "Y": 12, "Q": 3, "M": 1}.get(unit, 0)
    if months:
        there = datetime.combine(add_months(at.date(), int(months)), at.time(), at.tzinfo)
        return there + timedelta(days=float(months - int(months)) * 30)
    return at + timedelta(seconds=float(number * _SECONDS[unit]))
