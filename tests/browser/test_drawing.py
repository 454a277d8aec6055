"""The simulator's clients draw every button of every card, and what a reader ticks, picks and types comes with the click."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from bot.simulator.feishu import card as feishu_card
from bot.simulator.wecom import cards as wecom_cards
from tests.cards.gallery import rendered
from tests.cards.pictures import sheet
from tests.cards.samples import SAMPLES

_DRAW = """([platform, card]) => {
  window.pressed = []; window.opened = [];
  const drawn = drawCard(platform, { card, changed: 2 }, (action, form) => window.pressed.push([action, form]));
  document.querySelector("main").replaceChildren(drawn);
  document.querySelectorAll("details").forEach((fold) => { fold.open = true; });
}"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    page = sheet(browser)
    page.evaluate("window.addEventListener('open-page', (event) => window.opened.push(event.detail))")
    yield page
    page.close()


def draw(page: Page, platform: str, native: Any) -> None:
    page.evaluate(_DRAW, [platform, native])


def press_all(page: Page) -> tuple[set[str], set[str]]:
    """(actions, urls) of every button that can be seen and pressed."""
    for button in page.locator("main button").all():
        button.click(timeout=2000)
    return {action for action, _ in page.evaluate("window.pressed")}, set(page.evaluate("window.opened"))


def meant(platform: str, native: Any) -> tuple[set[str], set[str]]:
    """The same, out of the card itself."""
    if platform == "wecom":
        links = [*native.get("jump_list", ()), *(b for b in native.get("button_list", ()) if b["type"] == 1)]
        return set(wecom_cards.keys(native)), {link["url"] for link in links}
    if platform == "feishu":
        acts = [b["behaviors"][0] for b, _, _ in feishu_card.elements(native) if b["tag"] == "button"]
        said = {act["value"]["action"] for act in acts if act["type"] == "callback"}
        return said, {act["default_url"] for act in acts if act["type"] == "open_url"}
    buttons = json.loads(native["buttons"])
    return {b["action"] for b in buttons} - {""}, {b["url"] for b in buttons} - {""}


@pytest.mark.parametrize("name", SAMPLES)
def test_every_button_of_a_card_can_be_pressed_in_every_client(page: Page, name: str) -> None:
    for platform, native in rendered(name).items():
        draw(page, platform, native)

        assert press_all(page) == meant(platform, native)
        assert SAMPLES[name].title in page.locator("main .card").inner_text()
        assert "原地更新 2 次" in page.locator("main .card").inner_text()


def test_what_was_ticked_and_typed_in_feishu_comes_with_the_click(page: Page) -> None:
    draw(page, "feishu", rendered("draft")["feishu"])

    page.get_by_label("竞品：汇川").uncheck()
    page.get_by_label("预算", exact=True).fill("60万")
    page.get_by_role("button", name="确认保存").click()

    ((action, form),) = page.evaluate("window.pressed")
    assert (action, form["lines"], form["edit_11"]) == ("confirm:7", "11,12,14,15,16", "60万")
    assert form["edit_12"] == "2026-12-20 上线"


def test_a_selection_in_which_nothing_was_picked_sends_nothing(page: Page) -> None:
    draw(page, "feishu", rendered("which_customer")["feishu"])
    page.get_by_role("button", name="选定").click()
    page.get_by_label("请选择").select_option("5")
    page.get_by_role("button", name="选定").click()

    assert page.evaluate("window.pressed") == [["choose:7", {}], ["choose:7", {"lead": "5"}]]


def test_wecom_sends_what_its_selection_shows(page: Page) -> None:
    draw(page, "wecom", rendered("dormant_for_manager")["wecom"])
    page.get_by_role("button", name="改派").click()

    assert page.evaluate("window.pressed") == [["reassign:4", {"owner": "2"}]]


def test_words_stay_words(page: Page) -> None:
    nasty = "<img src=x onerror=alert(1)> **粗** &lt;b&gt; [点](javascript:alert(1))"
    native = {"title": nasty, "tone": "plain", "body": nasty, "buttons": "[]", "footer": nasty}

    draw(page, "dingtalk", native)

    assert page.locator("main img").count() + page.locator("main a").count() == 0
    assert "<img src=x onerror=alert(1)>" in page.locator("main .card").inner_text()
