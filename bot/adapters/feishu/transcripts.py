"""A group's history by pull (vendor: im-v1/message/list): the bot sits in the group, the app holds the all-messages scope."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.adapters.feishu.answers import Refused
from bot.adapters.feishu.client import FeishuClient
from bot.adapters.feishu.content import attachment_name, attachments, clean, moment, named, text_of
from bot.adapters.feishu.events import BOT_NAME
from bot.model import Attachment, Conversation, CustomerProfile, Message
from bot.ports import NotReadable

THREAD_LOOK_BACK = timedelta(days=3)
"""History lists only a topic's root, at the root's time; a root this much older may have fresh replies under it."""
_EPOCH = datetime.fromtimestamp(0, UTC)
_OUTSIDE = frozenset({230002, 232009, 232011})
"""Bot not in the chat, chat dissolved."""


class FeishuTranscripts:
    """`bot.ports.Transcripts` for one Feishu app. Raises TryLater and NotReadable."""

    def __init__(self, client: FeishuClient, *, bot_name: str = BOT_NAME) -> None:
        self._client, self._bot_name = client, bot_name

    def read(self, where: Conversation, *, since: datetime | None) -> Sequence[Message]:
        try:
            ours = self._client.tenant_key()
            items = {str(item.get("message_id")): item for item in self._items(where.id, since)}
        except Refused as refused:
            raise NotReadable("not_a_member" if refused.code in _OUTSIDE else "no_source") from None
        said = (self._message(item, ours) for item in items.values())
        fresh = [m for m in said if m is not None and (since is None or m.at >= since)]
        return sorted(fresh, key=lambda message: message.at)

    def forwarded(self, record: Attachment) -> Sequence[Message]:
        """What was merged into a chat record (合并转发), oldest first; of records within it, too. Empty: it is none.

        Files among them cannot be fetched (234043). Raises TryLater, and NotReadable `no_record` when it was recalled.
        """
        try:
            items = self._client.message(_message_of(record))
            ours = self._client.tenant_key()
        except Refused:
            raise NotReadable("no_record") from None
        said = (self._message(item, ours) for item in items if item.get("upper_message_id"))
        kept = (replace(m, attachments=()) for m in said if m is not None and m.kind != "merge_forward")
        return tuple(sorted(kept, key=lambda message: message.at))

    def customer(self, where: Conversation) -> CustomerProfile | None:  # noqa: ARG002 - the port's
        """A deal group is ours; who the customer is, the core knows."""
        return None

    def _items(self, chat: str, since: datetime | None) -> Iterator[dict[str, Any]]:
        start = None if since is None else int((since - THREAD_LOOK_BACK).timestamp())
        threads: dict[str, None] = {}
        for item in self._pages("chat", chat, start):
            if isinstance(item.get("thread_id"), str) and item["thread_id"]:
                threads[item["thread_id"]] = None
            yield item
        for thread in threads:
            yield from self._pages("thread", thread, None)

    def _pages(self, container: str, container_id: str, start: int | None) -> Iterator[dict[str, Any]]:
        page = self._client.history(container, container_id, start=start)
        yield from page.items
        while page.next:
            page = self._client.history(container, container_id, start=start, page=page.next)
            yield from page.items

    def _message(self, item: Mapping[str, Any], tenant: str) -> Message | None:
        """None for what nobody said: the bot's own, recalled, system lines, and commands to the bot."""
        sender, kind = _dict(item.get("sender")), str(item.get("msg_type"))
        if sender.get("sender_type") != "user" or item.get("deleted") or kind == "system":
            return None
        content, text = _dict(item.get("body")).get("content"), self._text(item, kind)
        if text is None:
            return None
        return Message(
            id=str(item.get("message_id")),
            by=str(sender.get("id") or ""),
            at=moment(item.get("create_time"), _EPOCH),
            text=text,
            ours=sender.get("tenant_key") == tenant if tenant else True,
            by_name=clean(str(sender.get("sender_name") or "")),
            kind="text" if kind in ("text", "post") else kind,
            attachments=_files(kind, content, str(item.get("message_id"))),
        )

    def _text(self, item: Mapping[str, Any], kind: str) -> str | None:
        """The words with names put back; None when they begin by calling the bot, which makes them a command."""
        content, names = _dict(item.get("body")).get("content"), named(item.get("mentions"))
        to_us = [key for key, name in names.items() if name == f"@{self._bot_name}"]
        if to_us and text_of(kind, content, names).lstrip().startswith(f"@{self._bot_name}"):
            return None
        return text_of(kind, content, {**names, **dict.fromkeys(to_us, "")})


def _files(kind: str, content: object, message_id: str) -> tuple[Attachment, ...]:
    """Those that can be fetched; of other kinds that there was one."""
    found = attachments(kind, content, message_id)
    return found if found or kind in ("text", "post") else (Attachment(kind, attachment_name(content)),)


def _message_of(record: Attachment) -> str:
    """The message that holds the record, from its `ref`. Raises NotReadable."""
    try:
        found = json.loads(record.ref)
        return str(found["message_id"])
    except (ValueError, KeyError, TypeError):
        raise NotReadable("no_record") from None


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
