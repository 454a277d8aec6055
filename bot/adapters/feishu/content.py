"""Feishu's message contents and times as plain words. Pure; shared by events and history.

Vendor: im-v1 message_content, events/receive.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from bot.model import RECORD, Attachment

_MENTION = re.compile(r"@_user_\d+|@_all")
_KEY = re.compile(r"[\w.:@=-]{1,200}", re.ASCII)
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_PLACEHOLDERS = {
    "image": "[图片]",
    "file": "[文件]",
    "folder": "[文件夹]",
    "audio": "[语音]",
    "media": "[视频]",
    "sticker": "[表情]",
    "interactive": "[卡片]",
    "share_chat": "[群名片]",
    "share_user": "[个人名片]",
    "location": "[位置]",
    "merge_forward": "[聊天记录]",
    "todo": "[任务]",
    "vote": "[投票]",
    "video_chat": "[视频会议]",
    "hongbao": "[红包]",
    "calendar": "[日程]",
    "general_calendar": "[日程]",
    "share_calendar_event": "[日程]",
}
_NAMED_BY = ("file_name", "name", "summary", "topic")
_FILES = {"image": ("image", "image_key"), "file": ("file", "file_key"), "audio": ("voice", "file_key")}
_FILES |= {"media": ("video", "file_key"), "img": ("image", "image_key")}
"""Message type (or tag of a post's piece) → our kind, and where its key stands."""
_PIECES = {"img": "[图片]", "media": "[视频]", "hr": "\n"}


def clean(text: str) -> str:
    """Without what no database stores: NUL and lone surrogates."""
    return _UNSTORABLE.sub("�", text)


def moment(raw: object, fallback: datetime) -> datetime:
    """An aware instant from seconds, milliseconds or microseconds, told apart by size; the vendor's samples differ."""
    if not isinstance(raw, str | int):
        return fallback
    try:
        number = int(raw)
        scale = 1 if number < 10**11 else 10**3 if number < 10**14 else 10**6
        return datetime.fromtimestamp(number / scale, UTC)
    except (ValueError, OverflowError, OSError):
        return fallback


def parsed(content: object) -> dict[str, Any]:
    """The content string as an object; empty when it is none."""
    try:
        data = json.loads(content) if isinstance(content, str) else None
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def named(mentions: object) -> dict[str, str]:
    """Mention key → `@name`, from an event's or a history item's `mentions`."""
    found = {m["key"]: f"@{m.get('name') or ''}" for m in objects(mentions) if isinstance(m.get("key"), str)}
    return {"@_all": "@所有人", **found}


def objects(value: object) -> list[dict[str, Any]]:
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []


def text_of(kind: str, content: object, names: Mapping[str, str]) -> str:
    """What a message says: the words of text and post, a placeholder like 「[图片]」 for anything else."""
    data = parsed(content)
    if kind == "text":
        return clean(_with_names(str(data.get("text", "")), names))
    if kind == "post":
        return clean(_post(data, names))
    name = attachment_name(content)
    return clean(f"{_PLACEHOLDERS.get(kind, '[消息]')}{' ' + name if name else ''}")


def attachment_name(content: object) -> str:
    data = parsed(content)
    found = (data[key] for key in _NAMED_BY if isinstance(data.get(key), str))
    return clean(next(found, ""))


def attachments(kind: str, content: object, message_id: str) -> tuple[Attachment, ...]:
    """The files of a message, each with all that `FeishuMedia.fetch` needs: the message, the key, image or file.

    A merged record is one attachment of kind `RECORD`, its messages are for `FeishuTranscripts.forwarded` to fetch.
    """
    if kind == "merge_forward":
        return (Attachment(RECORD, "", _ref(message_id, "", kind)),)
    data = parsed(content)
    if kind == "post":
        return tuple(file for piece in _pieces_of(data) for file in _file(str(piece.get("tag")), piece, message_id))
    return tuple(_file(kind, data, message_id))


def _file(kind: str, data: Mapping[str, Any], message_id: str) -> Iterable[Attachment]:
    ours, where = _FILES.get(kind, ("", ""))
    key = data.get(where)
    if isinstance(key, str) and _KEY.fullmatch(key):
        name = data.get("file_name")
        type_ = "image" if ours == "image" else "file"
        yield Attachment(ours, clean(name) if isinstance(name, str) else "", _ref(message_id, key, type_))


def _ref(message_id: str, key: str, type_: str) -> str:
    return json.dumps({"message_id": message_id, "file_key": key, "type": type_}, separators=(",", ":"))


def _with_names(text: str, names: Mapping[str, str]) -> str:
    return _MENTION.sub(lambda match: names.get(match.group(), match.group()), text)


def _post(data: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Title and paragraphs."""
    data = _unwrapped(data)
    lines = ["".join(_pieces(line, names)) for line in _lines(data)]
    return "\n".join(part for part in [str(data.get("title") or ""), *lines] if part)


def _unwrapped(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Received posts have no locale wrapper, forwarded ones sometimes do."""
    return data if "content" in data else next((v for v in data.values() if isinstance(v, dict)), {})


def _lines(data: Mapping[str, Any]) -> list[Any]:
    content = data.get("content")
    return content if isinstance(content, list) else []


def _pieces_of(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [piece for line in _lines(_unwrapped(data)) for piece in objects(line)]


def _pieces(line: object, names: Mapping[str, str]) -> Iterable[str]:
    for piece in objects(line):
        if piece.get("tag") == "at":
            key = str(piece.get("user_id", ""))
            yield names[key] if key in names else f"@{piece.get('user_name') or key}"
        else:
            yield _PIECES.get(str(piece.get("tag")), str(piece.get("text") or ""))
