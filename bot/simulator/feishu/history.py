"""A chat's history by pages (vendor: im-v1/message/list)."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import request

from bot.model import Platform
from bot.simulator.feishu.http import Refusal
from bot.simulator.feishu.messages import Messages
from bot.simulator.feishu.wire import Scribe, chat_id, millis
from bot.simulator.town import Chat, Said, Town

_SORTS = ("ByCreateTimeAsc", "ByCreateTimeDesc")


class History:
    """`external` names chats that the app may not read (230027)."""

    def __init__(self, town: Town, scribe: Scribe, messages: Messages) -> None:
        self.external: set[str] = set()
        self._town, self._scribe, self._messages = town, scribe, messages

    def page(self) -> dict[str, Any]:
        args = request.args
        size, sort = args.get("page_size", "20"), args.get("sort_type", "ByCreateTimeAsc")
        if not (size.isdecimal() and 1 <= int(size) <= 50) or sort not in _SORTS:
            raise Refusal(230001, "invalid page_size or sort_type")
        start = _offset(args.get("page_token", ""), sort)
        found = self._contained(args.get("container_id_type", ""), args.get("container_id", ""), args)
        if sort == "ByCreateTimeDesc":
            found.reverse()
        end = start + int(size)
        items = [self._scribe.item(chat, said) for chat, said in found[start:end]]
        more = end < len(found)
        return {"data": {"has_more": more, "page_token": _page_token(end, sort) if more else "", "items": items}}

    def _contained(self, kind: str, container: str, args: Mapping[str, str]) -> list[tuple[Chat, Said]]:
        """In an ordinary group `chat` shows only the root of a topic; the replies are in its `thread`."""
        if kind == "thread":
            return self._thread(container)
        if kind != "chat":
            raise Refusal(230001, "invalid container_id_type")
        chat = self._messages.entered(container)
        if chat.id in self.external:
            raise Refusal(230027, "Lack of necessary permissions")
        since, until = _seconds(args.get("start_time", "")), _seconds(args.get("end_time", ""))
        roots = [m for m in chat.messages if not ("thread_id" in m.extra and "root_id" in m.extra)]
        at = {m.id: int(millis(datetime.fromisoformat(m.at))) // 1000 for m in roots}
        kept = [m for m in roots if (since is None or at[m.id] >= since) and (until is None or at[m.id] <= until)]
        return [(chat, m) for m in sorted(kept, key=lambda m: m.at)]

    def _thread(self, thread_id: str) -> list[tuple[Chat, Said]]:
        with self._town.lock:
            mine = [c for c in self._town.chats.values() if c.platform == Platform.FEISHU.value]
            found = [(c, m) for c in mine for m in c.messages if m.extra.get("thread_id") == thread_id]
        if not found:
            raise Refusal(230001, "invalid thread")
        self._messages.entered(chat_id(found[0][0]))
        return sorted(found, key=lambda pair: pair[1].at)


def _seconds(text: str) -> int | None:
    """Seconds, and nothing else: milliseconds here are the classic mistake."""
    if text and not (text.isdecimal() and len(text) <= 10):
        raise Refusal(230001, "start_time and end_time are in seconds")
    return int(text) if text else None


def _page_token(offset: int, sort: str) -> str:
    return base64.urlsafe_b64encode(f"{sort}:{offset}".encode()).decode()


def _offset(token: str, sort: str) -> int:
    """The sort order must not change between pages."""
    if not token:
        return 0
    try:
        order, _, offset = base64.urlsafe_b64decode(token).decode().partition(":")
        if order == sort:
            return int(offset)
    except ValueError:
        pass
    raise Refusal(230001, "invalid page_token")
