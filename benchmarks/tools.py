"""The open tools that find amounts, days and contacts in a text, each behind the same call. Needs the `peers` extra."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import redirect_stdout
from datetime import datetime
from io import StringIO
from typing import Any

from bot.nlp import entities

Seen = tuple[str, str]
"""(kind, value): money in yuan, each end of a range by itself; day, the last one meant; phone, digits; email in lower case."""
Look = Callable[[str, datetime], Iterable[Seen]]
_CHINESE = "zh-cn"


def looks() -> dict[str, Look]:
    logging.getLogger().setLevel(logging.CRITICAL)  # jionlp logs tracebacks of ordinary text
    return {
        "jionlp": _jionlp(),
        "Recognizers-Text": _recognizers(),
        "dateparser": _dateparser(),
        "phonenumbers": _phonenumbers(),
        "suilu extract --entities": _ours,
    }


def _jionlp() -> Look:
    with redirect_stdout(StringIO()):  # it advertises on import
        import jionlp

    def look(text: str, at: datetime) -> Iterator[Seen]:
        for one in _tried(lambda: jionlp.ner.extract_time(text, time_base=at.timestamp())):
            if one["type"] in ("time_point", "time_span"):
                yield "day", str(one["detail"]["time"][-1])[:10]
        for one in _tried(lambda: jionlp.ner.extract_money(text, with_parsing=True)):
            number = one["detail"]["num"]
            yield from (("money", yuan(end)) for end in ([number] if isinstance(number, str) else number))
        yield from (("phone", re.sub(r"\D", "", found)) for found in _tried(lambda: jionlp.extract_phone_number(text)))
        yield from (("email", found.lower()) for found in _tried(lambda: jionlp.extract_email(text)))

    return look


def _recognizers() -> Look:
    from recognizers_date_time import recognize_datetime
    from recognizers_number_with_unit import recognize_currency
    from recognizers_sequence import recognize_email, recognize_phone_number

    def look(text: str, at: datetime) -> Iterator[Seen]:
        for one in _tried(lambda: recognize_datetime(text, _CHINESE, reference=at.replace(tzinfo=None))):
            values: list[Mapping[str, Any]] = (one.resolution or {}).get("values") or []
            yield from (("day", str(value.get("end") or value.get("value"))[:10]) for value in values)
        found = _tried(lambda: recognize_currency(text, _CHINESE))
        yield from (("money", yuan((one.resolution or {}).get("value"))) for one in found)
        yield from (("phone", re.sub(r"\D", "", one.text)) for one in _tried(lambda: recognize_phone_number(text, _CHINESE)))
        yield from (("email", one.text.lower()) for one in _tried(lambda: recognize_email(text, _CHINESE)))

    return look


def _dateparser() -> Look:
    import dateparser.search

    def look(text: str, at: datetime) -> Iterator[Seen]:
        settings = {"RELATIVE_BASE": at.replace(tzinfo=None), "PREFER_DATES_FROM": "future"}
        for _, found in _tried(lambda: dateparser.search.search_dates(text, languages=["zh"], settings=settings)):
            yield "day", found.date().isoformat()

    return look


def _phonenumbers() -> Look:
    import phonenumbers

    def look(text: str, _at: datetime) -> Iterator[Seen]:
        for found in phonenumbers.PhoneNumberMatcher(text, "CN"):
            yield "phone", str(found.number.national_number)

    return look


def _tried(look: Callable[[], Any]) -> list[Any]:
    """What it found; nothing where it raises, as several of them do on ordinary text."""
    try:
        return list(look() or ())
    except Exception:
        return []


def _ours(text: str, at: datetime) -> Iterator[Seen]:
    for one in entities.find(text, at):
        if one.kind == "money":
            yield from (("money", yuan(end)) for end in one.value.split(" ")[0].split(".."))
        elif one.kind in ("date", "datetime", "date_range", "deadline"):
            yield "day", one.value.split("/")[-1][:10]
        elif one.kind in ("phone", "email"):
            yield one.kind, one.value


def yuan(number: object) -> str:
    """Comparable: 500000.00, 380.50; empty for what is no number."""
    found = re.search(r"\d+(?:\.\d+)?", str(number).replace(",", ""))
    return f"{float(found[0]):.2f}" if found else ""
