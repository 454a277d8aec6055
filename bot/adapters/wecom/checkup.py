"""WeCom examined: host, clock, secret, address list, visible range, directory, customer contact, archive, our callback.

Vendor pages 91039 (gettoken), 90227 (agent/get), 90208 (department/list), 90216 (tag/list), 92571 (get_follow_user_list),
92124 (get_unassigned_list), 91614 (get_permit_user_list), 90313 (codes).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from bot.adapters import probe
from bot.adapters.wecom import archive_checkup
from bot.adapters.wecom.client import Refused, WecomClient
from bot.adapters.wecom.codec import Codec
from bot.ports import Finding, TryLater, Undeliverable
from bot.settings import WecomSettings
from crm_core.clock import Clock

Ask = Callable[[], Finding]
DIRECTORY, INHERIT = "通讯录 directory", "客户继承 hand-over"
VISIBLE, CONTACT, ARCHIVE, REACH = "可见范围 visible range", "客户联系 customer contact", "会话存档 archive", "平台账号 account"
_APP = "管理后台 → 应用管理 → 自建应用"
_WRONG = {
    40001: ("Secret 不对 (wrong secret)", f"{_APP} → Secret → 查看，更新 SUILU_WECOM_SECRET (copy it again)"),
    40013: (
        "企业 ID 不对 (wrong corp id)",
        "管理后台 → 我的企业 → 企业信息 → 企业ID，更新 SUILU_WECOM_CORP_ID (copy it again)",
    ),
    40056: ("AgentId 不对 (wrong agent id)", f"{_APP} → AgentId，更新 SUILU_WECOM_AGENT_ID (copy it again)"),
    301002: ("AgentId 与 Secret 不是同一个应用 (another app's secret)", f"{_APP}：三项取自同一个应用 (of one app)"),
    50003: ("应用已停用 (the app is disabled)", f"{_APP} → 启用 (enable it)"),
}
_WITHHELD = (60011, 48002)
_ADDRESS = f"{_APP} → 企业可信IP，加入本机出口 IP (add this machine's outgoing address)"


class WecomCheckup:
    """`bot.ports.Checkup`. `archive` is a client with the archive's secret, where the tenant has one."""

    def __init__(
        self,
        settings: WecomSettings,
        client: WecomClient,
        clock: Clock,
        *,
        base_url: str,
        archive: WecomClient | None = None,
    ) -> None:
        self._settings, self._client, self._clock, self._archive = settings, client, clock, archive
        self._url = f"{base_url}/callbacks/wecom"
        self._app: Mapping[str, Any] = {}

    def examine(self) -> Iterator[Finding]:
        found = list(probe.host(self._settings.api_url, self._clock))
        yield from found
        if found[0].ok:
            yield from self._inside()
        yield from archive_checkup.examine(self._settings)
        yield self.callback()

    def credentials(self) -> Finding:
        """By asking for the app itself: gettoken alone does not look at the address list (60020)."""
        try:
            self._app = self._client.ask("get", "agent/get", params={"agentid": self._settings.agent_id})
        except Refused as refused:
            return _no_entry(refused)
        except TryLater as later:
            return _unanswered(later)
        if self._app.get("close"):
            what, mend = _WRONG[50003]
            return Finding(probe.CREDENTIALS, what, ok=False, mend=mend)
        return Finding(probe.CREDENTIALS, "已取得 token (token granted)")

    def reach(self, member: str) -> Finding:
        """Whether the app may write to this member: in the directory, and in the app's visible range."""
        try:
            self._client.ask("get", "user/get", params={"userid": member})
        except (TryLater, Undeliverable) as problem:
            if isinstance(problem, Refused) and problem.code == 60011:
                what = "不在应用可见范围内 (not in the app's visible range)"
                return Finding(REACH, what, ok=False, mend=f"{_APP} → 可见范围，加入该成员 (add the member)")
            if isinstance(problem, Refused) and problem.code == 60111:
                what = "企业里没有这个账号 (no such member)"
                return Finding(REACH, what, ok=False, mend="核对导入文件里的 wecom 账号 (check the imported account)")
            return probe.troubled(REACH, problem)
        return Finding(REACH, "在应用可见范围内 (visible to the app)")

    def callback(self) -> Finding:
        """As saving the URL in the console does: a sealed echo that only our keys can open (page 90238)."""
        codec = Codec(self._settings.token, self._settings.aes_key, self._settings.corp_id)
        echo, nonce = secrets.token_hex(8), secrets.token_hex(5)
        sealed, moment = codec.encrypt(echo.encode()), str(int(self._clock.now().timestamp()))
        query = {
            "msg_signature": codec.signature(moment, nonce, sealed),
            "timestamp": moment,
            "nonce": nonce,
            "echostr": sealed,
        }
        return probe.callback(probe.CALLBACK, "GET", self._url, good=lambda body: body == echo.encode(), params=query)

    def _inside(self) -> Iterator[Finding]:
        entry = self.credentials()
        yield entry
        if entry.ok:
            yield _visible(self._app)
            yield self._directory()
            contact = self._contact()
            yield contact
            if contact.ok:
                yield self._inheritance()
        if self._settings.archive_secret:
            yield self.archive()

    def _directory(self) -> Finding:
        """What `suilu directory` reads beside the members: departments, and the tags that say who is away."""
        try:
            departments = len(self._client.ask("get", "department/list").get("department") or [])
        except (TryLater, Undeliverable) as problem:
            if isinstance(problem, Refused) and problem.code in _WITHHELD:
                mend = f"{_APP} → 可见范围，按部门加入 (add whole departments)"
                return Finding(DIRECTORY, "读不到部门 (departments withheld)", mend=mend)
            return probe.troubled(DIRECTORY, problem)
        try:
            tags = len(self._client.ask("get", "tag/list").get("taglist") or [])
        except (TryLater, Undeliverable) as problem:
            if isinstance(problem, Refused) and problem.code in _WITHHELD:
                mend = f"{_APP} → 可见范围，加入标签；或把休假写进成员的「人员状态」(add the tags, or say leave in that field)"
                return Finding(DIRECTORY, f"{departments} 个部门，读不到标签 (departments; tags withheld)", mend=mend)
            return probe.troubled(DIRECTORY, problem)
        return Finding(DIRECTORY, f"{departments} 个部门、{tags} 个标签 (departments, tags)")

    def _inheritance(self) -> Finding:
        """By asking what waits to be handed over, which hands nothing over."""
        try:
            self._client.ask("post", "externalcontact/get_unassigned_list", data={"page_size": 1})
        except (TryLater, Undeliverable) as problem:
            if isinstance(problem, Refused) and problem.code in _WITHHELD:
                mend = "管理后台 → 客户联系 → 可调用接口的应用，勾选本应用 (let this app call it)"
                return Finding(INHERIT, "未授权，交接后要在后台手动分配 (not granted: assign by hand)", mend=mend)
            return probe.troubled(INHERIT, problem)
        return Finding(INHERIT, "已授权 (granted)")

    def _contact(self) -> Finding:
        try:
            members = self._client.ask("get", "externalcontact/get_follow_user_list").get("follow_user") or []
        except (TryLater, Undeliverable) as problem:
            if isinstance(problem, Refused) and problem.code == 48002:
                mend = "管理后台 → 客户联系 → 客户 → API → 可调用应用，勾选本应用 (let this app call it)"
                return Finding(CONTACT, "未授权 (not granted)", ok=False, mend=mend)
            return probe.troubled(CONTACT, problem)
        what = f"已授权 (granted), {len(members)} 名成员 (members)"
        mend = "" if members else "客户联系 → 权限配置 → 使用范围，加入销售 (add the reps to its range)"
        return Finding(CONTACT, what, mend=mend)

    def archive(self) -> Finding:
        """会话内容存档: its secret, and who is in its range."""
        if self._archive is None:
            return Finding(ARCHIVE, "未检查 (not examined)")
        try:
            seats = self._archive.ask("post", "msgaudit/get_permit_user_list", data={}).get("ids") or []
        except (TryLater, Undeliverable) as problem:
            return _no_archive(problem)
        what = f"{len(seats)} 个席位 (seats)"
        return Finding(ARCHIVE, what, mend="" if seats else "会话内容存档 → 开启范围，加入销售 (add the reps to its range)")


def _visible(app: Mapping[str, Any]) -> Finding:
    parts = (("allow_userinfos", "user"), ("allow_partys", "partyid"), ("allow_tags", "tagid"))
    members, departments, tags = (len((app.get(part) or {}).get(key) or []) for part, key in parts)
    what = f"{members} 人、{departments} 个部门、{tags} 个标签 (members, departments, tags)"
    empty = not (members or departments or tags)
    return Finding(VISIBLE, what, ok=not empty, mend=f"{_APP} → 可见范围，加入销售与主管 (add your people)" if empty else "")


def _no_entry(refused: Refused) -> Finding:
    if refused.code == 60020:
        return Finding(probe.ADDRESS, "本机 IP 不在可信 IP 列表 (address not allowed, 60020)", ok=False, mend=_ADDRESS)
    if refused.code not in _WRONG:
        return probe.troubled(probe.CREDENTIALS, refused)
    what, mend = _WRONG[refused.code]
    return Finding(probe.CREDENTIALS, f"{what}, errcode {refused.code}", ok=False, mend=mend)


def _no_archive(problem: Exception) -> Finding:
    if isinstance(problem, Refused) and problem.code == 40001:
        mend = "管理后台 → 管理工具 → 会话内容存档 → Secret，更新 SUILU_WECOM_ARCHIVE_SECRET (copy it again)"
        return Finding(ARCHIVE, "Secret 不对 (wrong secret), errcode 40001", ok=False, mend=mend)
    if isinstance(problem, Refused) and problem.code in (48002, 301052):
        mend = "确认会话内容存档已购买且未过期 (is it paid for and not expired?)"
        return Finding(ARCHIVE, f"未开通 (not granted), errcode {problem.code}", ok=False, mend=mend)
    return probe.troubled(ARCHIVE, problem)


def _unanswered(later: TryLater) -> Finding:
    name = probe.NETWORK if "unreachable" in later.reason else probe.CREDENTIALS
    return probe.troubled(name, later)
