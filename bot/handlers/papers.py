"""What a paper's words (`bot.capture.documents`) say, as facts, each value read by the extractor's own grammars."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, tzinfo

from bot.capture.documents.fields import CARD, QUOTATION, Field, card_fields, fields
from bot.model import Message
from bot.nlp import contacts, dates, money
from bot.nlp.currencies import CURRENCY, NAMES
from bot.nlp.facts import KINDS, Evidence, Extraction, Fact
from bot.nlp.text import normalise

_FIRST = "[图片] "
_COUNT = re.compile(r"(?P<number>\d[\d,]{0,11}(?:\.\d{1,3})?)\s*(?P<unit>[一-鿿]{0,3})")
_BARE = re.compile(r"[\d,]+(?:\.\d{1,2})?")
_CURRENCY = re.compile(
    "|".join(re.escape(name) for name in sorted(CURRENCY, key=len, reverse=True) if len(name) > 1 or name in "$€£")
)
_NO_UNIT = re.compile(r"万?元")
_MOST_GOODS = 12
_SURE, _FAIR = 0.85, 0.7


def is_paper(message: Message) -> bool:
    """Whether these are the words of a picture that was read as a paper."""
    return message.kind == "image" and message.text.startswith((f"{_FIRST}{QUOTATION}\n", f"{_FIRST}{CARD}\n"))


def understood(message: Message, zone: tzinfo) -> Extraction:
    """Of a quotation the total, the goods and the day of delivery; of a name card who it is. Relative days are resolved
    against the message's time in `zone`."""
    if message.text.startswith(f"{_FIRST}{CARD}"):
        facts, more = _of_card(message), _title(message)
    else:
        facts, more = list(_of_quotation(message, message.at.astimezone(zone))), ""
    ordered = sorted(facts, key=lambda fact: (KINDS.index(fact.kind), fact.evidence.start))
    return Extraction(tuple(ordered), _summary(message, ordered, more))


def _of_quotation(message: Message, at: datetime) -> Iterator[Fact]:
    found = fields(message.text)
    yield from _first(_total(message, field) for field in found if field.kind == "total")
    yield from _first(_delivery(message, field, at.date()) for field in found if field.kind == "delivery")
    goods = _goods(sorted((f for f in found if f.kind in _OF_GOODS), key=lambda field: field.value))
    yield from (_product(message, group) for group in goods[:_MOST_GOODS] if {"name", "model"} & group.keys())


_OF_GOODS = ("name", "model", "count", "unit")


def _first(facts: Iterator[Fact | None]) -> Iterator[Fact]:
    first = next((fact for fact in facts if fact), None)
    if first:
        yield first


def _total(message: Message, field: Field) -> Fact | None:
    value, label = message.text[slice(*field.value)], message.text[field.start : field.value[0]]
    bare = _BARE.fullmatch(value.strip())
    text = f"{bare[0]}{'万' if '万' in label else ''}{_currency(label)}" if bare else value
    one = next((one for one in money.find(normalise(text)) if one.single and one.amount), None)
    if one is None or one.amount is None or not one.payable:
        return None
    return _fact(message, field, "our_quote", {"amount": one.amount, **one.foreign}, money.shown(one.amount, one.currency))


def _currency(label: str) -> str:
    """What a bare number below it is counted in, as its name: 合计(USD), 总价(万美元)."""
    named = _CURRENCY.search(label.lower())
    return NAMES[CURRENCY[named[0]]] if named else "元"


def _delivery(message: Message, field: Field, today: date) -> Fact | None:
    found = dates.find(normalise(message.text[slice(*field.value)]), today)
    if not found:
        return None
    day = found[0].last.isoformat()
    return _fact(message, field, "deadline", {"date": day, "what": "交货"}, f"{day} 交货")


def _goods(found: Sequence[Field]) -> list[dict[str, Field]]:
    """What belongs to one article: until something comes that it has already."""
    groups: list[dict[str, Field]] = []
    for field in found:
        if not groups or field.kind in groups[-1]:
            groups.append({})
        groups[-1][field.kind] = field
    return groups


def _product(message: Message, group: dict[str, Field]) -> Fact:
    words = {kind: message.text[slice(*field.value)].strip() for kind, field in group.items()}
    name = " ".join(words[kind] for kind in ("name", "model") if kind in words)
    count = _COUNT.match(words.get("count", ""))
    number = float(count["number"].replace(",", "")) if count else None
    unit = _NO_UNIT.sub("", words.get("unit", "")) or (count["unit"] if count else "")
    quantity = int(number) if number is not None and number.is_integer() else number
    start = min(field.start for field in group.values())
    named = [group[kind] for kind in ("name", "model") if kind in group]
    end = max(field.value[1] for field in (group.values() if len({f.row for f in group.values()}) == 1 else named))
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
    known = [field for field in card_fields(message.text) if field.kind in _OF_CARD]
    facts = []
    for field in known:
        (kind, key), value = _OF_CARD[field.kind], message.text[slice(*field.value)].strip()
        facts.append(_fact(message, field, kind, {key: value}, value))
    return [*facts, *_ways(message)]


def _ways(message: Message) -> Iterator[Fact]:
    """Numbers and addresses to be reached by; not a fax."""
    text = normalise(message.text)
    for kind, key, finder in (("contact_phone", "phone", contacts.phones), ("contact_email", "email", contacts.emails)):
        for value, start, end in finder(text):
            if not _FAX.search(text, max(0, start - 12), start):
                yield Fact(kind, {key: value}, value, _SURE, Evidence(message.id, start, end, message.text[start:end]))


_FAX = re.compile(r"(?:传真|fax|f)[ :]*[+\d(-]*\Z")


def _title(message: Message) -> str:
    titles = [field for field in card_fields(message.text) if field.kind == "title"]
    return message.text[slice(*titles[0].value)].strip() if titles else ""


def _fact(message: Message, field: Field, kind: str, value: dict[str, object], shown: str) -> Fact:
    start, end = field.start, field.value[1]
    return Fact(kind, value, shown, _SURE, Evidence(message.id, start, end, message.text[start:end]))


def _summary(message: Message, facts: Sequence[Fact], more: str) -> str:
    """「报价单：离心泵 × 6台，4.15万元，2026-12-18 交货」; a title stands behind its person."""
    said = [fact.shown for fact in facts if fact.kind != "contact_address"]
    if more:
        said.insert(1 if facts and facts[0].kind == "contact_person" else len(said), more)
    return f"{message.text[len(_FIRST) :].partition(chr(10))[0]}：{'，'.join(said)}" if said else ""
