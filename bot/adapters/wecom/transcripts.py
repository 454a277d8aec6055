"""What was said in a member's chat with a customer: through the archive (会话内容存档) and nothing else.

Either the vendor's library opens it here (`sealed`), or a program of the tenant's does (`sidecar`); both are asked for two
people's chat and give no other.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.adapters.wecom.archive import message_of, recalled
from bot.adapters.wecom.client import Refused, WecomClient
from bot.adapters.wecom.consent import Consents
from bot.adapters.wecom.sidecar import Archive, Sidecar
from bot.model import Attachment, ChatKind, Conversation, CustomerProfile, Message
from bot.ports import NotReadable
from bot.settings import WecomSettings
from crm_core.clock import Clock

log = logging.getLogger(__name__)

_NO_CUSTOMER = frozenset({40058, 40096, 84061})
"""Not an external contact's id, or nobody of the organisation has this contact."""


class WecomTranscripts:
    """`bot.ports.Transcripts`. `client` speaks for the app. Without an `archive` given, the sidecar that the settings name."""

    def __init__(
        self,
        settings: WecomSettings,
        client: WecomClient,
        clock: Clock,
        *,
        archive: Archive | None = None,
        consents: Consents | None = None,
    ) -> None:
        self._client, self._archive = client, archive or sidecar_of(settings)
        self._consents = consents or Consents(settings, client, clock)

    def forwarded(self, record: Attachment) -> Sequence[Message]:
        """Raises NotReadable("no_record"): the app is told nothing of one."""
        del record
        raise NotReadable("no_record")

    def customer(self, where: Conversation) -> CustomerProfile | None:
        """From `externalcontact/get` (vendor page 92265); None for what is not a chat with a customer of ours.

        Raises NotReadable `no_permission` when the app may not ask.
        """
        pair = pair_of(where)
        if pair is None:
            return None
        try:
            answer = self._client.ask("get", "externalcontact/get", params={"external_userid": pair[1]})
        except Refused as problem:
            if problem.code in _NO_CUSTOMER:
                return None
            log.warning("wecom customer not readable: %s", problem.reason)
            raise NotReadable("no_permission") from problem
        return _profile(answer, pair[1])

    def read(self, where: Conversation, *, since: datetime | None) -> Sequence[Message]:
        """Refused before anything is read: not the member's customer, no archive, or no consent."""
        pair = pair_of(where)
        if pair is None:
            raise NotReadable("no_source")
        profile = self.customer(where)
        if profile is None or pair[0].casefold() not in {f.casefold() for f in profile.followers}:
            raise NotReadable("not_following")
        if self._archive is None:
            raise NotReadable("no_source")
        if not self._consents.agreed(*pair):
            raise NotReadable("no_consent")
        entries = self._archive.entries(*pair, since)
        gone = recalled(entries)
        said = (message_of(entry, userid=pair[0], customer=profile.name) for entry in entries if entry.get("msgid") not in gone)
        return sorted((m for m in said if m and (since is None or m.at >= since)), key=lambda m: m.at)


def sidecar_of(settings: WecomSettings) -> Sidecar | None:
    """None: the tenant has none."""
    return Sidecar(settings) if settings.archive_url and settings.archive_secret else None


def pair_of(where: Conversation) -> tuple[str, str] | None:
    """(userid, external_userid) of a single chat with a customer."""
    userid, slash, external = where.id.partition("/")
    return (userid, external) if where.kind is ChatKind.SINGLE and slash and userid and external else None


def _profile(answer: Mapping[str, Any], external: str) -> CustomerProfile:
    contact: Mapping[str, Any] = answer.get("external_contact") or {}
    follows: Sequence[Mapping[str, Any]] = answer.get("follow_user") or ()
    phones = dict.fromkeys(str(phone) for follow in follows for phone in follow.get("remark_mobiles") or ())
    remarked = next((str(f["remark_corp_name"]) for f in follows if f.get("remark_corp_name")), "")
    return CustomerProfile(
        external,
        str(contact.get("name") or ""),
        str(contact.get("corp_full_name") or contact.get("corp_name") or remarked),
        tuple(phones),
        tuple(str(follow["userid"]) for follow in follows if follow.get("userid")),
    )
