"""DingTalk examined: its hosts, clock, secret, address list, the stream's gateway, card template, robot, directory.

Nobody is written to: the card instance is never delivered, and the robot message goes to a member who cannot exist.
PLATFORMS 2.3, 5.2, 6.1.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from bot.adapters import probe
from bot.adapters.dingtalk.client import NEW_HOST, NOT_GRANTED, OLD_HOST, DingtalkClient
from bot.adapters.dingtalk.codec import Codec, CodecError
from bot.ports import Finding, TryLater, Undeliverable
from bot.settings import DingtalkSettings
from crm_core.clock import Clock

REACH, STREAM, TEMPLATE = "平台账号 account", "Stream 网关 gateway", "卡片模板 card template"
ROBOT, DIRECTORY, SIGN_IN = "机器人 robot", "通讯录 contacts", "网页登录 sign-in"
DEPARTMENTS = "部门 departments"
_CONSOLE = "开发者后台 → 应用"
NOBODY = "suilu-checkup-nobody"
_SECRET_CODES = {"credentials_refused", "invalidClientIdOrSecret", "400001", "40089"}
_USER, _MEMBERS = "/topapi/v2/user/get", "成员信息读权限"
_SUBSCRIPTIONS = [
    {"type": "EVENT", "topic": "*"},
    {"type": "CALLBACK", "topic": "/v1.0/im/bot/messages/get"},
    {"type": "CALLBACK", "topic": "/v1.0/card/instances/callback"},
]


class DingtalkCheckup:
    """`bot.ports.Checkup`."""

    def __init__(self, settings: DingtalkSettings, client: DingtalkClient, clock: Clock, *, base_url: str) -> None:
        self._settings, self._client, self._clock = settings, client, clock
        self._url = f"{base_url}/callbacks/dingtalk"

    def examine(self) -> Iterator[Finding]:
        found = list(probe.host(self._settings.api_url or NEW_HOST, self._clock))
        yield from found
        if not self._settings.api_url:
            yield next(probe.host(OLD_HOST, self._clock))
        if found[0].ok:
            yield from self._inside()
        if self._settings.mode == "http":
            yield from self._callbacks()

    def _inside(self) -> Iterator[Finding]:
        entry = self.credentials()
        yield entry
        if entry.ok:
            yield from [self.gateway()] if self._settings.mode == "stream" else []
            yield from [self.template()] if self._settings.card_template_id else []
            yield from (self._robot(), self._directory(), self._departments(), self._sign_in())

    def _callbacks(self) -> Iterator[Finding]:
        """Only events have a verification of their own (`check_url`, PLATFORMS 2.3.3); a signed message would be heard."""
        for name, url in (("机器人回调 robot", self._url), ("卡片回调 card clicks", f"{self._url}/card")):
            yield probe.callback(name, "POST", url, good=lambda body: body == b"signature\n", status=403, json={})
        if self._settings.token:
            yield self._events()

    def _events(self) -> Finding:
        codec = Codec(self._settings.token, self._settings.aes_key, (self._settings.client_id, self._settings.corp_id))
        moment, nonce = str(int(self._clock.now().timestamp() * 1000)), secrets.token_hex(5)
        sealed = codec.encrypt(b'{"EventType":"check_url"}', self._settings.client_id)
        query = {"signature": codec.signature(moment, nonce, sealed), "timestamp": moment, "nonce": nonce}
        url = f"{self._url}/events"
        good = partial(_succeeds, codec)
        return probe.callback("事件回调 events", "POST", url, good=good, params=query, json={"encrypt": sealed})

    def credentials(self) -> Finding:
        """The first call fetches the token. Asked for nobody, every final answer is well but one that refuses us."""
        problem = self._refusal("POST", _USER, {"userid": NOBODY})
        if isinstance(problem, TryLater) and problem.reason != "token_refused":
            lost = problem.reason in ("unreachable", "no_answer")
            return probe.troubled(probe.NETWORK if lost else probe.CREDENTIALS, problem)
        if problem and problem.reason in _SECRET_CODES:
            mend = f"{_CONSOLE} → 凭证与基础信息，更新 SUILU_DINGTALK_CLIENT_ID / _SECRET (copy both again)"
            return Finding(probe.CREDENTIALS, "Client ID 或 Secret 不对 (wrong client id or secret)", ok=False, mend=mend)
        return Finding(probe.CREDENTIALS, "已取得 token (token granted)")

    def gateway(self) -> Finding:
        """Whether a stream could be opened: a ticket is taken and let go. Says what the address list says, too."""
        body = {
            "clientId": self._settings.client_id,
            "clientSecret": self._settings.client_secret,
            "subscriptions": _SUBSCRIPTIONS,
            "ua": "suilu",
        }
        try:
            answer = self._client.call("POST", "/v1.0/gateway/connections/open", body)
        except (TryLater, Undeliverable) as problem:
            return _address(problem) or probe.troubled(STREAM, problem)
        if answer.get("endpoint") and answer.get("ticket"):
            return Finding(STREAM, "已取得连接凭证，未建立连接 (a ticket was granted, no connection made)")
        return Finding(
            STREAM, "没有给出凭证 (no ticket)", ok=False, mend=f"{_CONSOLE} → 事件订阅，推送方式选 Stream (choose Stream)"
        )

    def template(self) -> Finding:
        """Makes a card instance that is delivered to nobody, once a template: its id and the permission both show."""
        template = self._settings.card_template_id
        name = hashlib.sha256(f"{self._settings.client_id} {template}".encode()).hexdigest()[:16]
        body = {
            "cardTemplateId": template,
            "outTrackId": f"suilu-checkup-{name}",
            "callbackType": "STREAM",
            "cardData": {"cardParamMap": {"title": "随录"}},
        }
        problem = self._refusal("POST", "/v1.0/card/instances", body)
        if problem is None or problem.reason == "param.cardAlreadyExist":
            return Finding(TEMPLATE, "存在，且可创建卡片 (there, and cards can be made)")
        if "template" in problem.reason.lower():
            mend = "卡片平台 → 模板关联本应用，更新 SUILU_DINGTALK_CARD_TEMPLATE_ID (tie it to this app, copy its id)"
            return Finding(TEMPLATE, "模板不存在或未关联本应用 (no such template of this app)", ok=False, mend=mend)
        return _denied(TEMPLATE, problem, "互动卡片实例写权限") or probe.troubled(TEMPLATE, problem)

    def reach(self, member: str) -> Finding:
        """Whether DingTalk knows this member."""
        problem = self._refusal("POST", _USER, {"userid": member})
        if problem is None:
            return Finding(REACH, "企业里有这个账号 (a member)")
        if problem.reason in ("60121", "33012"):
            mend = "核对导入文件里的 dingtalk 账号 (check the imported account)"
            return Finding(REACH, "企业里没有这个账号 (no such member)", ok=False, mend=mend)
        if problem.reason in ("token_refused", NOT_GRANTED):
            return Finding(REACH, "无通讯录权限，无法判断 (cannot tell without the directory's permission)")
        return probe.troubled(REACH, problem)

    def _robot(self) -> Finding:
        words = json.dumps({"content": "随录"}, ensure_ascii=False)
        body = {"robotCode": self._settings.client_id, "userIds": [NOBODY], "msgKey": "sampleText", "msgParam": words}
        problem = self._refusal("POST", "/v1.0/robot/oToMessages/batchSend", body)
        if problem is None or "staffid" in problem.reason.lower() or "userid" in problem.reason.lower():
            return Finding(ROBOT, "可以发消息 (may send)")
        if "robot" in problem.reason.lower():
            mend = f"{_CONSOLE} → 添加应用能力 → 机器人，发布 (add the robot and publish)"
            return Finding(ROBOT, f"没有机器人 (no robot): {problem.reason}", ok=False, mend=mend)
        return _denied(ROBOT, problem, "企业内机器人发送消息权限") or probe.troubled(ROBOT, problem)

    def _directory(self) -> Finding:
        """Without it people are still written to; a stranger's name and manager stay unknown."""
        problem = self._refusal("POST", _USER, {"userid": NOBODY})
        return _ungranted(DIRECTORY, problem, _MEMBERS, ok=True) or Finding(
            DIRECTORY, "可以查询成员 (members can be looked up)"
        )

    def _departments(self) -> Finding:
        """What `suilu directory` goes through, from the organisation itself down."""
        problem = self._refusal("POST", "/topapi/v2/department/listsub", {"dept_id": 1})
        lacks = _ungranted(DEPARTMENTS, problem, "通讯录部门信息读权限", ok=True)
        if problem is None or lacks:
            return lacks or Finding(DEPARTMENTS, "可以读取 (can be read)")
        return probe.troubled(DEPARTMENTS, problem)

    def _sign_in(self) -> Finding:
        """Asked with nobody's code: every answer is well but one that refuses us."""
        if not self._settings.corp_id:
            mend = "开发者后台首页 → CorpId，设 SUILU_DINGTALK_CORP_ID (set it)"
            return Finding(SIGN_IN, "未设置 CorpId，网页不能用钉钉登录 (pages are closed to DingTalk)", mend=mend)
        problem = self._refusal("POST", "/topapi/v2/user/getuserinfo", {"code": NOBODY})
        return _ungranted(SIGN_IN, problem, _MEMBERS, ok=False) or Finding(SIGN_IN, "可以登录网页 (pages can be signed in to)")

    def _refusal(self, method: str, path: str, body: Mapping[str, Any]) -> TryLater | Undeliverable | None:
        try:
            self._client.call(method, path, body)
        except (TryLater, Undeliverable) as problem:
            return problem
        return None


def _succeeds(codec: Codec, body: bytes) -> bool:
    try:
        return codec.decrypt(str(json.loads(body)["encrypt"]))[0] == b"success"
    except (CodecError, KeyError, TypeError, ValueError):
        return False


def _address(problem: TryLater | Undeliverable) -> Finding | None:
    if "IpNotInWhiteList" not in problem.reason:
        return None
    mend = f"{_CONSOLE} → 安全设置 → 服务器出口 IP，加入本机 (add this machine's outgoing address)"
    return Finding(probe.ADDRESS, "本机 IP 不在白名单 (address not allowed)", ok=False, mend=mend)


def _ungranted(name: str, problem: TryLater | Undeliverable | None, permission: str, *, ok: bool) -> Finding | None:
    """What is asked for may not be read, or nobody can tell now; None: it may. `ok`: the house does without."""
    if isinstance(problem, TryLater):
        return probe.troubled(name, problem)
    if problem is None or problem.reason != NOT_GRANTED:
        return None
    mend = f"{_CONSOLE} → 权限管理，开通「{permission}」(grant it)"
    return Finding(name, "未授权 (not granted)", ok=ok, mend=mend)


def _denied(name: str, problem: TryLater | Undeliverable, permission: str) -> Finding | None:
    if not problem.reason.startswith("Forbidden.AccessDenied"):
        return None
    mend = f"{_CONSOLE} → 权限管理，开通「{permission}」(grant it)"
    return _address(problem) or Finding(name, "未授权 (not granted)", ok=False, mend=mend)
