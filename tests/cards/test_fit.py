"""Whatever a card holds, on every platform: it fits, no button is lost, and what a button says is what it said."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model import Action
from bot.simulator.feishu import card as feishu_card
from bot.simulator.wecom import cards as wecom_cards
from cards import fit
from cards.fit import MORE, clip, laid_out
from cards.model import Button, Card
from cards.render import dingtalk, feishu, text, wecom
from tests.cards.gallery import PAGE_FILE
from tests.cards.strategies import UNFRIENDLY, cards, words

HOME = "https://home.invalid/"
Pressed = tuple[str, str, str]
"""(face, action, url) of something to press."""


def _wecom(card: Card) -> Iterator[Pressed]:
    drawn = sent(wecom.render(card, task_id="k-1_A", home_url=HOME))
    assert wecom_cards.problem(drawn) == ""
    yield from ((b["text"], b.get("key", ""), b.get("url", "")) for b in drawn.get("button_list", ()))
    yield from ((item["text"], item["key"], "") for item in drawn.get("action_menu", {}).get("action_list", ()))
    yield from ((jump["title"], "", jump["url"]) for jump in drawn.get("jump_list", ()))
    if "submit_button" in drawn:
        yield drawn["submit_button"]["text"], drawn["submit_button"]["key"], ""


def _feishu(card: Card) -> Iterator[Pressed]:
    drawn = sent(feishu.render(card))
    assert feishu.size(feishu_card.check(drawn)) <= feishu.LIMITS.card_bytes
    for element, _, _ in feishu_card.elements(drawn):
        if element["tag"] == "button":
            (behavior,) = element["behaviors"]
            yield element["text"]["content"], behavior.get("value", {}).get("action", ""), behavior.get("default_url", "")


def _dingtalk(card: Card) -> Iterator[Pressed]:
    params = sent(dingtalk.render(card))
    assert tuple(params) == dingtalk.VARIABLES
    weight = sum(len(k.encode()) + len(v.encode()) for k, v in params.items() if k != "buttons")
    assert weight <= dingtalk.LIMITS.total
    yield from ((b["text"], b["action"], b["url"]) for b in json.loads(params["buttons"]))


def sent(native: dict[str, Any]) -> dict[str, Any]:
    """As it comes out at the other end of the wire, in UTF-8."""
    arrived: dict[str, Any] = json.loads(json.dumps(native, ensure_ascii=False).encode())
    assert arrived == native
    return arrived


@pytest.mark.parametrize("platform", [_wecom, _feishu, _dingtalk])
@settings(max_examples=60, deadline=None)
@given(card=cards())
def test_any_card_fits_and_every_button_can_be_reached(platform: Callable[[Card], Iterator[Pressed]], card: Card) -> None:
    pressed = list(platform(card))

    beyond = any(face == MORE and url == (card.url or HOME) for face, _, url in pressed)
    said = {action.partition("?")[0] for _, action, _ in pressed}
    opened = {url for _, _, url in pressed}
    assert beyond or said >= {button.action.partition("?")[0] for button in card.buttons if not button.url}
    assert beyond or opened >= {button.url for button in card.buttons if button.url}
    assert platform is _wecom or not beyond


@pytest.mark.parametrize("platform", [_wecom, _feishu, _dingtalk])
@settings(max_examples=60, deadline=None)
@given(card=cards())
def test_what_a_button_says_comes_back_as_it_was(platform: Callable[[Card], Iterator[Pressed]], card: Card) -> None:
    meant = {(a.verb, a.subject): a for a in (Action.parse(b.action) for b in card.buttons if not b.url)}

    for action in (Action.parse(action) for _, action, _ in platform(card) if action):
        assert Action.parse(str(action)) == action
        assert dict(action.form).items() >= meant[action.verb, action.subject].form.items()


@given(cards())
@settings(max_examples=60, deadline=None)
def test_any_card_survives_the_outbox_and_can_be_read_as_text(card: Card) -> None:
    assert Card.from_json(json.loads(json.dumps(card.to_json()))) == card
    read = text.render(card)
    parts = [card.title, card.body, card.footer, *(b.text for b in card.buttons), *(f.quote for f in card.facts)]
    parts += [choice.label for choice in card.choices]
    parts += [part for field in card.inputs for part in (field.label, field.value)]
    assert [part for part in parts if part not in read] == []


def test_a_row_of_before_there_were_inputs_is_still_a_card() -> None:
    old = {name: value for name, value in Card(kind="draft", title="题").to_json().items() if name != "inputs"}

    assert Card.from_json(old) == Card(kind="draft", title="题")


@given(words, st.integers(2, 200))
def test_cut_text_is_within_the_limit_and_the_beginning_of_what_was_said(said: str, most: int) -> None:
    cut = clip(said, most)

    assert len(cut) <= most
    assert cut.encode().decode() == cut
    kept = said.replace("\r\n", "\n").replace("\x00", "").encode("utf-8", "ignore").decode().strip()
    assert kept.startswith(cut.removesuffix("…"))


def test_an_emoji_is_cut_at_a_joint_that_does_not_show() -> None:
    assert clip("👨‍👩‍👧", 3) == "👨…"
    assert clip("❤️❤️❤️", 3) == "❤…"


@pytest.mark.parametrize("said", UNFRIENDLY)
def test_four_kilobytes_of_anything_are_a_card_on_every_platform(said: str) -> None:
    card = Card(kind="t", title=said, body=said, footer=said, buttons=(Button("好", "confirm:1"), Button("看", url=HOME)))

    for platform in (_wecom, _feishu, _dingtalk):
        assert {(action, url) for _, action, url in platform(card)} == {("confirm:1", ""), ("", HOME)}


@pytest.mark.parametrize(
    ("buttons", "on_the_card", "in_the_menu"),
    [
        ("abcdef", "abcdef", ""),
        ("abcdefg", "abcdef", "g"),
        ("abcdefghi", "abcdef", "ghi"),
        ("abcdefghijK", "abcdK+", "hij"),
        ("abcdefgH", "abcdeH", "fg"),
        ("ABCDEFGHI", "ABCDEF", "GHI"),
        ("ABCDEFGHIJ", "ABCDE+", "HIJ"),
        ("1234567", "12345+", ""),
        ("a123456", "123456", "a"),
    ],
)
def test_the_last_give_way_and_the_primary_ones_last_of_all(buttons: str, on_the_card: str, in_the_menu: str) -> None:
    """Letters call back, capital ones are primary, digits are links, `+` is 「更多操作」."""
    made = [Button(b, url=HOME) if b.isdigit() else Button(b, f"act:{b}", primary=b.isupper()) for b in buttons]

    listed, menu = laid_out(made, listed=6, menu=3, page="https://page.invalid")

    assert "".join("+" if b.text == MORE else b.text for b in listed) == on_the_card
    assert "".join(b.text for b in menu) == in_the_menu
    assert [b.url for b in listed if b.text == MORE] == ["https://page.invalid"] * on_the_card.count("+")


def test_the_order_in_which_a_card_gives_way_is_documented() -> None:
    assert str(fit.__doc__) in PAGE_FILE.read_text(encoding="utf-8")
    assert inspect.getdoc(fit)
