"""What our pages and our API say when something is not to be had. Words that cards say too stay in `cards.catalog`."""

from __future__ import annotations

from collections.abc import Mapping

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
    "too_large": ("内容超过 1 MiB", "请减少内容后再试。"),
    "not_found": ("没有找到，或您无权查看", "请返回后重新打开。"),
    "wrong_method": ("不支持这种请求方式", "请在随录侧边栏里操作。"),
    "not_ours": ("这个网址不是随录的页面", "请从随录侧边栏打开。"),
    "platform_off": ("这个平台还没有接入", "请管理员填好这个平台的设置后再打开。"),
    "not_here": ("这里不能选取消息", "请在飞书里选中消息，再点快捷操作。"),
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
    "retrying": ("平台暂时没有回应", "正在自动重试，无需再点。"),
}

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
