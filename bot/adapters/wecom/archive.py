"""The archive's message JSON (vendor page 91774) as neutral messages. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from bot.model import Attachment, Message

_NAMES = {
    "image": "图片",
    "voice": "语音",
    "video": "视频",
    "file": "文件",
    "emotion": "表情",
    "link": "链接",
    "location": "位置",
    "card": "名片",
    "weapp": "小程序",
    "chatrecord": "聊天记录",
    "meeting": "会议",
    "calendar": "日程",
    "redpacket": "红包",
    "docmsg": "文档",
    "todo": "待办",
    "vote": "投票",
    "collect": "填表",
    "meeting_voice_call": "语音通话",
}
_TITLES = ("filename", "title", "topic", "address")
_SIZES = ("filesize", "voice_size", "imagesize")
"""What the number of bytes is called, by kind of message."""
_FETCHED = {"image": "image", "voice": "voice", "video": "video", "file": "file", "emotion": "image"}
_UNSAID = ("revoke", "agree", "disagree")
"""Not something a person said: consent and recalls."""


def recalled(entries: Iterable[Mapping[str, Any]]) -> set[str]:
    """Ids of the messages that were taken back."""
    return {str(entry.get("revoke", {}).get("pre_msgid", "")) for entry in entries if entry.get("action") == "recall"}


def message_of(entry: Mapping[str, Any], *, userid: str, customer: str) -> Message | None:
    """One archived entry; None for what nobody said (a recall, a switch of enterprise, a consent)."""
    kind = str(entry.get("msgtype", ""))
    if entry.get("action") != "send" or kind in _UNSAID:
        return None
    by = str(entry["from"])
    ours = by.casefold() == userid.casefold()
    body = entry.get("doc" if kind == "docmsg" else "info" if kind in ("markdown", "news") else kind)
    text, attachments = _content(kind, body if isinstance(body, Mapping) else {})
    return Message(
        str(entry["msgid"]),
        by.lower() if ours else by,  # a userid knows no case, an external_userid does
        datetime.fromtimestamp(int(entry["msgtime"]) / 1000, UTC),
        text,
        ours=ours,
        by_name="" if ours else customer,
        kind=kind,
        attachments=attachments,
    )


def _content(kind: str, body: Mapping[str, Any]) -> tuple[str, tuple[Attachment, ...]]:
    if kind in ("text", "markdown"):
        return str(body.get("content", "")), ()
    if kind == "mixed":
        parts = [_content(str(item.get("type", "")), _nested(item)) for item in body.get("item", ())]
        return "".join(text for text, _ in parts), tuple(file for _, files in parts for file in files)
    title = next((str(body[key]) for key in _TITLES if body.get(key)), "")
    return f"[{_NAMES.get(kind, '其他消息')}]{' ' + title if title else ''}", (_attachment(kind, title, body),)


def _attachment(kind: str, title: str, body: Mapping[str, Any]) -> Attachment:
    """`ref` is what `WecomMedia.fetch` needs; a picture that moves (表情) is fetched as a picture."""
    if kind not in _FETCHED or not body.get("sdkfileid"):
        return Attachment(kind, title)
    size = next((body[key] for key in _SIZES if isinstance(body.get(key), int)), 0)
    ref = json.dumps({"sdkfileid": str(body["sdkfileid"]), "size": size}, separators=(",", ":"))
    return Attachment(_FETCHED[kind], title, ref)


def _nested(item: Mapping[str, Any]) -> Mapping[str, Any]:
    """Inside `mixed` the content is JSON in a string."""
    try:
        body = json.loads(item.get("content", ""))
    except (TypeError, ValueError):
        return {}
    return body if isinstance(body, dict) else {}
