"""A card for a WeCom group: a title, a few lines, one link; and no button is lost on the way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.model import Button, Card, Choice, Fact, Option, Step, StepState
from cards.render.wecom_group import LIMITS, clip_bytes, render_group
from tests.cards.samples import SAMPLES

HOME = "https://crm.example.com/sidebar"


def test_what_there_is_becomes_lines() -> None:
    card = Card(
        kind="t",
        title="今日突破点",
        body="华辰精密\n今天 16:00 前",
        steps=(Step("收集", StepState.DONE), Step("理解", StepState.NOW)),
        facts=(Fact("预算", "50万", quote="预算五十万"), Fact("竞品", "A<B>")),
        footer="来自随录",
        buttons=(Button("确认", "confirm:1", primary=True), Button("放弃", "drop:1"), Button("打开", url="https://a.b/c")),
        url="https://crm.example.com/lead/3",
    )

    assert render_group(card, home_url=HOME) == {
        "title": "今日突破点",
        "description": "华辰精密<br>今天 16:00 前<br>✓ 收集 · ● 理解<br>预算：50万<br>竞品：A＜B＞<br>来自随录"
        "<br>可在页面上：确认、放弃、打开",
        "url": "https://crm.example.com/lead/3",
        "btntxt": "更多操作",
    }


@pytest.mark.parametrize(
    ("buttons", "url", "shown"),
    [
        ((), "", (HOME, "查看详情")),
        ((Button("去看看", url="https://a.b/c"),), "https://x.y/z", ("https://a.b/c", "去看看")),
        ((Button("打开客户详情页", url="https://a.b/c"),), "", ("https://a.b/c", "查看详情")),
        ((Button("确认", "confirm:1"),), "", (HOME, "更多操作")),
        ((Button("看", url=f"https://a.b/{'x' * 2048}"),), "", (HOME, "看")),
    ],
)
def test_the_one_link(buttons: tuple[Button, ...], url: str, shown: tuple[str, str]) -> None:
    drawn = render_group(Card(kind="t", title="t", buttons=buttons, url=url), home_url=HOME)

    assert (drawn["url"], drawn["btntxt"]) == shown


def test_a_card_with_nothing_to_say_still_says_something() -> None:
    assert render_group(Card(kind="t", title=" "), home_url=HOME) == {
        "title": "—",
        "description": "—",
        "url": HOME,
        "btntxt": "查看详情",
    }


@pytest.mark.parametrize(
    ("text", "most", "cut"),
    [
        ("abc", 3, "abc"),
        ("abcd", 3, "…"),
        ("abcdef", 5, "ab…"),
        ("字字字", 9, "字字字"),
        ("字字字字", 11, "字字…"),
        ("🙂🙂", 7, "🙂…"),
        ("🙂🙂", 6, "…"),
        ("字", 2, ""),
    ],
)
def test_words_are_cut_between_characters(text: str, most: int, cut: str) -> None:
    assert clip_bytes(text, most) == cut


texts = st.text(max_size=700)


@given(texts, texts, st.lists(texts, max_size=4), texts, st.lists(texts, max_size=5))
def test_whatever_it_holds_it_fits(title: str, body: str, facts: list[str], footer: str, names: list[str]) -> None:
    card = Card(
        kind="t",
        title=title.encode(errors="ignore").decode(),
        body=body.encode(errors="ignore").decode(),
        facts=tuple(Fact("事实", fact.encode(errors="ignore").decode()) for fact in facts),
        choices=(Choice("c", "选", (Option("1", "一"),)),),
        buttons=tuple(Button(name.encode(errors="ignore").decode(), f"go:{i}") for i, name in enumerate(names)),
        footer=footer.encode(errors="ignore").decode(),
    )

    drawn = render_group(card, home_url=HOME)

    assert 0 < len(drawn["title"].encode()) <= LIMITS["title"]
    assert 0 < len(drawn["description"].encode()) <= LIMITS["description"]
    assert 0 < len(drawn["btntxt"]) <= LIMITS["button"]
    assert "<" not in drawn["description"].replace("<br>", "")
    assert not names or "可在页面上：" in drawn["description"]


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_every_card_of_the_catalog_fits_and_names_its_buttons(name: str) -> None:
    card = SAMPLES[name]
    drawn = render_group(card, home_url=HOME)

    assert len(drawn["description"].encode()) <= LIMITS["description"]
    alone = len(card.buttons) == 1 and bool(card.buttons[0].url)
    assert alone or all(button.text in drawn["description"] for button in card.buttons)
