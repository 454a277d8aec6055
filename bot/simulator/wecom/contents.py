"""What an app may say, and how it stands in a chat: every kind of message but the template card (vendor page 90236)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.simulator.town import Said
from bot.simulator.wecom.errors import Errcode
from bot.simulator.wecom.media import Media

_TEXT = 2048
_TEXTCARD = {"title": 128, "description": 512, "url": 2048}
"""Bytes."""
_BUTTON = 4
"""Characters of a textcard's button."""
_FACES = {"image": "图片", "voice": "语音", "video": "视频", "file": "文件"}


@dataclass(frozen=True, slots=True)
class Room:
    """Where it is said. `cuts`: too much text is cut silently, as `message/send` does; else it is 45002."""

    media: Media
    cuts: bool


def said_of(wanted: Mapping[str, Any], room: Room, *, id: str, at: str) -> Said:
    """The message as it stands in the chat."""
    kind = str(wanted.get("msgtype", ""))
    body = wanted.get(kind)
    if kind not in _READERS:
        raise Errcode(40008)
    if not isinstance(body, dict):
        raise Errcode(40058, f"missing {kind}")
    said = Said(id, "bot", at, kind=kind)
    _READERS[kind](said, body, room)
    return said


def _text(said: Said, body: Mapping[str, Any], room: Room) -> None:
    text = body.get("content")
    if not text or not isinstance(text, str):
        raise Errcode(44004)
    if len(text.encode()) > _TEXT and not (room.cuts and said.kind == "text"):
        raise Errcode(45002)
    said.text = text.encode()[:_TEXT].decode(errors="ignore")


def _textcard(said: Said, body: Mapping[str, Any], _room: Room) -> None:
    """Drawn by the client like a notice; what was sent stays in `extra`."""
    for name, most in _TEXTCARD.items():
        if not body.get(name) or not isinstance(body[name], str):
            raise Errcode(40058, name)
        if len(body[name].encode()) > most:
            raise Errcode(45002, name)
    button = body.get("btntxt") or "详情"
    if len(button) > _BUTTON or not body["url"].startswith(("http://", "https://")):
        raise Errcode(40058, "btntxt or url")
    said.extra["textcard"] = dict(body)
    said.card = {
        "card_type": "textcard",
        "main_title": {"title": body["title"]},
        "sub_title_text": body["description"].replace("<br>", "\n"),
        "jump_list": [{"type": 1, "title": button, "url": body["url"]}],
    }


def _file(said: Said, body: Mapping[str, Any], room: Room) -> None:
    found = room.media.get(body.get("media_id"))
    if found.kind != said.kind:
        raise Errcode(40007)
    said.text = f"[{_FACES[said.kind]}] {found.name}"
    said.extra["media_id"] = body["media_id"]


_READERS: dict[str, Callable[[Said, Mapping[str, Any], Room], None]] = {
    "text": _text,
    "markdown": _text,
    "textcard": _textcard,
    **dict.fromkeys(_FACES, _file),
}
