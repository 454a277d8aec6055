"""The articles of a letter that says what it offers in its sentences. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from bot.capture.documents import labels
from bot.capture.documents.field import Field, field

EXACT = Decimal("0.01")
"""Yuan that a product may be off."""
_LED = (
    r"(?:推荐|此外|另外|其中|以及|及|和|为)?(?:我(?:公司|[司方厂])|本公司)?"
    r"(?:(?:[拟另再需还可]|计划)(?:配备|配套|配置|选用|采用|提供|供应|配|供)?|配套|选用|采用|提供|供应)?"
)
"""拟配, 另配, 此外配套: what leads to a name."""
_MODEL = r"[，,][ ]?(?:型号|规格)[ 为：:]?[ ]?{}[^，,。；;：:\n]{{1,40}})"
_SOLD = re.compile(
    rf"(?:^|(?<=[，,。；;：:、]))[ ]?{_LED}(?P<name>[^，,。；;：:\n]{{2,30}}?)(?:{_MODEL.format('(?P<model>')}[，,])?"
    r"[ ]?(?:数量|共)?[ ]?(?P<count>\d[\d,.]{0,9})[ ]?(?P<unit>(?![元万天年月日号折])[一-鿿]{1,2})"
    rf"(?:{_MODEL.format('(?P<model2>')})?"
    rf"[，,][ ]?(?:(?P<each>每(?P=unit)|单价)|价格|售价)[一-鿿]{{0,3}}[ ]?(?P<price>{labels.FIGURE})[ ]?元(?:/[一-鿿]{{1,2}})?"
    rf"(?:[，,][ ]?(?:小计|[共计合]{{1,2}})[ ]?(?P<sum>{labels.FIGURE})[ ]?元)?",
    re.M,
)
"""白茶为月光白茶罐装80罐，每罐156元，计12,480元; 拟配洗脱机2台，型号XGQ-100F，每台68,500元; 烫平机1台，价格86,000元"""


def of_prose(text: str) -> list[Field]:
    """Names, models, counts and units: of at least two, one of which comes to what it says, none to another sum."""
    told = [m for m in _SOLD.finditer(text) if _is_sold(m)]
    if len(told) < 2 or not any(m["sum"] for m in told):
        return []
    return [one for m in told for one in _article(text, m)]


def _is_sold(m: re.Match[str]) -> bool:
    """价格 is that of all; of several, it says what they come to."""
    if m["sum"]:
        return abs(_number(m["count"]) * _number(m["price"]) - _number(m["sum"])) <= EXACT
    return bool(m["each"]) or _number(m["count"]) == 1


def _article(text: str, m: re.Match[str]) -> Iterator[Field]:
    for kind, group in (("name", "name"), ("model", "model"), ("model", "model2"), ("count", "count"), ("unit", "unit")):
        if m[group]:
            yield field(kind, text, m, group)


def _number(figure: str) -> Decimal:
    return Decimal(figure.replace(",", "").rstrip(".") or "0")
