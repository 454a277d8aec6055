"""Amounts of money in a text, with their currency. What an amount means (budget, quote) is not decided here."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from bot.nlp.currencies import AFTER, BEFORE, CURRENCY, ENDS, NAMES
from bot.nlp.numbers import DIGITS, Span, arabic, between, glued, joined, neighbours, runs, span
from bot.nlp.patterns import late
from bot.nlp.remembered import remembered
from bot.nlp.units import CLASSIFIER, LATIN_UNIT, MEASURE, OTHER

_NO_MONEY = late(rf"\s{{0,2}}[多来几]?\s{{0,2}}(?:的量|{OTHER}|{CLASSIFIER}|{MEASURE})")
_COUNTER = late(rf"{CLASSIFIER}|{MEASURE}|{OTHER}|[起共下直定样般并律些边旦晚夜]|口价|次性")
_BEHIND = late(rf"\s{{0,2}}(?P<more>[多来余几])?\s{{0,2}}(?P<cur>{AFTER})")
_FRONT = late(rf"{BEFORE}\Z")
_FRONT_FILL = " :约共计近"
_ONE = rf"[\d{DIGITS}]"
_CHANGE = late(
    rf"零?(?P<tenth>{_ONE})\s?[毛角](?:(?P<hundredth>{_ONE})分?)?钱?|零?(?P<only>{_ONE})分(?!钟)钱?"
    rf"|(?<=[块蚊])(?P<tail>\d{{1,2}}|[一二三四五六七八九])(?![\d二三四五六七八九十百千万%.折成]|(?<=一)[共起]|一(?!{CLASSIFIER}|{MEASURE}|小时|[天月年个]))"
    rf"(?!{OTHER}|{CLASSIFIER}|{MEASURE})"
)
_CENTS = late(r" ?零?(\d{1,2}|[一二三四五六七八九])(?:美分|欧分|分)")
_CENT_MORE = late(rf"(?P<cent>{_ONE})分?(?!\s?(?:{OTHER}|{CLASSIFIER}|{MEASURE}|[\d十百千万毛块元]))")
_SCORE_NOT = late(r"(?:价格?|每\w|便宜|贵|[涨降加减]|费|成本|只要|才|一[条次个张度件])\s*\Z")
_PER = late(r"\s?(?:/|每|一)\s?[条次个张度件只支块字页]")
_GROUPS = late(r"(?<![\d.,\-a-z])\d{1,3}(?: \d{3}){0,3} \Z")
_ALONE = late(r"[\d一二三四五六七八九多出左上,。;!?、~]|\s*\Z")
_JOIN = late(r"\s*(?:到|至|--?|~|(?P<list>、))\s*")
_HEDGE_BEFORE = late(
    r"(?:(?P<cap>不超过|不能超过?|不会超过?|不可能超过?|不想超过?|不得超过?|不准超过?|不要超过?|不许超过?|别超过?|别过|不超|(?:不|别|不能|不得|不许|不要)高于|不到|不足|不满|未满|低于|小于|少于|最多(?:就|也就|能给|只能)?|顶多|控制在|封顶(?:是|在)?"
    r"|上限(?:是|在)?|最高(?:限价)?(?:是|为)?|限价(?:是|为)?|以内)"
    r"|(?P<floor>至少|不低于|不小于|起码|最少|不少于|超过|超出|高于|大于|多于)"
    r"|(?P<about>大概|大约|约莫|约|差不多|估计|估摸|预计|将近|接近|近|小))\s?[了要得是在有到]?\s{0,2}\Z"
)
_HEDGE_AFTER = late(
    r"\s{0,2}[元块]?\s{0,2}(?:(?P<cap>都?不到|以内|之内|以下|之下|封顶|打住|内(?![部容])|顶天)|(?P<floor>以上|之上|起步|起(?!来|码|草))"
    r"|(?P<about>左右|上下|出头|(?<! )多(?![少则])|的样子|这样子?|来块))"
)
_NOT_BEFORE = late(r"(?:不是|并非|不止是)\s*(?:预算)?\s*\Z")
_UNSAID = late(
    r"(?P<count>\s?[多来]?\s?个(?:w|大洋)?)?\s?(?:左右|上下|以内|之内|以上|出头|封顶|打住|多(?!少)|的?样子)?"
    r"(?:[吧啊呀呢哈的了]{0,2})(?:\s|(?=\Z|[,。;!?、~)\x00]|之间|预算|到顶|最多|不能|左右|上下|以内|封顶))"
)
_BIG = frozenset("万亿wk")
_MAX = Decimal(10) ** 18
_WAN = Decimal(10_000)
_NEAR = 16
"""Characters before an amount in which a hedge is looked for."""


class Money(NamedTuple):
    """One mention. `least`/`most` in the currency's own unit (yuan, dollars), None: open. `currency`: ISO 4217.

    `sure`: a currency or 万/亿 says it is money-like; else a bare number. `denied`: 不是 stands before it.
    """

    start: int
    end: int
    least: Decimal | None
    most: Decimal | None
    approx: bool = False
    sure: bool = True
    denied: bool = False
    currency: str = "CNY"

    @property
    def low(self) -> int | None:
        """The lower end in fen (cents)."""
        return None if self.least is None else _fen(self.least)

    @property
    def high(self) -> int | None:
        return None if self.most is None else _fen(self.most)

    @property
    def amount(self) -> int | None:
        """The one amount it is about, in fen: the upper end where there are two."""
        return self.high if self.most is not None else self.low

    @property
    def single(self) -> bool:
        return self.least == self.most

    @property
    def payable(self) -> bool:
        """Whether it comes to whole fen, or cents: what may be the money of a deal."""
        return all(end is None or end * 100 % 1 == 0 for end in (self.least, self.most))

    @property
    def dealt_in(self) -> bool:
        """Whether the record can keep it: payable, and yuan."""
        return self.currency == "CNY" and self.payable

    @property
    def foreign(self) -> dict[str, str]:
        """Its currency, as part of a fact's value; of yuan nothing is said."""
        return {} if self.currency == "CNY" else {"currency": self.currency}


class _Mention(NamedTuple):
    """An amount with the words that it was read from."""

    money: Money
    numeral: str
    unit: Decimal
    named: bool


def _fen(number: Decimal) -> int:
    return int((number * 100).to_integral_value(ROUND_HALF_UP))


def find(text: str) -> list[Money]:
    """Every amount in normalised text, of any currency; codes, phones, dates and shares should be hidden before."""
    return list(_find(text))


@remembered
def _find(text: str) -> tuple[Money, ...]:
    """Several rules ask for those of the same words."""
    found: list[_Mention] = []
    for run in runs(text):
        inside = bool(found) and run.start() < found[-1].money.end  # 块九 of 九块九
        read = None if inside else _read(text, run, found[-1].money.end if found else 0)
        if read is None:
            continue
        if found and found[-1].money.start >= read.money.start:  # the 1 of 1 234 元
            found.pop()
        whole = _range(text, found[-1], read) if found else None
        if whole:
            found.pop()
        found.append(whole or read)
    return tuple(_hedged(text, one.money) for one in found)


def iso(one: Money) -> str:
    """500000 CNY, 100000..150000 CNY; an open end is left out."""
    ends = [one.least, one.most] if one.least != one.most else [one.most]
    return f"{'..'.join(_plain(end) for end in ends if end is not None)} {one.currency}"


def _range(text: str, before: _Mention, after: _Mention) -> _Mention | None:
    """10到20万, ¥300-500, 10元~20元: two amounts that are the ends of one."""
    first, second = before.money, after.money
    join = _JOIN.fullmatch(text, first.end, second.start)
    if not join or not (second.sure or before.named) or (join["list"] and not neighbours(before.numeral, after.numeral)):
        return None
    if not (first.single and second.single) or (before.named and after.named and first.currency != second.currency):
        return None
    ends = _ends(before, after)
    if ends is None:
        return None
    currency = second.currency if after.named else first.currency
    both = second._replace(start=first.start, least=ends[0], most=ends[1], sure=True, denied=first.denied, currency=currency)
    return after._replace(money=both, named=before.named or after.named)


def _ends(before: _Mention, after: _Mention) -> tuple[Decimal, Decimal] | None:
    low, high = before.money.least, after.money.most
    if not before.named:
        said = between(before.numeral, after.numeral)
        low = said.low * after.unit if said else None
    elif not after.named and (said := between(before.numeral, after.numeral)):
        low, high = said.low * before.unit, (said.high or said.low) * before.unit
    return (low, high) if low is not None and high is not None and low < high <= low * 10_000 else None


def _read(text: str, run: re.Match[str], since: int) -> _Mention | None:
    front = _in_front(text, run.start(), since)
    start = front.start() if front else run.start()
    if text[run.start()].isdigit() and glued(text, start):
        return None
    behind = _BEHIND.match(text, run.end())
    if not front and not (behind and _is_money(text, run, behind)):
        return None if behind else _bare(text, run)
    return _named(text, run, front, behind)


def _in_front(text: str, start: int, since: int) -> re.Match[str] | None:
    """The currency before a number; one that belongs to the amount before it (5美金一米) ends at `since`."""
    since = max(since, start - _NEAR)
    before = text[since:start].rstrip(_FRONT_FILL)
    return _FRONT.search(text, since, start) if before and before[-1] in ENDS else None


def _is_money(text: str, run: re.Match[str], behind: re.Match[str]) -> bool:
    """五分 may be a score: money only with a word of price, or where nothing else is said."""
    if (run[0] == "十" and behind["cur"] == "分") or (behind["tenth"] and text[: run.start()].endswith(("块", "元"))):
        return False
    if not behind["hundredth"] or behind["hundredth"] == "分钱":
        return run[0] != "一" or behind["cur"] != "块" or bool(_ALONE.match(text, behind.end()))
    alone = not text[: run.start()].strip() and not text[behind.end() :].strip(" 。")
    return alone or bool(_SCORE_NOT.search(text, max(0, run.start() - 6), run.start()) or _PER.match(text, behind.end()))


def _named(text: str, run: re.Match[str], front: re.Match[str] | None, behind: re.Match[str] | None) -> _Mention | None:
    numeral, start = _spaced(text, run) if behind and not front else (run[0], (front or run).start())
    end = behind.end() if behind else run.end()
    if not behind:
        numeral, end = _without_counter(text, run)  # usd 3200一套
    said = span(numeral)
    if said is None:
        return None
    if front and front[0].rstrip()[-1] in "约近":
        said = said._replace(vague=True)
    if behind and behind["more"]:
        said = Span(said.low, said.low + 10 if behind["more"] == "几" and said.low % 10 == 0 else said.low, True)
    unit = _unit(behind)
    extra, end = _change(text, behind, end) if behind else (Decimal(0), end)
    currency = _currency(front, behind)
    return _mention(text, (start, end), numeral, said, currency, unit=unit, extra=extra)


def _spaced(text: str, run: re.Match[str]) -> tuple[str, int]:
    """1 234 元: groups of three with spaces, before a currency."""
    groups = _GROUPS.search(text, max(0, run.start() - _NEAR), run.start()) if re.match(r"\d{3}(?!\d)", run[0]) else None
    return (groups[0].replace(" ", "") + run[0], groups.start()) if groups else (run[0], run.start())


def _unit(behind: re.Match[str] | None) -> Decimal:
    if behind and behind["tenth"]:
        return Decimal("0.1")
    return Decimal("0.01") if behind and (behind["hundredth"] or behind["cents"]) else Decimal(1)


def _currency(front: re.Match[str] | None, behind: re.Match[str] | None) -> str:
    name = (behind["iso"] or behind["cents"]) if behind else None
    if not name and front:
        name = front["word"] or front["sign"]
    return CURRENCY[name] if name else "CNY"


def _change(text: str, behind: re.Match[str], end: int) -> tuple[Decimal, int]:
    """What follows the yuan or the jiao: 三块五, 十块三毛二, 五毛二; 1美元25美分."""
    small = _CENTS.match(text, end) if behind["iso"] else None
    if small:
        return Decimal(arabic(small[1])) / 100, small.end()
    if behind["tenth"]:
        cent = _CENT_MORE.match(text, end)
        return (Decimal(arabic(cent["cent"])) / 100, cent.end()) if cent else (Decimal(0), end)
    change = _CHANGE.match(text, end) if behind["yuan"] else None
    if change is None:
        return Decimal(0), end
    if change["tail"]:
        return Decimal(f"0.{arabic(change['tail'])}"), change.end()
    cents = f"{arabic(change['tenth'] or '0')}{arabic(change['hundredth'] or change['only'] or '0')}"
    return Decimal(cents) / 100, change.end()


def _bare(text: str, run: re.Match[str]) -> _Mention | None:
    """A number without a currency: money-like by its 万, 亿, w or k; else only a number."""
    numeral, end = _without_counter(text, run)
    if _is_counted(text, numeral, end) or LATIN_UNIT.match(text, end - 1):
        return None
    said = span(numeral)
    if said is None:
        return None
    return _mention(text, (run.start(), end), numeral, said, "")


def _is_counted(text: str, numeral: str, end: int) -> bool:
    """42万用户; but 砍到42万 工位也改了: a space ends what a chat writer says."""
    thing = _NO_MONEY.match(text, end)
    spaced = thing is not None and thing[0][0] == " " and numeral[-1] in "万亿" and not thing[0][-1].isascii()
    return thing is not None and not spaced


def _without_counter(text: str, run: re.Match[str]) -> tuple[str, int]:
    """五万一台 is 五万 for one, not 51,000: the last digit belongs to the counter."""
    numeral = run[0]
    if len(numeral) > 2 and numeral[-1] in "一1两" and _COUNTER.match(text, run.end()):
        return numeral[:-1], run.end() - 1
    return numeral, run.end()


def _mention(
    text: str,
    where: tuple[int, int],
    numeral: str,
    said: Span,
    currency: str,
    *,
    unit: Decimal = Decimal(1),
    extra: Decimal = Decimal(0),
) -> _Mention | None:
    low = said.low * unit + extra
    high = None if said.high is None else said.high * unit + extra
    if not 0 < low < _MAX:
        return None
    denied = bool(_NOT_BEFORE.search(text, max(0, where[0] - _NEAR), where[0])) if where[0] else False
    sure = bool(currency) or not _BIG.isdisjoint(numeral)
    money = Money(*where, low, high, said.vague and low == high, sure, denied, currency or "CNY")
    return _Mention(money, numeral, unit, bool(currency))


def unsaid(text: str) -> list[Money]:
    """Bare numbers whose 万 may be left unsaid, read with it (预算50个 and 预算30到50 are 50万 and 30..50万); none is `sure`.
    个 belongs to the amount.

    Only a reader who knows that money is spoken of, in amounts of that size, may believe them.
    """
    return [_hedged(text, one) for run, before in joined(text) if (one := _in_wan(text, run, before))]


def _in_wan(text: str, run: re.Match[str], before: re.Match[str] | None) -> Money | None:
    first = before or run
    said = between(before[0], run[0]) if before else span(run[0])
    open_end = _UNSAID.match(text, run.end())
    if said is None or not open_end or not _BIG.isdisjoint(run[0]) or (first[0][0].isdigit() and glued(text, first.start())):
        return None
    high = None if said.high is None else said.high * _WAN
    end = max(run.end(), open_end.end("count"))
    vague = said.vague or any(rough in text[run.end() : end] for rough in "多来")
    return Money(first.start(), end, said.low * _WAN, high, vague and said.single, sure=False)


def _hedged(text: str, one: Money) -> Money:
    """With what is said around it: 不超过 opens the lower end, 以上 the upper, 大概 blurs it."""
    after = _HEDGE_AFTER.match(text, one.end)
    before = _HEDGE_BEFORE.search(text, max(0, one.start - _NEAR), one.start) if one.start else None
    hedges = {str(found.lastgroup) for found in (before, after) if found}
    if not hedges:
        return one
    end = after.end() if after else one.end
    if not one.single or hedges == {"about"}:  # 控制在四万到五万: the ends are said
        return one._replace(end=end, approx=one.approx or "about" in hedges)
    return one._replace(end=end, least=None) if "cap" in hedges else one._replace(end=end, most=None)


def shown(fen: int, currency: str = "CNY") -> str:
    """500000_00 is 50万, 9_90 is 9.9元, 1234_00 is 1234元; of dollars 50万美元, 9.9美元."""
    yuan, name = Decimal(fen) / 100, "元" if currency == "CNY" else NAMES[currency]
    for size, unit in (("亿", 10**8), ("万", 10**4)):
        if yuan >= unit and (yuan / unit * 10**4) % 1 == 0:
            return f"{_plain(yuan / unit)}{size}{name.removeprefix('元')}"
    return f"{_plain(yuan)}{name}"


def shown_range(low: int | None, high: int | None, approx: bool, currency: str = "CNY") -> str:
    """A budget as a person reads it: 50万, 约50万, 25万到30万, 不超过50万, 50万以上."""
    if low is None or high is None:
        return f"不超过{shown(high, currency)}" if high is not None else f"{shown(low or 0, currency)}以上"
    text = shown(high, currency) if low == high else f"{shown(low, currency)}到{shown(high, currency)}"
    return f"约{text}" if approx else text


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
