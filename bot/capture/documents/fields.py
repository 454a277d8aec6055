"""Which paper it is; which words of a quotation are its total, its goods, its delivery date. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.capture.documents import labels
from bot.capture.documents.cells import is_taxed
from bot.capture.documents.field import LONGEST, Field, field
from bot.capture.documents.goods import articles
from bot.capture.documents.lists import of_lists
from bot.capture.documents.sections import sections
from bot.capture.documents.simple import level

QUOTATION, CARD = "报价单", "名片"
_QUOTED = re.compile(r"报\s*价|估价单|价[格目][单表]|Quotation", re.I)
_REACHED = re.compile(
    r"1[3-9]\d[ -]?\d{4}[ -]?\d{4}|1[3-9]\d{3} \d{3} \d{3}"
    r"|\d{3,4}[ )-]+(?:\d{4}[ -]\d{3}(?!\d)|\d{3,4}[ -]?\d{4})|400[ -]?\d{3}|@"
)
_PRICES = 3
"""Of a list of prices, that does not say what it is."""
_MOST_ROWS = 18
"""Of a name card."""
_TOTALS = [labels.labelled(pattern) for pattern in labels.TOTALS]
_DELIVERY = labels.labelled(labels.DELIVERY, within=True)
_COUNT, _SUM = labels.labelled(labels.COUNT), labels.labelled(labels.SUM)
_PRICE = labels.labelled(r"[一-鿿]{0,3}单价|Unit ?Price|Price")
_TOLD_DUE = re.compile(
    r"(?P<label>)(?P<value>(?:(?:20\d\d ?年 ?)?\n?\d{1,2}\n? ?月 ?\n?\d{1,2} ?\n?[日号](?:[(（][^()（）]{1,16}[)）])?"
    r"|[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}[日号]|20\d\d([-/.])\d{1,2}\3\d{1,2})"
    r"(?:[ ]?\d{1,2}[:：]\d\d[ ]?|[早晚上下中午]{0,2}\d{1,2}[点时]半?)?[ ]?之?前?)"
    rf"(?=[ ]?(?:(?![付款签订收定])[一-鿿]){{0,12}}"
    rf"(?:{labels.DUE}|到(?!现场|[期账款达访店\d])[一-鿿]|交付|出具|提交(?!订单|资料|申请)))"
)
_BEGUN = re.compile(r"[ ]?[一-鿿]{0,4}(?:进场|开工)")
_BEGINS = re.compile(r"进场|开工|活动|演出|举办")
"""What is told, behind and before it, of a day on which it only begins, or on which it is used."""
_TAXED, _UNTAXED = re.compile(r"价税|(?<!不)含(?:\d{1,2}%(?:增值)?)?税"), re.compile(r"[未不]含?税|税前")
_AMOUNT = re.compile(labels.FIGURE)
_NUMBER = re.compile(r"\d|[壹贰叁肆伍陆柒捌玖]")


def paper(text: str) -> str:
    """`QUOTATION`, `CARD`, or empty: it is neither."""
    summed = any(_NUMBER.search(m["value"]) for pattern in _TOTALS for m in pattern.finditer(text))
    priced = len(_PRICE.findall(text))
    if _QUOTED.search(text) or summed or (priced and _COUNT.search(text)) or priced >= _PRICES:
        return QUOTATION
    if len({one.row for one in of_lists(level(text[:LONGEST])) if one.kind == "count"}) > 1:
        return QUOTATION
    return CARD if _REACHED.search(text) and len(text.splitlines()) <= _MOST_ROWS else ""


def fields(text: str) -> list[Field]:
    """What the text of a quotation holds, the weightiest total first, the last of those that weigh alike; that of an article
    only where there is no other. The grammar of each value is not judged here.
    """
    text = level(text[:LONGEST])
    found = articles(text)
    rows = {one.row for one in found if one.kind != "unit"}
    sums = [one for m in _SUM.finditer(text) if (one := field("sum", text, m)).row in rows]
    totals = [one for pattern in _TOTALS for one in reversed([*_totals(pattern, text)])]
    alone = _taxed_first(text, [one for one in totals if one.row not in rows])
    capitals = [field("capitals", text, m) for m in labels.IN_CAPITALS.finditer(text)]
    due = [field("delivery", text, m) for pattern in (_DELIVERY, _TOLD_DUE) for m in pattern.finditer(text)]
    due.sort(key=lambda one: bool(_BEGUN.match(text, one.value[1]) or _BEGINS.search(text, one.start, one.value[0])))
    return [*capitals, *(alone or totals), *due, *found, *sections(text), *sums]


def _totals(pattern: re.Pattern[str], text: str) -> Iterator[Field]:
    yield from (field("total", text, m) for m in pattern.finditer(text) if _NUMBER.search(m["value"]))


def _taxed_first(text: str, totals: list[Field]) -> list[Field]:
    """Where a total with its tax is named, one without comes last (优惠后 (未税), 价税合计); so where one is another's with a
    tax (折后 32,300.95, 总计 34,239.01).
    """
    told = [text[one.start : one.value[0]] for one in totals]
    amounts = [m[0] if (m := _AMOUNT.search(text, *one.value)) else "" for one in totals]
    taxed = [one for one, amount in zip(totals, amounts, strict=True) if is_taxed(amounts[0], amount)] if totals else []
    if taxed:
        return [taxed[-1], *(one for one in totals if one is not taxed[-1])]
    if not any(_TAXED.search(label) for label in told):
        return totals
    return [one for _, one in sorted(zip(told, totals, strict=True), key=lambda pair: bool(_UNTAXED.search(pair[0])))]
