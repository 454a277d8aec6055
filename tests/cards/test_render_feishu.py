"""Feishu's card 2.0: only what the vendor knows, never over 30 KB, never a button less, nothing that text could smuggle in."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from hypothesis import given, settings

from bot.simulator.feishu import card as feishu_card
from cards import catalog
from cards.catalog import Line
from cards.model import Button, Card, Choice, Fact, Input, Option, Tone
from cards.render.feishu import LIMITS, escaped, render, size
from tests.cards.strategies import cards

PAGE = "http://127.0.0.1:8000/sidebar"
SAVE = Button("保存", "confirm:1")
MANY = tuple(
    Choice(f"c{n}", "问", tuple(Option(str(i), "选" * 80, ticked=True) for i in range(24)), many=True) for n in range(4)
)
LINES = [
    Line(1, "budget", "50 万", quote="预算大概五十万"),
    Line(
        2,
        "deadline",
        "2026-12-31",
        old="2026-11-30",
        quote="我们希望年底前能上线，越快越好，最晚不要超过十二月三十一号，因为之后产线要停机检修",
    ),
    Line(3, "competitor", "甲公司", ticked=False),
]
CATALOG = [
    catalog.draft(draft_id=7, customer="华辰精密", because="phone", summary="谈到预算。", lines=LINES, messages=12, page=PAGE),
    catalog.which_customer(draft_id=7, summary="x", candidates=[(1, "甲", "phone"), (2, "乙", "email")], page=PAGE),
    catalog.saved(activity_id=9, customer="华辰", summary="x", lines=LINES, by="林晓", at="今天", page=PAGE),
    catalog.undone(customer="华辰", by="林晓", at="今天", page=PAGE),
    catalog.dropped(customer="华辰", by="林晓", at="今天", page=PAGE),
    catalog.nothing_new(page=PAGE),
    catalog.cannot_read(reason="not_a_member", page=PAGE),
    catalog.failed(page=PAGE),
    catalog.team_progress(customer="华辰", rep="林晓", reached="understand"),
    catalog.team_saved(customer="华辰", rep="林晓", tags=["预算明确"], next_steps=["寄样品"], changes=2, at="今天"),
    catalog.team_stopped(customer="华辰", rep="林晓", what="已撤销", at="今天"),
    catalog.dormant_for_rep(nudge_id=3, customer="华辰", days=3, page=PAGE),
    catalog.dormant_for_manager(nudge_id=3, customer="华辰", rep="林晓", stage="已报价", days=3, colleagues=[(12, "陈默")]),
    catalog.nudge_supported(customer="华辰", by="周建国", at="今天"),
    catalog.assigned_to_you(lead_id=7, customer="华辰", by="周建国", page=PAGE),
    catalog.bind(platform="飞书", member="ou_x"),
    catalog.refused(reason="choose_customer"),
    catalog.help_card(page=PAGE),
]


def every(drawn: dict[str, Any], tag: str) -> list[dict[str, Any]]:
    return [element for element, _, _ in feishu_card.elements(drawn) if element["tag"] == tag]


def shown_buttons(drawn: dict[str, Any]) -> list[tuple[str, str]]:
    """Text and what it does, for each button."""
    found = []
    for button in every(drawn, "button"):
        (behavior,) = button["behaviors"]
        target = behavior["value"]["action"] if behavior["type"] == "callback" else behavior["default_url"]
        found.append((button["text"]["content"], target))
    return found


@pytest.mark.parametrize("card", CATALOG, ids=lambda card: card.title)
def test_the_catalog_is_taken_whole(card: Card) -> None:
    drawn = feishu_card.check(render(card))

    assert drawn["header"]["title"]["content"] == card.title
    assert sorted(shown_buttons(drawn)) == sorted((b.text, b.url or b.action) for b in card.buttons)
    assert size(drawn) < 10_000


def test_a_draft_in_full() -> None:
    drawn = render(CATALOG[0])

    words, steps, facts, panel, form, links, footer = drawn["body"]["elements"]
    assert drawn["header"] == {"title": {"tag": "plain_text", "content": "华辰精密 · 跟进摘要"}, "template": "blue"}
    assert drawn["card_link"] == {"url": PAGE}
    assert words["content"] == "谈到预算。"
    assert steps["content"] == "✓ 收集聊天 · ✓ 理解内容 · ✓ 匹配客户 · **● 等待确认** · ○ 保存记录"
    assert facts["content"].split("\n") == [
        "**预算**：50 万",
        "<font color='grey'>「预算大概五十万」</font>",
        "**关键日期**：2026-11-30 → 2026-12-31",
        "**竞品**：甲公司",
    ]
    assert (panel["tag"], panel["expanded"]) == ("collapsible_panel", False)
    assert "十二月三十一号" in panel["elements"][0]["content"]
    select = form["elements"][1]
    assert (select["tag"], select["name"], select["selected_values"]) == ("multi_select_static", "lines", ["1", "2"])
    submits = [column["elements"][0] for column in form["elements"][3]["columns"]]
    assert [(b["name"], b["form_action_type"], b["type"]) for b in submits] == [
        ("button_0", "submit", "primary_filled"),
        ("button_2", "submit", "default"),
    ]
    assert submits[0]["behaviors"] == [{"type": "callback", "value": {"action": "confirm:7", "asks": ["lines"]}}]
    assert links["columns"][0]["elements"][0]["behaviors"] == [{"type": "open_url", "default_url": PAGE}]
    assert footer["content"] == "<font color='grey'>12 条消息 · 电话一致 · 确认前不会改动任何字段</font>"


def test_one_of_several_stands_in_a_form() -> None:
    drawn = render(CATALOG[12])

    (select,) = every(drawn, "select_static")
    assert (select["name"], [o["value"] for o in select["options"]]) == ("owner", ["12"])
    assert "initial_index" not in select
    preset = Card(
        kind="x",
        title="x",
        choices=(Choice("o", "?", (Option("a", "A"), Option("b", "B", True))),),
        buttons=(Button("x", "v:1"),),
    )
    assert every(render(preset), "select_static")[0]["initial_index"] == 2


@pytest.mark.parametrize(
    ("tone", "template"), [(Tone.PLAIN, "blue"), (Tone.GOOD, "green"), (Tone.CARE, "turquoise"), (Tone.PROBLEM, "orange")]
)
def test_tones(tone: Tone, template: str) -> None:
    assert render(Card(kind="x", title="x", tone=tone))["header"]["template"] == template


@pytest.mark.parametrize(
    "text",
    [
        "<at id=all></at>",
        "[点我](https://evil.example)",
        "https://evil.example",
        "**粗** __x__ ~~删~~ `码` ```\n块\n```",
        "<font color='red'>x</font>",
        "&lt;at id=all&gt;",
        "&#60;at&#62;",
        "# 标题\n- 项\n+ 项\n1. 项\n> 引\n---\n===\n| a | b |",
        ":DONE: $x$ \\* ![图](img_v2)",
    ],
)
def test_text_cannot_smuggle_in_anything(text: str) -> None:
    out = escaped(text)

    assert html.unescape(out) == text
    assert not re.search(r"[\\`*_~\[\]<>|$:]|&(?!#\d+;)|(?<!&)#|^\s*([-+=]|\d+[.)]\s)", out, re.MULTILINE)


def test_indentation_is_kept_but_is_no_code() -> None:
    assert escaped("    x\n\ty") == "\xa0\xa0\xa0\xa0x\n\xa0y"


def test_four_kilobytes_stay_whole_and_forty_are_cut() -> None:
    short, long = (render(Card(kind="x", title="x", body=text)) for text in ("汉" * 1365, "汉" * 14_000))

    assert every(short, "markdown")[0]["content"] == "汉" * 1365
    assert every(long, "markdown")[0]["content"] == "汉" * (LIMITS.body - 1) + "…"


@settings(max_examples=60, deadline=None)
@given(cards())
def test_any_card_shows_each_of_its_buttons_once(card: Card) -> None:
    drawn = feishu_card.check(render(card))

    assert sorted(target for _, target in shown_buttons(drawn)) == sorted(b.url or b.action for b in card.buttons)


def test_lines_are_changed_in_place() -> None:
    drawn = feishu_card.check(render(CATALOG[0]))

    form = drawn["body"]["elements"][4]
    panel = form["elements"][2]
    assert (form["tag"], panel["tag"], panel["expanded"]) == ("form", "collapsible_panel", False)
    assert panel["header"]["title"]["content"] == "修改内容"
    assert panel["elements"][0] == {
        "tag": "input",
        "name": "edit_1",
        "label": {"tag": "plain_text", "content": "预算"},
        "placeholder": {"tag": "plain_text", "content": "请输入"},
        "default_value": "50 万",
        "max_length": 300,
        "required": False,
    }
    assert feishu_card.form_value(form, {}) == {
        "lines": ["1", "2"],
        "edit_1": "50 万",
        "edit_2": "2026-12-31",
        "edit_3": "甲公司",
    }
    assert feishu_card.form_value(form, {"edit_1": "60 万"})["edit_1"] == "60 万"


@pytest.mark.parametrize("value", ["一\n二", "x" * 301, " x", "a\x00b", "\ud800"])
def test_a_value_that_would_not_come_back_as_it_is_cannot_be_changed_in_place(value: str) -> None:
    card = Card(kind="x", title="x", inputs=(Input("edit_1", "甲", value), Input("edit_2", "乙", "好")), buttons=(SAVE,))

    assert [field["name"] for field in every(feishu_card.check(render(card)), "input")] == ["edit_2"]


def test_inputs_alone_make_a_form_too() -> None:
    drawn = feishu_card.check(render(Card(kind="x", title="x", inputs=(Input("edit_1", "甲", ""),), buttons=(SAVE,))))

    (form,) = drawn["body"]["elements"]
    (button,) = every(drawn, "button")
    assert (form["tag"], button["form_action_type"]) == ("form", "submit")
    assert button["behaviors"] == [{"type": "callback", "value": {"action": "confirm:1"}}]


@pytest.mark.parametrize(
    ("more", "quotes", "body", "facts", "inputs"),
    [
        ({"body": "文" * 10}, True, 10, 60, 1),
        ({}, False, 1500, 60, 1),
        ({"choices": MANY[:2]}, False, 600, 12, 1),
        ({"inputs": tuple(Input(f"edit_{i}", "甲", "乙" * 200) for i in range(40))}, False, 600, 12, 0),
        ({"choices": MANY}, False, 60, 12, 0),
    ],
)
def test_a_card_too_big_gives_way_in_order(more: dict[str, Any], quotes: bool, body: int, facts: int, inputs: int) -> None:
    facts_of_it = tuple(Fact("标签", "值" * 60, "证" * 30) for _ in range(60))
    fields = (Input("edit_1", "甲", "乙"),)
    card = Card(
        kind="t", title="题", **{"body": "文" * 4000, "facts": facts_of_it, "inputs": fields, "buttons": (SAVE,), **more}
    )

    drawn = feishu_card.check(render(card))

    assert size(drawn) <= LIMITS.card_bytes
    said = "".join(e["content"] for e in every(drawn, "markdown"))
    assert ("「证" in said) is quotes
    assert len(every(drawn, "markdown")[0]["content"]) == body
    assert said.count("**标签**") == facts
    assert len(every(drawn, "input")) == inputs
    assert shown_buttons(drawn) == [("保存", "confirm:1")]
