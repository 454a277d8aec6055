"""The archive's sidecar on the simulated WeCom: our own contract, docs/platforms/wecom.md."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Flask, Response, jsonify, request
from flask.typing import ResponseReturnValue

from bot.model import Platform
from bot.simulator.town import Chat, Said
from bot.simulator.wecom.desk import Desk
from bot.simulator.wecom.errors import Errcode
from bot.simulator.wecom.faults import Faults

Answer = dict[str, Any]
_PATH, _MEDIA = "archive/v1/messages", "archive/v1/media"
_REFUSED = ("expired", "refuse", "scope", "spent")


class Archive:
    def __init__(self, desk: Desk, faults: Faults) -> None:
        self.desk, self.town, self._faults = desk, desk.town, faults

    def install(self, app: Flask) -> None:
        app.add_url_rule(f"/{_PATH}", "archive", lambda: self._serve(_PATH, self._messages))
        app.add_url_rule(f"/{_MEDIA}", "archive_media", lambda: self._serve(_MEDIA, self._medium))

    def _serve(self, path: str, answer_with: Callable[[], Response]) -> ResponseReturnValue:
        fault = self._faults.take(f"/{path}")
        held = self._faults.before(fault)
        status = held.status_code if held else self._status(fault)
        answer = answer_with() if status == 200 else held or Response("refused\n", status, mimetype="text/plain")
        self._faults.after(fault)
        asked, answered = request.query_string.decode(), f"<{answer.content_length} bytes>"
        if answer.is_json:
            answered = answer.get_data(as_text=True)
        self.town.write_down(Platform.WECOM, "out", path, ok=answer.status_code == 200, asked=asked, answered=answered)
        return answer

    def _messages(self) -> Response:
        return jsonify(self._archived())

    def _medium(self) -> Response:
        try:
            content = self.desk.media.get(request.args.get("sdkfileid", "")).content
        except Errcode:
            return Response("gone\n", 404, mimetype="text/plain")
        return Response(content, mimetype="application/octet-stream")

    def _status(self, fault: str) -> int:
        secret = self.desk.settings.archive_secret
        right = hmac.compare_digest(request.headers.get("Authorization", "").encode(), f"Bearer {secret}".encode())
        if fault.startswith("limit"):
            return 429
        return 403 if fault in _REFUSED or not (secret and right) else 200

    def _archived(self) -> Answer:
        pair = [request.args.get("userid", ""), request.args.get("external_userid", "")]
        people = [self.town.who(Platform.WECOM, name) for name in pair]
        keys = sorted(person.key for person in people if person)
        with self.town.lock:
            said = [m for c in self.town.chats.values() if is_single(c) and sorted(c.members) == keys for m in c.messages]
        entries = sorted(
            (self._entry(m, *(person.ids["wecom"] for person in people if person)) for m in said),
            key=lambda entry: entry["seq"],
        )
        seq, limit = int(request.args.get("seq", 0)), min(int(request.args.get("limit", 1000)), 1000)
        since = int(request.args.get("since_ms", 0))
        wanted = [e for e in entries if e["seq"] > seq and (e["msgtime"] >= since or e["action"] == "recall")]
        return {"messages": wanted[:limit], "more": len(wanted) > limit}

    def _entry(self, said: Said, userid: str, external: str) -> Answer:
        """As the vendor's library gives it, decrypted."""
        ours = self.town.people[said.by].staff
        by, to = (userid, external) if ours else (external, userid)
        kind = "revoke" if said.kind == "recall" else said.kind
        body = {"content": said.text} if kind == "text" else said.extra
        return {
            "seq": int(said.id[-8:]),
            "msgid": f"{said.id}_external",
            "action": "recall" if kind == "revoke" else "send",
            "from": by,
            "tolist": [to],
            "roomid": "",
            "msgtime": int(datetime.fromisoformat(said.at).timestamp() * 1000),
            "msgtype": kind,
            kind: body,
        }


def is_single(chat: Chat) -> bool:
    return chat.platform == Platform.WECOM.value and chat.kind == "single"
