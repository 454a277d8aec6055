"""What people do with their hands in the town's clients, as JSON: say, press, pick from the menu, send a file, read, forward.

A wrong request is answered 400 with one line and does nothing; so is a gesture that the platform's client does not have.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from io import BytesIO
from typing import Any

from flask import Blueprint, Response, jsonify, request, send_file

from bot.model import Platform
from bot.simulator.town import Chat, PlatformSim, Said, Town

MOST_BYTES = 20 * 1024 * 1024
MOST_TEXT = 10_000
KINDS = ("file", "image", "voice", "video", "audio", "media")
"""Of files: the last two are what Feishu calls the two before them."""
TYPES = {
    b"\x89PNG": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
}
"""What a page may show in place; everything else is a download."""
OPAQUE = "application/octet-stream"


class Wrong(ValueError):
    """A request that is not as it has to be; the argument names the part."""


class Gestures:
    """The routes, for a town and its platforms."""

    def __init__(self, town: Town, sims: Mapping[Platform, PlatformSim]) -> None:
        self._town, self._sims = town, sims
        self._sent: dict[str, bytes] = {}
        """Files sent from here, by message, for whoever opens them; gone with the process."""

    def routes(self) -> Blueprint:
        blue = Blueprint("gestures", __name__)
        for path, view in (
            ("say", self._say),
            ("click", self._click),
            ("menu", self._menu),
            ("file", self._file),
            ("read", self._read),
            ("forward", self._forward),
            ("shortcut", self._shortcut),
            ("bot", self._bot),
            ("chat", self._chat),
        ):
            blue.add_url_rule(f"/{path}", path, view, methods=["POST"])
        blue.add_url_rule("/media/<message_id>", "media", self._media)
        return blue

    def _say(self) -> Response:
        said = body()
        chat, by, text = *self._member(said), text_of(said, "text", most=MOST_TEXT)
        self._town.acts(f"{self._name(by)} 说：{text[:40]}")
        return _said(self._sim(chat).say(chat.id, by, text))

    def _click(self) -> Response:
        """`label` is what stands on the button: words for the journal."""
        click = body()
        chat, message = self._town.message(text_of(click, "message"))
        by, action = self._person(click), text_of(click, "action", most=MOST_TEXT)
        form = click.get("form") or {}
        if not isinstance(form, dict):
            raise Wrong("form")
        self._town.acts(f"{self._name(by)} 点「{str(click.get('label') or action)[:40]}」")
        answer = self._sim(chat).click(message.id, by, action, {str(key): str(value) for key, value in form.items()})
        return jsonify(asdict(answer))

    def _menu(self) -> Response:
        asked = body()
        platform, by, key = Platform(text_of(asked, "platform")), self._person(asked), text_of(asked, "key")
        self._on(platform, by)
        self._town.acts(f"{self._name(by)} 选菜单「{key[:40]}」")
        return _said(self._sims[platform].menu(by, key))

    def _file(self) -> Response:
        """The body is the file itself; who, where and what stand in the query."""
        asked = dict(request.args)
        chat, by, name, kind = *self._member(asked), text_of(asked, "name", most=200), asked.get("kind", "file")
        content = request.get_data(cache=False)
        if kind not in KINDS or not content:
            raise Wrong("kind" if content else "the file is empty")
        self._town.acts(f"{self._name(by)} 发文件 {name[:40]}")
        said = self._sim(chat).send_file(chat.id, by, name, content, kind)
        self._sent[said.id] = content
        return _said(said)

    def _read(self) -> Response:
        asked = body()
        chat, message = self._town.message(text_of(asked, "message"))
        by = self._person(asked)
        self._on(Platform(chat.platform), by)
        self._town.acts(f"{self._name(by)} 看了一条消息")
        self._sim(chat).read(message.id, by)
        self._town.save()
        return jsonify({})

    def _forward(self) -> Response:
        """All from one platform, to a chat there."""
        asked = body()
        (chat, by), ids = self._member(asked), asked.get("messages")
        if not isinstance(ids, list) or not 0 < len(ids) <= 100:
            raise Wrong("messages")
        found = [self._town.message(str(name)) for name in ids]
        if any(other.platform != chat.platform for other, _ in found):
            raise Wrong("messages: another platform's")
        self._town.acts(f"{self._name(by)} 转发 {len(ids)} 条消息")
        return _said(self._sim(chat).forward(chat.id, by, [said.id for _, said in found]))

    def _shortcut(self) -> Response:
        """Suilu's entry in the menu of the messages that `by` has picked: the address that the client opens."""
        asked = body()
        (chat, by), ids = self._member(asked), asked.get("messages")
        if not isinstance(ids, list):
            raise Wrong("messages")
        url = self._sim(chat).shortcut(by, [str(name) for name in ids])
        self._town.acts(f"{self._name(by)} 对 {len(ids)} 条消息用快捷操作")
        return jsonify({"url": url})

    def _bot(self) -> Response:
        asked = body()
        (chat, by), inside = self._member(asked), asked.get("inside")
        if not isinstance(inside, bool):
            raise Wrong("inside")
        if chat.kind != "group" or ("bot" in chat.members) == inside:
            raise Wrong("chat: no change")
        self._town.acts(f"{self._name(by)} 把随录{'拉进' if inside else '移出'}群聊")
        sim = self._sim(chat)
        (sim.add_bot if inside else sim.remove_bot)(chat.id, by)
        return jsonify({})

    def _chat(self) -> Response:
        """Open the direct chat with Suilu: only the platform's own people have one."""
        asked = body()
        platform, by = Platform(text_of(asked, "platform")), self._person(asked)
        self._on(platform, by)
        if not self._town.people[by].staff:
            raise Wrong("by: not staff")
        return jsonify({"id": self._town.bot_chat(platform, by).id})

    def _media(self, message_id: str) -> Response:
        """Never as a page of ours: what is no picture is a download."""
        chat, said = self._town.message(message_id)
        content = self._sent.get(said.id) or self._sim(chat).content(said)
        kind = next((kind for magic, kind in TYPES.items() if content.startswith(magic)), None)
        name = str(said.extra.get("name") or said.text or message_id).replace("/", "_")[:80]
        reply = send_file(BytesIO(content), kind or OPAQUE, as_attachment=kind is None, download_name=name)
        reply.headers["X-Content-Type-Options"] = "nosniff"
        reply.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
        return reply

    def _member(self, asked: Mapping[str, Any]) -> tuple[Chat, str]:
        chat, by = self._town.chats[text_of(asked, "chat")], self._person(asked)
        if by not in chat.members:
            raise Wrong("by: not in this chat")
        return chat, by

    def _person(self, asked: Mapping[str, Any]) -> str:
        return self._town.people[text_of(asked, "by")].key

    def _on(self, platform: Platform, by: str) -> None:
        if platform.value not in self._town.people[by].ids:
            raise Wrong("by: no account there")

    def _name(self, by: str) -> str:
        return self._town.people[by].name

    def _sim(self, chat: Chat) -> PlatformSim:
        return self._sims[Platform(chat.platform)]


def body() -> dict[str, Any]:
    """The request's JSON object. Raises Wrong."""
    found = request.get_json(silent=True)
    if not isinstance(found, dict):
        raise Wrong("a JSON object")
    return found


def text_of(asked: Mapping[str, Any], name: str, *, most: int = 500) -> str:
    """A text of 1 to `most` characters. Raises Wrong."""
    value = asked.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= most:
        raise Wrong(name)
    return value


def _said(said: object) -> Response:
    return jsonify(asdict(said) if isinstance(said, Said) else {})
