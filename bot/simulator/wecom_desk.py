"""The simulated WeCom's books: tokens, OAuth codes, tickets, response codes, sent cards. No HTTP here.

Response codes stand in the town with their card, so that they outlive a restart; tokens and codes do not, as a client
has to bear that anyway.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.model import Platform
from bot.settings import WecomSettings
from bot.simulator import wecom_cards
from bot.simulator.town import Dweller, Said, Town

HOURS_2 = timedelta(hours=2)


class Errcode(Exception):
    """The platform's answer for what went wrong; always inside HTTP 200."""

    def __init__(self, code: int, hint: str = "") -> None:
        super().__init__(code, hint)
        self.code, self.hint = code, hint


@dataclass(slots=True)
class Pass:
    """Something handed out with an end: a token, a ticket, an OAuth code."""

    value: str
    until: datetime
    owner: str


@dataclass
class Desk:
    town: Town
    settings: WecomSettings
    code_life: timedelta = timedelta(hours=24)
    spent_code: int = 42045
    """The errcode for a used or expired response_code: the vendor's pages name none, so it is a knob."""
    tokens: dict[str, Pass] = field(default_factory=dict)
    """By secret."""
    tickets: dict[str, Pass] = field(default_factory=dict)
    """By kind: `jsapi`, `agent_config`."""
    oauth: dict[str, Pass] = field(default_factory=dict)
    guard: threading.RLock = field(default_factory=threading.RLock)

    # --- tokens, tickets, codes -----------------------------------------------------------------------------------

    def token(self, corp: str, secret: str) -> Pass:
        """The same token on asking again while it lives."""
        if corp != self.settings.corp_id:
            raise Errcode(40013)
        if not secret or secret not in (self.settings.secret, self.settings.archive_secret):
            raise Errcode(40001)
        with self.guard:
            held = self.tokens.get(secret)
            if held is None or self.town.clock.now() >= held.until:
                owner = "app" if secret == self.settings.secret else "archive"
                held = self.tokens[secret] = Pass(secrets.token_urlsafe(48), self.town.clock.now() + HOURS_2, owner)
            return held

    def check_token(self, value: str) -> Pass:
        if not value:
            raise Errcode(41001)
        held = next((p for p in self.tokens.values() if p.value == value), None)
        if held is None:
            raise Errcode(40014)
        if self.town.clock.now() >= held.until:
            raise Errcode(42001)
        return held

    def ticket(self, kind: str) -> str:
        with self.guard:
            held = self.tickets.get(kind)
            if held is None or self.town.clock.now() >= held.until:
                held = self.tickets[kind] = Pass(secrets.token_urlsafe(60), self.town.clock.now() + HOURS_2, kind)
            return held.value

    def oauth_code(self, owner: str) -> str:
        code = secrets.token_urlsafe(32)
        self.oauth[code] = Pass(code, self.town.clock.now() + timedelta(minutes=5), owner)
        return code

    def redeem(self, code: str) -> Dweller:
        held = self.oauth.pop(code, None)
        if held is None:
            raise Errcode(40029)
        if self.town.clock.now() >= held.until:
            raise Errcode(42003)
        return self.town.people[held.owner]

    # --- app messages ---------------------------------------------------------------------------------------------

    def send(self, wanted: Mapping[str, Any]) -> dict[str, Any]:
        """`message/send`: into each reachable member's chat with the app."""
        self._check_agent(wanted)
        names = [name for name in str(wanted.get("touser", "")).split("|") if name]
        if not names:
            raise Errcode(82001)
        members = {name: self.member(name) for name in names}
        reached = [member for member in members.values() if member]
        if not reached:
            raise Errcode(81013)
        answer = {"invaliduser": "|".join(name.lower() for name, member in members.items() if member is None)}
        if wanted.get("msgtype") == "text":
            return {**answer, **self._send_text(wanted, reached)}
        if wanted.get("msgtype") == "template_card":
            with self.guard:
                return {**answer, **self._send_card(wanted, reached)}
        raise Errcode(40008)

    def update(self, wanted: Mapping[str, Any]) -> dict[str, Any]:
        """`message/update_template_card`: one response_code, one change, for the members named."""
        self._check_agent(wanted)
        with self.guard:
            code = str(wanted.get("response_code", ""))
            found = self._with_code(code)
            if not found:
                raise Errcode(self.spent_code)
            card = self._valid(wanted.get("template_card"))
            names = {str(name).casefold() for name in wanted.get("userids", ())}
            if not names:
                raise Errcode(82001)
            for said in found:
                del said.extra["codes"][code]
                if said.extra["member"].casefold() in names:
                    self.town.change(said, card)
            self.town.save()
        return {"invaliduser": [name for name in names if self.member(name) is None]}

    def fresh_code(self, said: Sequence[Said]) -> str:
        """A right to change these cards (the same card in several chats), once."""
        code = secrets.token_urlsafe(24)
        until = (self.town.clock.now() + self.code_life).isoformat()
        for one in said:
            one.extra.setdefault("codes", {})[code] = until
        self.town.save()
        return code

    def member(self, userid: str) -> Dweller | None:
        found = self.town.who(Platform.WECOM, userid)
        return found if found and found.staff else None

    def _send_text(self, wanted: Mapping[str, Any], members: Sequence[Dweller]) -> dict[str, Any]:
        text = str(wanted.get("text", {}).get("content", ""))
        if not text:
            raise Errcode(44004)
        kept = text.encode()[:2048].decode(errors="ignore")  # the excess is cut silently
        ids = [self.town.say(self.town.bot_chat(Platform.WECOM, m.key).id, "bot", kept).id for m in members]
        return {"msgid": ids[0]}

    def _send_card(self, wanted: Mapping[str, Any], members: Sequence[Dweller]) -> dict[str, Any]:
        card = self._valid(wanted.get("template_card"))
        stands = self.cards(card["task_id"]) if "task_id" in card else []
        if again := self._duplicate(stands, wanted):
            return again
        if stands:
            raise Errcode(42014)
        said = [self._deliver(card, wanted, member) for member in members]
        answer = {"msgid": said[0].id}
        if wecom_cards.may_change(card):
            answer["response_code"] = self.fresh_code(said)
        for one in said:
            one.extra["answer"] = answer
        self.town.save()
        return answer

    def _deliver(self, card: dict[str, Any], wanted: Mapping[str, Any], member: Dweller) -> Said:
        chat, at = self.town.bot_chat(Platform.WECOM, member.key), self.town.clock.now().isoformat()
        extra = {"member": member.ids["wecom"], "digest": _digest(wanted), "sent_at": at}
        said = Said(self.town.next_id("m"), "bot", at, kind="card", card=card, handle=card.get("task_id", ""), extra=extra)
        return self.town.add(chat.id, said)

    def _duplicate(self, stands: Sequence[Said], wanted: Mapping[str, Any]) -> dict[str, Any] | None:
        """The first answer again, when the same content comes within the interval it asks for."""
        if wanted.get("enable_duplicate_check") != 1:
            return None
        interval = timedelta(seconds=min(int(wanted.get("duplicate_check_interval", 1800)), 14400))
        for said in stands:
            fresh = self.town.clock.now() - datetime.fromisoformat(said.extra["sent_at"]) <= interval
            if fresh and said.extra["digest"] == _digest(wanted):
                return dict(said.extra["answer"])
        return None

    def cards(self, task_id: str) -> list[Said]:
        """All copies of one card."""
        with self.town.lock:
            mine = [chat for chat in self.town.chats.values() if chat.platform == Platform.WECOM.value]
            return [m for chat in mine for m in chat.messages if m.card is not None and m.handle == task_id]

    def _with_code(self, code: str) -> list[Said]:
        now = self.town.clock.now()
        with self.town.lock:
            mine = [chat for chat in self.town.chats.values() if chat.platform == Platform.WECOM.value]
            holding = [m for chat in mine for m in chat.messages if code in m.extra.get("codes", {})]
        return [m for m in holding if now < datetime.fromisoformat(m.extra["codes"][code])]

    def _check_agent(self, wanted: Mapping[str, Any]) -> None:
        if wanted.get("agentid") != self.settings.agent_id:
            raise Errcode(40056)

    @staticmethod
    def _valid(card: Any) -> dict[str, Any]:
        wrong = wecom_cards.problem(card)
        if wrong or not isinstance(card, dict):
            raise Errcode(42014 if wrong == "task_id" else 40058, wrong)
        return card


def _digest(wanted: Mapping[str, Any]) -> str:
    content = json.dumps({name: wanted.get(name) for name in ("touser", "agentid", "template_card")}, sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()
