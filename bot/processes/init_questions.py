"""What `suilu init` asks for each platform, where in the vendor's console it stands, and how it is checked."""

from __future__ import annotations

import secrets
import string
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from typing import Any, TypeVar

from bot.ports import Finding
from bot.processes.doctor import platforms
from bot.settings import DingtalkSettings, FeishuSettings, WecomSettings
from crm_core.clock import SystemClock

_T = TypeVar("_T")
Values = Mapping[str, str]
_LETTERS = string.ascii_letters + string.digits


@dataclass(frozen=True, slots=True)
class Question:
    """`name` is the variable. `secret`: typed unseen, never shown. `makes`: how many letters and digits Enter makes up."""

    name: str
    label: str
    where: str
    secret: bool = False
    makes: int = 0

    def made_up(self) -> str:
        return "".join(secrets.choice(_LETTERS) for _ in range(self.makes))


@dataclass(frozen=True, slots=True)
class Group:
    """Questions whose answers are checked together, once complete. `asks`: what has to be said yes to first; where it is not,
    `otherwise` is set, if anything."""

    questions: tuple[Question, ...]
    check: Callable[[Values], Finding] | None = None
    asks: str = ""
    otherwise: tuple[str, str] | None = None


def _built(kind: Callable[..., _T], platform: str, values: Values) -> _T:
    """The platform's settings from what is known so far; what was not asked yet is empty."""
    known: dict[str, Any] = {}
    for field in fields(kind):  # type: ignore[arg-type]
        value = values.get(f"SUILU_{platform}_{field.name.upper()}", "")
        if value or field.default is MISSING:
            known[field.name] = int(value or 0) if field.name == "agent_id" else value.rstrip("/")
    return kind(**known)


def _wecom_entry(values: Values) -> Finding:
    return platforms.wecom(_built(WecomSettings, "WECOM", values), SystemClock(), "").credentials()


def _wecom_archive(values: Values) -> Finding:
    return platforms.wecom(_built(WecomSettings, "WECOM", values), SystemClock(), "").archive()


def _feishu_entry(values: Values) -> Finding:
    return platforms.feishu(_built(FeishuSettings, "FEISHU", values), SystemClock(), "").credentials()


def _dingtalk_entry(values: Values) -> Finding:
    return platforms.dingtalk(_built(DingtalkSettings, "DINGTALK", values), SystemClock(), "").credentials()


def _dingtalk_template(values: Values) -> Finding:
    return platforms.dingtalk(_built(DingtalkSettings, "DINGTALK", values), SystemClock(), "").template()


_WECOM_APP = "管理后台 work.weixin.qq.com → 应用管理 → 自建 → 随录"
_WECOM_API = f"{_WECOM_APP} → 接收消息 → 设置API接收"
_FEISHU_APP = "开发者后台 open.feishu.cn/app → 随录"
_DING_APP = "开发者后台 open-dev.dingtalk.com → 应用开发 → 随录"

GROUPS: dict[str, tuple[Group, ...]] = {
    "wecom": (
        Group(
            (
                Question(
                    "SUILU_WECOM_CORP_ID", "企业 ID (corp id)", "管理后台 work.weixin.qq.com → 我的企业 → 企业信息 → 企业ID"
                ),
                Question("SUILU_WECOM_AGENT_ID", "AgentId", f"{_WECOM_APP} → AgentId"),
                Question("SUILU_WECOM_SECRET", "Secret", f"{_WECOM_APP} → Secret → 查看", secret=True),
            ),
            _wecom_entry,
        ),
        Group(
            (
                Question("SUILU_WECOM_TOKEN", "回调 Token (callback token)", f"{_WECOM_API} → Token", secret=True, makes=24),
                Question("SUILU_WECOM_AES_KEY", "EncodingAESKey", f"{_WECOM_API} → EncodingAESKey", secret=True, makes=43),
            )
        ),
        Group(
            (
                Question("SUILU_WECOM_ARCHIVE_URL", "存档服务地址 (archive sidecar)", "贵司部署的存档服务 (your own sidecar)"),
                Question(
                    "SUILU_WECOM_ARCHIVE_SECRET", "存档 Secret", "管理后台 → 管理工具 → 会话内容存档 → Secret", secret=True
                ),
            ),
            _wecom_archive,
            asks="已开通会话内容存档？(is the chat archive in use?)",
        ),
    ),
    "feishu": (
        Group(
            (
                Question("SUILU_FEISHU_APP_ID", "App ID", f"{_FEISHU_APP} → 凭证与基础信息 → App ID"),
                Question("SUILU_FEISHU_APP_SECRET", "App Secret", f"{_FEISHU_APP} → 凭证与基础信息 → App Secret", secret=True),
            ),
            _feishu_entry,
        ),
        Group(
            (
                Question(
                    "SUILU_FEISHU_VERIFICATION_TOKEN",
                    "Verification Token",
                    f"{_FEISHU_APP} → 事件与回调 → 加密策略 → Verification Token",
                    secret=True,
                ),
                Question(
                    "SUILU_FEISHU_ENCRYPT_KEY",
                    "Encrypt Key",
                    f"{_FEISHU_APP} → 事件与回调 → 加密策略 → Encrypt Key",
                    secret=True,
                    makes=32,
                ),
            ),
            asks="用公网 webhook 接收事件？否则用长连接 (webhook, or else a long connection)",
            otherwise=("SUILU_FEISHU_MODE", "stream"),
        ),
    ),
    "dingtalk": (
        Group(
            (
                Question("SUILU_DINGTALK_CLIENT_ID", "Client ID", f"{_DING_APP} → 凭证与基础信息 → Client ID"),
                Question(
                    "SUILU_DINGTALK_CLIENT_SECRET",
                    "Client Secret",
                    f"{_DING_APP} → 凭证与基础信息 → Client Secret",
                    secret=True,
                ),
            ),
            _dingtalk_entry,
        ),
        Group(
            (
                Question(
                    "SUILU_DINGTALK_CARD_TEMPLATE_ID", "卡片模板 ID (card template id)", "卡片平台 card.dingtalk.com → 模板列表"
                ),
            ),
            _dingtalk_template,
            asks="有互动卡片模板？没有则用普通消息 (an interactive card template? else plain messages)",
        ),
    ),
}

BASE_URL = Question(
    "SUILU_BASE_URL", "公网地址 (public address)", "浏览器与平台访问随录的 https 地址，如 https://crm.example.com"
)

CONSOLE: dict[str, tuple[str, ...]] = {
    "wecom": (
        f"{_WECOM_API}：URL 填 {{base}}/callbacks/wecom，另两项填文件里 SUILU_WECOM_TOKEN、SUILU_WECOM_AES_KEY 的值",
        f"{_WECOM_APP}：企业可信IP 填本机出口 IP；网页授权及JS-SDK 填可信域名；可见范围加入销售与主管",
        "管理后台 → 客户联系 → 聊天工具栏，页面填 {base}/sidebar；可调用应用勾选随录",
    ),
    "feishu": (
        f"{_FEISHU_APP} → 事件与回调：加密策略的 Encrypt Key 填文件里 SUILU_FEISHU_ENCRYPT_KEY 的值",
        f"{_FEISHU_APP} → 事件与回调：事件请求地址 {{base}}/callbacks/feishu，回调请求地址 {{base}}/callbacks/feishu/card",
        f"{_FEISHU_APP} → 权限管理：按 suilu doctor 的提示开通，再发布版本",
    ),
    "dingtalk": (f"{_DING_APP} → 事件订阅、机器人：推送方式选 Stream；权限按 suilu doctor 的提示开通",),
}
"""What is left to do in the vendor's console; the values to paste stand in the file, and are not shown."""
