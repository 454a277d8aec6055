"""From a chat to a confirmed record (CAP-01, CAP-02, CAP-09): the sidebar and cards in WeCom, the deal group in Feishu."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.demo.world import CHAT, GROUP
from tests.stories.town_house import BOTS, HUACHEN, WANG, TownHouse, title_of

LINES = [
    ("budget", "约50万", "今年预算批下来了，50万左右"),
    ("budget_status", "已确定", "今年预算批下来了，50万左右"),
    ("our_quote", "46.8万", "标准版报价46万8"),
    ("product", "产线数据采集系统", "你们那个产线数据采集系统我们内部过了一遍"),
    ("deadline", "2026-12-20 上线", "我们计划12月20日前上线"),
    ("competitor", "汇川", "比汇川贵啊"),
    ("competitor_price", "汇川 42万", "汇川那边报42万"),
    ("decision_maker", "刘总", "这事最后要我们刘总拍板"),
    ("contact_phone", "13912345678", "13912345678"),
    ("contact_email", "wanghai@huachen.example.com", "wanghai@huachen.example.com"),
    ("objection", "比汇川贵", "比汇川贵啊"),
    ("next_action", "发方案和POC计划（2026-12-02）", "我下周三前把方案和POC计划发您"),
    ("next_action", "打个电话（2026-11-27）", "周五我再给您打个电话"),
    ("tag", "预算明确", "今年预算批下来了，50万左右"),
    ("tag", "竞品对比中", "比汇川贵啊"),
    ("tag", "价格敏感", "比汇川贵啊"),
    ("tag", "决策人已浮现", "这事最后要我们刘总拍板"),
    ("milestone", "报价发出", "标准版报价46万8"),
]
"""What the demo's chat says of the customer: field, value, evidence."""
KEPT = {"budget", "deadline", "next_action", "tag"}


def test_confirm_on_the_card_with_lines_unticked(town_house: TownHouse) -> None:
    before = town_house.customer()

    sync = town_house.page("lin").sync()
    asked, progress = town_house.last(BOTS["lin"]), town_house.last(GROUP)
    shown = [(line["field"], line["shown"], line["quote"]) for line in sync["draft"]["lines"]]
    while_open = town_house.customer()
    kept = [str(line["id"]) for line in sync["draft"]["lines"] if line["field"] in KEPT]
    clicked = town_house.taps(asked, "lin", "confirm", {"lines": ",".join(kept)})

    assert (sync["state"], sync["problem"], sync["draft"]["messages"]) == ("proposed", None, 9)
    assert shown == LINES
    assert while_open == before
    assert clicked.ok
    after = town_house.customer()
    assert (after.budget_low, after.budget_high, after.deadline) == (50_000_000, 50_000_000, date(2026, 12, 20))
    assert (after.quote, after.competitor, after.phone, after.email) == (None, "", "13800001234", "")
    assert [(step.what, step.due) for step in after.next_steps] == [
        ("打个电话", date(2026, 11, 27)),
        ("发方案和POC计划", date(2026, 12, 2)),
    ]
    assert after.lead.tags == ("价格敏感", "决策人已浮现", "竞品对比中", "预算明确")
    assert [change.quote for change in after.activities[0].changes] == [q for f, _, q in LINES if f in KEPT]
    saved = town_house.see(asked)
    assert [title_of(card) for card in town_house.cards(BOTS["lin"])] == [f"{HUACHEN} · 已保存"]
    assert (saved.changed, saved.action("undo")) == (1, f"undo:{after.activities[0].id}")
    assert [card.id for card in town_house.cards(GROUP)] == [progress.id]
    assert (progress.changed, town_house.see(progress).changed) == (0, 1)
    assert town_house.core.outbox.counts()["dead"] == 0


def test_the_deal_group_sees_how_far_and_what_the_team_works_by_and_no_more(town_house: TownHouse) -> None:
    sync = town_house.page("lin").sync()
    while_open = town_house.last(GROUP)
    town_house.taps(town_house.last(BOTS["lin"]), "lin", "confirm")
    after = town_house.last(GROUP)

    assert "✓ 收集聊天 · ✓ 理解内容 · ✓ 匹配客户 · **● 等待确认** · ○ 保存记录" in while_open.text
    assert "林晓 更新了跟进记录，18 项内容已确认。" in after.text
    assert "预算明确 · 竞品对比中 · 价格敏感" in after.text
    assert "发方案和POC计划（2026-12-02）" in after.text
    secrets = ("50万", "46.8万", "汇川", "13912345678", "wanghai@", sync["draft"]["summary"][:12], "价格偏高")
    assert [word for word in secrets if word in while_open.text + after.text] == []


def test_undo_puts_back_every_value_and_the_next_sync_reads_the_same(town_house: TownHouse) -> None:
    page, before = town_house.page("lin"), town_house.customer()
    first = page.sync()
    town_house.taps(town_house.last(BOTS["lin"]), "lin", "confirm")

    town_house.taps(town_house.last(BOTS["lin"]), "lin", "undo")
    undone = town_house.customer()
    second = page.sync()

    assert (undone.phone, undone.budget_low, undone.deadline, undone.lead.tags) == (before.phone, None, None, ())
    assert (undone.lead.stage, undone.lead.last_activity_at) == (before.lead.stage, before.lead.last_activity_at)
    assert undone.next_steps == ()
    assert [activity.undone for activity in undone.activities] == [True]
    assert town_house.titles(BOTS["lin"]) == [f"{HUACHEN} · 已撤销", f"{HUACHEN} · 跟进摘要"]
    assert "林晓 的这次同步已撤销，客户资料与同步之前一样。" in town_house.cards(GROUP)[0].text
    assert [(line["field"], line["shown"], line["quote"]) for line in second["draft"]["lines"]] == LINES
    assert second["draft"]["id"] != first["draft"]["id"]
    assert len(town_house.cards(GROUP)) == 2


def test_confirm_on_the_page_with_a_line_rewritten_changes_every_card(town_house: TownHouse) -> None:
    page = town_house.page("lin")
    draft = page.sync()["draft"]
    deadline = next(line["id"] for line in draft["lines"] if line["field"] == "deadline")

    event = page.decide(f"/drafts/{draft['id']}/confirm", edits={str(deadline): "12月18日上线"})

    assert (event["state"], event["problem"]) == ("done", None)
    assert town_house.customer().deadline == date(2026, 12, 18)
    assert town_house.titles(BOTS["lin"]) == [f"{HUACHEN} · 已保存"]
    assert town_house.last(GROUP).changed == 1


def test_a_callback_delivered_three_times_has_one_effect(town_house: TownHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    town_house.page("lin").sync()
    deliver = town_house.wecom.deliver
    monkeypatch.setattr(town_house.wecom, "deliver", lambda plain: [deliver(plain) for _ in range(3)] == [True] * 3)
    heard = town_house.core.inbox.counts()["done"]

    clicked = town_house.taps(town_house.last(BOTS["lin"]), "lin", "confirm")

    assert clicked.ok
    assert town_house.core.inbox.counts() == {"ready": 0, "taken": 0, "done": heard + 1, "failed": 0}
    assert len(town_house.customer().activities) == 1
    assert town_house.titles(BOTS["lin"]) == [f"{HUACHEN} · 已保存"]
    assert (town_house.last(BOTS["lin"]).changed, town_house.last(GROUP).changed) == (1, 1)


def test_the_same_callback_after_it_was_worked_on_has_no_effect(town_house: TownHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    town_house.page("lin").sync()
    plains: list[str] = []
    deliver = town_house.wecom.deliver

    def keep(plain: str) -> bool:
        plains.append(plain)
        return deliver(plain)

    monkeypatch.setattr(town_house.wecom, "deliver", keep)
    town_house.taps(town_house.last(BOTS["lin"]), "lin", "confirm")
    record, shown = town_house.record(), town_house.shown()

    accepted = deliver(plains[0])
    town_house.settle()

    assert accepted
    assert (town_house.record(), town_house.shown()) == (record, shown)


def test_two_taps_on_confirm_save_once_and_the_second_is_told(town_house: TownHouse) -> None:
    town_house.page("lin").sync()
    asked = town_house.last(BOTS["lin"])
    action = asked.action("confirm")

    town_house.clicks(asked, "lin", action)
    town_house.clicks(asked, "lin", action)
    town_house.settle()

    assert len(town_house.customer().activities) == 1
    assert town_house.titles(BOTS["lin"]) == [f"{HUACHEN} · 已保存", "这份摘要已经保存过了"]
    assert len(town_house.cards(GROUP)) == 1


def test_asking_twice_with_the_same_key_is_one_sync(town_house: TownHouse) -> None:
    page = town_house.page("lin")

    first = page.sync(key="one-and-the-same")
    second = page.sync(key="one-and-the-same")

    assert second == first
    assert town_house.record()["draft"] == 1
    assert len(town_house.cards(BOTS["lin"])) == 1


def test_two_syncs_of_one_chat_make_one_draft(town_house: TownHouse) -> None:
    page = town_house.page("lin")
    page.tap("/syncs", external_userid=WANG)
    page.tap("/syncs", external_userid=WANG)

    town_house.settle()

    states = sorted(page.get(f"/syncs/wecom:sync:linxiao:tap-0000000{n}")["sync"]["state"] for n in (1, 2))
    assert states == ["empty", "proposed"]
    assert town_house.record()["draft"] == 1
    assert len(town_house.cards(BOTS["lin"])) == 1


def test_a_chat_with_nothing_new_says_so_and_changes_nothing(town_house: TownHouse) -> None:
    page = town_house.page("lin")
    page.sync()
    town_house.taps(town_house.last(BOTS["lin"]), "lin", "confirm")
    before, shown = town_house.customer(), town_house.shown()

    sync = page.sync()

    assert (sync["state"], sync["draft"]) == ("empty", None)
    assert town_house.customer() == before
    assert town_house.shown() == shown


def test_a_customer_who_has_not_agreed_is_not_read(town_house: TownHouse) -> None:
    town_house.town.people["wang"].agreed = False
    before = town_house.customer()

    sync = town_house.page("lin").sync()

    assert (sync["state"], sync["problem"]["code"]) == ("failed", "no_consent")
    assert sync["problem"]["next"] == "征得客户同意后再同步；在此之前不会读取任何内容。"
    assert town_house.customer() == before
    assert (town_house.record()["message"], town_house.record()["draft"]) == (0, 0)
    assert "archive/v1/messages" not in [call["what"] for call in town_house.town.journal]


def test_a_price_in_dollars_is_kept_as_it_reads_and_in_no_sum(town_house: TownHouse) -> None:
    page = town_house.page("lin")
    page.sync()
    town_house.taps(town_house.last(BOTS["lin"]), "lin", "confirm")
    before = town_house.customer()
    town_house.clock.move(timedelta(minutes=5))
    town_house.says(CHAT, "wang", "出口那批按美金走，预算5万美元")

    sync = page.sync()
    proposed = [(line["field"], line["label"], line["shown"], line["quote"]) for line in sync["draft"]["lines"]]
    town_house.taps(town_house.last(BOTS["lin"]), "lin", "confirm")
    saved = town_house.customer()
    town_house.taps(town_house.last(BOTS["lin"]), "lin", "undo")

    assert ("foreign_amount", "外币金额", "预算 5万美元", "预算5万美元") in proposed
    assert [(one.kind, one.text) for one in saved.insights if one not in before.insights] == [
        ("foreign_amount", "预算 5万美元")
    ]
    assert (saved.budget_low, saved.budget_high) == (before.budget_low, before.budget_high)
    assert town_house.customer().insights == before.insights


def test_drop_saves_nothing_and_the_next_sync_reads_the_same_messages(town_house: TownHouse) -> None:
    page, before = town_house.page("lin"), town_house.customer()
    page.sync()

    town_house.taps(town_house.last(BOTS["lin"]), "lin", "drop")
    dropped = town_house.last(BOTS["lin"])
    again = page.sync()

    assert (title_of(dropped), dropped.changed) == (f"{HUACHEN} · 已放弃", 1)
    assert "林晓 的这次同步已放弃，客户资料与同步之前一样。" in town_house.cards(GROUP)[0].text
    assert town_house.customer() == before
    assert (again["state"], again["draft"]["messages"], town_house.record()["message"]) == ("proposed", 9, 9)


def test_what_is_said_after_a_sync_is_all_that_the_next_one_reads(town_house: TownHouse) -> None:
    page = town_house.page("lin")
    page.sync()
    town_house.taps(town_house.last(BOTS["lin"]), "lin", "confirm")
    town_house.clock.move(timedelta(minutes=5))
    town_house.says(CHAT, "wang", "预算可以提到60万")

    sync = page.sync()

    assert (sync["state"], sync["draft"]["messages"]) == ("proposed", 1)
    assert [(line["field"], line["old"], line["shown"]) for line in sync["draft"]["lines"] if line["field"] == "budget"] == [
        ("budget", "50万", "60万")
    ]
