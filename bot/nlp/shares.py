"""One ware ordered in several lots: so many for one shop, one colour, one house, and so many for another (分开的量)."""

from __future__ import annotations

from bot.nlp.patterns import late

_PLACE = (
    r"(?:店|厂|院区?|校区?|园区?|区|楼|馆|仓|部|库|站|镇|村|县|市|工地|工段|项目|公司|车间|产线|号线"
    r"|教室|层|栋|期|门诊|科|营|队|班)"
)
_WORDS = (
    r"要订先再加共总改不对另外大概预计约是就够得还每按给来拿各合减到成了的我你您他们嘛吧也都只最起单价左"
    r"右下上用做送寄发换装铺拉走补买进"
)
COLOUR = "[黑白灰红黄蓝绿粉紫橙银金彩棕青]色?"
KIND = r"(?:[smlx]{1,4}码|[男女]款?|[加特]?[大中小][号码])"
"""Which of a ware, by size or for whom."""
_LABEL = late(
    rf"(?P<label>(?:\d{{1,3}}[号#栋幢])?[^{_WORDS}\W\d_]{{1,4}}{_PLACE}|[^{_WORDS}\W\d_]{{2,5}}|[黑白灰红黄蓝绿粉紫橙银金彩棕青]|{KIND}"
    rf"|[总分老新](?:店|厂|部|校|院|馆|仓|公司)|\d{{1,4}}(?:\.\d)?(?:米\d?|寸|公斤|克|升|mm|cm|kg|[gml])(?=的)"
    rf"|\d{{1,3}}(?:号楼|号|#|栋|幢)楼?|[smlx]{{1,4}}|[大中小](?=的)|[^{_WORDS}\W\d_]都{_PLACE})"
    r"(?:那边|这边|那|的)?也?(?:改成|改到|改为|改|加到|减到|变成|要|用|先|订|来|上|走|大概|各)?\s?\Z"
)
BARE = late(
    rf"(?:[一-鿿\d]{{1,4}}?{_PLACE}(?:那边|这边)?|{KIND})(?:要|用|先|订|来|上)?(?P<num>\d{{1,6}}"
    rf"|[一二两三四五六七八九十百千]{{2,4}})(?=[ ,。;!]|\Z)"
)
"""二厂45 at the beginning of a clause, or behind a space."""
_PLACED = late(rf"{_PLACE}\Z")
_NEAR = 10


def label(text: str, start: int, end: int) -> str:
    """What stands right before a number and names a part of the whole: 莫干山店320套; empty where nothing does."""
    found = _LABEL.search(text, max(start, end - _NEAR), end)
    return found["label"] if found else ""


def apart(lot: str, other: str, *, together: bool) -> bool:
    """Two lots, not one corrected: in one message by any two labels, else by two places."""
    return bool(lot and other) and lot != other and (together or (placed(lot) and placed(other)))


def placed(lot: str) -> bool:
    return _PLACED.search(lot) is not None
