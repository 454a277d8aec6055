"""Which customer a chat is about (查重): by keys, never by likeness, and when in doubt a person is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Keys:
    """What the chat tells of the customer. `identity` is (platform, corp, external id)."""

    identity: tuple[str, str, str] | None = None
    phones: frozenset[str] = frozenset()
    emails: frozenset[str] = frozenset()
    usccs: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Known:
    """A lead in the record, with the keys it is known by."""

    lead_id: int
    identities: frozenset[tuple[str, str, str]] = frozenset()
    phone: str = ""
    email: str = ""
    uscc: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """`lead_id` with `because`; or candidates, (lead id, because) in the order of the ids; or neither: a new customer."""

    lead_id: int | None
    because: str
    candidates: tuple[tuple[int, str], ...] = field(default=())


def match(keys: Keys, known: Sequence[Known]) -> Match:
    """The platform's identity decides alone. Else phone, e-mail and credit code must all point at the same lead."""
    hits = {row.lead_id: "identity" for row in known if keys.identity in row.identities}
    if not hits:
        hits = {row.lead_id: why for row in known if (why := _same(keys, row))}
    if not hits:
        return Match(None, "new")
    if len(hits) == 1:
        ((lead_id, because),) = hits.items()
        return Match(lead_id, because)
    return Match(None, "", tuple(sorted(hits.items())))


def _same(keys: Keys, row: Known) -> str:
    """The strongest key that this lead shares with the chat; empty: none."""
    shared = (
        ("phone", row.phone in keys.phones),
        ("email", row.email in keys.emails),
        ("uscc", row.uscc in keys.usccs),
    )
    return next((key for key, same in shared if same), "")
