"""The three clients' web views, as a real browser that calls itself what they do: signed in without a question, still so after
a reload and after our process has begun anew; outside them by scan; out by the button."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bot.demo.world import new_keys
from bot.model import Platform
from crm_core.clock import SetClock
from tests.stories.conftest import TUESDAY
from tests.stories.entering import AGENTS
from tests.stories.town_house import TownHouse

every = pytest.mark.parametrize("platform", list(Platform))


@pytest.fixture(scope="module")
def house(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TownHouse]:
    folder = tmp_path_factory.mktemp("views")
    (folder / "suilu.db").write_bytes(migrated_sqlite.read_bytes())
    made = TownHouse(f"sqlite:///{folder / 'suilu.db'}", SetClock(TUESDAY), folder / "data", new_keys())
    yield made
    made.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Outside all clients, on a phone."""
    made = browser.new_context(viewport={"width": 390, "height": 780}, locale="zh-CN")
    yield made
    made.close()


def view(browser: Browser, house: TownHouse, platform: Platform, who: str = "lin") -> BrowserContext:
    """The client of `who`, whose platform knows who it is."""
    made = browser.new_context(viewport={"width": 390, "height": 780}, locale="zh-CN", user_agent=AGENTS[platform])
    made.add_cookies([{"name": f"{platform}_dweller", "value": who, "url": house.sims[platform].url}])
    return made


def is_there(page: Page, house: TownHouse, lead: int) -> None:
    expect(page.get_by_text("华辰精密机械有限公司").first).to_be_visible()
    expect(page.locator("#me")).to_have_text("林晓 · 销售")
    assert page.url.removesuffix("#wechat_redirect") == f"{house.origin}/sidebar?lead={lead}"


@every
def test_signed_in_without_a_question_and_still_after_a_reload_and_a_new_process(
    browser: Browser, house: TownHouse, platform: Platform
) -> None:
    lead, context, problems = house.lead("lin"), view(browser, house, platform), list[str]()
    page = context.new_page()
    page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)

    page.goto(f"{house.origin}/sidebar?lead={lead}")
    is_there(page, house, lead)
    context.clear_cookies(name=f"{platform}_dweller")  # from now on nobody could sign in again without being asked
    page.reload()
    is_there(page, house, lead)
    house.serves_anew()
    page.reload()
    is_there(page, house, lead)

    context.close()
    assert problems == []


@every
def test_outside_the_clients_somebody_scans_and_is_at_the_record(
    context: BrowserContext, house: TownHouse, platform: Platform
) -> None:
    lead, page = house.lead("lin"), context.new_page()
    page.goto(f"{house.origin}/sidebar?lead={lead}")
    name = {"wecom": "企业微信扫码登录", "feishu": "飞书扫码登录", "dingtalk": "钉钉扫码登录"}[platform]

    page.get_by_role("link", name=name).click()
    expect(page.get_by_label("二维码")).to_be_visible()
    page.get_by_role("link", name="林晓").click()

    is_there(page, house, lead)


def test_who_cancels_the_scan_may_begin_again(context: BrowserContext, house: TownHouse) -> None:
    page = context.new_page()
    page.goto(f"{house.origin}/sign-in")
    page.get_by_role("link", name="钉钉扫码登录").click()

    page.get_by_role("link", name="取消登录").click()

    expect(page.get_by_role("heading", name="登录没有完成")).to_be_visible()
    page.get_by_role("link", name="重新登录").click()
    expect(page.get_by_role("link", name="飞书扫码登录")).to_be_visible()


def test_out_by_the_button_and_in_again_only_when_asked(browser: Browser, house: TownHouse) -> None:
    context = view(browser, house, Platform.DINGTALK)
    page = context.new_page()
    page.goto(f"{house.origin}/sidebar")
    expect(page.locator("#me")).to_have_text("林晓 · 销售")

    page.get_by_role("button", name="退出").click()

    expect(page.get_by_role("heading", name="已退出登录")).to_be_visible()
    assert [c["name"] for c in context.cookies(house.origin) if c["name"] == "suilu"] == []
    page.get_by_role("link", name="钉钉登录").click()
    expect(page.locator("#me")).to_have_text("林晓 · 销售")
    assert urlsplit(page.url).path == "/sidebar"
    context.close()


def test_dingtalks_page_outside_dingtalk_says_what_to_do(context: BrowserContext, house: TownHouse) -> None:
    page = context.new_page()

    page.goto(f"{house.origin}/sign-in/dingtalk/client?back=/sidebar?lead=1")

    expect(page.get_by_role("heading", name="钉钉没有让这个页面登录")).to_be_visible()
    page.get_by_role("link", name="钉钉扫码登录").click()
    expect(page.get_by_label("二维码")).to_be_visible()
