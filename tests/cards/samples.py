"""One sample of every card the house sends, in the words of the demo's world."""

from __future__ import annotations

from cards import catalog
from cards.catalog import Handed, Item, Line, Quiet
from cards.model import Button, Card, Fact

PAGE = "https://crm.example.com/sidebar?draft=7"
LEAD = "https://crm.example.com/sidebar?lead=3"
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
QUIET = (
    Quiet(4, "华辰精密 · 王海", "林晓", 3, PAGE),
    Quiet(5, "远航冷链 · 赵敏", "林晓", 3, PAGE),
    Quiet(6, "青禾培训 · 孙丽", "陈默", 4, PAGE, over="周建国 来支援了"),
    Quiet(7, "星河电子 · 何川", "陈默", 3, PAGE),
)

SAMPLES: dict[str, Card] = {
    "sync_progress": catalog.sync_progress(customer="华辰精密", reached="understand", page=PAGE),
    "draft": catalog.draft(
        draft_id=7,
        customer="华辰精密",
        because="identity",
        summary=SUMMARY,
        lines=LINES,
        messages=9,
        page=PAGE,
        leave_out=f"{PAGE}&leave=1",
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
    "team_progress": catalog.team_progress(customer="华辰精密", rep="林晓", reached="understand", page=LEAD),
    "team_saved": catalog.team_saved(
        customer="华辰精密",
        rep="林晓",
        tags=["预算明确", "竞品对比中"],
        next_steps=["发方案和POC计划（2026-12-02）"],
        changes=6,
        at="11月24日 10:05",
        page=LEAD,
    ),
    "team_stopped": catalog.team_stopped(customer="华辰精密", rep="林晓", what="已撤销", at="11月24日 10:06", page=LEAD),
    "dormant_for_rep": catalog.dormant_for_rep(nudge_id=4, customer="华辰精密", days=3, page=PAGE),
    "dormant_for_manager": catalog.dormant_for_manager(
        nudge_id=4, customer="华辰精密", rep="林晓", stage="已报价", days=3, colleagues=[(2, "陈默"), (6, "何川")], page=LEAD
    ),
    "nudge_supported": catalog.nudge_supported(customer="华辰精密", by="周建国", at="11月27日 10:15", page=LEAD),
    "nudge_reassigned": catalog.nudge_reassigned(customer="华辰精密", by="周建国", to="陈默", at="11月27日 10:15", page=LEAD),
    "nudge_snoozed": catalog.nudge_snoozed(
        customer="华辰精密", by="周建国", until="11月30日 09:03", at="11月27日 10:15", page=LEAD
    ),
    "nudge_ended": catalog.nudge_ended(customer="华辰精密", at="11月27日 10:15", page=LEAD),
    "assigned_to_you": catalog.assigned_to_you(lead_id=3, customer="华辰精密", by="周建国", page=PAGE),
    "bind": catalog.bind(platform="飞书", member="ou_guest"),
    "refused": catalog.refused(reason="already_acted"),
    "help_card": catalog.help_card(page=PAGE),
    "not_understood": catalog.not_understood(words="我的代办", near=["todo"], page=PAGE),
    "hello": catalog.hello(name="林晓", page=PAGE),
    "hello_group": catalog.hello_group(),
    "sync_where": catalog.sync_where(page=PAGE),
    "cannot_use": catalog.cannot_use(what=" 2 张图片", page=PAGE),
    "whose_words": catalog.whose_words(
        capture_id=5, messages=12, speakers=[("林晓", True), ("王总", False), ("赵工@华辰", False)], dated=True, page=PAGE
    ),
    "capture_taken": catalog.capture_taken(messages=12, page=PAGE),
    "not_a_chat": catalog.not_a_chat(reason="no_bubbles", page=PAGE),
    "totals_only": catalog.totals_only(),
    "customer_card": catalog.customer_card(
        customer="华辰精密 · 王海",
        stage="已报价",
        tags=["预算明确", "竞品对比中"],
        next_step="12-02 发方案和POC计划",
        last_activity="11月24日 10:05",
        budget="50万",
        deadline="2026-12-20",
        page=PAGE,
    ),
    "customer_for_manager": catalog.customer_for_manager(
        customer="华辰精密 · 王海",
        rep="林晓",
        stage="已报价",
        tags=["预算明确", "竞品对比中"],
        last_activity="11月24日 10:05",
        page=PAGE,
    ),
    "which_of_them": catalog.which_of_them(
        search="华辰", customers=[(3, "华辰精密 · 王海"), (5, "华辰自动化 · 李蕾")], more=False
    ),
    "no_customer": catalog.no_customer(search="华晨", page=PAGE),
    "digest": catalog.digest(
        items=[
            Item("摘要", "华辰精密 · 王海", "核对", url=PAGE),
            Item("静默", "远航冷链 · 赵敏 已 3 天", "去看看", url=PAGE),
            Item("今天", "给王总打电话（华辰精密 · 王海）", "完成", action="done:8"),
        ],
        more=2,
        page=PAGE,
    ),
    "today": catalog.today(
        day="11月24日",
        done=["华辰精密 · 王海：报价发出，" + SUMMARY],
        needs=["远航冷链 · 赵敏（林晓）已安静 3 天，周建国 来支援"],
        tomorrow=["发方案和POC计划（华辰精密 · 王海）"],
        page=PAGE,
    ),
    "deal_today": catalog.deal_today(
        customer="华辰精密 · 王海",
        day="11月24日",
        records=1,
        tags=["预算明确", "竞品对比中"],
        waiting=["刘总下周拍板"],
        next_steps=["发方案和POC计划"],
        page=LEAD,
    ),
    "week_own": catalog.week_own(
        since="11月23日",
        until="11月29日",
        chats=6,
        records=5,
        customers=1,
        nudges=2,
        answered=1,
        kept=3,
        due=4,
        suggestion="quiet",
        page=PAGE,
    ),
    "week_team": catalog.week_team(
        since="11月23日", until="11月29日", rows=[("林晓", 12, 9, 2), ("陈默", 8, 8, 0)], suggestion="support"
    ),
    "week_totals": catalog.week_totals(buckets=[("已报价", 12), ("其他", 7)]),
    "assignment_seen": catalog.assignment_seen(customer="华辰精密", by="陈默", at="11月27日 10:20", page=PAGE),
    "several_quiet_for_rep": catalog.several_quiet_for_rep(quiet=QUIET, more=0, page=PAGE),
    "several_quiet_for_manager": catalog.several_quiet_for_manager(
        by_rep=[("林晓", 2), ("陈默", 2)], hours=72, quiet=QUIET, more=1
    ),
    "whose_file": catalog.whose_file(
        file_id=5,
        name="采购合同.pdf",
        kind="file",
        customers=[(3, "华辰精密 · 王海"), (5, "远航冷链 · 赵敏")],
        page=PAGE,
    ),
    "whose_voice": catalog.whose_voice(
        file_id=6,
        words="王总说预算批下来了，下周三前要方案",
        keeps=True,
        customers=[(3, "华辰精密 · 王海"), (5, "远航冷链 · 赵敏")],
        page=PAGE,
    ),
    "file_placed": catalog.file_placed(
        name="采购合同.pdf", kind="file", customer="华辰精密", by="林晓", at="11月24日 10:05", page=PAGE
    ),
    "note_taken": catalog.note_taken(
        customer="华辰精密", words="王总说预算批下来了，下周三前要方案", at="11月24日 10:05", page=PAGE
    ),
    "file_not_kept": catalog.file_not_kept(name="安装.exe", kind="file", reason="type", page=PAGE),
    "file_forgotten": catalog.file_forgotten(),
    "test_message": catalog.test_message(channel="企业微信", at="11月24日 10:05"),
    "directory_report": catalog.directory_report(
        waiting=[
            ("unknown", 1, ["林晓"]),
            ("left", 2, ["陈默", "许新"]),
            ("conflict", 7, ["王一", "王二", "王三", "王四", "王五"]),
        ],
        unread=["企业微信：比上次少了太多人"],
        leavers=[(3, "陈默"), (5, "许新")],
        day="11月24日",
    ),
    "left_confirmed": catalog.left_confirmed(
        person_id=3,
        name="陈默",
        run=12,
        customers=8,
        manager="周建国",
        rest=[Button("确认离职：许新", "confirm_left:5")],
        by="沈总",
        at="11月24日 10:05",
    ),
    "left_taken_back": catalog.left_taken_back(name="陈默", status="在职", rest=[], by="沈总", at="11月24日 10:05"),
    "leaver": catalog.leaver(
        leaver_id=2,
        name="林晓",
        customers=12,
        stages=[("已联系", 7), ("已报价", 5)],
        promises=9,
        overdue=2,
        private_notes=6,
        drafts=1,
        successors=[(3, "陈默", 8, False), (4, "何川", 41, True)],
        page=PAGE,
    ),
    "handed_over": catalog.handed_over(
        handover_id=5,
        name="林晓",
        shares=[("陈默", 8), ("何川", 2)],
        waiting=9,
        left=2,
        by="周建国",
        at="11月24日 10:05",
        page=PAGE,
    ),
    "handed_back": catalog.handed_back(name="林晓", customers=10, by="周建国", at="11月24日 10:09", page=PAGE),
    "brief": catalog.brief(
        lead_id=3,
        customer="华辰精密 · 王海",
        from_="林晓",
        by="周建国",
        lines=[
            Fact("阶段", "已报价", "标准版报价46万8"),
            Fact("我方承诺", "发方案和POC计划（12月2日）", "我下周三前把方案和POC计划发您"),
            Fact("待处理", "价格敏感", "领导觉得你们价格偏高"),
            Fact("决策人", "刘总", "这事最后要我们刘总拍板"),
            Fact("前任的提醒", "别在王总面前提上次的延期"),
        ],
        more=3,
        page=PAGE,
    ),
    "briefs": catalog.briefs(
        from_="林晓",
        by="周建国",
        customers=[
            Handed("华辰精密 · 王海", "已报价", 2, 1, 3, "我下周三前把方案和POC计划发您"),
            Handed("远航冷链 · 赵敏", "新线索", 0, 0, 0),
        ],
        more=4,
        page=PAGE,
    ),
    "brief_withdrawn": catalog.brief_withdrawn(from_="林晓", customers=6, by="周建国", at="11月24日 10:09"),
    "not_inherited": catalog.not_inherited(
        customers=[("华辰精密 · 王海", "refused"), ("远航冷链 · 赵敏", "full")], more=0, to="陈默", page=PAGE
    ),
    "contact_gone_for_rep": catalog.contact_gone_for_rep(customer="华辰精密 · 王海", lost=True, at="11月24日 10:05", page=PAGE),
    "contact_gone_for_manager": catalog.contact_gone_for_manager(
        customer="华辰精密 · 王海", rep="林晓", stage="已报价", lost=False, at="11月24日 10:05", page=LEAD
    ),
    "contact_moved": catalog.contact_moved(
        owner_id=2, lead_id=3, to_id=4, customer="华辰精密 · 王海", rep="林晓", to="陈默", page=PAGE
    ),
}
