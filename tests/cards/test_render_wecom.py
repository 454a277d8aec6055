"""Cards as WeCom takes them: within every limit, and no button lost. The simulator's own table is the judge."""

from __future__ import annotations

from typing import Any

import pytest

from bot.model import Action
from bot.simulator.wecom import cards as wecom_cards
from cards import catalog
from cards.model import Button, Card, Choice, Option
from cards.render.wecom import render

HOME = "https://home.invalid/"
PAGE = "https://crm.invalid/sidebar?lead=7"
LINE = catalog.Line(1, "budget", "50万元", old="30万元", quote="预算大概50万")
CATALOG = [
    catalog.draft(
        draft_id=4,
        customer="华辰精密机械有限公司",
        because="identity",
        summary="客户预算 50 万，希望 Q3 上线。",
        lines=[LINE, catalog.Line(2, "competitor", "甲公司", ticked=False)],
        messages=12,
        page=PAGE,
    ),
    catalog.draft(draft_id=4, customer="华辰", because="new", summary="无", lines=[], messages=1, page=PAGE),
    catalog.which_customer(draft_id=4, summary="？", candidates=[(7, "华辰精密", "phone"), (8, "华辰机械", "uscc")], page=PAGE),
    catalog.saved(activity_id=9, customer="华辰", summary="好", lines=[LINE] * 9, by="林晓", at="2月13日 09:00", page=PAGE),
    catalog.undone(customer="华辰", by="林晓", at="09:00", page=PAGE),
    catalog.dropped(customer="华辰", by="林晓", at="09:00", page=PAGE),
    catalog.nothing_new(page=PAGE),
    *(catalog.cannot_read(reason=reason, page=PAGE) for reason in catalog.WHY_NOT_READABLE),
    catalog.failed(page=PAGE),
    catalog.team_progress(customer="华辰", rep="林晓", reached="match"),
    catalog.dormant_for_rep(nudge_id=3, customer="华辰", days=3, page=PAGE),
    catalog.dormant_for_manager(
        nudge_id=3, customer="华辰", rep="林晓", stage="方案", days=3, colleagues=[(2, "陈默"), (3, "赵敏")]
    ),
    catalog.nudge_ended(customer="华辰", at="09:00"),
    catalog.bind(platform="企业微信", member="linxiao"),
    *(catalog.refused(reason=reason) for reason in catalog.REFUSALS),
    catalog.help_card(page=PAGE),
]


def shown(card: dict[str, Any]) -> tuple[set[str], set[str], bool]:
    """(actions, urls that can be pressed, whether there is 「更多操作」)."""
    links = [*card.get("jump_list", ()), *(b for b in card.get("button_list", ()) if b["type"] == 1)]
    more = any((link.get("title") or link.get("text")) == "更多操作" for link in links)
    return set(wecom_cards.keys(card)), {link["url"] for link in links}, more


@pytest.mark.parametrize("card", CATALOG, ids=lambda card: f"{card.kind}-{card.title[:10]}")
def test_every_catalog_card_fits_and_shows_every_button(card: Card) -> None:
    drawn = render(card, task_id="k-1_A", home_url=HOME)

    assert wecom_cards.problem(drawn) == ""
    actions, urls, more = shown(drawn)
    assert actions == {button.action for button in card.buttons if not button.url}
    assert urls == {button.url for button in card.buttons if button.url}
    assert not more
    assert drawn["card_action"] == {"type": 1, "url": card.url or HOME}
    assert drawn["task_id"] == "k-1_A"


def test_a_draft_is_a_vote() -> None:
    drawn = render(CATALOG[0], task_id="k", home_url=HOME)

    assert drawn == {
        "card_type": "vote_interaction",
        "source": {"desc": "随录", "desc_color": 0},
        "main_title": {"title": "华辰精密机械有限公司 · 跟进摘要", "desc": "客户预算 50 万，希望 Q3 上线。"},
        "task_id": "k",
        "checkbox": {
            "question_key": "lines",
            "mode": 1,
            "option_list": [
                {"id": "1", "text": "预算：50万元", "is_checked": True},
                {"id": "2", "text": "竞品：甲公司", "is_checked": False},
            ],
        },
        "submit_button": {"text": "确认保存", "key": "confirm:4"},
        "action_menu": {"desc": "更多操作", "action_list": [{"text": "放弃", "key": "drop:4"}]},
        "jump_list": [{"type": 1, "title": "修改", "url": PAGE}],
        "card_action": {"type": 1, "url": PAGE},
    }


def test_a_choice_of_one_is_a_selection() -> None:
    drawn = render(CATALOG[2], task_id="k", home_url=HOME)

    assert drawn["card_type"] == "button_interaction"
    assert [option["id"] for option in drawn["button_selection"]["option_list"]] == ["7", "8", "0"]
    assert [(b["text"], b["key"], b["style"]) for b in drawn["button_list"]] == [("选定", "choose:4", 1), ("放弃", "drop:4", 2)]
    assert drawn["main_title"]["desc"] == "✓ 收集聊天 · ✓ 理解内容 · ● 匹配客户 · ○ 等待确认 · ○ 保存记录"


def test_without_callbacks_it_is_a_notice() -> None:
    drawn = render(CATALOG[4], task_id="k", home_url=HOME)

    assert (drawn["card_type"], drawn["jump_list"]) == ("text_notice", [{"type": 1, "title": "查看客户", "url": PAGE}])


def test_facts_evidence_and_tone() -> None:
    drawn = render(CATALOG[3], task_id="k", home_url=HOME)

    assert drawn["source"] == {"desc": "随录 · 已更新", "desc_color": 3}
    assert drawn["horizontal_content_list"] == [{"keyname": "预算", "value": "30万元 → 50万元"}] * 6
    assert drawn["quote_area"] == {"type": 0, "title": "聊天原话", "quote_text": "「预算大概50万」"}
    assert drawn["sub_title_text"] == "好\n林晓 于 2月13日 09:00 确认"


def _buttons(count: int, **changed: Any) -> tuple[Button, ...]:
    return tuple(Button(f"b{i}", f"act:{i}", primary=i == count - 1) for i in range(count))


@pytest.mark.parametrize(
    ("count", "listed", "menu", "more"), [(6, 6, 0, False), (7, 6, 1, False), (9, 6, 3, False), (10, 6, 3, True)]
)
def test_where_buttons_go_when_there_are_many(count: int, listed: int, menu: int, more: bool) -> None:
    drawn = render(Card(kind="t", title="t", buttons=_buttons(count)), task_id="k", home_url=HOME)

    items = drawn.get("action_menu", {"action_list": []})["action_list"]
    assert (len(drawn["button_list"]), len(items), shown(drawn)[2]) == (listed, menu, more)
    assert [item["key"] for item in items] == [f"act:{i}" for i in range(count - 1 - menu, count - 1)]


def _colleagues(count: int) -> Card:
    choice = Choice("owner", "给", tuple(Option(str(i), f"同事{i}") for i in range(count)))
    buttons = (Button("支援", "support:1", primary=True), Button("改派", "reassign:1", asks="owner"))
    return Card(kind="t", title="t", choices=(choice,), buttons=buttons, url=PAGE)


@pytest.mark.parametrize(("count", "kind"), [(10, "button_interaction"), (11, "vote_interaction"), (20, "vote_interaction")])
def test_one_of_several_is_picked_from_a_selection_or_a_vote(count: int, kind: str) -> None:
    drawn = render(_colleagues(count), task_id="k", home_url=HOME)

    assert drawn["card_type"] == kind
    assert wecom_cards.problem(drawn) == ""
    assert len(wecom_cards.questions(drawn)["owner"][0]) == count
    assert shown(drawn) == ({"support:1", "reassign:1"}, set(), False)


def test_a_vote_of_one_is_submitted_by_the_button_that_asks() -> None:
    drawn = render(_colleagues(15), task_id="k", home_url=HOME)

    assert (drawn["checkbox"]["mode"], drawn["submit_button"]) == (0, {"text": "改派", "key": "reassign:1"})


def test_a_choice_of_too_many_becomes_buttons() -> None:
    drawn = render(_colleagues(21), task_id="k", home_url=HOME)

    actions, urls, more = shown(drawn)
    assert "button_selection" not in drawn
    assert (len(actions), more, urls) == (8, True, {PAGE})
    assert all(Action.parse(action).form["owner"].isdigit() for action in actions - {"support:1"})


def test_more_lines_than_a_vote_holds_are_confirmed_as_they_are() -> None:
    """Ticking a part of them would silently leave out the rest."""
    options = tuple(Option(str(i), f"行{i}", True) for i in range(21))
    card = Card(kind="t", title="t", choices=(Choice("lines", "行", options, many=True),), buttons=_buttons(2))

    drawn = render(card, task_id="k", home_url=HOME)

    assert (drawn["card_type"], wecom_cards.questions(drawn)) == ("button_interaction", {})
