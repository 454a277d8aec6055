"""The archive's envelopes (vendor page 91774): a page of sealed records, and who speaks with whom in an opened one. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.adapters.wecom.finance_sdk import LibraryRefused
from bot.ports import TryLater
from crm_core.views import SealedRecord

_LATER = (-1, 45009)
_CUSTOMER = ("wm", "wo")
"""How an external_userid begins. A member's userid may do so too, but is not as long."""
_STATES = {"agree": "granted", "disagree": "refused"}


@dataclass(frozen=True, slots=True)
class Said:
    """What a customer said to the archive: `state` is granted or refused. `key` names this very word of theirs."""

    key: str
    customer: str
    state: str
    at: datetime | None
    basis: str = "consent"


def page_of(content: bytes, after: int, now: datetime) -> list[SealedRecord]:
    """The records of a page that come after `after`, by seq; what they are about is not known yet (`chat` is empty).

    Raises TryLater for what is no page, LibraryRefused for a page that is a refusal.
    """
    try:
        page = json.loads(content)
    except ValueError:
        raise TryLater("wecom_archive_garbage") from None
    if not isinstance(page, dict):
        raise TryLater("wecom_archive_garbage")
    _check(page.get("errcode", 0))
    rows = page.get("chatdata") or []
    if not isinstance(rows, list) or not all(isinstance(row, dict) and _is_seq(row.get("seq"), after) for row in rows):
        raise TryLater("wecom_archive_garbage")
    found = {row["seq"]: _record(row, now) for row in rows}
    return [found[seq] for seq in sorted(found)]


def chat_of(entry: Mapping[str, Any]) -> str:
    """`<userid>/<external_userid>` of what a member and a customer said to each other alone.

    Empty: nothing of it is to be kept (colleagues among themselves, groups, a switch of enterprise).
    """
    if entry.get("action") not in ("send", "recall") or entry.get("roomid"):
        return ""
    parties = [str(entry.get("from") or ""), *_listed(entry.get("tolist"))]
    outside = max((party for party in parties if party.startswith(_CUSTOMER)), key=len, default="")
    members = [party for party in parties if party and party != outside]
    return f"{members[0].lower()}/{outside}" if outside and len(set(members)) == 1 else ""


def word_of(entry: Mapping[str, Any]) -> Said | None:
    """What the customer said to the archive itself, where this record is of that."""
    kind = str(entry.get("msgtype", ""))
    body = entry.get(kind)
    if kind not in _STATES or not isinstance(body, Mapping) or not body.get("userid"):
        return None
    return Said(f"archive:{entry.get('msgid', '')}", str(body["userid"]), _STATES[kind], moment(body.get(f"{kind}_time")))


def moment(milliseconds: object) -> datetime | None:
    """None for what is no moment."""
    try:
        return datetime.fromtimestamp(int(milliseconds) / 1000, UTC)  # type: ignore[call-overload]
    except (TypeError, ValueError, OverflowError, OSError):
        return None


def _check(code: object) -> None:
    if code in _LATER:
        raise TryLater(f"wecom_archive_{code}")
    if code != 0:
        raise LibraryRefused(code if isinstance(code, int) else 10002)


def _is_seq(seq: object, after: int) -> bool:
    """Anything else would be asked for without end."""
    return isinstance(seq, int) and not isinstance(seq, bool) and after < seq < 2**63


def _record(row: Mapping[str, Any], now: datetime) -> SealedRecord:
    """What is missing is empty, and will not open: the others of the page are not to suffer for it."""
    version = row.get("publickey_ver")
    return SealedRecord(
        seq=row["seq"],
        msgid=str(row.get("msgid") or ""),
        chat="",
        at=now,
        key_version=version if isinstance(version, int) and 0 <= version < 2**31 else 0,
        sealed_key=str(row.get("encrypt_random_key") or ""),
        sealed=str(row.get("encrypt_chat_msg") or ""),
    )


def _listed(found: object) -> list[str]:
    return [str(party) for party in found] if isinstance(found, list) else []
