"""The archive behind a small HTTP contract of our own (docs/platforms/wecom.md), and the port that it and the library serve."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import requests

from bot.adapters.answers import at_most
from bot.adapters.wecom.client import TIMEOUT, unanswered
from bot.ports import NotReadable, TryLater, Undeliverable
from bot.settings import WecomSettings

log = logging.getLogger(__name__)

_PAGE = 1000
_MOST_PAGES = 200


class Archive(Protocol):
    """会话内容存档, wherever its records are opened. Consent is not asked here: ask it first."""

    def entries(self, userid: str, external: str, since: datetime | None) -> Sequence[Mapping[str, Any]]:
        """What these two said to each other at or after `since`, oldest first, as the vendor's own JSON with its `seq`.

        Raises TryLater, NotReadable("no_source").
        """

    def media(self, file_id: str, most: int) -> bytes:
        """A file of an entry, by its `sdkfileid`. Raises TryLater; Undeliverable `too_large`, `gone` or a code."""

    def pull(self) -> int:
        """Bring in what is new and let go of what is too old; how many records came. Raises TryLater, Undeliverable."""


class Sidecar:
    """`Archive`. The tenant's own small program has the library and the keys; it is asked for two people's chat and gives no
    other."""

    def __init__(self, settings: WecomSettings) -> None:
        self._url = settings.archive_url.rstrip("/")
        self._bearer = {"Authorization": f"Bearer {settings.archive_secret}"}
        self._http = requests.Session()
        self._http.trust_env = False

    def entries(self, userid: str, external: str, since: datetime | None) -> Sequence[Mapping[str, Any]]:
        return list(self._pages(userid, external, since))

    def media(self, file_id: str, most: int) -> bytes:
        try:
            with self._get("media", {"sdkfileid": file_id}, stream=True) as reply:
                if reply.status_code in (404, 410):
                    raise Undeliverable("gone")
                if reply.status_code in (401, 403):
                    raise Undeliverable(f"archive_http_{reply.status_code}")
                if reply.status_code != 200:
                    raise TryLater(f"wecom_archive_http_{reply.status_code}")
                return at_most(reply, most)
        except requests.RequestException as problem:
            raise unanswered(problem) from None

    def pull(self) -> int:
        """The sidecar pulls by itself, and lets go."""
        return 0

    def _pages(self, userid: str, external: str, since: datetime | None) -> Iterator[Mapping[str, Any]]:
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
            return _page_of(self._get("messages", params))
        except requests.RequestException as problem:
            raise unanswered(problem) from None

    def _get(self, what: str, params: Mapping[str, str | int], *, stream: bool = False) -> requests.Response:
        return self._http.get(
            f"{self._url}/v1/{what}",
            params=params,
            headers=self._bearer,
            timeout=TIMEOUT,
            allow_redirects=False,
            stream=stream,
        )


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
