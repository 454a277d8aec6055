"""What was said in a member's chat with a customer: through the archive (会话内容存档) and nothing else.

The vendor's archive library is native and needs the archive's keys; it lives in a sidecar of the tenant's, whose small
HTTP contract stands in docs/platforms/wecom.md. The sidecar is asked for two people's chat and gives no other.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import requests

from bot.adapters.wecom.archive import message_of, recalled
from bot.adapters.wecom.client import TIMEOUT, Refused, WecomClient, unanswered
from bot.model import Attachment, ChatKind, Conversation, CustomerProfile, Message
from bot.ports import NotReadable, TryLater, Undeliverable
from bot.settings import WecomSettings
from crm_core.clock import Clock

log = logging.getLogger(__name__)

_PAGE = 1000
_MOST_PAGES = 200
_NO_CUSTOMER = frozenset({40058, 40096, 84061})
"""Not an external contact's id, or nobody of the organisation has this contact."""
_AGREED = ("Agree", "Default_Agree")


class WecomTranscripts:
    """`bot.ports.Transcripts`. `client` speaks for the app; consent is asked with the archive's own secret."""

    def __init__(self, settings: WecomSettings, client: WecomClient, clock: Clock) -> None:
        self._settings, self._client = settings, client
        self._audit = WecomClient(replace(settings, secret=settings.archive_secret), clock, client.tokens, client.pacer)
        self._http = requests.Session()
        self._http.trust_env = False

    def forwarded(self, record: Attachment) -> Sequence[Message]:
        """Raises NotReadable("no_record"): the app is told nothing of one."""
        del record
        raise NotReadable("no_record")

    def customer(self, where: Conversation) -> CustomerProfile | None:
        """From `externalcontact/get` (vendor page 92265); None for what is not a chat with a customer of ours.

        Raises NotReadable `no_permission` when the app may not ask.
        """
        pair = _pair(where)
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
        pair = _pair(where)
        if pair is None:
            raise NotReadable("no_source")
        profile = self.customer(where)
        if profile is None or pair[0].casefold() not in {f.casefold() for f in profile.followers}:
            raise NotReadable("not_following")
        if not (self._settings.archive_url and self._settings.archive_secret):
            raise NotReadable("no_source")
        self._check_consent(*pair)
        entries = list(self._entries(*pair, since))
        gone = recalled(entries)
        said = (message_of(entry, userid=pair[0], customer=profile.name) for entry in entries if entry.get("msgid") not in gone)
        return sorted((m for m in said if m and (since is None or m.at >= since)), key=lambda m: m.at)

    def _check_consent(self, userid: str, external: str) -> None:
        wanted = {"info": [{"userid": userid, "exteranalopenid": external}]}  # the vendor's spelling is the contract
        try:
            answer = self._audit.ask("post", "msgaudit/check_single_agree", data=wanted)
        except Undeliverable as problem:
            log.warning("wecom consent not readable: %s", problem.reason)
            raise NotReadable("no_source") from problem
        states = [i.get("agree_status") for i in answer.get("agreeinfo", []) if i.get("exteranalopenid") == external]
        if not states or any(state not in _AGREED for state in states):
            raise NotReadable("no_consent")

    def _entries(self, userid: str, external: str, since: datetime | None) -> Iterator[Mapping[str, Any]]:
        """All pages of the sidecar, oldest first."""
        seq = 0
        for _ in range(_MOST_PAGES):
            page = self._page(userid, external, seq, since)
            yield from page["messages"]
            if not page.get("more") or not page["messages"]:
                return
            seq = int(page["messages"][-1]["seq"])
        raise TryLater("wecom_archive_endless")

    def _page(self, userid: str, external: str, seq: int, since: datetime | None) -> Mapping[str, Any]:
        params: dict[str, str | int] = {"userid": userid, "external_userid": external, "seq": seq, "limit": _PAGE}
        if since is not None:
            params["since_ms"] = (since - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
        try:
            reply = self._http.get(
                f"{self._settings.archive_url.rstrip('/')}/v1/messages",
                params=params,
                headers={"Authorization": f"Bearer {self._settings.archive_secret}"},
                timeout=TIMEOUT,
                allow_redirects=False,
            )
        except requests.RequestException as problem:
            raise unanswered(problem) from None
        return _page_of(reply)


def _page_of(reply: requests.Response) -> Mapping[str, Any]:
    if reply.status_code in (401, 403, 404):
        log.warning("wecom archive refused: http %d", reply.status_code)
        raise NotReadable("no_source")
    try:
        page = reply.json() if reply.status_code == 200 else None
    except ValueError:
        page = None
    if not isinstance(page, dict) or not isinstance(page.get("messages"), list):
        raise TryLater(f"wecom_archive_http_{reply.status_code}")
    return page


def _pair(where: Conversation) -> tuple[str, str] | None:
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
