"""A person edited a line's text: the same grammar reads it again."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time, tzinfo

from bot.nlp import contacts, dates, deeds, hours, money
from bot.nlp.facts import BUDGET_STATES, JSON
from bot.nlp.numbers import parse
from bot.nlp.patterns import late
from bot.nlp.tags import TAGS
from bot.nlp.text import hide, normalise

Reading = tuple[dict[str, JSON], str]
_DUE = late(r"\s*[(（](?P<due>[^()（）]{2,16}?)\s*(?:前|之前|以前)?[)）]\s*$")
_THEIRS = late(r"^\s*客户\s*[:：]?\s*")
_LONGEST = 120
_TIMES = late(r"(?P<name>.{1,60}?)\s*[×xX*]\s*(?P<count>\d{1,9}(?:\.\d{1,3})?)\s*(?P<unit>[^\d\s]{0,4})")


def reread(kind: str, text: str, *, at: datetime, zone: tzinfo) -> Reading | None:
    """(value, shown) of what a person typed for a line of this kind; None: not understood. `at` is aware."""
    reader = _READERS.get(kind)
    body = text.strip()
    if reader is None or not body or len(body) > _LONGEST or "\n" in body:
        return None
    return reader(body, at.astimezone(zone).date())


def _one_amount(text: str) -> money.Money | None:
    found = money.find(normalise(text))
    return found[0] if len(found) == 1 and found[0].dealt_in else None


def _budget(text: str, _today: date) -> Reading | None:
    one = _one_amount(text)
    if one is None:
        return None
    value = {"low": one.low, "high": one.high, "approx": one.approx}
    return value, money.shown_range(one.low, one.high, one.approx)


def _amount(text: str, _today: date) -> Reading | None:
    one = _one_amount(text)
    if one is None or not one.single or one.amount is None:
        return None
    return {"amount": one.amount}, money.shown(one.amount)


_SOME = "截止"
_TRIES = 3
"""Parts of a day that may stand behind it, one by one."""


def _one_day(text: str, today: date) -> tuple[date, time | None, str] | None:
    """The one date in it, its hour if that is told, and the rest of the words."""
    plain = normalise(text)
    found = dates.find(plain, today)
    if len(found) != 1:
        return None
    rest = text[: found[0].start] + text[found[0].end :]
    return found[0].last, found[0].clock if hours.is_told(found[0], plain) else None, rest.strip(" ，,。前")


def _deadline(text: str, today: date) -> Reading | None:
    """As it will be read again: 那天 right behind a day is a part of it."""
    read = _one_day(text, today)
    for _ in range(_TRIES):
        if read is None:
            return None
        day, clock, what = read[0], read[1], read[2] or _SOME
        value, shown = hours.at(day.isoformat(), clock, what)
        again = None if dates.find(normalise(what), today) else _one_day(shown, today)  # cutting the day out may join another
        if again and (again[0], again[1], again[2] or _SOME) == (day, clock, what):
            return value, shown
        read = again if again and again[0] == day else None
    return None


def _phone(text: str, _today: date) -> Reading | None:
    if re.fullmatch(r"0\d{9,14}", text):  # a landline as it is kept: digits only
        return {"phone": text}, text
    return _only(contacts.phones(normalise(text)), "phone", text)


def _email(text: str, _today: date) -> Reading | None:
    return _only(contacts.emails(normalise(text)), "email", text)


def _uscc(text: str, _today: date) -> Reading | None:
    return _only(contacts.usccs(normalise(text)), "uscc", text)


def _only(found: list[tuple[str, int, int]], key: str, text: str) -> Reading | None:
    if len(found) != 1 or found[0][2] - found[0][1] < len(text) - 4:
        return None
    return {key: found[0][0]}, found[0][0]


def _name(text: str, _today: date) -> Reading | None:
    return ({"name": text}, text) if re.search(r"[^\W\d_]", text) else None


def _competitor(text: str, _today: date) -> Reading | None:
    using = re.search(r"[（(]在用[）)]$", text)
    name = text[: using.start()].strip() if using else text
    if not re.search(r"[^\W_]", name):
        return None
    role = "incumbent" if using else "compare"
    return {"name": name, "role": role}, f"{name}（在用）" if using else name


def _next_action(text: str, today: date) -> Reading | None:
    theirs = _THEIRS.match(text)
    body = text[theirs.end() :] if theirs else text
    due, rest = _due(body, today)
    what = rest.strip(" ，,。")
    if not re.search(r"\w", what):
        return None
    value = {"what": what, "due": due, "ours": theirs is None}
    return value, deeds.shown(what, due, theirs is None)


def _due(body: str, today: date) -> tuple[str | None, str]:
    bracket = _DUE.search(body)
    inside = _one_day(bracket["due"], today) if bracket else None
    if bracket and inside:
        return inside[0].isoformat(), body[: bracket.start()]
    plain = normalise(body)
    found = dates.find(plain, today)
    if not found:
        return None, body
    rest = hide(plain, ((d.start, d.end) for d in found))
    return found[-1].last.isoformat(), "".join(a for a, b in zip(body, rest, strict=True) if b != "\x00")


def _status(text: str, _today: date) -> Reading | None:
    """In the words of `BUDGET_STATES`."""
    found = next((status for status, words in BUDGET_STATES.items() if words in text), None)
    return ({"status": found}, BUDGET_STATES[found]) if found else None


def _product(text: str, _today: date) -> Reading | None:
    """监护仪 P12 × 12台, or a name alone."""
    m = _TIMES.fullmatch(text)
    name = m["name"].strip() if m else text
    number = parse(m["count"]) if m else None
    if not re.search(r"[^\W_]", name) or (m and number is None):
        return None
    quantity = None if number is None else float(number)
    unit = m["unit"] if m else ""
    return {"name": name, "quantity": quantity, "unit": unit}, product_shown(name, quantity, unit)


def product_shown(name: str, quantity: float | None, unit: str) -> str:
    """监护仪 P12 × 12台"""
    return name if quantity is None else f"{name} × {quantity:.15g}{unit}"


def _words(key: str) -> Callable[[str, date], Reading | None]:
    return lambda text, _today: ({key: text}, text) if re.search(r"[^\W_]", text) else None


def _tag(text: str, _today: date) -> Reading | None:
    name = text.strip("【】[] ")
    return ({"name": name}, name) if name in TAGS else None


_READERS: dict[str, Callable[[str, date], Reading | None]] = {
    "budget": _budget,
    "our_quote": _amount,
    "deal_amount": _amount,
    "deadline": _deadline,
    "contact_phone": _phone,
    "contact_email": _email,
    "contact_uscc": _uscc,
    "contact_company": _name,
    "contact_person": _name,
    "competitor": _competitor,
    "budget_status": _status,
    "target_price": _budget,
    "product": _product,
    "decision_maker": _name,
    "contact_address": _words("address"),
    "foreign_amount": _words("text"),
    "pain_point": _words("text"),
    "next_action": _next_action,
    "tag": _tag,
}
