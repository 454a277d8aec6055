"""Which words of a name card are a person, a title, a company, an address. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files

import yaml

from bot.capture.documents.field import LONGEST, Field, field
from bot.capture.documents.simple import level

_CELL = re.compile(r"[^　\n]+")
_TITLE_WORDS = (
    r"(?:经理|总监|主任|工程师|董事长|总裁|主管|顾问|代表|专员|助理|[部厂院店科处校所园站会社组室课队]长|教授|会计师|合伙人|[副协襄]理|董事(?!长)|律师|[设规][计划]师|架构师|采购员|业务员"
    r"|店主|主理人|创始人|书记|秘书|[医技教讲]师|理事长|秘书长|负责人|医生|客服|(?:农艺|园艺|花艺|摄影|建筑|造型|营养|咨询|评估|造价|药|厨)师|博士|研究员|[副总]总|总工(?!程)|老板|掌柜)"
    r"|(?<![A-Za-z])(?:CEO|CTO|CFO|COO|Manager|Director|Engineer|Consultant|Specialist|President|Supervisor|Buyer)(?![A-Za-z])"
)
_ROOM = (
    r"(?:采购|销售|售[前后]|大客户|计调|市场|技术|工程|财务|行政|人事|人力|服务|生产|质量|品质|研发|设备|信息|运营|商务|项目|客户|供应链|教[研务学]|仓储|物流|外贸|国际|区域|大区|海运"
    r"|[高副]级?|执行|首席|资深|联合|主案|总|[一-鿿]{2,4}[部科处室区])"
)
"""What stands between a name and its title: 采购部经理."""
_TITLE = re.compile(rf"(?P<title>[一-鿿A-Za-z/·、& ]{{0,20}}?(?:{_TITLE_WORDS})(?:[/、 ][一-鿿A-Za-z]{{2,12}})?)")
_COMPANY = re.compile(
    r"(?P<company>[一-鿿A-Za-z0-9()（）·&]{2,30}"
    r"(?:公司|集团|研究[院所]|设计院|事务所|工作室|商行|厂(?![长房址])|医院|卫生院|诊所|大学|学院|中学|小学|学校|幼儿园|银行"
    r"|酒店|宾馆|酒楼|饭店|餐厅|门诊部|经营部|服务部|配送中心|协会|委员会|合作社|农场|书店|株式会社|有限(?=　|\n|\Z))"
    r"(?:[(（](?:特殊)?普通合伙[)）])?"
    r"(?:\n?[一-鿿]{2,8}(?:分公司|支公司|分所|院区|校区|支行|办事处|代表处|支店|分[部店院]|店|项目部|(?<!海外)销售部)"
    r"(?=　|\n|\Z))?"
    r"|株式会社[一-鿿ぁ-ヿA-Za-z0-9]{2,20})"
)
_OF_A_HOUSE = re.compile(r"[一-鿿]+(?<!大)(?:学院|研究[院所])")
"""材料科学与工程学院: where a university is named, a part of it."""
_BRAND = re.compile(
    r"(?:^|(?<=　))(?P<company>[一-鿿A-Za-z0-9·]{2,16}[(（][一-鿿]{2,8}店[)）]"
    r"|(?:[一-鿿A-Za-z0-9]{2,12}·)?[一-鿿A-Za-z0-9]{2,18}"
    r"(?:科技|教育|实业|股份|贸易|电子|机械|机电|物流|传媒|文化|咨询|软件|网络"
    r"|建设|建材|医疗|餐饮|服饰|食品|装饰|设计|家居|超市|药房|中心|房产|地产|物业|家政|汽修|摄影"
    r"|健身|口腔|[馆坊轩斋阁]|[^\W\d_]铺|花[房店艺]|茶舍|画室|琴行|茶行|民宿|店(?![长主铺]))"
    r"(?:[(（][一-鿿]{2,8}(?:店|校区|分部|馆)[)）])?)(?=　|$| [A-Za-z])",
    re.M,
)
"""A cell that names a house without saying what it is in law; asked where none does."""
_LATIN_COMPANY = re.compile(
    r"(?:^|(?<=　))(?P<company>[A-Z][\w&.,'() -]{2,50}?[ )](?:Co\.?, ?Ltd|Ltd|Limited|Inc|LLC|Corp|Corporation|GmbH|Group)\.?)"
    r"(?=　|$)",
    re.M | re.I,
)
_LATIN_NAME = re.compile(r"(?:^|(?<=　))(?P<name>(?:[A-Z][A-Za-z'-]*\.? ){1,2}[A-Z][A-Za-z'-]+)(?=　|$)", re.M)
"""Of cards without a Chinese word."""
_HEAD = re.compile(r"(?!.*[的皆让更您])[一-鿿A-Za-z·]{0,6}[一-鿿]{2,8}")
"""What may be a house's name where nothing says what it is: the first words of the card, above its person."""
_ALONE = re.compile(
    r"(?:^|(?<=　))(?!微信|主要|主营|专业|经营|业务|服务|产品|欢迎|手机|电话|邮箱|地址|传真|网址|座机)"
    r"(?P<name>[一-鿿]{2,4}(?=　|$)|[一-鿿]{2,4}·[一-鿿]{2,5}(?=　|$)|[一-鿿]{2,6}(?= [A-Za-z]))",
    re.M,
)
"""Maybe a name whose family is in no list."""
_NEAR = 2
"""Lines between such a name and a title."""
_UNKNOWN = re.compile(rf"(?:^|(?<=　))(?!{_ROOM})(?P<name>[一-鿿]{{2,4}}?)(?={_ROOM}{_TITLE_WORDS})", re.M)
"""虎雅琴教研主任: the same, right before a title that begins with a department."""
_LONG = re.compile(rf"(?:^|(?<=　))(?!{_ROOM})(?P<name>[一-鿿]{{3}})(?=[一-鿿]{{2,8}}(?:{_TITLE_WORDS})(?:　|$))", re.M)
"""冉若溪少儿英语教研组长: before a title that begins with a word of its own, a name of three."""
_CALLED = re.compile(rf".*姓名|(?:{_TITLE_WORDS}|联[系络]人|负责人)[:：]")
_NO_NAME = re.compile(r"[\d@:：]")
_OTHER_WAY = (
    r"(?:邮政)?编码|邮区|邮编|电话|手机|传真|网址|邮箱|Tel|Fax|Zip|P\.?C\.?[:：]|[(（〈<](?:地址|手机|办公|邮箱)"
    r"|[(（ ，,]\d{6}(?!\d)|营业|\d\d小时|QQ|微信"
)
_REST = rf"(?:(?!{_OTHER_WAY})[^　\n:：\"”“])"
_ADDRESS = re.compile(
    r"(?:(?:公司|联系|办公|工厂|通[信讯])?[地厂店校住]\s*址(?:\s*Add(?:ress)?\.?)?|Add(?:ress)?\.?"
    r"|(?:基地|门店|店面|展厅|总部)(?=[:：]|[一-鿿]{2,7}[省市])"
    r"|(?<![A-Za-z.])A(?:[.:：]|[ ](?=[一-鿿]{2,7}[省市区])))\s*[:：]?\s*"
    rf"(?P<value>(?!Add){_REST}{{6,60}}(?:(?<=,)\n[A-Z][A-Za-z]{{2,20}})?)",
    re.I,
)
_IN_FULL = re.compile(r"[一-鿿]{2,7}(?:省|市|自治区)")
_PLACE = re.compile(
    rf"(?:(?<!\d)(?:\d{{3}}|\d{{5,6}}|\d{{3}}-\d{{4}}) |址)?(?P<value>[一-鿿A-Za-z0-9][^　\n:：]{{1,24}}"
    rf"(?:路|街|道[东西南北中]?|巷|弄|园区?|町|丁目){_REST}{{0,12}}\d+{_REST}{{0,24}}"
    rf"|[一-鿿]{{2,14}}[市区郡][^　\n:：]{{1,16}}\d+-\d+(?:-\d+)?{_REST}{{0,16}}"
    rf"|[一-鿿]{{2,7}}(?:省|市|自治区|[州县府都])[^　\n:：]{{2,24}}(?:[路街道巷弄号村镇乡园楼室]|大厦|广场){_REST}{{0,16}})",
    re.I,
)


_LATIN_PLACE = re.compile(
    r"(?:^|(?<=　))(?P<value>(?=[^　\n]*\d)(?=[^　\n]*,)[A-Z0-9#][^　\n@:：]{3,60}?"
    r"\b(?:Road|Rd|Street|St|Ave(?:nue)?|Blvd|Boulevard|Lane|Drive|Crescent|Park|Plaza|Building|Bldg|Tower|Centre|Way|Square|Loop|View|Terrace|Close"
    r"|District)\b[^　\n@:：]{0,60}?(?:,\n[A-Z][A-Za-z ]{2,24}?)?)(?: \d{5,6})?(?=　|$)",
    re.M,
)
"""8 Kaki Bukit Ave 4, #05-31, Singapore 415875."""


def card_fields(text: str) -> list[Field]:
    """What the text of a name card holds, each kind once."""
    text = level(text[:LONGEST])
    named = list(_named(text))
    address = _address(text)
    company = _company(text, address.value if address else (0, 0)) or _head(text, named)
    found = [*filter(None, (company, address)), *named]
    return sorted(found, key=lambda field: field.value)


def _company(text: str, address: tuple[int, int]) -> Field | None:
    """The longest name that is no part of the address, nor of what is sold: a card also shows a brand."""
    looked_for = (_COMPANY, _BRAND, _LATIN_COMPANY)
    told = ([m for m in one.finditer(text) if not address[0] <= m.start() < address[1]] for one in looked_for)
    named = next((found for one in told if (found := [m for m in one if m[0].count("·") < 2])), [])
    longest = max(named, key=lambda m: (not _OF_A_HOUSE.fullmatch(m[0]), len(m[0])), default=None)
    return field("company", text, longest, "company") if longest else None


def _head(text: str, named: Sequence[Field]) -> Field | None:
    """澜织家纺: where no house is named, the card's first words, if nothing of the person's stands before them."""
    m = next((m for m in _CELL.finditer(text) if not m[0].startswith("[")), None)
    if m is None or not _HEAD.fullmatch(m[0]) or any(one.start < m.end() for one in named):
        return None
    return Field("company", m.start(), m.span(), text.count("\n", 0, m.start()))


def _address(text: str) -> Field | None:
    m = _ADDRESS.search(text) or next((m for m in _PLACE.finditer(text) if not _COMPANY.fullmatch(m["value"])), None)
    m = m or _LATIN_PLACE.search(text)
    if m is None:
        return None
    start, end = m.span("value")
    house = _COMPANY.match(text, start, end)
    start = house.end() if house and _IN_FULL.match(text, house.end(), end) else start
    return Field("address", start, (start, end), text.count("\n", 0, start))


def _named(text: str) -> Iterator[Field]:
    """The person, and the title that stands nearest: in the same cell, or in one of its own."""
    titles = [m for m in _TITLE.finditer(text) if not _COMPANY.search(m[0])]
    people = (
        _people(text, titles)
        or [*_beside(text, titles)]
        or [*_UNKNOWN.finditer(text)]
        or [*_LONG.finditer(text)]
        or [*_latin(text, titles)]
    )
    if people:
        whole = _CELL.findall(text)
        person = min(people, key=lambda m: (m.re is _names()[0] and m[0] not in whole, _distance(m, titles)))
        yield field("person", text, person, "name")
        titles.sort(key=lambda t: abs(t.start() - person.end()))
    if titles:
        start, end = titles[0].span("title")
        start = next((m.end("name") for m in people if m.start("name") == start), start)
        yield Field("title", start, (start, end), text.count("\n", 0, start))


def _beside(text: str, titles: Sequence[re.Match[str]]) -> Iterator[re.Match[str]]:
    """农海珠: a few characters in a cell of their own, not far from a title, whatever the family."""
    rows, known = {text.count("\n", 0, t.start()) for t in titles}, [*titles, *_BRAND.finditer(text)]
    for m in _ALONE.finditer(text):
        row = text.count("\n", 0, m.start())
        if rows & {*range(row - _NEAR, row + _NEAR + 1)} and not any(one.start() <= m.start() < one.end() for one in known):
            yield m


def _latin(text: str, titles: Sequence[re.Match[str]]) -> Iterator[re.Match[str]]:
    """Vivian Kuang: on a card without a Chinese word, the capitalised words that are neither title nor company."""
    known = [*titles, *_LATIN_COMPANY.finditer(text)]
    for m in _LATIN_NAME.finditer(text):
        if not any(one.start() < m.end() and m.start() < one.end() for one in known):
            yield m


def _distance(person: re.Match[str], titles: Sequence[re.Match[str]]) -> int:
    """Characters between the name and the nearest title."""
    start, end = person.span("name")
    return min((max(0, title.start() - end, start - title.end()) for title in titles), default=0)


def _people(text: str, titles: Sequence[re.Match[str]]) -> list[re.Match[str]]:
    """Names that stand alone, that a title follows upon (顾德胜董事长), or that follow upon one (主任凌春华)."""
    cells = [cell.span() for cell in _CELL.finditer(text) if _CALLED.match(cell[0]) or not _NO_NAME.search(cell[0])]
    alone, titled, behind = _names()
    houses = [m.span() for m in _COMPANY.finditer(text)]
    found = [
        m
        for cell in cells
        for m in (alone.search(text, *cell), titled.search(text, *cell), behind.search(text, *cell))
        if m and not any(a <= m.start("name") < b for a, b in houses)
    ]
    return [m for m in found if m.re is not alone or not _is_title(m, titles)]


@cache
def _names() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """A name that stands alone, one right before its title, and one right behind it; a department is none (项目部经理)."""
    listed = yaml.safe_load((files("config") / "lexicon" / "names.yaml").read_text("utf-8"))
    family = rf"(?:{'|'.join(listed['compound'])}|[{''.join(listed['surnames'].split())}{listed['rare']}])"
    plain = rf"(?P<name>{family}[一-鿿]{{1,2}}(?<![省市县区镇乡村]))(?![一-鿿·、/|])"
    alone = rf"(?:(?:姓名|联[系络]人|负责人)\s*[:：]?\s*|(?<![一-鿿·、/|])(?<![一-鿿] )){plain}"
    given = r"(?:[一-鿿](?=大客户|国际)|[一-鿿]{1,2})"
    name = rf"(?P<name>(?!华[东南西北中]|董事|计调){family}{given}(?<![部科处室组区级线目案全筑理售用术险师员]))"
    room = rf"{_ROOM}[部科处室组](?![^　\n])"
    titled = rf"(?:(?<![^\n　])|(?<=[A-Za-z] )){name}[ ·|]?(?=(?:{_ROOM}[一-鿿]{{0,4}}?)?(?:{_TITLE_WORDS})|{room}|师傅)"
    behind = rf"(?:{_TITLE_WORDS})[ ·|：]?(?P<name>{family}[一-鿿]{{1,2}})(?![一-鿿])"
    return re.compile(alone), re.compile(titled), re.compile(behind)


def _is_title(m: re.Match[str], titles: Sequence[re.Match[str]]) -> bool:
    """「高级经理」 begins with a surname too; 佟佳琪 / 总经理 is none."""
    return not m.string.startswith(" ", m.end("name")) and any(
        t.start("title") <= m.start("name") and m.end("name") <= t.end("title") for t in titles
    )
