"""Feishu's message contents and times as plain words. Pure; shared by events and history.

Vendor: im-v1 message_content, events/receive.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

_MENTION = re.compile(r"@_user_\d+|@_all")
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
_PIECES = {"img": "[图片]", "media": "[视频]", "hr": "\n"}


def clean(text: str) -> str:
    """Without what no database stores: NUL and lone surrogates."""
    return _UNSTORABLE.sub("�", text)


def moment(raw: object, fallback: datetime) -> datetime:
    """An aware instant from seconds, milliseconds or microseconds, told apart by size; the vendor's samples differ."""
    try:
        number = int(str(raw))
        scale = 1 if number < 10**11 else 10**3 if number < 10**14 else 10**6
        return datetime.fromtimestamp(number / scale, UTC)
    except (ValueError, OverflowError, OSError):
        return fallback


def parsed(content: object) -> dict[str, Any]:
    """The content string as an object; empty when it is none."""
    try:
        data = json.loads(content) if isinstance(content, str) else None
    except ValueError:
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


def _with_names(text: str, names: Mapping[str, str]) -> str:
    return _MENTION.sub(lambda match: names.get(match.group(), match.group()), text)


def _post(data: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Title and paragraphs. Received posts have no locale wrapper, forwarded ones sometimes do."""
    if "content" not in data:
        data = next((v for v in data.values() if isinstance(v, dict)), {})
    content = data.get("content")
    lines = ["".join(_pieces(line, names)) for line in content] if isinstance(content, list) else []
    return "\n".join(part for part in [str(data.get("title") or ""), *lines] if part)


def _pieces(line: object, names: Mapping[str, str]) -> Iterable[str]:
    for piece in objects(line):
        if piece.get("tag") == "at":
            key = str(piece.get("user_id", ""))
            yield names[key] if key in names else f"@{piece.get('user_name') or key}"
        else:
            yield _PIECES.get(str(piece.get("tag")), str(piece.get("text") or ""))
