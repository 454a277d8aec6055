"""What our pages and our API say when something is not to be had. Words that cards say too stay in `cards.catalog`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cards import catalog
from crm_core.inbox import REFUSED

REFUSALS: Mapping[str, tuple[str, str]] = {
    **catalog.REFUSALS,
    **catalog.WHY_NOT_READABLE,
    "signed_out": ("登录已过期", "请重新登录。"),
    "not_bound": ("还不认识您", "请管理员把您的账号绑定到随录的成员上，绑定后即可使用。在此之前不会显示任何数据。"),
    "csrf": ("这个页面已经过期，什么都没有改变", "请刷新页面后再试。"),
    "bad_origin": ("请求不是从随录的页面发出的", "请在随录侧边栏里操作。"),
    "not_json": ("请求的内容不是 JSON", "请用 application/json 发送。"),
    **{f"file_{reason}": said for reason, said in catalog.WHY_NOT_KEPT.items()},
    "not_multipart": ("请求里没有文件", "请在随录侧边栏里选择文件。"),
    "file_waits": ("文件还没有取回", "请稍等片刻再打开。"),
    "file_lost": ("文件的内容已经不在了", "请对方重新发送，或重新上传；记录本身没有改变。"),
    "bad_request": ("请求的内容不对", "请检查后再试。"),
    "too_large": ("内容太多，没有收下", "请减少内容，或分几次再试。"),
    "not_found": ("没有找到，或您无权查看", "请返回后重新打开。"),
    "wrong_method": ("不支持这种请求方式", "请在随录侧边栏里操作。"),
    "not_ours": ("这个网址不是随录的页面", "请从随录侧边栏打开。"),
    "platform_off": ("这个平台还没有接入", "请管理员填好这个平台的设置后再打开。"),
    "not_here": ("这里不能选取消息", "请在飞书的快捷操作，或钉钉的消息菜单里选中消息。"),
    "platform_away": ("平台暂时没有回应", "请稍等几秒再试。"),
    "platform_refused": ("平台没有答应这次请求", "请管理员检查应用的权限与可信域名。"),
    "database_away": ("数据暂时读写不了，什么都没有改变", "请稍等几秒再试。"),
    "internal": ("出错了，什么都没有改变", "请再试一次；若仍不成功，请把时间告诉管理员。"),
    "conflict": ("现在不能这样做，状态已经变了", "请刷新后再试。"),
    "bad_value": ("修改后的内容不合规", "请换一种写法，例如「50万」「2026-12-20」。"),
    "uscc_taken": ("这个信用代码已属于另一位客户", "请去掉这一行，或先核对客户。"),
    "already_settled": ("已经处理过了", "请刷新后查看最新状态。"),
    "unknown_line": ("摘要里没有这一行", "请刷新后再试。"),
    "bad_code": ("登录没有成功，登录码无效或已经用过", "请重新登录。"),
    "bad_state": ("登录页面已过期", "请重新登录。"),
    "cancelled": ("登录没有完成", "没有同意登录；需要时请重新登录。"),
    "not_of_this_company": ("这个账号不是贵司的成员", "请换贵司的账号登录，或请管理员检查应用的可见范围。"),
    "picture_too_large": catalog.WHY_NOT_A_CHAT["too_large"],
    "who_speaks": ("还不知道哪些话是我方说的", "请在预览里点选每个称呼是我方还是客户。"),
    "which_day": ("这段聊天没有日期", "请选择最后一条消息是哪一天说的。"),
    "whose_chat": ("这段聊天里没有出现这位客户的名字", "请确认是不是这位客户的聊天，或选择另一位客户。"),
    "future_day": ("选择的日期还没有到", "请选择今天或更早的日期。"),
    "pictures_show_all": ("截图里还有去掉的消息，不能一起保存", "请不勾选保存截图，或恢复那些消息。"),
    "already_asked": ("这一次已经提交过了，这里什么都没有改变", "请刷新页面查看；没有生成跟进摘要的，请重新提交。"),
    "unknown_message": ("没有找到这条消息", "请刷新后再试。"),
    "no_chat_here": ("这里没有可以读取的群聊", "请改用粘贴文字或上传截图。"),
    "retrying": ("平台暂时没有回应", "正在自动重试，无需再点。"),
}


@dataclass(frozen=True, slots=True)
class SourceWords:
    """What the page says of a rung of the ladder: what it costs the tenant, how it is used on a platform where that is not a
    tap on the page, and why it cannot be used, with the next step."""

    cost: str
    how: Mapping[str, str] = field(default_factory=dict)
    why_not: Mapping[str, tuple[str, str]] = field(default_factory=dict)


SOURCES: Mapping[str, SourceWords] = {
    "archive": SourceWords(
        "企业微信会话内容存档按席位收费",
        why_not={
            "wecom_only": ("会话存档只有企业微信提供", "在这里请粘贴聊天文字或上传截图。"),
            "no_archive": ("企业没有开通会话内容存档", "不开通也能用：粘贴聊天文字或上传截图。需要自动读取时请管理员开通。"),
            "not_beside": ("要在与客户的聊天旁打开", "请在企业微信里打开与这位客户的聊天，再点开侧边栏。"),
        },
    ),
    "history": SourceWords(
        "免费",
        why_not={
            "no_group": ("这位客户还没有关联飞书群", "把随录机器人拉进客户群，并在群里说「@随录 同步」。"),
            "feishu_only": ("只有飞书允许读取群聊记录", "在这里请粘贴聊天文字或上传截图。"),
        },
    ),
    "picked": SourceWords(
        "免费",
        how={
            "feishu": "在聊天里多选消息，点「同步所选消息」，或合并转发给随录。",
            "dingtalk": "在聊天里选中消息，点「同步到随录」，或合并转发给随录机器人。",
        },
        why_not={"wecom_hands_over_none": ("企业微信不会把所选消息交给应用", "请改为复制后粘贴，或上传截图。")},
    ),
    "pasted": SourceWords("免费"),
    "screenshot": SourceWords("免费，在企业自己的服务器上识别", why_not={"no_ocr": catalog.WHY_NOT_A_CHAT["no_ocr"]}),
}
"""The capture ladder (docs/capture.md), best first."""

CONSENT_STATES: Mapping[str, str] = {"granted": "已同意", "refused": "已拒绝", "withdrawn": "已撤回"}
CHANNELS: Mapping[str, str] = {"meeting": "面谈", "chat": "聊天", "phone": "电话", "paper": "书面", "archive": "会话存档授权"}
BASES: Mapping[str, str] = {"consent": "客户同意", "contract": "履行合同", "archive": "会话存档授权"}
"""What a consent is called, by which way it came, and on what it rests."""

ROLES: Mapping[str, str] = {
    "rep": "销售",
    "manager": "主管",
    "owner": "老板",
    "steward": "数据管理员",
    "newcomer": "新人",
}


def refusal(code: str) -> dict[str, str]:
    """`{code, message, next}`: what happened and what to do now. A code nobody wrote words for reads as a conflict."""
    message, then = REFUSALS.get(code, REFUSALS["conflict"])
    return {"code": code, "message": message, "next": then}


def of_event(error: str) -> dict[str, str] | None:
    """What the inbox keeps of an event that came to nothing, in words; an empty `error` is no refusal."""
    if not error:
        return None
    code = error.removeprefix(REFUSED)
    return refusal(code if code in REFUSALS else "failed")


def money(fen: int) -> str:
    """An amount of fen (CNY/100) as people say it: `¥50万`, `¥1.2亿`, `¥9,800`."""
    for unit, name in ((100_000_000_00, "亿"), (10_000_00, "万")):
        if abs(fen) >= unit:
            return f"¥{_short(fen / unit)}{name}"
    return f"¥{fen / 100:,.2f}".removesuffix(".00")


def money_range(low: int | None, high: int | None) -> str:
    """`¥25万 – ¥30万`; one end open: 不低于, 不超过; the same at both ends: one amount; neither: empty."""
    if low is None:
        return "" if high is None else f"不超过 {money(high)}"
    if high is None:
        return f"不低于 {money(low)}"
    return money(low) if low == high else f"{money(low)} – {money(high)}"


def _short(value: float) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".")
