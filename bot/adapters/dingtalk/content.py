"""What is in a robot message, by its msgtype (PLATFORMS 4.5.1): words, files, and the messages of a merged record."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from bot.adapters.dingtalk.words import first, moment, words
from bot.model import Attachment, Message

MOST_FORWARDED = 500
"""Messages of one merged record that are read."""


@dataclass(frozen=True, slots=True)
class Content:
    text: str
    attachments: tuple[Attachment, ...] = ()
    forwarded: tuple[Message, ...] = ()


def content_of(kind: str, data: Mapping[str, Any], at: datetime) -> Content | None:
    """None for a msgtype that nobody has written down. Raises one of `MALFORMED` for a body that is not of its kind."""
    if kind == "text":
        return Content(words(data["text"]["content"]))
    reader = _READERS.get(kind)
    return reader(data["content"], at) if reader else None


def reference(code: object) -> str:
    """`Attachment.ref`: what `DingtalkMedia.fetch` takes a file by; empty when DingTalk gave no code."""
    return json.dumps({"downloadCode": words(code)}) if code else ""


def _file(kind: str) -> Callable[[Mapping[str, Any], datetime], Content]:
    """Voice comes with DingTalk's own transcript (direct chats only), which is what was said."""

    def read(content: Mapping[str, Any], _: datetime) -> Content:
        code = first(content, "downloadCode", "pictureDownloadCode")
        file = Attachment(kind, words(content.get("fileName") or ""), reference(code))
        return Content(words(content.get("recognition") or ""), (file,))

    return read


def _rich(content: Mapping[str, Any], _: datetime) -> Content:
    parts = content["richText"]
    pictures = [part for part in parts if part.get("type") == "picture"]
    codes = [first(picture, "downloadCode", "pictureDownloadCode") for picture in pictures]
    files = tuple(Attachment("image", ref=reference(code)) for code in codes)
    return Content(words("".join(str(part.get("text") or "") for part in parts)), files)


def _record(content: Mapping[str, Any], at: datetime) -> Content:
    """A merged record (合并转发): a list of messages as a string of JSON, as open-source robots have seen it.

    Where it cannot be read, the summary that comes with it stands for it.
    """
    raw = content.get("chatRecord")
    entries = json.loads(raw) if isinstance(raw, str) else raw
    if not isinstance(entries, list) or not entries:
        return Content(words(content.get("summary") or ""))
    said = [_forwarded(entry, at) for entry in entries[:MOST_FORWARDED]]
    return Content("", forwarded=tuple(sorted(said, key=lambda message: message.at)))


def _forwarded(entry: Mapping[str, Any], at: datetime) -> Message:
    """One without an id is called by what it says: the same again is the same message."""
    kind = {"picture": "image", "audio": "voice"}.get(str(entry.get("msgType")), words(entry.get("msgType") or "text"))
    code = entry.get("downloadCode")
    files = (Attachment(kind, words(entry.get("fileName") or ""), reference(code)),) if code else ()
    return Message(
        id=words(entry.get("msgId") or "") or sha256(json.dumps(entry, sort_keys=True).encode()).hexdigest()[:32],
        by=words(first(entry, "senderStaffId", "senderId") or ""),
        at=moment(entry.get("createAt"), at),
        text=words(entry.get("content") or ""),
        ours=bool(entry.get("senderStaffId")),
        by_name=words(entry.get("senderNick") or ""),
        kind=kind,
        attachments=files,
    )


def _notice(content: Mapping[str, Any], _: datetime) -> Content:
    """What a robot cannot be shown. DingTalk's own sentence about it stands for it, so that nobody is left in silence."""
    return Content(words(content["unknownMsgType"]))


_READERS: Mapping[str, Callable[[Mapping[str, Any], datetime], Content]] = {
    "picture": _file("image"),
    "audio": _file("voice"),
    "video": _file("video"),
    "file": _file("file"),
    "richText": _rich,
    "chatRecord": _record,
    "unknownMsgType": _notice,
}
