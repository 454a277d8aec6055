"""Numerals as people type them: 三十五, 96万8, 1.2个亿, 1w5, 二三十万, 十几万. Exact (Decimal) or None; never a guess."""

from __future__ import annotations

import re
from decimal import Decimal

_DIGIT = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_DIGIT |= {c: i for i, c in enumerate("壹贰叁肆伍陆柒捌玖", start=1)}
_SCALES = (("亿", 10**8), ("万", 10**4), ("千", 10**3), ("百", 10**2), ("十", 10))
_SAME = str.maketrans({"w": "万", "k": "千", "拾": "十", "佰": "百", "仟": "千", "萬": "万", "億": "亿"})

LONGEST = 24
"""No numeral of a chat has more characters; a longer run is noise."""

DIGITS = "零一二两三四五六七八九壹贰叁肆伍陆柒捌玖"
ARABIC = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
_SCALE = r"(?:个亿|[十百千万亿拾佰仟]|[wk](?![a-z]))"
NUMERAL = rf"(?<![十拾百佰千仟])(?:{ARABIC}|[{DIGITS}十拾])(?:[多几来余]?{_SCALE}|{ARABIC}|[{DIGITS}])*"
"""A regex for a run that may be a numeral; `parse` and `span` decide."""

_PLAIN = re.compile(rf"{ARABIC}\Z")
_VAGUE = re.compile(r"[多几来余](?=[十百千万亿])")
_TWO_DIGITS = re.compile(r"(?P<head>.*十)?(?P<a>[一二两三四五六七八])(?P<b>[二三四五六七八九])(?P<tail>[十百千]?[万亿]?)\Z")


def parse(text: str) -> Decimal | None:
    """The number, or None for what is not one numeral (or may be read in two ways: 96万85)."""
    return _value(text.translate(_SAME).replace("个亿", "亿")) if len(text) <= LONGEST else None


def _value(text: str) -> Decimal | None:
    for mark, unit in _SCALES:
        head, found, tail = text.rpartition(mark) if unit == 10**8 else text.partition(mark)
        if found:
            return _scaled(head, unit, tail)
    return _digits(text)


def _scaled(head: str, unit: int, tail: str) -> Decimal | None:
    if not head and unit != 10:
        return None
    many, rest = (_value(head) if head else Decimal(1)), _tail(tail, unit)
    if many is None or rest is None or (unit <= 1000 and many >= 1000):
        return None
    return many * unit + rest


def _tail(text: str, unit: int) -> Decimal | None:
    """What follows a scale: nothing, 8 (of 96万8: one scale lower), 零五百, 两千."""
    if not text:
        return Decimal(0)
    if len(text) == 1 and unit > 10:
        digit = _digits(text)
        return None if digit is None else digit * unit / 10
    rest = _value(text.lstrip("零") or "零")
    if rest is None or rest >= unit:
        return None
    written_out = text[0] == "零" or not text.isdigit() or len(text) == len(str(unit)) - 1
    return rest if written_out else None


def _digits(text: str) -> Decimal | None:
    if _PLAIN.match(text):
        return Decimal(text.replace(",", ""))
    if not text or any(c not in _DIGIT for c in text) or (len(text) > 1 and len(text) != 4):
        return None
    return Decimal("".join(str(_DIGIT[c]) for c in text))


def span(text: str) -> tuple[Decimal, Decimal, bool] | None:
    """(low, high, vague) of one run: 二三十万 is 20..30万, 十几万 10..20万, 20多万 20..20万 vague."""
    if len(text) > LONGEST:
        return None
    same = text.translate(_SAME).replace("个亿", "亿")
    vague = _VAGUE.search(same)
    if vague:
        return _vague(same, vague)
    two = _TWO_DIGITS.match(same)
    if two and _DIGIT[two["a"]] < _DIGIT[two["b"]]:
        low, high = (_value(f"{two['head'] or ''}{two[digit]}{two['tail']}") for digit in "ab")
        return (low, high, True) if low is not None and high is not None else None
    exact = _value(same)
    return (exact, exact, False) if exact is not None else None


def _vague(text: str, found: re.Match[str]) -> tuple[Decimal, Decimal, bool] | None:
    low = _value(text[: found.start()] + text[found.end() :])
    if low is None:
        return None
    if found[0] != "几":
        return low, low, True
    step = _value(text[found.start() - 1 : found.start()] + text[found.end() :]) if found.start() == 1 else None
    return (low, low + step, True) if step is not None and text[0] == "十" else None
