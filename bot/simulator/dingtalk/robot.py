"""What DingTalk's robot can do by itself: messages to people and groups, their read status and recall, DING, work notices
(PLATFORMS 2.3.4, 2.3.5)."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.model import Platform
from bot.settings import DingtalkSettings
from bot.simulator.dingtalk.limits import DAY, MINUTE, Limits
from bot.simulator.dingtalk.media import MediaDesk
from bot.simulator.dingtalk.refusal import Refusal
from bot.simulator.town import Said, Town

HERE = Platform.DINGTALK
_CARD = ("title", "text")
FORMS: dict[str, tuple[str, ...]] = {
    "sampleText": ("content",),
    "sampleMarkdown": _CARD,
    "sampleImageMsg": ("photoURL",),
    "sampleLink": (*_CARD, "picUrl", "messageUrl"),
    "sampleActionCard": (*_CARD, "singleTitle", "singleURL"),
    **{
        f"sampleActionCard{n}": (*_CARD, *(f"action{part}{i}" for i in range(1, n + 1) for part in ("Title", "URL")))
        for n in range(2, 6)
    },
    "sampleActionCard6": (*_CARD, "buttonTitle1", "buttonUrl1", "buttonTitle2", "buttonUrl2"),
    "sampleAudio": ("mediaId", "duration"),
    "sampleFile": ("mediaId", "fileName", "fileType"),
}
"""msgKey → the fields its msgParam must have."""
MOST_PARAM = 15_000
MOST_PEOPLE = 20


@dataclass(slots=True)
class RobotDesk:
    town: Town
    settings: DingtalkSettings
    limits: Limits
    media: MediaDesk
    sent: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    """By processQueryKey: user id (of a group: nothing) and message id."""
    notices: dict[str, dict[str, Any]] = field(default_factory=dict)
    """What became of each work notice, by task_id."""

    def to_people(self, body: Mapping[str, Any], fault: str) -> dict[str, Any]:
        """Who does not exist is named, who has had too many is left out; both inside a success."""
        users = body.get("userIds")
        if not isinstance(users, list) or not 0 < len(users) <= MOST_PEOPLE:
            raise Refusal(400, "invalidParameter.userIds.invalid")
        param = self._param(body)
        people = {str(user): None if fault == "scope" else self.town.who(HERE, str(user)) for user in users}
        known = {user: dweller for user, dweller in people.items() if dweller}
        full = [user for user in known if fault == "limit:flow" or self._full(user)]
        key = secrets.token_urlsafe(16)
        reached = [user for user in known if user not in full]
        self.sent[key] = [(user, self._say(self.town.bot_chat(HERE, known[user].key).id, body, param)) for user in reached]
        return {
            "processQueryKey": key,
            "invalidStaffIdList": [user for user in people if user not in known],
            "flowControlledStaffIdList": full,
            "filteredStaffIdList": [],
        }

    def to_group(self, body: Mapping[str, Any]) -> dict[str, Any]:
        param, chat = self._param(body), self.town.chats.get(str(body.get("openConversationId") or ""))
        if chat is None or chat.kind != "group" or "bot" not in chat.members:
            raise Refusal(400, "invalidParameter.openConversationId.invalid")
        if self.limits.over(f"group {chat.id}", self.limits.robot_to_group, MINUTE):
            raise Refusal(403, "send.too.fast")
        key = secrets.token_urlsafe(16)
        self.sent[key] = [("", self._say(chat.id, body, param))]
        return {"processQueryKey": key}

    def read_status(self, query: Mapping[str, str]) -> dict[str, Any]:
        """No client tells the town when it shows a message: what was sent is seen once its reader has said something."""
        sent = self.sent.get(query.get("processQueryKey", ""))
        if sent is None:
            raise Refusal(400, "invalidParameter.processQueryKey.invalid")
        seen = [{"userId": user, "readStatus": "READ" if self._seen(message) else "UNREAD"} for user, message in sent]
        return {"sendStatus": "SUCCESS", "messageReadInfoList": seen}

    def recall(self, body: Mapping[str, Any]) -> dict[str, Any]:
        keys = [str(key) for key in body.get("processQueryKeys") or []]
        known = [key for key in keys if key in self.sent]
        for _, message in (entry for key in known for entry in self.sent.pop(key)):
            found = self.town.find(message)
            if found:
                found[1].text, found[1].extra["recalled"] = "", True
        self.town.save()
        return {"successResult": known, "failedResult": {key: "not found" for key in keys if key not in known}}

    def ding(self, body: Mapping[str, Any]) -> dict[str, Any]:
        people = [str(user) for user in body.get("receiverUserIdList") or []]
        if not people or body.get("remindType") not in (1, 2, 3) or not body.get("content"):
            raise Refusal(400, "invalidParameter.receiverUserIdList.invalid")
        known = {user: self.town.who(HERE, user) for user in people}
        for dweller in filter(None, known.values()):
            self.town.say(self.town.bot_chat(HERE, dweller.key).id, "bot", f"【DING】{body['content']}", prefix="dd")
        failed = [user for user, dweller in known.items() if dweller is None]
        return {"openDingId": secrets.token_urlsafe(12), "failedList": {user: "invalid" for user in failed}}

    def notice(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """A work notice: what is over a limit is a success, and is dropped (143105 too many today, 143106 the same again)."""
        users = [user for user in str(body.get("userid_list") or "").split(",") if user]
        words = json.dumps(body.get("msg"), sort_keys=True, ensure_ascii=False)
        if not users or len(users) > 100 or not isinstance(body.get("msg"), Mapping):
            raise Refusal(200, 33012, "无效的USERID")
        task = str(len(self.notices) + 1)
        result: dict[str, Any] = {"invalid_user_id_list": [], "read_user_id_list": [], "forbidden_list": []}
        for user in users:
            self._notify(user, words, result)
        self.notices[task] = result
        return {"errcode": 0, "errmsg": "ok", "task_id": int(task)}

    def notice_result(self, body: Mapping[str, Any]) -> dict[str, Any]:
        result = self.notices.get(str(body.get("task_id")))
        if result is None:
            raise Refusal(200, 41030, "task_id 不存在")
        return {"errcode": 0, "errmsg": "ok", "send_result": result}

    def _notify(self, user: str, words: str, result: dict[str, Any]) -> None:
        dweller = self.town.who(HERE, user)
        if dweller is None:
            result["invalid_user_id_list"].append(user)
        elif self.limits.over(f"notice {user} {words}", 1, DAY):
            result["forbidden_list"].append({"code": "143106", "count": 1, "userid": user})
        elif self.limits.over(f"notices {user}", self.limits.notices, DAY):
            result["forbidden_list"].append({"code": "143105", "count": 1, "userid": user})
        else:
            self.town.say(self.town.bot_chat(HERE, dweller.key).id, "bot", words, prefix="dn")

    def _full(self, user: str) -> bool:
        return self.limits.over(f"person {user}", self.limits.robot_to_person, MINUTE)

    def _seen(self, message: str) -> bool:
        found = self.town.find(message)
        if found is None:
            return False
        later = found[0].messages[found[0].messages.index(found[1]) + 1 :]
        return any(said.by != "bot" for said in later)

    def _param(self, body: Mapping[str, Any]) -> dict[str, str]:
        """`msgParam`: a string of JSON with the fields of its msgKey, all of them strings."""
        if body.get("robotCode") != self.settings.client_id:
            raise Refusal(400, "invalidParameter.robotCode.invalid")
        form = FORMS.get(str(body.get("msgKey")))
        if form is None:
            raise Refusal(400, "invalidParameter.msgKey.invalid")
        param = _object(body.get("msgParam"))
        if not all(isinstance(param.get(name), str) and param[name] for name in form) or not _fits(param):
            raise Refusal(400, "invalidParameter.msgParam.invalid")
        return {str(name): str(value) for name, value in param.items()}

    def _say(self, chat_id: str, body: Mapping[str, Any], param: Mapping[str, str]) -> str:
        said = Said(self.town.next_id("dm"), "bot", self.town.clock.now().isoformat(), text=_text(param))
        said.extra = {"msgKey": str(body["msgKey"]), "param": dict(param), "buttons": _buttons(param)}
        media = param.get("mediaId") or param.get("photoURL") or ""
        if media.startswith("@"):
            if media not in self.media.uploaded:
                raise Refusal(400, "invalidParameter.mediaId.invalid")
            said.kind = "image" if "photoURL" in param else "file"
            said.text = param.get("fileName") or self.media.uploaded[media][0]
        self.town.add(chat_id, said)
        return said.id


def _object(text: object) -> dict[str, Any]:
    try:
        data = json.loads(str(text))
    except ValueError:
        data = None
    if not isinstance(data, dict) or len(str(text).encode()) > MOST_PARAM:
        raise Refusal(400, "invalidParameter.msgParam.invalid")
    return data


def _fits(param: Mapping[str, Any]) -> bool:
    """A button's title has at most 20 characters, its address 500."""
    titles = [v for k, v in param.items() if k.startswith(("actionTitle", "singleTitle", "buttonTitle"))]
    urls = [v for k, v in param.items() if k.startswith(("actionURL", "singleURL", "buttonUrl"))]
    return all(len(str(title)) <= 20 for title in titles) and all(len(str(url)) <= 500 for url in urls)


def _text(param: Mapping[str, str]) -> str:
    return param.get("content") or param.get("text") or ""


def _buttons(param: Mapping[str, str]) -> list[dict[str, str]]:
    """Title and address of each."""
    pairs = [("singleTitle", "singleURL")]
    pairs += [(f"actionTitle{n}", f"actionURL{n}") for n in range(1, 6)]
    pairs += [(f"buttonTitle{n}", f"buttonUrl{n}") for n in (1, 2)]
    return [{"title": param[title], "url": param[url]} for title, url in pairs if title in param]
