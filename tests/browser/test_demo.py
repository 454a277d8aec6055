"""The main job by hand: every step of the demo as a new user would click through it."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect

PICTURES = os.environ.get("SUILU_PICTURES", "")
"""A folder to keep a picture of each step in, for looking at them."""

pytestmark = pytest.mark.timeout(240)


@pytest.fixture(scope="module")
def town(browser: Browser, demo: str) -> Page:
    page = browser.new_page(viewport={"width": 1680, "height": 950})
    page.set_default_timeout(20_000)
    expect.set_options(timeout=20_000)
    page.goto(demo)
    return page


def _sidebar(page: Page) -> FrameLocator:
    return page.frame_locator("#sidebar")


def _picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png")


def _tab(page: Page, client: str, name: str) -> None:
    page.locator(f"#{client}").get_by_role("tab", name=name).click()


def test_the_whole_story_by_hand(town: Page) -> None:
    sidebar = _sidebar(town)
    expect(sidebar.get_by_text("华辰精密机械有限公司").first).to_be_visible()
    _picture(town, "1-before")

    sidebar.get_by_role("button", name="同步本次聊天").click()
    expect(sidebar.get_by_role("button", name=re.compile("确认保存"))).to_be_visible()
    expect(town.locator("#feishu .card").last).to_contain_text("● 等待确认")
    _picture(town, "2-proposed")

    sidebar.get_by_text("依据").first.click()
    expect(sidebar.get_by_text("50万左右").first).to_be_visible()
    sidebar.get_by_role("checkbox").nth(3).uncheck()
    sidebar.get_by_role("button", name=re.compile("确认保存")).click()
    expect(sidebar.get_by_role("button", name="撤销").first).to_be_visible()
    expect(sidebar.get_by_text("¥50万").first).to_be_visible()
    expect(town.locator("#feishu .card").last).to_contain_text("更新了跟进记录")
    expect(town.locator("#feishu .card").last).to_contain_text("原地更新")
    _tab(town, "wecom", "随录")
    expect(town.locator("#wecom .card").last).to_contain_text("已保存")
    _picture(town, "3-saved")

    sidebar.get_by_role("button", name="撤销").first.click()
    expect(sidebar.get_by_text("未知").first).to_be_visible()
    expect(town.locator("#wecom .card").last).to_contain_text("已撤销")
    _picture(town, "4-undone")

    sidebar.get_by_role("button", name=re.compile("同步")).first.click()
    card = town.locator("#wecom .card").last
    expect(card.get_by_role("button", name="确认保存")).to_be_visible()
    card.get_by_role("checkbox").nth(1).uncheck()
    card.get_by_role("button", name="确认保存").click()
    expect(town.locator("#wecom .card").last).to_contain_text("已保存")
    expect(town.locator("#feishu .card")).to_have_count(2)
    expect(sidebar.get_by_text("¥50万").first).to_be_visible()  # the page hears of what was decided on the card
    _picture(town, "5-saved-on-card")

    town.get_by_role("button", name="+72 小时").click()
    nudge = town.locator("#dingtalk .card").filter(has_text="华辰精密").last
    expect(nudge).to_contain_text("该线索已进入休眠预警，请补充最新进展")
    _picture(town, "6-nudge")

    nudge.get_by_role("button", name="我来支援").click()
    expect(town.locator("#dingtalk .card").filter(has_text="华辰精密").last).to_contain_text("周建国 来支援了")
    _picture(town, "7-supported")


def test_a_cards_page_opens_in_the_sidebar_and_a_chat_brings_the_button_back(town: Page) -> None:
    _tab(town, "wecom", "随录")
    town.locator("#wecom .card").filter(has_text="已保存").last.get_by_role("button", name="查看客户").click()
    sidebar = _sidebar(town)
    expect(sidebar.get_by_text("华辰精密机械有限公司").first).to_be_visible()
    expect(sidebar.get_by_role("button", name="同步本次聊天")).to_have_count(0)

    _tab(town, "wecom", "王海")

    expect(sidebar.get_by_role("button", name="同步本次聊天")).to_be_visible()


def test_a_manager_gives_a_quiet_customer_to_a_colleague(town: Page) -> None:
    nudge = town.locator("#dingtalk .card").filter(has_text="青禾职业培训学校")

    nudge.get_by_role("button", name="改派：林晓").click()

    expect(nudge).to_contain_text("已改派给 林晓")
    _tab(town, "wecom", "随录")
    expect(town.locator("#wecom .card").last).to_contain_text("交给您跟进")


def test_a_chat_with_nothing_new_says_so(town: Page) -> None:
    _tab(town, "wecom", "赵敏")
    sidebar = _sidebar(town)
    expect(sidebar.get_by_text("远航冷链物流有限公司").first).to_be_visible()

    sidebar.get_by_role("button", name="同步本次聊天").click()

    expect(sidebar.get_by_text(re.compile("没有新的聊天内容")).first).to_be_visible()
    _picture(town, "8-nothing-new")


def test_the_feishu_group_is_synced_from_its_own_history(town: Page) -> None:
    feishu = town.locator("#feishu")
    feishu.get_by_label("消息").fill("@随录 同步")
    feishu.get_by_role("button", name="发送").click()

    _tab(town, "feishu", "随录")

    expect(feishu.locator(".card").last).to_contain_text("跟进摘要")
    _picture(town, "9-feishu")


def test_nothing_on_the_page_went_wrong(town: Page) -> None:
    problems: list[str] = []
    town.on("pageerror", lambda error: problems.append(str(error)))
    town.reload()
    expect(_sidebar(town).get_by_text("华辰精密机械有限公司").first).to_be_visible()

    assert problems == []
