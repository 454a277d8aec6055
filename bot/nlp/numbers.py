"""Numerals as people type them: 三十五, 96万8, 1.2个亿, 1w5, 二三十万, 十几万. Exact (Decimal) or nothing; never a guess."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from bot.nlp.patterns import late

_DIGIT = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_DIGIT |= {c: i for i, c in enumerate("壹贰叁肆伍陆柒捌玖", start=1)}
_AS_DIGIT = _DIGIT | {c: i for i, c in enumerate("0123456789")}
_SCALES = (("兆", 10**12), ("亿", 10**8), ("万", 10**4), ("千", 10**3), ("百", 10**2), ("十", 10))
_SIZE = dict(_SCALES)
_SAME = str.maketrans(
    {"w": "万", "k": "千", "拾": "十", "佰": "百", "仟": "千", "数": "几", " ": "", "廿": "二十", "卅": "三十"}
)

LONGEST = 24
"""No numeral of a chat has more characters; a longer run is noise."""

DIGITS = "".join(_DIGIT)
ARABIC = r"(?:\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)"
_SCALE = r"(?:个多?亿|[十百千万亿拾佰仟]|[wk](?![a-z])|兆(?=元|[日韩台]|[一二三四五六七八九]))"
_AHEAD = "十拾百佰千仟万亿几半"
_MARKS = _AHEAD + "数"
"""总数15万 is no number of tens."""
_ARABIC_RUN = (
    rf"\d(?<![\d.{_AHEAD}].)\d*+(?>(?:(?<!\d{{4}})(?>(?:,\d{{3}})+)(?!\d))?)(?>(?:\.\d++)?)(?!\.\d)(?>(?:点\d++(?=[万亿]))?)"
)
_WORD_ENDS = r"(?<=[统唯同单]一.)|(?<=万一.)"
_CHINESE_RUN = (
    rf"[{DIGITS}十拾廿卅几数半上近过超逾破](?:(?<![\d.{DIGITS}{_MARKS}].)(?<![统唯同单]一)|{_WORD_ENDS}|(?<=^.))"
    rf"(?:(?<=[{DIGITS}十拾廿卅])|(?<=[几数])(?=[十百千万亿拾佰仟]|个亿)|(?<=[上近过超逾破])(?=[百千万亿])|(?<=半)(?=个亿))"
)
_SOME_RUN = rf"(?<![\d{DIGITS}{_MARKS}个w])[百千万]把(?=[块元台个件张套人斤米])"
NUMERAL = (
    rf"(?:{_ARABIC_RUN}|{_SOME_RUN}|{_CHINESE_RUN})(?>(?:[多几来余数]?{_SCALE}|(?<=\d) (?=[万亿](?![一科达]))"
    rf"|(?:(?<=[十百千万亿拾佰仟wk])|(?<=[千万亿]零)){ARABIC}|[{DIGITS}]|(?<=[十拾])几|点(?=[{DIGITS}](?![十百千拾佰仟])))*)"
)
"""A regex for a run that may be a numeral, never begun in the middle of one; `parse` and `span` decide. Its groups are atomic,
not repeated possessively: the first releases of Python 3.11, Debian 12's among them, misread those.
"""

_RUN = late(NUMERAL)
_GLUED = late(r"[a-z#_]\Z|(?<![\da-z])[a-z]{1,10}-\Z")
_GLUE = frozenset("abcdefghijklmnopqrstuvwxyz#_-")
_JOIN = late(r"\s?(?:到|至|--?|~)\s?")
_PLAIN = late(rf"{ARABIC}\Z")
_MORE = late(r"[多来余](?=[十百千万亿])")
_SOME = late(r"(?P<head>.*?)几(?P<step>[十百千]?)(?P<big>[万亿]*)\Z")
_OPEN = late(r"(?P<how>[上近过超逾破])(?=[百千万亿])")
_TWO_DIGITS = late(r"(?P<head>.*[十百千万])?(?P<pair>[一二两三四五六七八][两二三四五六七八九])(?P<tail>[十百千]?[万亿]?)\Z")
_NEIGHBOURS = ("一二", "一两", "两三", "二三", "三四", "四五", "五六", "六七", "七八", "八九", "三五")
_BIG = late(r"[万亿]+")
_FIRST_SCALE = late(r"(?P<small>[十百千]?)(?P<big>[万亿]+)|(?P<only>[十百千])")


class Span(NamedTuple):
    """What a run says: from `low` to `high` (None: open), the same for one number; `vague`: not meant to the last digit."""

    low: Decimal
    high: Decimal | None
    vague: bool

    @property
    def single(self) -> bool:
        return self.low == self.high


def runs(text: str) -> Iterator[re.Match[str]]:
    """Every run of normalised text that may be a numeral, in order."""
    return _RUN.finditer(text)


def joined(text: str) -> Iterator[tuple[re.Match[str], re.Match[str] | None]]:
    """Every run, with the run before it where 到, 至, - or ~ is all that stands between: 10到20万, 5-8公斤."""
    before: re.Match[str] | None = None
    for run in runs(text):
        yield run, before if before and _JOIN.fullmatch(text, before.end(), run.start()) else None
        before = run


def glued(text: str, start: int) -> bool:
    """Whether digits that begin here belong to a name: p12, sv-700, #3; not the second of 20k-30k."""
    return text[start - 1 : start] in _GLUE and start > 0 and bool(_GLUED.search(text, max(0, start - 12), start))


def parse(text: str) -> Decimal | None:
    """The number, or None for what is not one numeral (or may be read in two ways: 96万85)."""
    return _value(_plain(text)) if len(text) <= LONGEST else None


def _plain(text: str) -> str:
    return text.translate(_SAME).replace("个", "")


def _value(text: str) -> Decimal | None:
    whole, point, fraction = text.partition("点")
    if point and _all_digits(fraction):
        return _with_fraction(_value(whole), fraction)
    for mark, unit in _SCALES:
        head, found, tail = text.rpartition(mark) if unit == 10**8 else text.partition(mark)
        if found:
            return _scaled(head, unit, tail)
    return _digits(text)


def _all_digits(text: str) -> bool:
    return bool(text) and all(c in _DIGIT or c in "0123456789" for c in text)


def _with_fraction(whole: Decimal | None, fraction: str) -> Decimal | None:
    return None if whole is None else whole + Decimal("0." + arabic(fraction))


def arabic(text: str) -> str:
    """Chinese digits one by one: 七五 is 75."""
    return "".join(str(_DIGIT.get(c, c)) for c in text)


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
        if text == "两":  # a weight, or the first of 两台: the elliptic two is 二
            return None
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
    return Decimal(arabic(text))


def span(text: str) -> Span | None:
    """What one run says: 二三十万 is 20..30万, 几十万 10..100万, 上百万 100万 and more, 20多万 20万 and vague."""
    return _span(text) if len(text) <= LONGEST else None


@lru_cache(4096)
def _span(text: str) -> Span | None:
    same = _plain(text)
    if same[-1:] == "把":  # 千把块
        return Span(Decimal(_SIZE[same[0]]), Decimal(_SIZE[same[0]]), True)
    for reader in (_open, _some, _more, _pair):
        found = reader(same)
        if found:
            return found
    exact = Decimal("0.5") * 10**8 if same == "半亿" else _value(same)
    return Span(exact, exact, False) if exact is not None else None


def _open(text: str) -> Span | None:
    """上百万, 破亿: that much and more; 近千万: about as much."""
    found = _OPEN.match(text)
    low = _value("一" + text[1:]) if found else None
    if found is None or low is None:
        return None
    return Span(low, low if found["how"] == "近" else None, True)


def _some(text: str) -> Span | None:
    """几 stands for any digit at its place: 几十万, 十几万, 一百几十万, 三千几百."""
    found = _SOME.match(text)
    if not found:
        return None
    head, step = _value(found["head"]) if found["head"] else Decimal(0), Decimal(_SIZE.get(found["step"], 1))
    if head is None or head % (step * 10):
        return None
    big = _size(found["big"])
    return Span((head or step) * big, (head + 10 * step) * big, True)


def _size(marks: str) -> Decimal:
    size = Decimal(1)
    for mark in marks:
        size *= _SIZE[mark]
    return size


def _more(text: str) -> Span | None:
    found = _MORE.search(text)
    low = _value(text[: found.start()] + text[found.end() :]) if found else None
    return Span(low, low, True) if low is not None else None


def _pair(text: str) -> Span | None:
    """Two digits side by side that share what follows: 二三十万, 十五六万, 一两百, 三五千."""
    two = _TWO_DIGITS.match(text)
    if not two or two["pair"] not in _NEIGHBOURS:
        return None
    low, high = (_value(f"{two['head'] or ''}{digit}{two['tail']}") for digit in two["pair"])
    return Span(low, high, True) if low is not None and high is not None else None


def neighbours(first: str, second: str) -> bool:
    """Whether 5、6万 are two ends: a digit, and the next one."""
    return len(first) == 1 and first in _AS_DIGIT and second[0] in _AS_DIGIT and _AS_DIGIT[first] + 1 == _AS_DIGIT[second[0]]


def between(first: str, second: str) -> Span | None:
    """`first`到`second`, the first taking the scale it shares: 25到30万, 两到三千, 8到9万5; None: no range."""
    low, high = span(first), span(second)
    if low is None or high is None or high.high is None:
        return None
    for scale in _shared(_plain(first), _plain(second)):
        if low.low * scale < high.high:
            return Span(low.low * scale, high.high, True)
    return None


def _shared(first: str, second: str) -> Iterator[Decimal]:
    """What the first may take from the second, the most first; at last nothing."""
    found = _FIRST_SCALE.search(second)
    if found and not any(mark in first for mark in "万亿"):
        marks = _BIG.search(second)
        small, big = _size(found["small"] or found["only"] or ""), _size(marks[0] if marks else "")
        if not any(mark in first for mark in "十百千"):
            yield small * big
        yield big
    if second.strip("0") and first.isdigit() and len(first) == 1 and second == f"{int(first) + 1}".ljust(len(second), "0"):
        yield Decimal(10) ** (len(second) - 1)
    yield Decimal(1)
