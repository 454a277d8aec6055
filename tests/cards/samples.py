"""One sample of every card the house sends, in the words of the demo's world."""

from __future__ import annotations

from cards import catalog
from cards.catalog import Line
from cards.model import Card

PAGE = "https://crm.example.com/sidebar?draft=7"
LINES = (
    Line(11, "budget", "约50万", quote="今年预算批下来了，50万左右"),
    Line(12, "deadline", "2026-12-20 上线", old="2026-11-30", quote="我们计划12月20日前上线"),
    Line(13, "competitor", "汇川", quote="比汇川贵啊，汇川那边报42万"),
    Line(14, "contact_phone", "13912345678", old="13800001234", quote="新手机 13912345678"),
    Line(15, "next_action", "发方案和POC计划（2026-12-02）", quote="我下周三前把方案和POC计划发您"),
    Line(16, "tag", "预算明确", quote="今年预算批下来了"),
    Line(17, "our_quote", "46.8万", quote="标准版报价46万8", ticked=False),
)
SUMMARY = "王海：预算约50万，要求12月20日前上线；在比汇川，嫌价格偏高。下周三前发方案和POC计划。"

SAMPLES: dict[str, Card] = {
    "draft": catalog.draft(
        draft_id=7, customer="华辰精密", because="identity", summary=SUMMARY, lines=LINES, messages=9, page=PAGE
    ),
    "which_customer": catalog.which_customer(
        draft_id=7, summary=SUMMARY, candidates=[(3, "华辰精密", "phone"), (5, "华辰自动化", "email")], page=PAGE
    ),
    "saved": catalog.saved(
        activity_id=9,
        customer="华辰精密",
        summary=SUMMARY,
        lines=LINES[:6],
        by="林晓",
        at="11月24日 10:05",
        page=PAGE,
    ),
    "undone": catalog.undone(customer="华辰精密", by="林晓", at="11月24日 10:06", page=PAGE),
    "dropped": catalog.dropped(customer="华辰精密", by="林晓", at="11月24日 10:06", page=PAGE),
    "nothing_new": catalog.nothing_new(page=PAGE),
    "cannot_read": catalog.cannot_read(reason="no_consent", page=PAGE),
    "failed": catalog.failed(page=PAGE),
    "team_progress": catalog.team_progress(customer="华辰精密", rep="林晓", reached="understand"),
    "team_saved": catalog.team_saved(
        customer="华辰精密",
        rep="林晓",
        tags=["预算明确", "竞品对比中"],
        next_steps=["发方案和POC计划（2026-12-02）"],
        changes=6,
        at="11月24日 10:05",
    ),
    "team_stopped": catalog.team_stopped(customer="华辰精密", rep="林晓", what="已撤销", at="11月24日 10:06"),
    "dormant_for_rep": catalog.dormant_for_rep(nudge_id=4, customer="华辰精密", days=3, page=PAGE),
    "dormant_for_manager": catalog.dormant_for_manager(
        nudge_id=4, customer="华辰精密", rep="林晓", stage="已报价", days=3, colleagues=[(2, "陈默"), (6, "何川")]
    ),
    "nudge_supported": catalog.nudge_supported(customer="华辰精密", by="周建国", at="11月27日 10:15"),
    "nudge_reassigned": catalog.nudge_reassigned(customer="华辰精密", by="周建国", to="陈默", at="11月27日 10:15"),
    "nudge_snoozed": catalog.nudge_snoozed(customer="华辰精密", by="周建国", until="11月30日 09:03", at="11月27日 10:15"),
    "nudge_ended": catalog.nudge_ended(customer="华辰精密", at="11月27日 10:15"),
    "assigned_to_you": catalog.assigned_to_you(customer="华辰精密", by="周建国", page=PAGE),
    "bind": catalog.bind(platform="飞书", member="ou_guest"),
    "refused": catalog.refused(reason="already_acted"),
    "help_card": catalog.help_card(page=PAGE),
    "test_message": catalog.test_message(channel="企业微信", at="11月24日 10:05"),
}
