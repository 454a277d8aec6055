"""Which paper it is; which words of a quotation are its total, its goods, its delivery date. Pure."""

from __future__ import annotations

import re

from bot.capture.documents import labels
from bot.capture.documents.field import LONGEST, Field, field
from bot.capture.documents.goods import articles

QUOTATION, CARD = "报价单", "名片"
_QUOTED = re.compile(r"报\s*价|估价单|价格单|Quotation", re.I)
_REACHED = re.compile(r"1[3-9]\d[ -]?\d{4}[ -]?\d{4}|\d{3,4}[ )-]+\d{3,4}[ -]?\d{4}|400[ -]?\d{3}|@")
_MOST_ROWS = 18
"""Of a name card."""
_TOTALS = [labels.labelled(pattern) for pattern in labels.TOTALS]
_DELIVERY = labels.labelled(labels.DELIVERY, within=True)
_COUNT, _SUM = labels.labelled(labels.COUNT), labels.labelled(labels.SUM)
_PRICE = labels.labelled(r"[一-鿿]{0,3}单价|Unit ?Price|Price")
_TOLD_DUE = re.compile(
    r"(?P<label>)(?P<value>(?:20\d\d年)?\n?\d{1,2}\n?月\n?\d{1,2}\n?[日号](?:[ ]?\d{1,2}[:：]\d\d[ ]?)?之?前?)"
    rf"(?=(?:(?![付款签订收定])[一-鿿]){{0,4}}(?:{labels.DUE}|提交(?!订单|资料|申请)))"
)
_TAXED, _UNTAXED = re.compile(r"价税|(?<!不)含(?:\d{1,2}%(?:增值)?)?税"), re.compile(r"[未不]含?税|税前")
_NUMBER = re.compile(r"\d|[壹贰叁肆伍陆柒捌玖]")


def paper(text: str) -> str:
    """`QUOTATION`, `CARD`, or empty: it is neither."""
    summed = any(_NUMBER.search(m["value"]) for pattern in _TOTALS for m in pattern.finditer(text))
    if _QUOTED.search(text) or summed or (_COUNT.search(text) and _PRICE.search(text)):
        return QUOTATION
    return CARD if _REACHED.search(text) and len(text.splitlines()) <= _MOST_ROWS else ""


def fields(text: str) -> list[Field]:
    """What the text of a quotation holds, the weightiest total first; that of an article only where there is no other. The
    grammar of each value is not judged here.
    """
    text = text[:LONGEST]
    found = articles(text)
    rows = {one.row for one in found if one.kind != "unit"}
    sums = [one for m in _SUM.finditer(text) if (one := field("sum", text, m)).row in rows]
    totals = [field("total", text, m) for pattern in _TOTALS for m in pattern.finditer(text) if _NUMBER.search(m["value"])]
    alone = _taxed_first(text, [one for one in totals if one.row not in rows])
    capitals = [field("capitals", text, m) for m in labels.IN_CAPITALS.finditer(text)]
    due = [field("delivery", text, m) for pattern in (_DELIVERY, _TOLD_DUE) for m in pattern.finditer(text)]
    return [*capitals, *(alone or totals), *due, *found, *sums]


def _taxed_first(text: str, totals: list[Field]) -> list[Field]:
    """Where a total with its tax is named, one without comes last (优惠后 (未税), 价税合计)."""
    told = [text[one.start : one.value[0]] for one in totals]
    if not any(_TAXED.search(label) for label in told):
        return totals
    return [one for _, one in sorted(zip(told, totals, strict=True), key=lambda pair: bool(_UNTAXED.search(pair[0])))]
