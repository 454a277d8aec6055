"""Files in and out of WeCom: `media/get`, `media/upload` (vendor pages 90253, 90254), and a message that shows the file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from bot.adapters.wecom import limits
from bot.adapters.wecom.client import WecomClient
from bot.adapters.wecom.outbound import SAID_ONCE, chat_of, check_reached, is_group, member_of
from bot.adapters.wecom.sidecar import Archive
from bot.model import Attachment, CardHandle, Conversation, Person, Platform
from bot.ports import MOST_BYTES, OutFile, Pacer, Undeliverable
from bot.settings import WecomSettings

_PICTURES = (".png", ".jpg", ".jpeg")
_MEDIA_LIVES = 3 * 24 * 3600.0
"""Seconds that an uploaded file can be sent."""
_LEAST = 6
"""Bytes: the platform takes no file of five or fewer."""


class WecomMedia:
    """`bot.ports.Media`. A file that is uploaded for one key is uploaded once, so that a second try is the same message."""

    def __init__(self, settings: WecomSettings, client: WecomClient, pacer: Pacer, *, archive: Archive | None = None) -> None:
        """`archive` is where the files of archived messages come from."""
        self._settings, self._client, self._pacer, self._archive = settings, client, pacer, archive

    def fetch(self, attachment: Attachment) -> bytes:
        """`gone`: the platform keeps a file for three days, in the archive for five."""
        ref = _ref(attachment)
        if "sdkfileid" in ref:
            return self._archived(str(ref["sdkfileid"]), ref.get("size"))
        return self._client.download("media/get", params={"media_id": _media_id(ref)}, most=MOST_BYTES)

    def _archived(self, file_id: str, size: object) -> bytes:
        """What says that it is too large is not begun."""
        if self._archive is None:
            raise Undeliverable("gone")
        if isinstance(size, int) and size > MOST_BYTES:
            raise Undeliverable("too_large")
        return self._archive.media(file_id, MOST_BYTES)

    def send(self, to: Person | Conversation, file: OutFile, *, key: str) -> CardHandle:
        """PNG and JPEG as a picture, anything else as a file."""
        if len(file.content) < _LEAST:
            raise Undeliverable("empty")
        if is_group(to):
            return self._send_to_group(chat_of(to), file, key)
        return self._send_to_member(member_of(to), file, key)

    def _send_to_group(self, chat: str, file: OutFile, key: str) -> CardHandle:
        self._pacer.admit(*limits.to_chat(self._settings, chat))
        self._client.ask("post", "appchat/send", data={"chatid": chat, **self._message(file, key)})
        return CardHandle(Platform.WECOM, key, "", uses_left=0)

    def _send_to_member(self, member: str, file: OutFile, key: str) -> CardHandle:
        self._pacer.admit(*limits.to_member(self._settings, member))
        message = {"touser": member, "agentid": self._settings.agent_id, **self._message(file, key), **SAID_ONCE}
        check_reached(self._client.ask("post", "message/send", data=message), member)
        return CardHandle(Platform.WECOM, key, "", uses_left=0)

    def _message(self, file: OutFile, key: str) -> dict[str, Any]:
        kind = "image" if PurePath(file.name).suffix.lower() in _PICTURES else "file"
        name = self._client.name_of(f"media:{kind}:{key}")
        media_id = self._client.tokens.get(name, lambda: (self._upload(kind, file), _MEDIA_LIVES))
        return {"msgtype": kind, kind: {"media_id": media_id}}

    def _upload(self, kind: str, file: OutFile) -> str:
        answer = self._client.upload("media/upload", params={"type": kind}, name=file.name, content=file.content)
        return str(answer["media_id"])


def _ref(attachment: Attachment) -> Mapping[str, Any]:
    """As the event or the archived message carried it; anything else cannot be fetched."""
    try:
        found = json.loads(attachment.ref)
    except ValueError:
        raise Undeliverable("gone") from None
    if not isinstance(found, dict):
        raise Undeliverable("gone")
    return found


def _media_id(ref: Mapping[str, Any]) -> str:
    if "media_id" not in ref:
        raise Undeliverable("gone")
    return str(ref["media_id"])
