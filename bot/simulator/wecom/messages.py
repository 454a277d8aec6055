"""The simulated WeCom's app messages: `message/send`, `update_template_card`, `recall`. No HTTP here."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.model import Platform
from bot.simulator.town import Dweller, Said
from bot.simulator.wecom import cards as wecom_cards
from bot.simulator.wecom.contents import Room, said_of
from bot.simulator.wecom.desk import Desk
from bot.simulator.wecom.errors import Errcode

RECALLABLE = timedelta(hours=24)
_LONGEST_CHECK = 14400
_FRAME = ("enable_duplicate_check", "duplicate_check_interval", "safe", "enable_id_trans")


class Messages:
    def __init__(self, desk: Desk) -> None:
        self.desk, self.town = desk, desk.town

    def send(self, wanted: Mapping[str, Any], *, drop: bool = False) -> dict[str, Any]:
        """Into each reachable member's chat with the app. What is too much for a member, or all of it when `drop`, is not
        delivered, and the answer is the same."""
        self.desk.check_agent(wanted.get("agentid"))
        names = [name for name in str(wanted.get("touser", "")).split("|") if name]
        if not names:
            raise Errcode(82001)
        members = {name: self.desk.member(name) for name in names}
        reached = [member for member in members.values() if member]
        if not reached:
            raise Errcode(81013)
        invalid = "|".join(name.lower() for name, member in members.items() if member is None)
        with self.desk.guard:
            answer = self._duplicate(wanted, reached) or self._send(wanted, reached, drop)
        return {"invaliduser": invalid, **answer}

    def update(self, wanted: Mapping[str, Any]) -> dict[str, Any]:
        """One response_code, one change, for the members named: a whole card, or only the buttons' words."""
        self.desk.check_agent(wanted.get("agentid"))
        with self.desk.guard:
            code = str(wanted.get("response_code", ""))
            found = self.desk.with_code(code)
            names = {str(name).casefold() for name in wanted.get("userids", ())}
            if not names and wanted.get("atall") != 1:
                raise Errcode(82001)
            cards = [_changed(said, wanted) for said in found]
            self.desk.ghosts.discard(code)
            for said, card in zip(found, cards, strict=True):
                del said.extra["codes"][code]
                if not names or said.extra["member"].casefold() in names:
                    self.town.change(said, card)
            self.town.save()
        return {"invaliduser": [name for name in names if self.desk.member(name) is None]}

    def recall(self, wanted: Mapping[str, Any]) -> dict[str, Any]:
        """All copies of a message, for a day."""
        found = [
            m for m in self.desk.messages() if m.by == "bot" and m.extra.get("answer", {}).get("msgid") == wanted.get("msgid")
        ]
        if not found:
            raise Errcode(40058, "msgid")
        if self.town.clock.now() - datetime.fromisoformat(found[0].at) > RECALLABLE:
            raise Errcode(40058, "too old")
        for said in found:
            said.kind, said.text, said.card = "recalled", "[已撤回]", None
            said.changed += 1
        self.town.save()
        return {}

    def _send(self, wanted: Mapping[str, Any], reached: Sequence[Dweller], drop: bool) -> dict[str, Any]:
        made = self._card(wanted) if wanted.get("msgtype") == "template_card" else self._plain(wanted)
        taken = [m for m in reached if self.desk.rates.to_member(m.ids["wecom"]) and not drop]
        if len(taken) < len(reached):
            self.town.write_down(Platform.WECOM, "out", "dropped", ok=False)
        said = [self._deliver(made, wanted, member) for member in taken]
        answer = {"msgid": said[0].id if said else made.id}
        if made.card and wecom_cards.may_change(made.card):
            answer["response_code"] = self.desk.fresh_code(said)
        for one in said:
            one.extra["answer"] = answer
        self.town.save()
        return answer

    def _plain(self, wanted: Mapping[str, Any]) -> Said:
        return said_of(wanted, Room(self.desk.media, cuts=True), id=self.town.next_id("m"), at=self._now())

    def _card(self, wanted: Mapping[str, Any]) -> Said:
        card = valid(wanted.get("template_card"))
        if "task_id" in card and self.desk.cards(card["task_id"]):
            raise Errcode(42014)
        return Said(self.town.next_id("m"), "bot", self._now(), kind="card", card=card, handle=card.get("task_id", ""))

    def _deliver(self, made: Said, wanted: Mapping[str, Any], member: Dweller) -> Said:
        extra = {**made.extra, "member": member.ids["wecom"], "digest": _digest(wanted)}
        chat = self.town.bot_chat(Platform.WECOM, member.key)
        copy = Said(self.town.next_id("m"), "bot", made.at, made.kind, made.text, made.card, made.handle, extra=extra)
        return self.town.add(chat.id, copy)

    def _duplicate(self, wanted: Mapping[str, Any], members: Sequence[Dweller]) -> dict[str, Any] | None:
        """The first answer again, when the same content comes within the interval it asks for."""
        if wanted.get("enable_duplicate_check") != 1:
            return None
        interval = timedelta(seconds=min(int(wanted.get("duplicate_check_interval", 1800)), _LONGEST_CHECK))
        since, digest = self.town.clock.now() - interval, _digest(wanted)
        with self.town.lock:
            said = [m for member in members for m in self.town.bot_chat(Platform.WECOM, member.key).messages]
        same = (m for m in said if m.extra.get("digest") == digest and datetime.fromisoformat(m.at) >= since)
        first = next(same, None)
        return dict(first.extra["answer"]) if first else None

    def _now(self) -> str:
        return self.town.clock.now().isoformat()


def valid(card: Any) -> dict[str, Any]:
    wrong = wecom_cards.problem(card)
    if wrong or not isinstance(card, dict):
        raise Errcode(42014 if wrong == "task_id" else 40058, wrong)
    return card


def _changed(said: Said, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """The new card; or the old one with one grey word in place of its buttons."""
    if "button" not in wanted:
        return valid(wanted.get("template_card"))
    word = wanted["button"].get("replace_name") if isinstance(wanted["button"], dict) else None
    if not word or not isinstance(word, str):
        raise Errcode(40058, "replace_name")
    return {**(said.card or {}), "replace_text": word}


def _digest(wanted: Mapping[str, Any]) -> str:
    content = json.dumps({name: value for name, value in wanted.items() if name not in _FRAME}, sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()
