"""A card without a template: every button there, each within the vendor's limits, and words that come back as the action."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model import Action
from cards.model import Button, Card
from cards.render.dingtalk_plain import MOST_BYTES, MOST_TITLE, MOST_URL, SAY, render, spoken, spoken_action, weight
from tests.cards.samples import SAMPLES
from tests.cards.strategies import cards
from tests.cards.test_render_dingtalk import WORDS, buttons


def links(param: dict[str, str]) -> list[tuple[str, str]]:
    if "singleTitle" in param:
        return [(param["singleTitle"], param["singleURL"])]
    return [(param[f"actionTitle{n}"], param[f"actionURL{n}"]) for n in range(1, 6) if f"actionTitle{n}" in param]


def said(url: str) -> str:
    """What a tap on a link says; empty for one that opens a page."""
    return parse_qs(urlsplit(url).query)["content"][0] if url.startswith(SAY) else ""


@pytest.mark.parametrize("name", SAMPLES)
def test_every_button_of_the_catalog_is_there_and_comes_back(name: str) -> None:
    key, param = render(SAMPLES[name])
    wanted = buttons(SAMPLES[name])

    taps = [spoken_action(said(url)) or url for _, url in links(param)]
    told = [button["action"] or button["url"] for button in wanted]
    assert taps == told[: len(taps)]
    assert all(action.replace("_", "\\_") in param["text"] for action in told[len(taps) :])
    assert key == {0: "sampleMarkdown", 1: "sampleActionCard"}.get(len(taps), f"sampleActionCard{len(taps)}")
    assert len(taps) == min(len(wanted), 5)


def test_a_sixth_button_is_a_command_in_the_text() -> None:
    asks = tuple(Button(f"选{n}", f"choose:7?lead={n}") for n in range(7))

    _, param = render(Card(kind="t", title="哪位客户", buttons=asks))

    assert [title for title, _ in links(param)] == ["选0", "选1", "选2", "选3", "选4"]
    assert param["text"].endswith("也可以发给我：\n- 〔选5〕 choose:7?lead=5\n- 〔选6〕 choose:7?lead=6")


def test_a_link_that_is_too_long_is_a_line_of_the_text() -> None:
    page, lines = f"https://crm.example.com/{'x' * 500}", ",".join(map(str, range(100, 220)))
    both = (Button("打开", url=page), Button("确认", f"confirm:7?lines={lines}"), Button("不要", "drop:7"))

    key, param = render(Card(kind="t", title="题", buttons=both))

    assert key == "sampleActionCard"
    assert said(param["singleURL"]) == "〔不要〕 drop:7"
    assert f"- [打开]({page})" in param["text"]
    assert f"- 〔确认〕 confirm:7?lines={lines}" in param["text"]


@given(cards())
@settings(max_examples=100, deadline=None)
def test_every_card_fits(card: Card) -> None:
    _, param = render(card)

    assert weight(param) <= MOST_BYTES
    assert all(0 < len(title) <= MOST_TITLE and len(url) <= MOST_URL for title, url in links(param))
    assert all(isinstance(value, str) and (value or name == "title") for name, value in param.items())


ACTIONS = st.builds(
    Action,
    st.from_regex(r"[a-z]{1,10}(_[a-z]{1,5})?", fullmatch=True),
    st.from_regex(r"[\w-]{1,20}", fullmatch=True),
    st.dictionaries(st.from_regex(r"[a-z_]{1,8}", fullmatch=True), st.text(min_size=1, max_size=20), max_size=2),
)


@given(WORDS, ACTIONS)
def test_what_a_button_says_is_heard_as_its_action(text: str, action: Action) -> None:
    assert Action.parse(spoken_action(spoken(text[:MOST_TITLE], str(action)))) == action


@pytest.mark.parametrize(
    "text",
    [
        "confirm:7",
        "〔确认〕",
        "〔确认〕 confirm",
        "〔确认〕 confirm:7 谢谢",
        "好的 〔确认〕 confirm:7",
        "〔确认〕\nconfirm:7",
        "〔看〕 CONFIRM:7",
        "",
    ],
)
def test_what_people_write_is_no_button(text: str) -> None:
    assert spoken_action(text) == ""
