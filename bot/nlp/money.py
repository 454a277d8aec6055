"""Amounts of money in a text, in fen. What an amount means (budget, quote) is not decided here."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from bot.nlp.numbers import NUMERAL, span

_CURRENCY = r"(?:块钱|块|元整|元(?!旦|宵|素|件)|圆整|人民币|rmb|cny|大洋)"
_UNIT = (
    r"条(?!件)|单(?!价)|亩|人(?!家|民)|台(?!阶)|套|个|件|次|户|家(?!里)|平(?!均|台)|吨|箱|瓶|字|行(?!不行|吗|么|嘛|的话|[,?])|点(?!头|了头)|像素"
    r"|公里|千米|米|粉丝|用户|订单|数据|份(?!额)|只(?![够能有是要会])|支(?![持付出])|片|张(?![总工经主院老])|名|位|员工|度|股|小时|年|月"
    r"|天(?!花)|日|号(?!称)|周|分钟|秒|%|折|倍|寸|公斤|斤|克|升|核(?![定减算准])|层|楼|栋|辆|艘|门|期(?![望待])|轮|级|页|批(?![下了准复])"
    r"|组|盒|包(?![含括干税邮安])|袋|桶|根(?!据)|路|频|赫兹|(?:kg|mm|cm|mb|gb|tb|kw|kva|hz|v|g|m)(?![a-z])"
)
_FOREIGN = re.compile(r"\s*(?:美元|美金|美刀|刀|欧元|欧|英镑|日元|港币|港元|usd|eur|jpy|hkd|韩元|卢布)")
_AMOUNT = re.compile(
    rf"(?P<sign>[¥$€£])?\s*(?<![\d.a-z#])(?<![a-z]-)(?P<num>{NUMERAL})\s*(?P<cur>{_CURRENCY})?(?P<jiao>(?<=块)(?:\d{{1,2}}|[一二三四五六七八九])(?![\d万千%.]))?"
)
_UNIT_NEXT = re.compile(rf"\s*(?:多|来|几)?\s*(?:{_UNIT})")
_TAIL_ONE = re.compile(rf"(?:{_UNIT})")
_JOIN = re.compile(r"\s*(?:到|至|-|~)\s*\Z")
_ABOUT_BEFORE = re.compile(r"(?:大概|大约|约莫|约|差不多|估计|估摸|预计|将近|接近|小)\s*(?:是|在|要|有)?\s*\Z")
_ABOUT_AFTER = re.compile(r"\s*(?:元|块)?\s*(?:左右|上下|出头|多(?!少)|的样子|这样子?|来块)")
_CAP_BEFORE = re.compile(
    r"(?:不超过|不能超过?|不要超过?|别超过?|不超|最多(?:就|也就|能给|只能)?|顶多|控制在|封顶(?:是|在)?|上限(?:是|在)?|最高(?:限价)?(?:是|为)?|限价(?:是|为)?|以内)\s*(?:是|在|到)?\s*\Z"
)
_CAP_AFTER = re.compile(r"\s*(?:元|块)?\s*(?:以内|之内|以下|封顶|打住|内(?![部容])|顶天)")
_FLOOR_BEFORE = re.compile(r"(?:至少|不低于|起码|最少|不少于)\s*(?:要|得|是)?\s*\Z")
_FLOOR_AFTER = re.compile(r"\s*(?:元|块)?\s*(?:以上|起步|起(?!来|码|草))")
_NOT_BEFORE = re.compile(r"(?:不是|并非|不止是)\s*(?:预算)?\s*\Z")
_MAX = Decimal(10) ** 12
_NEAR = 16
"""Characters before an amount in which a hedge is looked for."""


@dataclass(frozen=True, slots=True)
class Money:
    """One mention. `low`/`high` in fen, None: open. `sure`: a currency or 万/亿 says it is money-like; else a bare number.

    `denied`: 不是 stands before it.
    """

    start: int
    end: int
    low: int | None
    high: int | None
    approx: bool = False
    sure: bool = True
    denied: bool = False

    @property
    def amount(self) -> int | None:
        """The one amount it is about: the upper end where there are two."""
        return self.high if self.high is not None else self.low

    @property
    def single(self) -> bool:
        return self.low == self.high


def _fen(number: Decimal) -> int | None:
    fen = number * 100
    return int(fen) if fen == fen.to_integral_value() and 0 < fen < _MAX else None


def find(text: str) -> list[Money]:
    """Every amount of yuan in normalised text; codes, phones and dates should be hidden before. Foreign money is left out."""
    found: list[Money] = []
    for m in _AMOUNT.finditer(text):
        read = _read(text, m)
        if read is None:
            continue
        before = found[-1] if found else None
        if before and _JOIN.match(text[before.end : read.start]) and _joins(before, read):
            found[-1] = replace(read, start=before.start, low=_lifted(before, read), denied=before.denied)
        else:
            found.append(read)
    return [_hedged(text, one) for one in found]


def _joins(before: Money, after: Money) -> bool:
    return after.sure and before.single and after.single and (_lifted(before, after) or 0) < (after.high or 0)


def _lifted(before: Money, after: Money) -> int | None:
    """25到30万: the 25 takes the 万 of the 30."""
    low, high = before.low, after.high
    if low is None or high is None or before.sure:
        return low
    while low * 10_000 <= high:
        low *= 10_000
    return low * 1000 if low * 1000 < high <= low * 10_000 and high % 100_000 == 0 and low < 100_000 else low


def _read(text: str, m: re.Match[str]) -> Money | None:
    if m["sign"] in ("$", "€", "£") or _FOREIGN.match(text, m.end()):
        return None
    run, end = _without_counter(text, m)
    value = span(run)
    money_like = bool(m["sign"] or m["cur"])
    if value is None or (not money_like and _UNIT_NEXT.match(text, end)):
        return None
    extra = _jiao(m["jiao"])
    low, high = _fen(value[0] + extra), _fen(value[1] + extra)
    if low is None or high is None:
        return None
    sure = money_like or any(mark in run for mark in "万亿w萬億k")
    denied = bool(_NOT_BEFORE.search(text[max(0, m.start() - _NEAR) : m.start()]))
    return Money(m.start("num"), end, low, high, value[2] and low == high, sure, denied)


def _without_counter(text: str, m: re.Match[str]) -> tuple[str, int]:
    """五万一台 is 五万 for one, not 51,000: the last digit belongs to the counter."""
    run: str = m["num"]
    last = run[-1]
    if len(run) > 2 and last in "一1" and not m["cur"] and _TAIL_ONE.match(text, m.end("num")):
        return run[:-1], m.end("num") - 1
    return run, m.end()


def _jiao(text: str | None) -> Decimal:
    if not text:
        return Decimal(0)
    digits = str("零一二三四五六七八九".index(text)) if not text.isdigit() else text
    return Decimal(f"0.{digits}")


def _hedged(text: str, one: Money) -> Money:
    before, end = text[max(0, one.start - _NEAR) : one.start], one.end
    cap, floor, about = _CAP_AFTER.match(text, end), _FLOOR_AFTER.match(text, end), _ABOUT_AFTER.match(text, end)
    tail = cap or floor or about
    one = replace(one, end=tail.end() if tail else end)
    if cap or _CAP_BEFORE.search(before):
        return replace(one, low=None)
    if floor or _FLOOR_BEFORE.search(before):
        return replace(one, high=None)
    return replace(one, approx=one.approx or bool(about or _ABOUT_BEFORE.search(before)))


def shown(fen: int) -> str:
    """500000_00 is 50万, 9_90 is 9.9元, 1234_00 is 1234元."""
    yuan = Decimal(fen) / 100
    for name, unit in (("亿", 10**8), ("万", 10**4)):
        if yuan >= unit and (yuan / unit * 10**4) % 1 == 0:
            return f"{_plain(yuan / unit)}{name}"
    return f"{_plain(yuan)}元"


def shown_range(low: int | None, high: int | None, approx: bool) -> str:
    """A budget as a person reads it: 50万, 约50万, 25万到30万, 不超过50万, 50万以上."""
    if low is None or high is None:
        return f"不超过{shown(high)}" if high is not None else f"{shown(low or 0)}以上"
    text = shown(high) if low == high else f"{shown(low)}到{shown(high)}"
    return f"约{text}" if approx else text


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
