"""What is handed over by hand on the page, in a real browser at 320 px: paste, screenshots, leaving out, consent, never."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from playwright.sync_api import FilePayload, Page, Route, expect

from bot.capture.model import Captured, Said
from bot.capture.stored import to_json
from tests.bot.web.test_sidebar_page import House, Opener, house, opens, shoot  # noqa: F401 - fixtures

PASTE = (
    "小林（华东） 2026/11/2 10:00\n您好，预算大概多少？\n\n"
    "王海 2026/11/2 10:05\n今年预算批下来了，50万左右\n\n"
    "王海 2026/11/2 10:06\n12月20日前要上线，汇川也在报价\n\n"
    "王海 2026/11/2 10:07\n老板私下说还能加，别写进去\n"
)


def small(page: Page) -> Page:
    page.set_viewport_size({"width": 320, "height": 640})
    return page


def fits(page: Page) -> None:
    """Nothing reaches over the edge."""
    wide = (
        "[...document.querySelectorAll('main *')].filter((e) => e.getBoundingClientRect().right > 321).map((e) => e.className)"
    )
    assert page.evaluate(wide) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_paste_becomes_a_draft_and_loses_what_should_not_be_kept(house: House, opens: Opener) -> None:  # noqa: F811
    page = small(opens("lin", errors=True))
    expect(page.locator("#source")).to_have_text("来源：会话存档")
    page.get_by_text("其他方式").click()
    fits(page)
    shoot(page, "20-ways")
    page.locator(".way").filter(has_text="粘贴聊天文字").get_by_role("button", name="使用").click()
    words = page.get_by_label("粘贴聊天文字")
    expect(page.get_by_role("button", name="下一步")).to_be_disabled()
    words.fill("没有人说话的一段文字，履行合同甲方应于签订之日起支付预付款。" * 5)
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_role("alert")).to_contain_text("这段文字不像聊天记录")
    expect(words).to_have_value("没有人说话的一段文字，履行合同甲方应于签订之日起支付预付款。" * 5)
    words.fill(PASTE)
    expect(page.locator("#count")).to_contain_text("字")
    fits(page)
    shoot(page, "21-paste")
    page.get_by_role("button", name="下一步").click()

    expect(page.get_by_text("哪些是我方的话？")).to_be_visible()
    go = page.locator("#settle")
    expect(go).to_be_disabled()
    page.locator(".sides li").filter(has_text="小林").get_by_role("button", name="我方").click()
    expect(page.locator(".bubble.ours")).to_have_count(1)
    expect(page.locator(".bubble.theirs")).to_have_count(3)
    page.locator(".bubble").filter(has_text="老板私下说").click()
    expect(go).to_have_text("生成跟进摘要（3 条）")
    fits(page)
    shoot(page, "22-preview")
    go.click()

    # the first reading of a process loads the words' dictionary
    expect(page.get_by_role("heading", name="跟进摘要")).to_be_visible(timeout=30_000)
    expect(page.get_by_text("补录")).to_be_visible()
    lines = page.locator(".lines > li")
    expect(lines.filter(has=page.get_by_text("竞品", exact=True)).locator("ins")).to_have_text("汇川")
    fits(page)
    shoot(page, "23-draft")
    page.get_by_role("button", name="有些不该记？").click()
    page.locator(".bubble").filter(has_text="汇川").click()
    fits(page)
    shoot(page, "24-leave")
    page.get_by_role("button", name="剔除 1 条").click()

    expect(page.get_by_text("已剔除 1 条，内容已删除")).to_be_visible()
    expect(lines.filter(has=page.get_by_text("竞品", exact=True))).to_have_count(0)
    expect(lines.filter(has=page.get_by_text("预算", exact=True)).locator("ins")).to_contain_text("50万")
    page.get_by_role("button", name="确认保存").click()
    expect(page.get_by_text("已保存 · ")).to_be_visible()
    expect(page.locator(".time .late")).to_have_text("补录")
    expect(page.locator("#source")).to_contain_text("已同步至 11/2 10:07")
    page.emulate_media(color_scheme="dark")
    fits(page)
    shoot(page, "25-dark")
    assert house.inbox() == {"done": 3}


def test_a_platforms_menu_opens_the_page_where_one_pastes(house: House, opens: Opener) -> None:  # noqa: F811
    page = small(opens("lin", "/sidebar?give=pasted"))

    expect(page.get_by_label("粘贴聊天文字")).to_be_focused()
    fits(page)
    expect(small(opens("zhou", "/sidebar?give=pasted")).get_by_text("我的客户")).to_be_visible()


def test_what_is_said_otherwise_after_a_failure_is_another_wish(house: House, opens: Opener) -> None:  # noqa: F811
    page = small(opens("lin", "/sidebar?give=pasted", errors=True))
    said: list[Any] = []
    page.get_by_label("粘贴聊天文字").fill(PASTE)
    page.get_by_role("button", name="下一步").click()
    page.locator(".sides li").filter(has_text="小林").get_by_role("button", name="我方").click()

    def away(route: Route) -> None:
        said.append(route.request.post_data_json)
        route.fulfill(status=503, json={"error": {"code": "database_away", "message": "暂时读写不了", "next": "请再试"}})

    page.route("**/settle", away)
    for tries in (1, 2, 3):
        if tries == 3:
            page.locator(".bubble").filter(has_text="老板私下说").click()
        page.locator("#settle").click()
        expect(page.get_by_role("alert")).to_contain_text("暂时读写不了")
        expect(page.locator("#settle")).to_be_enabled()

    assert [one["leave_out"] for one in said] == [[], [], [3]]
    assert said[0] == said[1]
    assert said[1]["key"] != said[2]["key"]


def hands_over_a_picture(page: Page) -> None:
    page.get_by_text("其他方式").click()
    page.locator(".way").filter(has_text="上传截图").get_by_role("button", name="使用").click()
    page.locator("#choose").set_input_files([FilePayload(name="a.png", mimeType="image/png", buffer=page.screenshot())])
    page.get_by_role("button", name="识别").click()
    expect(page.get_by_text("正在识别截图")).to_be_visible()


def test_a_reading_that_is_called_off_leaves_nothing_behind(house: House, opens: Opener) -> None:  # noqa: F811
    page = small(opens("lin", "/sidebar?lead=1"))
    house.asleep.set()
    hands_over_a_picture(page)
    page.get_by_role("button", name="取消").click()
    expect(page.get_by_role("button", name="粘贴聊天文字")).to_be_enabled()
    expect(page.get_by_role("alert")).to_have_count(0)

    hands_over_a_picture(page)
    page.get_by_role("button", name="全部客户").click()
    expect(page.get_by_text("我的客户")).to_be_visible()
    house.asleep.clear()
    expect(page.get_by_role("button", name="记录一段聊天")).to_be_enabled()
    page.wait_for_timeout(1200)  # two rounds of asking how far the reading is
    expect(page.get_by_text("核对一下")).to_have_count(0)
    expect(page.get_by_role("alert")).to_have_count(0)


def test_screenshots_consent_and_never(house: House, opens: Opener) -> None:  # noqa: F811
    page = small(opens("lin", "/sidebar?lead=1", errors=True))
    expect(page.get_by_role("button", name="粘贴聊天文字")).to_be_visible()
    page.get_by_text("其他方式").click()
    page.locator(".way").filter(has_text="上传截图").get_by_role("button", name="使用").click()
    house.asleep.set()
    picture = FilePayload(name="chat.png", mimeType="image/png", buffer=page.screenshot())
    page.locator("#choose").set_input_files([picture, picture])
    expect(page.locator(".shots li")).to_have_count(2)
    page.get_by_role("button", name="第 2 张删除").click()
    shoot(page, "30-pictures")
    page.get_by_role("button", name="识别").click()
    expect(page.get_by_text("正在识别截图")).to_be_visible()
    at = datetime(2026, 11, 2, 2, 5, tzinfo=UTC)
    said = (Said("", "预算五十万左右", at, ours=False, sure=0.5), Said("", "好的，周五前给您报价", at, ours=True))
    event = house.app.core.inbox.take("the worker that reads")
    assert event is not None
    by = event.body["by"]
    who = house.app.core.identify(by["platform"], by["corp"], by["id"])
    assert who is not None
    with house.app.core.work(who) as w:
        w.captures.read(event.body["capture"], to_json(Captured(said, "screenshot", title="王海", dated=False)))
    house.app.core.inbox.done(event.id)
    house.asleep.clear()

    expect(page.locator(".bubble.unsure")).to_have_count(1)
    expect(page.locator("#settle")).to_be_disabled()
    page.get_by_role("button", name="今天").click()
    page.locator(".bubble").last.click()
    expect(page.locator("#keep")).to_be_disabled()
    expect(page.get_by_text("去掉了消息，截图就不保存")).to_be_visible()
    page.locator(".bubble").last.click()
    page.get_by_label("截图也存入客户的附件").check()
    fits(page)
    shoot(page, "31-read")
    page.locator("#settle").click()
    expect(page.get_by_role("heading", name="跟进摘要")).to_be_visible()
    expect(page.get_by_text("聊天截图 1")).to_be_visible()
    page.get_by_role("button", name="放弃").click()
    expect(page.get_by_text("已放弃，什么都没有改变")).to_be_visible()

    page.get_by_role("button", name="同意：未记录").click()
    expect(page.get_by_role("button", name="同意", exact=True)).to_be_disabled()
    page.get_by_text("面谈", exact=True).click()
    page.get_by_text("履行合同", exact=True).click()
    fits(page)
    shoot(page, "32-consent")
    page.get_by_role("button", name="同意", exact=True).click()
    chip = page.locator("#consent")
    expect(chip).to_contain_text("已同意 · 面谈")
    chip.click()
    row = page.locator("#consents .plain li").first
    expect(row).to_contain_text("已同意 · 面谈 · 履行合同")
    row.get_by_text("当时的告知（2026-11）").click()
    expect(row.get_by_role("blockquote")).to_contain_text("撤回后不再记录新的聊天")
    fits(page)
    shoot(page, "32-history")
    expect(page.get_by_role("button", name="撤回")).to_be_disabled()  # how it was said is asked each time
    page.get_by_text("聊天", exact=True).click()
    page.get_by_role("button", name="撤回").click()
    expect(chip).to_contain_text("已撤回 · 聊天")
    expect(page.get_by_text("客户已撤回，不会记录聊天")).to_be_visible()
    shoot(page, "33-withdrawn")
    chip.click()
    page.get_by_text("电话", exact=True).click()
    page.get_by_role("button", name="同意", exact=True).click()

    page.get_by_text("其他方式").click()
    page.get_by_role("button", name="从不同步这个聊天").click()
    shoot(page, "34-never")
    page.get_by_role("button", name="确定，从不同步").click()
    expect(page.get_by_text("这个聊天已设为「从不同步」")).to_be_visible()
    page.get_by_role("button", name="恢复同步").click()
    expect(page.get_by_role("button", name="粘贴聊天文字")).to_be_visible()
