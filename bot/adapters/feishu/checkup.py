"""Feishu examined: host, clock, app secret, address list, scopes, data scope, our two callback addresses.

Vendor: auth-v3 tenant_access_token_internal, application-v6/scope/list, contact-v3/scope/list and user/get,
step-3-receive-events.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from bot.adapters import probe
from bot.adapters.feishu.answers import Refused
from bot.adapters.feishu.client import FeishuClient
from bot.ports import Finding, TryLater
from bot.settings import FeishuSettings
from crm_core.clock import Clock

REACH, GATEWAY, RANGE = "平台账号 account", "长连接 long connection", "通讯录范围 contacts range"
_CONSOLE = "开发者后台"
_ID, _SECRET = f"{_CONSOLE} → 凭证与基础信息 → App ID", f"{_CONSOLE} → 凭证与基础信息 → App Secret"
_WRONG = {
    10003: ("App ID 不对 (wrong app id)", f"{_ID}，更新 SUILU_FEISHU_APP_ID (copy it again)"),
    10014: ("App Secret 不对 (wrong app secret)", f"{_SECRET}，更新 SUILU_FEISHU_APP_SECRET (copy it again)"),
    10015: ("App Secret 不对 (wrong app secret)", f"{_SECRET}，更新 SUILU_FEISHU_APP_SECRET (copy it again)"),
    99991543: ("App ID 与 App Secret 不符 (id and secret do not match)", f"{_SECRET}，两项一起更新 (copy both again)"),
    99991662: (
        "应用已停用或未安装 (disabled or not installed)",
        f"{_CONSOLE} → 版本管理与发布，发布并启用 (publish and enable it)",
    ),
    99991673: ("应用状态异常 (bad app status)", f"{_CONSOLE} → 版本管理与发布 (see the app's versions)"),
    212100: ("应用未安装 (not installed)", f"{_CONSOLE} → 版本管理与发布，发布应用 (publish it)"),
}
_ADDRESS_CODE = 99991401
_NO_SCOPE = 99991672
_UNSEEN = (41050, 41012)


@dataclass(frozen=True, slots=True)
class _Grant:
    """One of `names` is enough. Not `needed`: something of Suilu's is missing without it, the rest works."""

    what: str
    names: tuple[str, ...]
    needed: bool = True


_GRANTS = (
    _Grant("发消息 send", ("im:message", "im:message:send_as_bot")),
    _Grant("单聊 direct messages", ("im:message.p2p_msg:readonly", "im:message.p2p_msg")),
    _Grant("群里 @ mentions", ("im:message.group_at_msg:readonly", "im:message.group_at_msg")),
    _Grant("读群聊 group history", ("im:message.group_msg", "im:message.group_msg:readonly")),
    _Grant(
        "通讯录 contacts", ("contact:contact.base:readonly", "contact:user.base:readonly", "contact:contact:readonly"), False
    ),
    _Grant("部门 departments", ("contact:department.base:readonly", "contact:contact:readonly"), False),
    _Grant("上级 managers", ("contact:user.department:readonly",), False),
    _Grant("人员状态 status", ("contact:user.employee:readonly",), False),
    _Grant("租户 tenant", ("tenant:tenant:readonly",), False),
)


class FeishuCheckup:
    """`bot.ports.Checkup`."""

    def __init__(self, settings: FeishuSettings, client: FeishuClient, clock: Clock, *, base_url: str) -> None:
        self._settings, self._client, self._clock = settings, client, clock
        self._url = f"{base_url}/callbacks/feishu"
        self._granted: frozenset[str] = frozenset()

    def examine(self) -> Iterator[Finding]:
        found = list(probe.host(self._settings.api_url, self._clock, proxied=True))
        yield from found
        if found[0].ok:
            entry = self.credentials()
            yield entry
            if entry.ok:
                yield from (_scope(grant, self._granted) for grant in _GRANTS)
                yield self._range()
        if self._settings.mode == "stream":
            yield self.gateway()
            return
        yield self.callback("事件回调 events", self._url)
        yield self.callback("卡片回调 card clicks", f"{self._url}/card")

    def credentials(self) -> Finding:
        """By asking which scopes are granted, which needs none itself."""
        try:
            scopes = self._client.ask("/open-apis/application/v6/scopes").get("scopes") or []
        except TryLater as later:
            return _unanswered(later)
        except Refused as refused:
            return _no_entry(refused)
        granted = (str(s.get("scope_name")) for s in scopes if isinstance(s, dict) and s.get("grant_status") == 1)
        self._granted = frozenset(granted)
        return Finding(probe.CREDENTIALS, "已取得 token (token granted)")

    def reach(self, member: str) -> Finding:
        """Whether the app may write to this open_id: one of this app's, and in its availability range."""
        try:
            self._client.ask(f"/open-apis/contact/v3/users/{quote(member, safe='')}?user_id_type=open_id")
        except TryLater as later:
            return probe.troubled(REACH, later)
        except Refused as refused:
            if refused.code == _NO_SCOPE:
                return Finding(REACH, "无通讯录权限，无法判断 (cannot tell without a contact scope)")
            if refused.code in _UNSEEN:
                what = "不在应用可用范围内，或不是本应用的 open_id (not in the availability range, or another app's open_id)"
                mend = f"{_CONSOLE} → 版本管理与发布 → 可用范围，加入该成员 (add the member)"
                return Finding(REACH, what, ok=False, mend=mend)
            return _refused(REACH, refused)
        return Finding(REACH, "在应用可用范围内 (in the availability range)")

    def _range(self) -> Finding:
        """Whom `suilu directory` can see: the first page of the app's data scope says whether it is empty."""
        try:
            seen = self._client.ask("/open-apis/contact/v3/scopes?user_id_type=open_id&department_id_type=open_department_id")
        except TryLater as later:
            return probe.troubled(RANGE, later)
        except Refused as refused:
            return _refused(RANGE, refused)
        departments, people = (len(seen.get(key) or []) for key in ("department_ids", "user_ids"))
        if departments or people:
            return Finding(RANGE, "不为空 (not empty)")
        mend = f"{_CONSOLE} → 权限管理 → 数据权限 → 通讯录权限范围，加入销售与主管，再发布新版本 (add your people, publish)"
        return Finding(RANGE, "空 (empty)", mend=mend)

    def gateway(self) -> Finding:
        """Whether a long connection could be opened: an address with a ticket is taken and let go (PLATFORMS 6.2)."""
        asked = {"AppID": self._settings.app_id, "AppSecret": self._settings.app_secret}
        try:
            body = probe.ask("POST", f"{self._settings.api_url}/callback/ws/endpoint", proxied=True, json=asked).body
            answer = json.loads(body)
        except probe.NoAnswer as none:
            return Finding(GATEWAY, f"没有回应 (no answer): {none.kind}", ok=False, mend="稍后再试 (try again later)")
        except ValueError:
            answer = {}
        if answer.get("code") == 0 and (answer.get("data") or {}).get("URL"):
            return Finding(GATEWAY, "已取得连接地址，未建立连接 (an address was granted, no connection made)")
        mend = f"{_CONSOLE} → 事件与回调，订阅方式选长连接 (choose the long connection)"
        return Finding(GATEWAY, f"没有给出地址 (no address): code {answer.get('code')}", ok=False, mend=mend)

    def callback(self, name: str, url: str) -> Finding:
        """As saving the request URL does: an encrypted challenge without a signature."""
        challenge = secrets.token_hex(8)
        body = {"challenge": challenge, "token": self._settings.verification_token, "type": "url_verification"}
        sealed = {"encrypt": _sealed(self._settings.encrypt_key, json.dumps(body))}
        return probe.callback(name, "POST", url, good=lambda answer: _echoes(answer, challenge), json=sealed)


def _scope(grant: _Grant, granted: frozenset[str]) -> Finding:
    name = f"权限 {grant.what}"
    has = [scope for scope in grant.names if scope in granted]
    if has:
        return Finding(name, f"{has[0]} 已授权 (granted)")
    mend = f"{_CONSOLE} → 权限管理，开通 {grant.names[0]}，再发布新版本 (add the scope, publish a version)"
    return Finding(name, f"{grant.names[0]} 未授权 (not granted)", ok=not grant.needed, mend=mend)


def _no_entry(refused: Refused) -> Finding:
    if refused.code == _ADDRESS_CODE:
        mend = f"{_CONSOLE} → 安全设置 → IP 白名单，加入本机出口 IP (add this machine's outgoing address)"
        return Finding(probe.ADDRESS, "本机 IP 不在白名单 (address not allowed)", ok=False, mend=mend)
    if refused.code not in _WRONG:
        return _refused(probe.CREDENTIALS, refused)
    what, mend = _WRONG[refused.code]
    return Finding(probe.CREDENTIALS, f"{what}, code {refused.code}", ok=False, mend=mend)


def _refused(name: str, refused: Refused) -> Finding:
    return Finding(name, f"平台拒绝 (refused): code {refused.code}", ok=False, mend="按错误码查阅平台文档 (look the code up)")


def _unanswered(later: TryLater) -> Finding:
    lost = later.reason in ("feishu_unreachable", "feishu_connection", "feishu_timeout")
    return probe.troubled(probe.NETWORK if lost else probe.CREDENTIALS, later)


def _sealed(key: str, text: str) -> str:
    """base64(IV ‖ AES-256-CBC(sha256(key), PKCS#7)), PLATFORMS 2.2.4."""
    padder = padding.PKCS7(128).padder()
    padded, start = padder.update(text.encode()) + padder.finalize(), secrets.token_bytes(16)
    sealer = Cipher(algorithms.AES(hashlib.sha256(key.encode()).digest()), modes.CBC(start)).encryptor()
    return base64.b64encode(start + sealer.update(padded) + sealer.finalize()).decode()


def _echoes(answer: bytes, challenge: str) -> bool:
    try:
        return bool(json.loads(answer) == {"challenge": challenge})
    except ValueError:
        return False
