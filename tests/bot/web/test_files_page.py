"""附件 on the page, in a real browser, as narrow as a sidebar gets."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import APIResponse, Browser, Locator, Page, Route, expect

from bot.capture.keeping import keep
from bot.demo.world import CORPS
from crm_core.people import SYSTEM
from crm_core.views import Address, NewFile, NewMessage
from tests.bot.capture.documents.render import SET
from tests.bot.web.test_sidebar_page import House, shoot
from tests.made_files import AMR, EXE, PDF, jpeg

WANG = "wmWangHai0001"
needs_ocr = pytest.mark.skipif(importlib.util.find_spec("rapidocr") is None, reason="the [ocr] extra is not installed")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def page(browser: Browser, house: House) -> Iterator[Page]:
    """林晓 beside her chat with 王海, whose draft has four files."""
    draft(house)
    context = browser.new_context(viewport={"width": 320, "height": 800}, locale="zh-CN")
    opened = context.new_page()
    problems: list[str] = []
    opened.on("pageerror", lambda error: problems.append(str(error)))
    opened.on("console", lambda said: problems.append(said.text) if "Content Security Policy" in said.text else None)
    opened.goto(f"{house.sim.url}/login?as=lin&chat=wecom-single-lin-wang&then={house.url}/sign-in/wecom/client")
    yield opened
    context.close()
    assert problems == []


def draft(house: House) -> None:
    core, me = house.app.core, house.town.people["lin"].ids["wecom"]
    who = core.identify("wecom", CORPS["wecom"], me)
    assert who is not None
    files = tuple(NewFile(kind, name, "{}") for kind, name in (("image", "白板.jpg"), ("file", "方案.png"), ("voice", "")))
    files += (NewFile("file", "没有给出的报价单.xlsx", ""), NewFile("image", "还在路上.jpg", "{}"))
    said = NewMessage("m1", WANG, "王海", False, "mixed", "[图片]", house.app.clock.now(), files=files)
    customer = Address("wecom", CORPS["wecom"], WANG)
    with core.work(who) as w:
        w.syncs.begin("wecom:sync:lin:page", Address("wecom", CORPS["wecom"], f"{me}/{WANG}", "single"))
        w.syncs.propose(
            "wecom:sync:lin:page",
            messages=[said],
            lines=[],
            summary="王海发来现场照片。",
            profile={},
            identity=customer,
            timings={},
        )
    with core.work(SYSTEM) as w:
        for file_id, content in zip(w.fetching.due(), (jpeg(), PDF, AMR), strict=False):
            taken = w.fetching.take(file_id)
            assert taken is not None
            w.fetching.kept(taken, keep(house.app.files, content))


def to_be_seen(rows: Locator) -> None:
    """By people, too: neither see-through nor as small as a point."""
    seen = "rows => rows.every(r => r.checkVisibility({ opacityProperty: true }) && r.offsetWidth > 200 && r.offsetHeight > 30)"
    assert rows.evaluate_all(seen)


def no_wider_than_the_page(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_files_of_a_chat_and_a_photographed_contract_by_hand(page: Page, house: House, tmp_path: Path) -> None:
    along = page.locator("#files-drafts li.file")
    expect(along).to_have_count(5)
    expect(along.nth(0).locator("img")).to_be_visible()
    to_be_seen(along)
    expect(along.nth(0)).to_contain_text("已取回")
    expect(along.nth(1)).to_contain_text("方案.png.pdf")
    expect(along.nth(2)).to_contain_text("3 秒")
    expect(along.nth(3)).to_contain_text("取不到：平台没有给出原件")
    expect(along.nth(4)).to_contain_text("正在取回…")
    expect(page.locator("#files-leads")).to_contain_text("还没有附件")
    no_wider_than_the_page(page)
    shoot(page, "files-1-draft")

    along.nth(0).get_by_role("button", name="白板.jpg").press("Enter")
    expect(page.locator("dialog img")).to_be_visible()
    assert page.locator("dialog img").evaluate("async (img) => { await img.decode(); return img.naturalWidth; }") > 0
    shoot(page, "files-2-picture")
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)

    page.get_by_label("添加为").select_option("contract")
    photo = tmp_path / "合同照片.jpg"
    photo.write_bytes(jpeg(1200, 900))
    page.locator("input[capture]").set_input_files(photo)
    mine = page.locator("#files-leads li.file").filter(has_text="合同照片.jpg")
    expect(mine.locator("img")).to_be_visible()
    to_be_seen(mine)
    expect(mine.get_by_role("combobox")).to_have_value("contract")

    mine.get_by_role("button", name="记关键事件「合同签署」").click()
    expect(mine).to_contain_text("已记关键事件：合同签署")
    expect(page.locator("#head .pill")).to_have_text("已成交")
    no_wider_than_the_page(page)
    shoot(page, "files-3-proved")
    mine.get_by_role("button", name="撤销").click()
    expect(page.locator("#head .pill")).not_to_have_text("已成交")

    mine.get_by_role("button", name=re.compile("移除")).click()
    expect(page.locator(".file-gone")).to_contain_text("已移除「合同照片.jpg」")
    shoot(page, "files-4-removed")
    held: list[tuple[Route, APIResponse]] = []
    page.route("**/restore", lambda route: held.append((route, route.fetch())))
    page.locator(".file-gone button").press("Enter")
    page.wait_for_timeout(300)  # while the answer is on the way, what the page hears draws the list anew
    page.evaluate(
        "async (place) => { await loadFiles(place.dataset.files); drawFiles(place); }",
        page.locator("#files-leads").element_handle(),
    )
    expect(mine).to_have_count(1)
    ((answer, restored),) = held
    answer.fulfill(response=restored)
    page.unroute("**/restore")
    expect(page.locator(".file-gone")).to_have_count(0)
    expect(mine).to_be_visible()

    bad = tmp_path / "照片.jpg"
    bad.write_bytes(EXE)
    page.locator("input[type=file]:not([capture])").set_input_files(bad)
    expect(page.locator("#toast")).to_contain_text("这种文件不能保存")
    expect(page.locator("#files-leads li.file")).to_have_count(1)
    shoot(page, "files-5-refused")

    page.get_by_role("button", name="只保存摘要").click()
    expect(page.locator("#files-leads li.file")).to_have_count(6)
    shoot(page, "files-6-customer")


def beside_file(page: Page, house: House, name: str, content: bytes) -> None:
    """A customer's page, with this file among hers."""
    core, me = house.app.core, house.town.people["lin"].ids["wecom"]
    who = core.identify("wecom", CORPS["wecom"], me)
    assert who is not None
    with core.work(who) as w:
        lead = w.leads.list()[0].id
        w.attachments.add(lead, name, keep(house.app.files, content))
    page.goto(f"{house.url}/sidebar?lead={lead}")


def test_reading_a_voice_that_is_off_says_so_on_the_page(page: Page, house: House) -> None:
    beside_file(page, house, "留言.amr", AMR)

    page.get_by_role("button", name="识别 留言.amr 的内容").click()

    expect(page.get_by_text("企业没有开启语音转文字")).to_be_visible()


@needs_ocr
def test_a_picture_that_was_read_before_says_so_on_the_page(page: Page, house: House) -> None:
    beside_file(page, house, "报价.jpg", (SET / "quote-02.jpg").read_bytes())

    page.get_by_role("button", name="识别 报价.jpg 的内容").click()
    page.get_by_role("button", name="确认保存").click(timeout=60_000)
    expect(page.get_by_text("已保存 · ")).to_be_visible()
    page.get_by_role("button", name="识别 报价.jpg 的内容").click()

    expect(page.get_by_text("这份内容已经记过，什么都没有改变")).to_be_visible()
