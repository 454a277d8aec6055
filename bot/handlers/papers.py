"""What a paper's words (`bot.capture.documents`) say, as facts, each value read by the extractor's own grammars."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache
from itertools import groupby

from bot.capture.documents.cards import card_fields
from bot.capture.documents.field import Field
from bot.capture.documents.fields import CARD, QUOTATION, fields
from bot.capture.documents.labels import FIGURE, IN_CAPITALS
from bot.model import Message
from bot.nlp import contacts, dates, money
from bot.nlp.currencies import CURRENCY, NAMES
from bot.nlp.facts import KINDS, Evidence, Extraction, Fact
from bot.nlp.text import in_simplified, normalise, simplified

_HEADED = re.compile(rf"\[(?:图片|文件)\] (?P<paper>{QUOTATION}|{CARD})\n")
_COUNT = re.compile(r"[x×X*]?[ ]?(?P<number>\d[\d,]{0,11}(?:\.\d{1,3})?)\s*(?P<unit>[一-鿿]{0,3})")
_BARE = re.compile(FIGURE)
_BARE_FIRST = re.compile(rf"[ ]*{_BARE.pattern}(?=[ ]*(?:-?[(（]|\Z)|(?<=\.\d\d)[ ](?=[一-鿿])(?![元圆万千百亿美欧港日英]))")
"""106,920.00（含税）, 19700.00 抹零"""
_OF_ONE = re.compile(r"[元块][ ]?/|/[ ]?[台件套米个只张吨]|每(?![年月季周期半])")
"""优惠价：42元/台"""
_IN_TEN_THOUSANDS = re.compile(r"(?:单位|币种)[:：][ ]*(?:人民币)?[ ]*万元")
_FROM_THEN = re.compile(r"[后起](?:次日|隔日|当[日天])|[后起][ ]*\d+[ ]*(?:个)?(?:工作|日历|自然)?[日天周月]")
"""签订后15天内: nobody knows yet when that is."""
_SAME_PAPER = timedelta(days=120)
_FULL_DAY = re.compile(r"(?<!\d)(20\d\d) ?[年./-] ?(\d{1,2}) ?[月./-] ?(\d{1,2})(?!\d)")
_AGAIN_AND_AGAIN = re.compile(r"每(?:个?[周月]|星期)[^,，。;；]*")
"""每周二、周五配送 is no day."""
_A_DAY = 5
"""Characters: a line's end, and 15日 or 15 日."""
_SENTENCE = re.compile(r"[。；;]")
_LASTS = re.compile(
    r"(?:[零〇]|\d{1,2})点(?:整|半)?"
    r"|[\d一二两三四五六七八九十半]+ ?个?(?:工作|日历|自然)?(?:[天日周月]|星期|小时)(?:之?[内后]|以内)?"
)
"""30天内: nobody knows from when on."""
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ENGLISH_DAY = re.compile(
    rf"(?P<month>{'|'.join(_MONTHS)})[a-z]*\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? ?(?P<year>20\d\d)"
    rf"|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?[ -](?P<month2>{'|'.join(_MONTHS)})[a-z]*\.?,?[ -](?P<year2>20\d\d)"
    r"|(?P<day3>\d{1,2})[./](?P<month3>\d{1,2})[./](?P<year3>20\d\d)"
)
_CURRENCY = re.compile(
    "|".join(
        rf"(?<![a-z]){re.escape(name)}(?![a-z])" if name.isalpha() and name.isascii() else re.escape(name)
        for name in sorted(CURRENCY, key=len, reverse=True)
        if len(name) > 1 or name in "$€£¥"
    )
    + "|(?<![美欧日港加澳新台韩])元(?![件素器])"
)
_JAPANESE, _YEN = re.compile(r"日元|日圆|JPY"), str.maketrans("¥￥", "  ")
"""Where yen are named, ¥ is their sign."""
_CAPITAL = re.compile("[壹贰叁肆伍陆柒捌玖貳叄參陸]")
_SIGNED = {"HKD", "JPY"}
_SIGN = re.compile(r"^(?:JP(?=[¥￥]))?[¥￥$ ]*")
_ALSO_YUAN = {"HKD", "TWD"}
"""A sum in words ends with 元整 there too."""
_TRADED_IN = {"CNY", "USD", "EUR", "GBP", "JPY", "HKD", "TWD"}
"""What else is named beside no number is no currency: CAD drawings, PHP."""
_NO_GOODS = re.compile(
    r"(?:运|运输|物流|快递|税|手续|包装|管理|措施|装卸|吊装(?:出库)?|搬运|差旅)费|税[金额率]|[合小总]计|总造价|优惠|折扣|抹零|立减|规费|利润|备注"
    r"|freight|shipping|discount|sub-?total",
    re.I,
)
_OPTIONAL = re.compile(
    r"^(?:附[件表]?[:：])?[^　：:]{0,8}(?:选[配购]件?|选做(?:项目?)?|备选|可选[配项件]?)[^：:]{0,60}[：:]?$"
    r"|^以下[^　]{0,24}(?:自选|[未不]计入|不含|选[配购]|供参考)"
)
"""B. 选配件（供参考，不含在上述价格内）: what follows is not in the total, unless all does (a title)."""
_NOT_COUNTED = re.compile(
    r"(?:[未不]计入|不含在|不包含在)[^　]{0,6}[总合]"
    r"|[:：](?:不报价|停产|无货|缺货|不计入?(?=　|$)|[(（](?:选配|可选)[,，、]?[未不]计)"
)
"""选配项（未计入合计总价）: nor is this row; 状态：不报价."""
_NO_UNIT = re.compile(r"万?元")
_MOST_GOODS, _MOST_TOLD = 30, 3
"""Articles of a quotation; those that its summary names."""
_SURE, _FAIR = 0.85, 0.7


def is_paper(message: Message) -> bool:
    """Whether these are the words of a picture or a document that was read as a paper."""
    return message.kind in ("image", "file") and bool(_HEADED.match(message.text))


def _paper(message: Message) -> str:
    m = _HEADED.match(message.text)
    return m["paper"] if m else ""


def understood(message: Message, zone: tzinfo) -> Extraction:
    """Of a quotation the total, the goods and the day of delivery; of a name card who it is. Relative days are resolved
    against the message's time in `zone`."""
    if _paper(message) == CARD:
        facts, more = _of_card(message), _title(message)
    else:
        facts, more = list(_of_quotation(message, message.at.astimezone(zone))), ""
    ordered = sorted(facts, key=lambda fact: (KINDS.index(fact.kind), fact.evidence.start))
    return Extraction(tuple(ordered), _summary(message, ordered, more))


def _of_quotation(message: Message, at: datetime) -> Iterator[Fact]:
    found = fields(in_simplified(message.text))
    yield from _first(_quoted(message, found))
    written = _written(message, at.date())
    yield from _first(_delivery(message, field, written) for field in found if field.kind == "delivery")
    yield from (_product(message, group) for group in _goods(message, found)[:_MOST_GOODS])


def _quoted(message: Message, found: Sequence[Field]) -> Iterator[Fact | None]:
    """The sum in words that figures say, too; the totals by their weight; words alone; what the articles come to."""
    unit = _unit(message.text)
    numbers = {m[0].replace(",", "").partition(".")[0] for m in _BARE.finditer(message.text)}
    words = [fact for field in found if field.kind == "capitals" and (fact := _total(message, field, unit))]
    yield from (fact for fact in words if str(int(str(fact.value["amount"])) // 100) in numbers)
    yield from (_total(message, field, unit) for field in found if field.kind == "total")
    yield from words
    yield _added(message, [field for field in found if field.kind == "sum"], unit)


def _unit(text: str) -> str:
    """What a bare number is counted in: the only currency that the paper names; 单位：万元."""
    words = in_simplified(text.translate(_YEN) if _JAPANESE.search(text) else text)
    if _currencies(words) & _ALSO_YUAN:
        words = IN_CAPITALS.sub("", words)
    only = _currencies(words) & _TRADED_IN
    code = only.pop() if len(only) == 1 else "CNY"
    return f"{'万' if _IN_TEN_THOUSANDS.search(text) else ''}{'元' if code == 'CNY' else NAMES[code]}"


def _added(message: Message, sums: Sequence[Field], unit: str) -> Fact | None:
    """A number that stands on a row of its own and is what the articles come to."""
    facts = [_total(message, field, unit) for field in sums]
    amounts = [int(str(fact.value["amount"])) for fact in facts if fact]
    if len(amounts) < 2 or len(amounts) < len(facts):
        return None
    for m in _BARE.finditer(message.text):
        line = message.text.count("\n", 0, m.start())
        one = Field("total", m.start(), m.span(), line)
        fact = _total(message, one, unit)
        if fact and fact.value["amount"] == sum(amounts) and line not in {field.row for field in sums}:
            return fact
    return None


def _first(facts: Iterator[Fact | None]) -> Iterator[Fact]:
    first = next((fact for fact in facts if fact), None)
    if first:
        yield first


def _total(message: Message, field: Field, unit: str) -> Fact | None:
    """`unit`: of a bare number whose label names none."""
    value, label = message.text[slice(*field.value)], message.text[field.start : field.value[0]]
    code = min(_currencies(in_simplified(label)), default="")
    if code in _SIGNED or unit == NAMES["JPY"]:  # ¥ and $ are several countries' signs
        value = _SIGN.sub("", value)
    bare = _BARE_FIRST.match(value := value.rstrip("，,。.;； "))
    if code:
        unit = f"{'万' if '万' in label else ''}{'元' if code == 'CNY' else NAMES[code]}"
    foreign = unit.removeprefix("万") != "元" and _CAPITAL.match(value)
    text = f"{bare[0]}{unit}" if bare else f"{unit.removeprefix('万')}{value}" if foreign else value
    one = next((one for one in money.find(normalise(text)) if one.single and one.amount and one.sure), None)
    if one is None or one.amount is None or not one.payable or _OF_ONE.search(f"{label}{value}"):
        return None
    return _fact(message, field, "our_quote", {"amount": one.amount, **one.foreign}, money.shown(one.amount, one.currency))


def _currencies(text: str) -> set[str]:
    """The codes of those that are named: 合计(USD), 总价(万美元)."""
    return {CURRENCY.get(m[0], "CNY") for m in _CURRENCY.finditer(normalise(text))}


def _written(message: Message, today: date) -> date:
    """When: the first day that is told in full, of those up to `today` and not much before the last of them. What the paper
    means by 11月12日 is counted from there.
    """
    told = [date(*map(int, m.groups())) for m in _FULL_DAY.finditer(message.text) if _is_day(*map(int, m.groups()))]
    over = [day for day in told if day <= today]
    return min((day for day in over if max(over) - day < _SAME_PAPER), default=today)


def _is_day(year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


def _is_no_day(text: str, start: int, end: int) -> bool:
    """30天内, 2027年2月下旬"""
    return bool(_LASTS.fullmatch(text, start, end)) or "旬" in text[start : end + 1]


def _delivery(message: Message, field: Field, today: date) -> Fact | None:
    value, label = message.text[slice(*field.value)], message.text[field.start : field.value[0]]
    if value.rstrip().endswith("月"):  # the day stands on the next line
        value = message.text[field.value[0] : field.value[1] + _A_DAY]
    value = _SENTENCE.split(value)[0]
    text = _AGAIN_AND_AGAIN.sub(lambda m: " " * len(m[0]), _ENGLISH_DAY.sub(_in_figures, normalise(value.replace("\n", ""))))
    found, later = dates.find(text, today), _FROM_THEN.search(text)
    if not found or (later and later.start() < found[0].end) or _is_no_day(text, found[0].start, found[0].end):
        return None
    day = found[0].last.isoformat()
    what = next((what for what in _DUE if what in label), "交货")
    return _fact(message, field, "deadline", {"date": day, "what": what}, f"{day} {what}")


def _in_figures(m: re.Match[str]) -> str:
    """jan. 15, 2027 and 15.01.2027 as 2027-01-15."""
    day, month, year = (next(filter(None, m.group(*(part, f"{part}2", f"{part}3")))) for part in ("day", "month", "year"))
    return f"{year}-{int(month) if month.isdigit() else _MONTHS.index(month) + 1:02}-{int(day):02}"


_DUE = ("完工", "竣工", "上线", "验收")
"""What else than goods may be due, as its label says."""
_OF_GOODS = ("name", "model", "code", "style", "count", "measure", "unit")
_INSTEAD = {"code": "model", "style": "model", "measure": "count"}
"""货号, 标准 and 面积 are what they are where nothing better is told."""
_WITH_SIZE = 2
"""Models of an article that has a size besides."""
_CALLED = ("name", "model", "more")
"""What makes an article's name; `more`: its size beside its model."""
_BRACKETS = str.maketrans("（）", "()")
"""A reader takes one for the other: (IPC-B4M-Z）."""


def _goods(message: Message, found: Sequence[Field]) -> list[dict[str, Field]]:
    """What belongs to one article: a row, or rows until something comes that it has already. Where some are counted, a name
    that stands without a number is that of the whole (项目名称：二期改造).
    """
    goods = sorted((field for field in found if field.kind in _OF_GOODS), key=lambda field: field.value)
    optional = _optional(message.text.split("\n"))
    called = {field.row for field in goods if field.kind in ("name", "model")}
    goods = [field for field in goods if field.kind != "measure" or field.row in called]
    told = [field for field in goods if field.row not in optional] or goods
    titles = [field for field in found if field.kind == "section"]
    groups: list[dict[str, Field]] = []
    last = 0
    for row in _side_by_side(told):
        here = _article(row)
        begun = any(last < title.row < row[0].row for title in titles)
        if not groups or begun or here.keys() & groups[-1].keys():
            groups.append({})
        groups[-1] |= here
        last = row[-1].row
    _name_by_titles(groups, titles)
    _lend_names(groups)
    named = [group for group in groups if {"name", "model"} & group.keys() and not _is_fee(message, group)]
    return [group for group in named if "count" in group] or [group for group in named if "name" in group]


def _article(row: Sequence[Field]) -> dict[str, Field]:
    """By kind. A second model is its size, unless it stands behind the number (then it is of something beside the table), or is
    one of several: length, breadth and height.
    """
    here: dict[str, Field] = {}
    models = sum(field.kind == "model" for field in row)
    for field in row:
        again = field.kind == "model" and "model" in here
        if not again or (models == _WITH_SIZE and "count" not in here):
            here.setdefault("more" if again else field.kind, field)
    for kind, instead in _INSTEAD.items():
        if told_else := here.pop(kind, None):
            here.setdefault(instead, told_else)
    return here


def _side_by_side(told: Sequence[Field]) -> Iterator[list[Field]]:
    """The fields of each row; of two lists side by side, those of each article: a name behind a name and its number."""
    for _, row in groupby(told, key=lambda field: field.row):
        part: list[Field] = []
        for field in row:
            if field.kind == "name" and {"name", "count"} <= {one.kind for one in part}:
                yield part
                part = []
            part.append(field)
        yield part


def _optional(lines: Sequence[str]) -> set[int]:
    """The rows that stand below a heading which says that they are, or say so themselves."""
    rows, below = set(), False
    for row, line in enumerate(lines):
        if below or _NOT_COUNTED.search(line):
            rows.add(row)
        below = below or bool(_OPTIONAL.search(line))
    return rows


def _name_by_titles(groups: Sequence[dict[str, Field]], titles: Sequence[Field]) -> None:
    """Sizes below the title of their section are called as it says."""
    for group in groups:
        if "name" not in group and "model" in group:
            above = [title for title in titles if title.row < group["model"].row]
            group |= {"name": above[-1]} if above else {}


def _lend_names(groups: Sequence[dict[str, Field]]) -> None:
    """Where one name stands beside several sizes, each of them has it: that of the nearest row."""
    named = [group["name"] for group in groups if {"name", "model", "count"} <= group.keys()]
    for group in groups:
        if named and "name" not in group and {"model", "count"} <= group.keys():
            group["name"] = min(named, key=lambda name: abs(name.row - group["count"].row))


_simplified = lru_cache(maxsize=4)(simplified)
"""One paper is asked for each of its values."""


def _words(message: Message, field: Field) -> str:
    start, end = field.value
    return _simplified(message.text)[start:end].strip().replace("\n", "")


def _is_fee(message: Message, group: dict[str, Field]) -> bool:
    return any(_NO_GOODS.search(message.text[slice(*group[kind].value)]) for kind in ("name", "model") if kind in group)


def _product(message: Message, group: dict[str, Field]) -> Fact:
    words = {kind: _words(message, field) for kind, field in group.items()}
    name = " ".join(words[kind] for kind in _CALLED if kind in words).translate(_BRACKETS)
    count = _COUNT.match(words.get("count", ""))
    number = float(count["number"].replace(",", "")) if count else None
    unit = _NO_UNIT.sub("", words.get("unit", "")) or (count["unit"] if count else "")
    quantity = int(number) if number is not None and number.is_integer() else number
    told = [field for field in group.values() if "count" not in group or field.row == group["count"].row]
    named = [group[kind] for kind in _CALLED if kind in group]
    told = told if len({field.row for field in named if field in told}) else named
    start, end = min(field.start for field in told), max(field.value[1] for field in told)
    shown = name if quantity is None else f"{name} × {quantity}{unit}"
    evidence = Evidence(message.id, start, end, message.text[start:end])
    return Fact(
        "product", {"name": name, "quantity": quantity, "unit": unit if quantity is not None else ""}, shown, _FAIR, evidence
    )


_OF_CARD = {
    "person": ("contact_person", "name"),
    "company": ("contact_company", "name"),
    "address": ("contact_address", "address"),
}


def _of_card(message: Message) -> list[Fact]:
    known = [field for field in card_fields(in_simplified(message.text)) if field.kind in _OF_CARD]
    facts = []
    for field in known:
        (kind, key), value = _OF_CARD[field.kind], _words(message, field)
        facts.append(_fact(message, field, kind, {key: value}, value))
    return [*facts, *_ways(message)]


def _ways(message: Message) -> Iterator[Fact]:
    """Numbers and addresses to be reached by; not a fax."""
    text = _DOTTED.sub(lambda m: m[0].replace(".", "-"), normalise(message.text))
    for number, start, end in contacts.phones(text):
        if len(number) >= _SHORTEST and not _FAX.search(text, max(0, start - 24), start):
            inside = _INSIDE.search(text, start, end)
            plain = number.removesuffix(inside["rest"]) if inside else number
            first = f"0{plain}" if _ABROAD_ONLY.match(text, start) else plain
            yield _way(message, "phone", first, start, inside.start() if inside else end)
            beside = _BESIDE.match(text, end)
            other = f"{first[: -len(beside['rest'])]}{beside['rest']}" if beside else ""
            if beside and first.startswith("0") and len(other) == len(first):
                yield _way(message, "phone", other, *beside.span("rest"))
    for address, start, end in contacts.emails(text):
        yield _way(message, "email", address, start, end)


def _way(message: Message, key: str, value: str, start: int, end: int) -> Fact:
    return Fact(f"contact_{key}", {key: value}, value, _SURE, Evidence(message.id, start, end, message.text[start:end]))


_DOTTED = re.compile(r"(?<![\d.])(?:0\d{2,3}|1[3-9]\d)\.\d{4}\.\d{3,4}(?![\d.])")
"""0532.8890.2217"""
_SHORTEST = 7
"""Digits: a hotline of five is nobody's own."""
_INSIDE = re.compile(r" ?(?:转|分机:?|ext\.?|(?<=\d{4}-\d{7})-|(?<=\d{3}-\d{8})-|(?<=\d{4}-\d{8})-) ?(?P<rest>\d{1,5})\Z")
"""0573-8712 6650 转 806: the number that is dialled is without it."""
_BESIDE = re.compile(r"[ ]?[/、,，;； ][ ]?(?P<rest>[2-9]\d{6,7})(?!\d)")
"""0351-6198274 6198275: another number of the same place."""
_ABROAD_ONLY = re.compile(r"(?:(?:\+|00)86|[(]86)[ )-]{0,2}+[(]?+(?!1[3-9]\d[ -]?\d{4}|0|[48]00)")
"""+86 532 8577 3019 is 0532… here."""
_FAX = re.compile(r"(?:(?<!电话/)传[ 　]*真|fax|f)[ .:]*[+\d(-]*\Z|(?:账号|帐号|卡号|税号)[ :]*[\d -]*\Z")
"""Nor an account: 账号：6230 5810 0047 2916 385."""


def _title(message: Message) -> str:
    titles = [field for field in card_fields(in_simplified(message.text)) if field.kind == "title"]
    return message.text[slice(*titles[0].value)].strip() if titles else ""


def _fact(message: Message, field: Field, kind: str, value: dict[str, object], shown: str) -> Fact:
    start, end = field.start, field.value[1]
    return Fact(kind, value, shown, _SURE, Evidence(message.id, start, end, message.text[start:end]))


def _summary(message: Message, facts: Sequence[Fact], more: str) -> str:
    """「报价单：4.15万元，离心泵 × 6台，2026-12-18 交货」; of many articles the first, and how many (等9项); a title stands
    behind its person.
    """
    goods = [fact.shown for fact in facts if fact.kind == "product"]
    first = [fact.shown for fact in facts if KINDS.index(fact.kind) < KINDS.index("product")]
    last = [fact.shown for fact in facts if fact.kind not in ("product", "contact_address")][len(first) :]
    said = [*first, *_few(goods), *last]
    if more:
        said.insert(1 if facts and facts[0].kind == "contact_person" else len(said), more)
    return f"{_paper(message)}：{'，'.join(said)}" if said else ""


def _few(goods: list[str]) -> list[str]:
    if len(goods) <= _MOST_TOLD:
        return goods
    return [*goods[: _MOST_TOLD - 1], f"{goods[_MOST_TOLD - 1]}等{len(goods)}项"]
