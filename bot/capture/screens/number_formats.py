"""What a cell of a workbook shows: its value, as its number format writes it. Pure.

Formats are those of ECMA-376 part 1, 18.8.30 and 18.8.31, with what Chinese Excel adds to them (万 by `0!.0,`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal, localcontext

_MONTH, _DAY = 'yyyy"年"m"月"', 'yyyy"年"m"月"d"日"'
DAYS_OF_EAST_ASIA = {number: _MONTH if number in (27, 36, 50, 52, 57) else _DAY for number in (*range(27, 37), *range(50, 59))}
"""Formats that have a number only, and no words in the file: 2026年12月20日, typed into a cell in China, gets 31."""

_PART = re.compile(r'"([^"]*)"|[\\!](.)|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]|_.|\*.|([0#?])|(\.)|(,)|(.)', re.S)
_LITERAL = re.compile(r'"[^"]*"|[\\!].|\[[^\]]*\]|_.|\*.')
_NOT_DECIMAL = re.compile(r"/|E[+-]|@", re.I)
_NOTHING = ";;;"
"""The format of a cell whose value is not to be seen."""
_LONGEST = 255
"""Characters of a format: Excel takes no more."""


def shown(value: object, number_format: str) -> str:
    """0.13 as 13%, 45,000.00 as ¥45,000.00, 123456 as 12.3万, a day as 2026-12-20, a month as 2026年12月. Formats of a locale,
    of fractions and of powers are shown plainly.
    """
    if number_format == _NOTHING:
        return ""
    if isinstance(value, datetime):
        return _moment(value, _LITERAL.sub("", number_format).lower())
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    if not math.isfinite(value):
        return ""
    with localcontext() as here:
        here.rounding = ROUND_HALF_UP
        return _number(value, number_format[:_LONGEST].split(";")[0])


def _moment(value: datetime, form: str) -> str:
    if "y" in form and "d" not in form:
        return f"{value.year}年{value.month}月"
    return value.isoformat(" ", "minutes") if value.time() != value.time().min else value.date().isoformat()


def _number(value: float, form: str) -> str:
    parts = list(_PART.finditer(form))
    digits = [place for place, part in enumerate(parts) if part[4]]
    if not digits or _NOT_DECIMAL.search(_LITERAL.sub("", form)):
        return f"{Decimal(f'{value:.11g}'):f}"
    point = next((place for place, part in enumerate(parts) if part[5]), len(parts))
    whole, behind = ([place for place in digits if (place > point) == after] for after in (False, True))
    commas = [place for place, part in enumerate(parts) if part[6]]
    thousands = [place for place in commas if place > digits[-1] or (whole and whole[-1] < place < point)]
    exact = Decimal(str(value)) * (100 if any(part[7] == "%" for part in parts) else 1) / 1000 ** len(thousands)
    number, _, rest = f"{abs(exact):.{len(behind)}f}".partition(".")
    while behind and rest.endswith("0") and parts[behind[-1]][4] != "0":
        behind, rest = behind[:-1], rest[:-1]
    number = number.zfill(sum(parts[place][4] == "0" for place in whole))
    grouped = len(commas) > len(thousands)
    told = dict(_placed(f"{int(number):,}" if grouped else number, whole, grouped) if whole else ())
    told |= {place: digit for place, digit in zip(behind, rest, strict=True)}
    if rest:
        told[point] = "."
    first = min(told, default=0)
    return "".join(
        ("-" if value < 0 and place == first else "") + (told.get(place) or _literal(part)) for place, part in enumerate(parts)
    ).strip()


def _placed(number: str, places: Sequence[int], grouped: bool) -> Iterator[tuple[int, str]]:
    """A digit each, the first has what is over: what stands between them stays there (`0!.0,`)."""
    over = len(number) - len(places) + 1
    if grouped or over < 1:
        yield places[0], number
        return
    yield places[0], number[:over]
    yield from zip(places[1:], number[over:], strict=True)


def _literal(part: re.Match[str]) -> str:
    return part[1] or part[2] or part[3] or part[7] or ""
