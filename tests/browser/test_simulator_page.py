"""The town's page by hand: whose client it is, faults on command, the raw traffic, and a page that does not flicker."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from playwright.sync_api import APIResponse, Browser, Locator, Page, Route, expect

PICTURES = os.environ.get("SUILU_PICTURES", "")
GROUP = "oc_huachen"

pytestmark = pytest.mark.timeout(180)


@pytest.fixture
def town(browser: Browser, demo: str) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1600, "height": 950})
    page.set_default_timeout(20_000)
    expect.set_options(timeout=20_000)
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(demo)
    expect(page.locator("#feishu .msg").first).to_be_visible()
    yield page
    page.close()
    assert problems == []


def _picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"town-{name}.png")


def _says(demo: str, chat: str, by: str, text: str) -> None:
    with requests.Session() as http:
        http.trust_env = False
        assert http.post(f"{demo}/say", json={"chat": chat, "by": by, "text": text}, timeout=10).status_code == 200


def _is_low(log: Locator) -> bool:
    return bool(log.evaluate("n => n.scrollHeight - n.scrollTop - n.clientHeight < 4"))


def test_another_account_sees_the_chat_from_its_own_side(town: Page) -> None:
    feishu = town.locator("#feishu")
    expect(feishu.locator(".msg.mine").first).to_contain_text("林晓")

    feishu.get_by_label("飞书：谁的客户端").select_option("陈默")

    expect(feishu.locator(".msg.mine").first).to_contain_text("陈默")
    expect(feishu.locator(".msg.mine")).to_have_count(1)
    town.reload()
    expect(feishu.locator(".msg.mine").first).to_contain_text("陈默")
    feishu.get_by_label("飞书：谁的客户端").select_option("路人甲")
    expect(feishu.get_by_text("这个账号还没有会话")).to_be_visible()
    feishu.get_by_role("button", name="和随录聊聊").click()
    expect(feishu.get_by_text("随录有话要说时，会出现在这里")).to_be_visible()
    _picture(town, "accounts")


def test_a_customers_client_has_no_sidebar_and_the_reps_comes_back(town: Page) -> None:
    wecom = town.locator("#wecom")
    sidebar = town.frame_locator("#sidebar")
    expect(sidebar.get_by_text("华辰精密机械有限公司").first).to_be_visible()

    wecom.get_by_label("企业微信：谁的客户端").select_option("王海")

    expect(wecom.locator(".msg.mine").first).to_contain_text("王海")
    expect(town.locator("#sidebar")).to_be_hidden()
    wecom.get_by_label("企业微信：谁的客户端").select_option("林晓")
    expect(sidebar.get_by_text("华辰精密机械有限公司").first).to_be_visible()


def test_a_planned_fault_happens_is_seen_on_the_wire_and_suilu_recovers(town: Page) -> None:
    feishu, mischief, wire = town.locator("#feishu"), town.locator("#mischief"), town.locator("#wire")
    town.get_by_role("button", name="捣乱").click()
    town.get_by_role("button", name="线路").click()
    mischief.get_by_text("飞书", exact=True).click()
    mischief.get_by_label("只对哪个调用").fill("im/v1/messages")
    mischief.get_by_role("button", name=re.compile("^服务器错误")).click()
    expect(mischief.locator(".fault")).to_contain_text(re.compile("飞书.*服务器错误.*还有 1 次 · im/v1/messages"))
    expect(town.locator("#mischief-count")).to_have_text("1")
    _picture(town, "fault-planned")

    feishu.get_by_role("button", name="@随录 同步").click()
    feishu.get_by_role("button", name="发送").click()

    expect(mischief.get_by_text("没有等着发生的错误")).to_be_visible()
    feishu.get_by_role("tab", name="随录").click()
    expect(feishu.locator(".card").last).to_contain_text("跟进摘要")
    expect(wire.locator(".step").first).to_contain_text("林晓 说：@随录 同步")
    failed = wire.locator(".call.bad").filter(has_text="im/v1/messages")
    expect(failed).to_have_count(1)
    wire.get_by_label("结果").select_option("只看失败")
    expect(wire.locator(".call:not(.bad)")).to_have_count(0)
    failed.locator("summary").click()
    expect(failed.locator(".bodies")).to_contain_text("请求")
    _picture(town, "fault-happened")
    wire.get_by_label("结果").select_option("成败都看")
    expect(wire.locator(".call").nth(1)).to_be_visible()


def test_a_fault_can_be_cancelled(town: Page) -> None:
    mischief = town.locator("#mischief")
    town.get_by_role("button", name="捣乱").click()
    mischief.get_by_label("几次").fill("3")
    mischief.get_by_role("button", name=re.compile("^限流")).click()
    mischief.get_by_role("button", name=re.compile("^重复推送")).click()
    expect(mischief.locator(".fault").first).to_contain_text("还有 3 次")

    mischief.get_by_role("button", name="取消 企业微信 限流").click()

    expect(mischief.locator(".fault")).to_have_count(1)
    mischief.get_by_role("button", name="取消 企业微信 重复推送").click()
    expect(town.locator("#mischief-count")).to_be_hidden()


def test_the_traffic_can_be_held_and_cleared(town: Page, demo: str) -> None:
    wire = town.locator("#wire")
    town.get_by_role("button", name="线路").click()
    wire.get_by_role("button", name="暂停").click()
    wire.get_by_role("button", name="清空").click()
    expect(wire.get_by_text("还没有调用")).to_be_visible()

    _says(demo, GROUP, "chen", "@随录 帮助")
    expect(town.locator("#feishu .msg").last).to_be_visible()
    town.wait_for_timeout(500)
    expect(wire.locator(".call")).to_have_count(0)
    wire.get_by_role("button", name="继续").click()
    expect(wire.locator(".call").first).to_be_visible()
    wire.get_by_label("过滤调用").fill("im.message.receive")
    expect(wire.locator(".call")).to_have_count(1)


def test_calls_that_were_asked_for_before_clearing_do_not_come_back(town: Page) -> None:
    held: list[tuple[Route, APIResponse]] = []
    town.route("**/journal?*", lambda route: held.append((route, route.fetch())))
    wire = town.locator("#wire")
    with town.expect_request("**/journal?*"):
        town.get_by_role("button", name="线路").click()
    wire.get_by_role("button", name="暂停").click()
    wire.get_by_role("button", name="清空").click()
    expect(wire.get_by_text("还没有调用")).to_be_visible()
    assert held[0][1].json()

    held[0][0].fulfill(response=held[0][1])
    town.wait_for_timeout(500)
    expect(wire.locator(".call")).to_have_count(0)


def test_a_call_that_changes_no_chat_is_on_the_open_wire_at_once(town: Page) -> None:
    refused = town.locator("#wire .call.bad").filter(has_text="gettoken")
    town.get_by_role("button", name="线路").click()
    expect(town.locator("#wire .call").first).to_be_visible()
    for seen in (1, 2):
        with requests.Session() as http:
            http.trust_env = False
            http.get(f"{town.evaluate('town.wecom')}/cgi-bin/gettoken?corpid=nobody", timeout=10)

        expect(refused).to_have_count(seen, timeout=5_000)


def test_news_disturb_neither_what_is_typed_nor_where_one_reads(town: Page, demo: str) -> None:
    feishu = town.locator("#feishu")
    log, box = feishu.locator(".log"), feishu.get_by_label("消息")
    for number in range(12):
        _says(demo, GROUP, "chen", f"第 {number} 句：POC 环境、网络、账号都要先准备好，今天先过一遍清单")
    expect(log).to_contain_text("第 11 句")
    assert _is_low(log)
    box.fill("写到一半")
    feishu.locator(".msg").first.evaluate("n => { n.dataset.mine = 'kept'; }")
    log.evaluate("n => { n.scrollTop = 40; }")
    town.wait_for_timeout(300)

    _says(demo, GROUP, "chen", "又来一句")

    expect(log).to_contain_text("又来一句")
    expect(box).to_have_value("写到一半")
    assert log.evaluate("n => n.scrollTop") == 40
    assert feishu.locator(".msg").first.get_attribute("data-mine") == "kept"
    feishu.get_by_role("tab", name="随录").click()
    expect(box).to_have_value("")
    feishu.get_by_role("tab", name="华辰精密").click()
    expect(box).to_have_value("写到一半")


def test_unread_chats_carry_a_number_until_they_are_opened(town: Page, demo: str) -> None:
    item = town.locator("#wecom").get_by_role("tab", name="赵敏")
    _says(demo, "wecom-single-lin-zhao", "zhao", "在吗")
    _says(demo, "wecom-single-lin-zhao", "zhao", "有空回我一下")
    expect(item.locator(".badge")).to_have_text("2")
    _picture(town, "unread")

    item.click()

    expect(item.locator(".badge")).to_have_count(0)
    town.reload()
    expect(town.locator("#wecom").get_by_role("tab", name="赵敏").locator(".badge")).to_have_count(0)


def test_chats_are_found_and_walked_by_keyboard(town: Page) -> None:
    wecom = town.locator("#wecom")
    wecom.get_by_label("展开会话列表").click()
    wecom.get_by_label("搜索会话").fill("汇川")
    expect(wecom.get_by_role("tab")).to_have_count(1)
    expect(wecom.get_by_role("tab")).to_have_attribute("aria-label", "王海")
    town.keyboard.press("Escape")
    expect(wecom.get_by_role("tab")).to_have_count(3)

    wecom.locator("[role=tab]").first.focus()
    town.keyboard.press("ArrowDown")
    town.keyboard.press("Enter")

    expect(wecom.locator("[role=tab]").nth(1)).to_have_attribute("aria-selected", "true")


def test_a_menu_entry_is_one_tap(town: Page) -> None:
    dingtalk = town.locator("#dingtalk")

    dingtalk.get_by_role("button", name="帮助").click()

    expect(dingtalk.locator(".msg.mine").last).to_contain_text("帮助")
    expect(dingtalk.locator(".msg").last).to_contain_text("随录")


def test_a_message_is_read_and_forwarded_from_its_menu(town: Page) -> None:
    feishu = town.locator("#feishu")
    message = feishu.locator(".msg").filter(has_text="POC 环境我这边可以先准备")
    message.hover()
    message.get_by_label("更多操作").click()
    _picture(town, "menu")
    town.get_by_role("menuitem", name="看一眼").click()
    expect(message).to_contain_text("林晓 已读")

    message.get_by_label("更多操作").click()
    town.get_by_role("menuitem", name="转发给随录").click()

    feishu.get_by_role("tab", name="随录").click()
    expect(feishu.locator(".msg.mine").last).to_contain_text(re.compile("POC 环境我这边可以先准备|聊天记录"))


def test_several_messages_are_picked_and_handed_on_or_refused_in_words(town: Page) -> None:
    feishu = town.locator("#feishu")
    message = feishu.locator(".msg").filter(has_text="POC 环境我这边可以先准备")
    message.hover()
    message.get_by_label("更多操作").click()
    town.get_by_role("menuitem", name="多选").click()
    feishu.locator(".tick").first.check()
    expect(feishu.get_by_text("已选 2 条")).to_be_visible()

    feishu.get_by_role("button", name="转发", exact=True).click()

    expect(town.locator("#toast")).to_have_text(re.compile("^已转发$|还只能逐条转发文字"))
    _picture(town, "picked")


def test_picked_messages_are_synced_by_feishus_shortcut(town: Page, demo: str) -> None:
    feishu, sidebar = town.locator("#feishu"), town.frame_locator("#page-feishu")
    for text in ("我们报价46万8，含三年维保", "我周五把方案发给王总"):
        _says(demo, GROUP, "lin", text)
    for text in ("我们报价46万8", "我周五把方案"):
        message = feishu.locator(".msg").filter(has_text=text).last
        if feishu.locator(".tick").count() == 0:
            message.hover()
            message.get_by_label("更多操作").click()
            town.get_by_role("menuitem", name="多选").click()
        else:
            message.locator(".tick").check()
    expect(feishu.get_by_text("已选 2 条")).to_be_visible()
    _picture(town, "shortcut-picked")

    feishu.get_by_role("button", name="快捷操作：同步所选消息").click()

    expect(sidebar.get_by_text("跟进摘要").first).to_be_visible()
    expect(sidebar.get_by_text("2 条消息").first).to_be_visible()
    expect(sidebar.get_by_text("46.8万").first).to_be_visible()
    _picture(town, "shortcut-draft")
    sidebar.get_by_role("button", name=re.compile("确认保存")).click()
    expect(sidebar.get_by_text("已保存").first).to_be_visible()

    feishu.get_by_role("button", name="关闭页面").click()
    message = feishu.locator(".msg").filter(has_text="我们报价46万8").last
    message.hover()
    message.get_by_label("更多操作").click()
    town.get_by_role("menuitem", name="快捷操作").click()

    expect(sidebar.get_by_text("这些消息已经同步过了")).to_be_visible()
    _picture(town, "shortcut-again")
    sidebar.get_by_role("link", name="看我的客户").click()
    expect(sidebar.get_by_text("华辰精密机械有限公司").first).to_be_visible()
    town.locator("#wecom").get_by_role("tab", name="赵敏").click()
    expect(town.frame_locator("#sidebar").get_by_role("button", name="同步本次聊天")).to_be_visible()
    expect(town.locator("#page-feishu")).to_be_hidden()


def test_picked_messages_are_synced_by_dingtalks_message_menu(town: Page) -> None:
    dingtalk, page = town.locator("#dingtalk"), town.frame_locator("#page-dingtalk")
    dingtalk.get_by_label("钉钉：谁的客户端").select_option("陈默")
    dingtalk.get_by_role("tab", name="孙丽").click()
    first = dingtalk.locator(".msg").filter(has_text="预算18万以内")
    first.hover()
    first.get_by_label("更多操作").click()
    town.get_by_role("menuitem", name="多选").click()
    for tick in dingtalk.locator(".tick").all():
        tick.check()
    expect(dingtalk.get_by_text("已选 5 条")).to_be_visible()
    _picture(town, "menu-picked")

    dingtalk.get_by_role("button", name="消息菜单：同步所选消息").click()

    expect(page.get_by_text("青禾职业培训学校").first).to_be_visible()
    expect(page.get_by_text("5 条消息").first).to_be_visible()
    _picture(town, "menu-draft")
    page.get_by_label("青禾职业培训学校").check()
    page.get_by_role("button", name="选定").click()
    page.get_by_role("button", name=re.compile("确认保存")).click()
    expect(page.get_by_text("已保存").first).to_be_visible()
    _picture(town, "menu-saved")

    dingtalk.get_by_role("button", name="关闭页面").click()
    first.hover()
    first.get_by_label("更多操作").click()
    town.get_by_role("menuitem", name="消息菜单").click()

    expect(page.get_by_text("这些消息已经同步过了")).to_be_visible()


@pytest.mark.parametrize(
    ("platform", "frame", "name"),
    [
        ("dingtalk", "#page-dingtalk", "周建国 · 主管"),
        ("feishu", "#page-feishu", "林晓 · 销售"),
        ("wecom", "#sidebar", "林晓 · 销售"),
    ],
)
def test_a_cards_link_opens_its_record_in_its_own_client(town: Page, demo: str, platform: str, frame: str, name: str) -> None:
    client, who = town.locator(f"#{platform}"), "zhou" if platform == "dingtalk" else "lin"
    _says(demo, f"{platform}-bot-{who}", who, "客户 华辰")
    client.get_by_role("tab", name="随录").click()
    card = client.locator(".card").filter(has_text="华辰精密").last
    expect(card.get_by_role("button", name="查看客户")).to_be_visible()
    town.context.clear_cookies()

    card.get_by_role("button", name="查看客户").click()

    shown = town.frame_locator(frame)
    expect(shown.get_by_text("华辰精密机械有限公司").first).to_be_visible()
    expect(shown.locator("#me")).to_have_text(name)
    _picture(town, f"opened-in-{platform}")


@pytest.mark.parametrize("width", [1280, 1600])
def test_three_clients_fit_side_by_side(town: Page, width: int) -> None:
    town.set_viewport_size({"width": width, "height": 800})
    town.get_by_role("button", name="捣乱").click()

    main = town.locator("main")

    assert main.evaluate("n => n.scrollWidth <= n.clientWidth")
    assert town.evaluate("document.documentElement.scrollWidth") <= width
    for client in town.locator(".client").all():
        assert client.locator(".chat").evaluate("n => n.scrollWidth <= n.clientWidth")
    _picture(town, f"{width}")


def test_an_idle_page_hardly_asks(town: Page, demo: str) -> None:
    town.wait_for_timeout(2000)
    asked: list[str] = []
    town.on("request", lambda request: asked.append(request.url) if request.url.startswith(demo) else None)

    town.wait_for_timeout(3000)

    assert len(asked) <= 1
