"""What was read of our papers against what stands on them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Set
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.handlers.papers import understood
from bot.model import Message
from tests.bot.capture.documents.papers import Card, Quotation

READ_AT = datetime(2026, 11, 28, 4, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")


def found(text: str) -> set[tuple[str, str]]:
    """Each fact as (kind, value) of a paper's words."""
    kind = "file" if text.startswith("[文件]") else "image"
    facts = understood(Message("file:1", "", READ_AT, text, kind=kind), ZONE).facts
    return {(fact.kind, _told(dict(fact.value))) for fact in facts}


def _told(value: dict[str, object]) -> str:
    value.pop("unit", None)
    value.pop("what", None)
    return " ".join(plain(str(part)) for part in value.values())


def plain(words: str) -> str:
    """Without blanks and brackets; × and m² alike."""
    return "".join(words.split()).translate(_ALIKE)


_ALIKE = str.maketrans({"（": "", "）": "", "(": "", ")": "", "×": "x", "·": ".", "㎡": "m²"})


def expected(paper: Quotation | Card) -> set[tuple[str, str]]:
    return set(_of_quotation(paper) if isinstance(paper, Quotation) else _of_card(paper))


def _of_quotation(paper: Quotation) -> Iterator[tuple[str, str]]:
    yield "our_quote", str(paper.total)
    if paper.due:
        yield "deadline", paper.due
    for name, model, count, *_ in paper.goods:
        yield "product", f"{plain(name + model)} {count}"


def _of_card(paper: Card) -> Iterator[tuple[str, str]]:
    yield "contact_person", paper.person.replace("Lily Chen ", "").replace(" ", "")
    yield "contact_company", plain(paper.firm)
    yield "contact_address", plain(paper.address)
    yield from (("contact_phone", phone) for phone in paper.phones)
    if paper.email:
        yield "contact_email", paper.email


def score(wanted: Set[tuple[str, str]], text: str) -> tuple[Counter[str], list[str]]:
    """(right, wanted and made up, as `right`, `wanted`, `extra`; what went wrong)."""
    read = found(text)
    wrong = [f"missing {kind} {value}" for kind, value in wanted - read] + [
        f"extra {kind} {value}" for kind, value in read - wanted
    ]
    return Counter(right=len(wanted & read), wanted=len(wanted), extra=len(read - wanted)), wrong
