"""Writes what people say as DingTalk tells it to a robot (PLATFORMS 4.5.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.simulator.dingtalk.rest import HERE, DingtalkRest
from bot.simulator.town import Chat, Dweller, Said, Town

MENTION = "@随录"
MSGTYPES = {"image": "picture", "voice": "audio", "video": "video", "file": "file"}


@dataclass(frozen=True, slots=True)
class Scribe:
    """`corp` is the corpId of the organisation."""

    town: Town
    rest: DingtalkRest
    corp: str

    def entry(self, said: Said) -> dict[str, Any]:
        """One message of a merged record."""
        who = self.town.people[said.by]
        entry: dict[str, Any] = {
            "senderNick": who.name,
            "senderId": f"$:LWCP_v1:${who.key}",
            "msgType": MSGTYPES.get(said.kind, "text"),
            "content": said.text,
            "createAt": int(datetime.fromisoformat(said.at).timestamp() * 1000),
            "msgId": said.id,
        }
        if who.staff:
            entry["senderStaffId"] = who.ids[HERE.value]
        return {**entry, **({"downloadCode": said.extra["downloadCode"]} if "downloadCode" in said.extra else {})}

    def message(self, chat: Chat, said: Said, origin: str) -> dict[str, Any]:
        """The data of a robot callback; `origin` is where its session webhook is."""
        session, until = self.rest.webhook(chat.id)
        group = chat.kind == "group"
        return {
            **_sender(self.town.people[said.by], self.corp),
            "conversationId": chat.id,
            "conversationType": "2" if group else "1",
            "conversationTitle": chat.title,
            "chatbotCorpId": self.corp,
            "chatbotUserId": "$:LWCP_v1:$suilu",
            "robotCode": self.rest.settings.client_id,
            "msgId": said.id,
            "createAt": int(self.town.clock.now().timestamp() * 1000),
            "isInAtList": group,
            "atUsers": [{"dingtalkId": "$:LWCP_v1:$suilu", "staffId": ""}] if group else [],
            "sessionWebhook": f"{origin}/robot/sendBySession?session={session}",
            "sessionWebhookExpiredTime": int(until.timestamp() * 1000),
            "msgtype": "text",
            "text": {"content": said.text.replace(MENTION, "", 1) if group else said.text},
        }


def _sender(who: Dweller, corp: str) -> dict[str, Any]:
    """Somebody from outside the organisation has no staff id, and a corpId of their own."""
    name = {"senderNick": who.name, "senderId": f"$:LWCP_v1:${who.key}", "isAdmin": False}
    if who.staff:
        return {**name, "senderCorpId": corp, "senderStaffId": who.ids[HERE.value]}
    return {**name, "senderCorpId": f"ding{who.key}corp"}


def content_of(kind: str, name: str, code: str) -> dict[str, Any]:
    match kind:
        case "image":
            return {"downloadCode": code, "pictureDownloadCode": code}
        case "voice":
            return {"downloadCode": code, "duration": 4000, "recognition": name}
        case "video":
            return {"downloadCode": code, "duration": "4", "videoType": "mp4"}
        case _:
            return {"downloadCode": code, "fileName": name, "spaceId": "1", "fileId": "2"}
