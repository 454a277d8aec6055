"""The archive's sidecar on the simulated WeCom: our own contract, docs/platforms/wecom.md."""

from __future__ import annotations

import hmac
from datetime import datetime
from typing import Any

from flask import Flask, Response, jsonify, request
from flask.typing import ResponseReturnValue

from bot.model import Platform
from bot.simulator.town import Chat, Said
from bot.simulator.wecom.desk import Desk
from bot.simulator.wecom.faults import Faults

Answer = dict[str, Any]
_PATH = "archive/v1/messages"
_REFUSED = ("expired", "refuse", "scope", "spent")


class Archive:
    def __init__(self, desk: Desk, faults: Faults) -> None:
        self.desk, self.town, self._faults = desk, desk.town, faults

    def install(self, app: Flask) -> None:
        app.add_url_rule(f"/{_PATH}", "archive", self._archive)

    def _archive(self) -> ResponseReturnValue:
        fault = self._faults.take(f"/{_PATH}")
        held = self._faults.before(fault)
        status = held.status_code if held else self._status(fault)
        answer = jsonify(self._archived()) if status == 200 else held or Response("refused\n", status, mimetype="text/plain")
        self._faults.after(fault)
        asked, answered = request.query_string.decode(), answer.get_data(as_text=True)
        self.town.write_down(Platform.WECOM, "out", _PATH, ok=status == 200, asked=asked, answered=answered)
        return answer

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
        entries = sorted((self._entry(m, *pair) for m in said), key=lambda entry: entry["seq"])
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
