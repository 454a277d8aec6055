"""DingTalk's map of strings: every variable there, nothing too long, every button, and words that cannot format."""

from __future__ import annotations

import json
import re
from urllib.parse import parse_qsl

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cards.model import Card, Fact, Step, StepState
from cards.render.dingtalk import LIMITS, escape, render
from tests.cards.samples import SAMPLES
from tests.cards.strategies import cards

WORDS = st.text(max_size=40) | st.text(alphabet="*_[]()<>#-+`|\\\n😀长", max_size=300)


def buttons(card: Card) -> list[dict[str, str]]:
    return list(json.loads(render(card)["buttons"]))


@given(cards())
@settings(max_examples=100, deadline=None)
def test_any_card_shows_each_of_its_buttons_or_one_an_option(card: Card) -> None:
    params = render(card)

    assert all(isinstance(value, str) for value in params.values())
    assert len(params["title"]) <= LIMITS.title
    shown = json.loads(params["buttons"])
    assert all(len(button["text"]) <= LIMITS.button for button in shown)
    single = {choice.key: len(choice.options) for choice in card.choices if not choice.many and choice.options}
    assert len(shown) == sum(single.get(button.asks, 1) for button in card.buttons)


@pytest.mark.parametrize("name", SAMPLES)
def test_every_card_of_the_house_fits_untouched(name: str) -> None:
    card, params = SAMPLES[name], render(SAMPLES[name])

    assert params["title"] == card.title
    assert params["body"] == escape(card.body)
    assert "…" not in params["facts"] + params["steps"] + params["footer"]
    assert [button["url"] for button in buttons(card) if button["url"]] == [b.url for b in card.buttons if b.url]


def test_one_of_several_becomes_one_button_an_option() -> None:
    assert [(b["text"], b["action"], b["style"]) for b in buttons(SAMPLES["dormant_for_manager"])] == [
        ("我来支援", "support:4", "primary"),
        ("改派：陈默", "reassign:4?owner=2", "normal"),
        ("改派：何川", "reassign:4?owner=6", "normal"),
        ("明天提醒我", "snooze:4", "normal"),
    ]


def test_ticks_are_shown_and_ride_on_the_buttons() -> None:
    params = render(SAMPLES["draft"])

    lines = params["choices"].split("  \n")
    assert lines[0] == "**要保存的内容**"
    assert [line[0] for line in lines[1:]] == ["☑"] * 6 + ["☐"]
    confirm, edit, drop, leave = json.loads(params["buttons"])
    assert dict(parse_qsl(confirm["action"].partition("?")[2])) == {"lines": "11,12,13,14,15,16"}
    assert (confirm["text"], confirm["style"]) == ("确认保存", "primary")
    assert (edit["action"], edit["url"]) == ("", "https://crm.example.com/sidebar?draft=7")
    assert drop["action"].startswith("drop:7")
    assert (leave["action"], leave["url"]) == ("", "https://crm.example.com/sidebar?draft=7&leave=1")


def test_facts_bring_the_words_that_say_so() -> None:
    card = Card(kind="t", title="题", facts=(Fact("预算", "约50万", "今年预算批下来了"), Fact("竞品", "汇川")))

    assert render(card)["facts"] == "- **预算**：约50万  \n  「今年预算批下来了」\n- **竞品**：汇川"


def test_steps_are_one_line() -> None:
    steps = (Step("收集", StepState.DONE), Step("理解", StepState.NOW), Step("确认", StepState.WAITING))

    assert render(Card(kind="t", title="题", steps=steps))["steps"] == "✓ 收集 · ● 理解 · ○ 确认"


@pytest.mark.parametrize(("values", "quote"), [(10, 120), (100, 40), (150, 0)])
def test_a_card_too_big_gives_way_in_order_quotes_first(values: int, quote: int) -> None:
    facts = tuple(Fact("标签", "值" * values, "证" * 120) for _ in range(30))

    params = render(Card(kind="t", title="题", body="正文", facts=facts))

    assert params["body"] == "正文"
    assert params["facts"].count("- **标签**") == 30
    assert ("值" * min(values, 99)) in params["facts"]
    quotes = re.findall("「(.*)」", params["facts"])
    assert [len(said) for said in quotes] == [quote] * (30 if quote else 0)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("[点这里](http://evil.example)", r"\[点这里\](http://evil.example)"),
        ("<a href='dtmd://x'>@所有人</a>", "&lt;a href='dtmd://x'&gt;@所有人&lt;/a&gt;"),
        ("**加粗** `码` ~~删~~", r"\*\*加粗\*\* \`码\` \~\~删\~\~"),
        ("# 标题\n- 项\n1. 项\n2026-12-20 约50.5万", "\\# 标题  \n\\- 项  \n1\\. 项  \n2026-12-20 约50.5万"),
        ("😀 \"引号\" & '单'", "😀 \"引号\" &amp; '单'"),
    ],
)
def test_a_customers_words_stay_words(said: str, shown: str) -> None:
    assert escape(said) == shown


@given(WORDS)
def test_nothing_escaped_can_link_or_format(said: str) -> None:
    bare = re.sub(r"\\.", "", escape(said))

    assert not re.search(r"[\[\]*_`|~<>]", bare)
