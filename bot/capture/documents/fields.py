"""Which words of a paper are its total, its goods, its delivery date; or a person, a title, a company, an address. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.capture.documents import labels

QUOTATION, CARD = "报价单", "名片"
_LONGEST = 4000
_QUOTED = re.compile(r"报\s*价|估价单|价格单|Quotation", re.I)
_REACHED = re.compile(r"1[3-9]\d[ -]?\d{4}[ -]?\d{4}|\d{3,4}[ )-]+\d{7,8}|400[ -]?\d{3}|@")
_MOST_ROWS = 18
"""Of a name card."""
_TOTALS = [labels.labelled(pattern) for pattern in labels.TOTALS]
_DELIVERY, _MODEL = labels.labelled(labels.DELIVERY), labels.labelled(labels.MODEL)
_NAME, _COUNT, _UNIT = (labels.labelled(pattern) for pattern in (labels.NAME, labels.COUNT, labels.UNIT))
_NUMBER = re.compile(r"\d")
_CELL = re.compile(r"[^　\n]+")
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付"
    "方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳"
    "甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝"
)
_TITLE_WORDS = (
    r"(?:经理|总监|主任|工程师|董事长|总裁|主管|顾问|代表|专员|助理|部长|厂长|院长|教授|会计师|合伙人|律师|设计师|架构师|店长|科长|处长|采购员|业务员)"
    r"|(?<![A-Za-z])(?:CEO|CTO|CFO|COO|Manager|Director|Engineer|Consultant|Specialist|President)(?![A-Za-z])"
)
_TITLE = re.compile(rf"(?P<title>[一-鿿A-Za-z/·、& ]{{0,20}}?(?:{_TITLE_WORDS})(?:[/、 ][一-鿿A-Za-z]{{2,12}})?)")
_COMPANY = re.compile(
    r"(?P<company>[一-鿿A-Za-z0-9()（）·&]{2,30}(?:公司|集团|研究[院所]|设计院|事务所|工作室|商行|厂)(?:[一-鿿]{2,8}分公司)?)"
)
_PERSON = re.compile(
    rf"(?:姓名\s*[:：]?\s*|(?<![一-鿿])(?<![一-鿿] ))"
    rf"(?P<name>(?:欧阳|上官|司马|诸葛|夏侯|令狐|[{_SURNAMES}])[一-鿿]{{1,2}})(?![一-鿿])"
)
_NO_NAME = re.compile(r"[\d@:：]")
_ADDRESS = re.compile(r"(?:(?:公司|联系|办公|工厂)?地\s*址|Add(?:ress)?\.?)\s*[:：]?\s*(?P<value>[^　\n]{6,60})", re.I)
_PLACE = re.compile(r"(?P<value>[^　\n:：]{2,24}(?:路|街|大道|巷|弄|园区?)[^　\n:：]{0,12}\d+[^　\n]{0,24})")


@dataclass(frozen=True, slots=True)
class Field:
    """`kind`: total, delivery, model, name, count, unit; person, title, company or address. `value` is the value's span,
    `start` where its label begins; `row`: the line it stands on. Code points of the text."""

    kind: str
    start: int
    value: tuple[int, int]
    row: int


def paper(text: str) -> str:
    """`QUOTATION`, `CARD`, or empty: it is neither."""
    if _QUOTED.search(text) or any(_NUMBER.search(m["value"]) for pattern in _TOTALS for m in pattern.finditer(text)):
        return QUOTATION
    return CARD if _REACHED.search(text) and len(text.splitlines()) <= _MOST_ROWS else ""


def fields(text: str) -> list[Field]:
    """What the text of a quotation holds, the weightiest total first. The grammar of each value is not judged here."""
    text = text[:_LONGEST]
    totals = [m for pattern in _TOTALS for m in pattern.finditer(text) if _NUMBER.search(m["value"])]
    found = [_field("total", text, m) for m in totals]
    for kind, pattern in (("delivery", _DELIVERY), ("model", _MODEL), ("name", _NAME), ("count", _COUNT), ("unit", _UNIT)):
        found += [_field(kind, text, m) for m in pattern.finditer(text)]
    return found


def _field(kind: str, text: str, m: re.Match[str], group: str = "value") -> Field:
    return Field(kind, m.start(), m.span(group), text.count("\n", 0, m.start()))


def card_fields(text: str) -> list[Field]:
    """What the text of a name card holds, each kind once."""
    text = text[:_LONGEST]
    found = [*filter(None, (_company(text), _address(text))), *_named(text)]
    return sorted(found, key=lambda field: field.value)


def _company(text: str) -> Field | None:
    """The longest name: a card also shows a brand."""
    longest = max(_COMPANY.finditer(text), key=lambda m: len(m[0]), default=None)
    return _field("company", text, longest, "company") if longest else None


def _address(text: str) -> Field | None:
    m = _ADDRESS.search(text) or _PLACE.search(text)
    return _field("address", text, m) if m else None


def _named(text: str) -> Iterator[Field]:
    """The person, and the title that stands nearest: in the same cell, or in one of its own."""
    titles = [m for m in _TITLE.finditer(text) if not _COMPANY.search(m[0])]
    cells = (cell for cell in _CELL.finditer(text) if "姓名" in cell[0] or not _NO_NAME.search(cell[0]))
    people = [m for cell in cells if (m := _PERSON.search(text, *cell.span())) and not _is_title(m, titles)]
    if people:
        person = min(people, key=lambda m: min((abs(m.start() - t.start("title")) for t in titles), default=0))
        yield _field("person", text, person, "name")
        titles.sort(key=lambda t: abs(t.start() - person.end()))
    if titles:
        yield _field("title", text, titles[0], "title")


def _is_title(m: re.Match[str], titles: list[re.Match[str]]) -> bool:
    """「高级经理」 begins with a surname too."""
    return any(t.start("title") <= m.start("name") and m.end("name") <= t.end("title") for t in titles)
