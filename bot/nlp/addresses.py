"""Where things are sent (地址): Chinese addresses down to a street and a number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.nlp.facts import Fact
from bot.nlp.patterns import late
from bot.nlp.text import Said

_GATE = late(r"[\d一二三四五六七八九十百][号弄]|[东南西北][首头侧]|[路街道](?:交叉|交汇|路口|口)")
_BUILDING_GATE = late(r"\d号?[楼栋幢座档铺]|[a-z][座栋]|楼[a-z]?\d{3}")
_BUILDING = late(
    r"(?<![一-鿿\d])(?P<place>(?P<where>[一-鿿]{1,12}?(?:[省市区县旗州镇乡]|街道|新区|开发区|园区))?[一-鿿]{2,10}?"
    r"(?:大厦|广场|中心|花园|小区|家园|公寓|公馆|[苑园城府湾]|号院|写字楼|[研学验政公合诊院]楼|医院|学校|大学|学院|中学|市场|厂区|工业[园区]|科技园|产业园|软件园|创意园|园区))"
    r"(?:[一-鿿]{0,3}[a-z]座|[a-z]栋|\d{1,3}(?:号楼|号院|[栋幢座档铺])|(?<=楼)(?=[a-z]?\d{3})|(?P<floor>\d{1,3}[层楼])(?=[a-z]?\d{3,4}(?!\d)))"
    r"(?:\d单元)?(?:\d{1,3}[层楼]|[a-z]?\d{3,4}(?!\d)室?|(?:底商|商铺|门面|铺面)\d{1,3}号)?"
)
"""星辉大厦b座17层: a building instead of a street."""
_ADDRESS = late(
    r"(?P<where>[一-鿿]{0,12}?(?:[省市区县旗州镇乡]|街道|新区|开发区|园区))?"
    r"(?P<street>[一-鿿0-9]{0,14}?(?:路|大道|街(?!道)|街道(?=\d)|巷|弄|胡同|村|工业园|科技园|产业园|园区|开发区|广场)(?:[上中下东西南北]段)?)"
    r"(?P<number>(?:(?<=[路道街巷])[甲乙丙附东南西北中])?(?:\d{1,5}(?:-\d{1,4})?|(?<=[路道街巷])[一二三四五六七八九十百]{1,5})[号弄]"
    r"|(?<=[路道街巷])[东南西北]{1,2}[首头侧段]|[与和][一-鿿]{1,6}(?:路|街|大道)(?:交叉路?口|交汇处|路?口)(?:[东南西北]{1,2}[侧角]?)?)"
    r"(?P<rest>(?:(?<=弄)\d{1,4}号)?(?:[一-鿿a-z0-9-]{0,10}?(?:号楼|号院|号库|栋|幢|座|单元|层|楼|室|大厦|中心|门(?!卫)|库|房|车间"
    r"|仓))*(?: ?[a-z]?\d{1,2}(?:馆|号馆|厅)|[a-z]?(?:\d{2,5}(?!\d))?)(?:(?<=[层楼室])[一-鿿]{2,4}[部处科室](?=[ ,。;]|\Z))?)"
)
_INTRO = late(
    r"(?:收货|公司|单位|工厂|办公|寄件|送货|项目|邮寄|门店|店铺|工地|仓库)?地址(?:不?变?是|在|为|:|写|:)?|(?:寄|发|送"
    r"|快递|邮|运|拉|配送)(?:到|至|往|给|来)|(?:邮|寄|快递)(?=[一-鿿]{2})|(?<![开始])[发送](?!展|电|改|票)(?=[一-鿿]{2,6}[省市区县镇州])|(?:改|换)(?:成|为|到)|(?:送|(?<!开)发)(?=[一-鿿]{2,6}(?:路|街|大道|巷)(?:\d|\Z))|(?:送货|收货|寄件)?(?:就)?写(?=[一-鿿]{2})|(?:提货|自提|取货|卸货|送货)?(?:去|到)(?!货)"
    r"|(?:我们|公司|工厂|仓库|门店|店|办公室|学校|医院|厂)?(?:就)?(?:在|位于|搬到)|老(?:厂|店|地方|地址)[嘛呀啊]?"
)
_VILLAGE = late(
    r"(?:寄|发(?!票)|送|运|拉|配送|地址|收货)(?:到|至|往|在|是|:)*(?P<place>[一-鿿]{2,10}(?:镇|乡|街道)[一-鿿]{1,6}(?:村"
    r"|社区|屯|庄|寨)"
    r"(?:[一-鿿0-9]{0,8}?(?:院里?|门口|库|队|组|场|站|超市|大棚))?)"
)
_TO_SEND = late(r"寄|[发送](?![票展电])|快递|邮|地址|收货")
"""发到万达广场3楼312; not 会议在行政楼3楼305."""
_CONTACT = late(r"联系人|收件人?|收货人?|1[3-9]\d{9}|(?<=[ ,])(?![没都已未还先别不刚])[一-鿿]{2,3}收(?:就[行好])?(?=[ ,。]|\Z)")
"""Beside a name or a number, a street can only be where things are sent."""
_WHERE_TO = late(r"地址|(?:寄|发|送|邮|快递)(?:到|去|给)?(?:哪|什么地方)|哪(?:里|儿)收")
_ALONE = late(r"[ ,]{0,2}(?:(?:(?![坏漏修停要装换灯机水电])[一-鿿]){2,3})?(?:收|签收)?")
"""医大科研楼B座1107 卫倩: all that the message says; not 12栋302 漏水."""
_ENDS = frozenset("0123456789档铺号")
_LONGEST = 60


_PARK = late(
    r"(?:地址|[收送交]货地|(?:寄|发|送|快递)(?:到|至|往|给)?)(?:是|在|:|写|为|[ ]){0,2}"
    r"(?P<place>[一-鿿]{2,6}?[省市](?:[一-鿿]{1,8}?(?:[市区县镇乡]|街道)){1,4}?[一-鿿]{2,12}?"
    r"(?:(?:工业[园区]|园区|产业园|科技园|物流园|开发区)(?:[a-z][区座栋]?|[东南西北]区)?|(?:大厦|中心|广场)\d{1,2}[楼层]"
    r"|(?:路|大道|街)[一-鿿]{0,2}段))(?=[ ,。;!\n(]|\Z)"
)
"""地址：佛山市南海区狮山镇科技工业园A区: told as one, of a town, and no number."""


def find(said: Said) -> list[Fact]:
    """Addresses that the customer's side gives; of two that lie in each other the longer."""
    found = list(_all(said))
    spans = [(one.evidence.start, one.evidence.end) for one in found]
    return [
        one
        for one, (start, end) in zip(found, spans, strict=True)
        if not any(s <= start and end <= e and (s, e) != (start, end) for s, e in spans)
    ]


def _all(said: Said) -> Iterator[Fact]:
    text = said.own
    if not said.theirs or said.passed_on:
        return
    yield from _without_number(said)
    yield from _buildings(said)
    if not _GATE.search(text):
        return
    asked = _is_asked(said) or bool(_CONTACT.search(text))
    for m in _ADDRESS.finditer(text):
        start = _after_intro(text, m.start(), m.start("number"))
        address = said.message.text[start : m.end()].strip(" :,")
        if not _plausible(m, text, start, asked=asked):
            continue
        yield said.fact("contact_address", {"address": address}, address, 0.85 if m["where"] else 0.7, (start, m.end()))


def _without_number(said: Said) -> Iterator[Fact]:
    """A village, an industrial park: where it is told as an address."""
    text = said.own
    villages = _VILLAGE.finditer(text) if "村" in text or "镇" in text or "乡" in text else ()
    for m in (*_PARK.finditer(text), *villages):
        address = said.message.text[m.start("place") : m.end("place")]
        yield said.fact("contact_address", {"address": address}, address, 0.7, m.span("place"))


def _buildings(said: Said) -> Iterator[Fact]:
    """Where it is told as an address: by a word for it, a name or a number beside it."""
    text = said.own
    for m in _BUILDING.finditer(text) if _BUILDING_GATE.search(text) else ():
        start = _after_intro(text, m.start(), m.end("place") - 2)
        told = m["where"] or start > m.start() or _INTRO.search(text[max(0, m.start() - 8) : m.start()])
        if m["floor"] and not _TO_SEND.search(text, max(0, m.start() - 8), start):
            told = False
        alone = not m["floor"] and m.start() == 0 and m[0][-1] in _ENDS and _ALONE.fullmatch(text, m.end()) is not None
        if told or alone or _is_asked(said) or _CONTACT.search(text):
            address = said.message.text[start : m.end()]
            yield said.fact("contact_address", {"address": address}, address, 0.7, (start, m.end()))


def _is_asked(said: Said) -> bool:
    """We asked where to send something: 地址还是老的?"""
    before = said.before
    return before is not None and before.ours and _WHERE_TO.search(before.own) is not None


def _after_intro(text: str, start: int, number: int) -> int:
    """寄到江苏省…: the words before the address are none of it."""
    last = start
    for m in _INTRO.finditer(text, start, number):
        last = m.end()
    while last < number and text[last] in " :,是在为还就":
        last += 1
    return last


def _plausible(m: re.Match[str], text: str, start: int, *, asked: bool) -> bool:
    """A street with a name, in a place with a name or told as an address."""
    street = text[max(start, m.start("street")) : m.end("street")]
    told = start > m.start() or _INTRO.search(text[max(0, m.start() - 8) : m.start()]) or asked
    return len(street) >= 2 and len(m[0]) <= _LONGEST and bool(m["where"] or told)
