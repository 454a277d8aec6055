"""Files in and out of Feishu's chats (vendor: im-v1/message-resource/get, image/create, file/create, message/create)."""

from __future__ import annotations

import json
from pathlib import PurePath
from typing import Any

from bot.adapters.feishu.answers import Refused
from bot.adapters.feishu.client import FeishuClient
from bot.adapters.feishu.outbound import receiver
from bot.adapters.feishu.pace import Pace
from bot.model import Attachment, CardHandle, Conversation, Person, Platform
from bot.ports import MOST_BYTES, OutFile, Pacer, Undeliverable
from crm_core.clock import Clock

_IMAGES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp"})
_FILE_TYPES = {".pdf": "pdf", ".doc": "doc", ".docx": "doc", ".xls": "xls", ".xlsx": "xls", ".ppt": "ppt", ".pptx": "ppt"}
_GONE = frozenset({230011, 230110, 234003, 234040})
"""Recalled, deleted, not in that message, not visible any more."""
_TOO_LARGE = frozenset({234037})


class FeishuMedia:
    """`bot.ports.Media` for one Feishu app. Raises TryLater and Undeliverable."""

    def __init__(self, client: FeishuClient, clock: Clock, pacer: Pacer) -> None:
        self._client, self._clock, self._pace = client, clock, Pace(client.app, pacer)

    def fetch(self, attachment: Attachment) -> bytes:
        """Images, files, voice (opus) and videos. Undeliverable `not_a_file` for anything else, such as a merged record."""
        ref = _ref(attachment)
        self._pace.call("resource")
        try:
            return self._client.download(ref["message_id"], ref["file_key"], type_=ref["type"], most=MOST_BYTES)
        except Refused as refused:
            raise Undeliverable(_reason(refused)) from None

    def send(self, to: Person | Conversation, file: OutFile, *, key: str) -> CardHandle:
        """An image is shown, anything else can be opened. Uploaded again when it is tried again; sent once."""
        if not file.content:
            raise Undeliverable("empty")
        try:
            msg_type, content = self._uploaded(file)
            self._pace.post(to.id)
            message_id = self._client.create(receiver(to), to.id, json.dumps(content), uuid=key, msg_type=msg_type)
        except Refused as refused:
            raise Undeliverable(_reason(refused)) from None
        return CardHandle(Platform.FEISHU, message_id, "", self._clock.now(), uses_left=0)

    def _uploaded(self, file: OutFile) -> tuple[str, dict[str, str]]:
        """The message type and content that show an uploaded file."""
        ending = PurePath(file.name).suffix.lower()
        if ending in _IMAGES:
            self._pace.call("image")
            return "image", {"image_key": self._client.upload_image(file.content)}
        self._pace.call("file")
        kind = _FILE_TYPES.get(ending, "stream")
        return "file", {"file_key": self._client.upload_file(file.name, file.content, file_type=kind)}


def _ref(attachment: Attachment) -> dict[str, Any]:
    try:
        ref = json.loads(attachment.ref)
    except ValueError:
        ref = None
    if not (isinstance(ref, dict) and ref.get("file_key") and ref.get("type") in ("image", "file")):
        raise Undeliverable("not_a_file")
    return ref


def _reason(refused: Refused) -> str:
    if refused.code in _GONE:
        return "gone"
    return "too_large" if refused.code in _TOO_LARGE else str(refused)
