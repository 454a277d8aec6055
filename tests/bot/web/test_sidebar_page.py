"""The page in a real browser: the JS-SDK's stand-in checks its signature; adapter, handlers, extractor and core are real."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import WSGIRequestHandler, make_server

from bot import pipeline
from bot.adapters.disk import Disk
from bot.adapters.wecom.client import WecomClient
from bot.adapters.wecom.sign_in import WecomSignIn
from bot.adapters.wecom.transcripts import WecomTranscripts
from bot.app import App
from bot.bootstrap import calendar_of, open_core
from bot.capture.documents.read import read as read_paper
from bot.capture.model import Captured
from bot.capture.screens.ocr import Reader
from bot.capture.screens.process import OcrProcess
from bot.demo.world import CHAT, GROUP, found_organisation, new_keys, people_town, tenancy
from bot.handlers.house import House as Handlers
from bot.model import Platform, event_from_json
from bot.nlp.lexicon import Lexicon
from bot.ports import Transcripts
from bot.settings import Settings
from bot.simulator.town import Chat, Dweller, Town
from bot.simulator.wecom.sim import WecomSim
from bot.web.app import create_app
from crm_core.clock import SystemClock
from tests.bot.web.conftest import Wakes

expect.set_options(timeout=10_000)


class Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


class House:
    """Web server, worker and WeCom's stand-in, in threads, on ports the OS chose."""

    def __init__(self, folder: Path) -> None:
        self._flask: Flask | None = None
        self._server = make_server("127.0.0.1", 0, self._serve, threaded=True, request_handler=Quiet)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self.town = Town(SystemClock())
        people_town(self.town)
        keys = new_keys()
        ours = tenancy(keys, {"wecom": 1, "feishu": 1, "dingtalk": 1}).wecom
        self.sim = WecomSim(self.town, ours, callbacks=self.url)
        port = int(self.sim.url.rpartition(":")[2])
        settings = Settings(
            data_dir=folder,
            database_url=f"sqlite:///{folder / 'suilu.db'}",
            redis_url="",
            bind="127.0.0.1:0",
            base_url=self.url,
            secret_key=keys["secret_key"],
            wecom=tenancy(keys, {"wecom": port, "feishu": 1, "dingtalk": 1}).wecom,
        )
        self._ocr = OcrProcess(patience=90)  # begins with the first picture
        self.app = _app(settings, self._ocr)
        self.app.core.migrate()
        found_organisation(self.app.core)
        self._flask = create_app(self.app)
        self._over = threading.Event()
        self.asleep = threading.Event()
        self._threads = [threading.Thread(target=run, daemon=True) for run in (self._server.serve_forever, self._work)]

    def start(self) -> None:
        self.sim.start()
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._over.set()
        self._server.shutdown()
        for thread in self._threads:
            thread.join(timeout=10)
        self._server.server_close()
        self.sim.stop()
        if self._flask:
            self._flask.extensions["suilu"].poker.close()
        self.app.core.close()
        self._ocr.close()

    def inbox(self) -> dict[str, int]:
        return {state: count for state, count in self.app.core.inbox.counts().items() if count}

    def _serve(self, environ: Any, start_response: Any) -> Any:
        assert self._flask is not None
        return self._flask(environ, start_response)

    def _work(self) -> None:
        while not self._over.wait(0.02):
            row = None if self.asleep.is_set() else self.app.core.inbox.take("page-test")
            if row is not None:
                pipeline.run(self.app, event_from_json(row.body))


def _app(settings: Settings, ocr: Reader) -> App:
    """Web and worker in one: with WeCom's way in, sign-in and archive, and with the handlers' house."""
    assert settings.wecom is not None
    clock, queue = SystemClock(), Wakes()
    core = open_core(settings, clock)
    client = WecomClient(settings.wecom, clock)
    transcripts: dict[Platform, Transcripts] = {Platform.WECOM: WecomTranscripts(settings.wecom, client, clock)}
    house = Handlers(
        core=core,
        clock=clock,
        queue=queue,
        zone=ZoneInfo(settings.zone),
        calendar=calendar_of(settings),
        base_url=settings.base_url,
        lexicons=Lexicon.shipped,
        transcripts=transcripts,
        media={},
        read_pictures=lambda pictures, at: Captured((), ""),
        read_paper=lambda content: read_paper(content, ocr),
        files=(kept := Disk(settings.data_dir / "files")),
    )
    return App(
        settings=settings,
        core=core,
        clock=clock,
        queue=queue,
        receivers={},
        messengers={},
        media={},
        transcripts=transcripts,
        sign_ins={Platform.WECOM: WecomSignIn(settings.wecom, client, clock)},
        files=kept,
        house=house,
    )


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    made.start()
    yield made
    made.stop()


Opener = Callable[..., Page]


@pytest.fixture
def opens(browser: Browser, house: House) -> Iterator[Opener]:
    """A client of somebody who has a chat open; no page may log an error or break the content policy."""
    contexts, problems = [], list[str]()

    def open_page(
        who: str, path: str = "/sidebar", chat: str = CHAT, *, errors: bool = False, agent: str | None = None
    ) -> Page:
        context = browser.new_context(viewport={"width": 400, "height": 860}, locale="zh-CN", user_agent=agent)
        contexts.append(context)
        page = context.new_page()
        if not errors:
            page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: problems.append(str(error)))
        then = f"{house.url}/sign-in/wecom/client?{urlencode({'back': path})}"
        page.goto(f"{house.sim.url}/login?{urlencode({'as': who, 'chat': chat, 'then': then})}")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert problems == []


def shoot(page: Page, name: str) -> None:
    """Pictures for a person to look at, when `SUILU_SHOTS` names a folder."""
    if folder := os.environ.get("SUILU_SHOTS"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def test_the_main_job_by_hand(house: House, opens: Opener) -> None:
    page = opens("lin")
    expect(page.locator("#head h1")).to_have_text("王海")
    expect(page.locator("#me")).to_have_text("林晓 · 销售")
    shoot(page, "1-customer")

    page.get_by_role("button", name="同步本次聊天").click()
    expect(page.get_by_role("heading", name="跟进摘要")).to_be_visible()
    budget = page.locator(".lines > li").filter(has=page.get_by_text("预算", exact=True)).first
    expect(budget.locator("ins")).to_contain_text("50万")
    shoot(page, "2-draft")
    budget.get_by_role("button", name="依据").click()
    expect(budget.locator("blockquote")).to_contain_text("50万")

    budget.locator(".value").click()
    page.locator("#edit").fill("60万左右")
    page.locator("#edit").press("Enter")
    expect(budget.locator("ins")).to_have_text("60万左右")
    expect(budget.locator(".badge")).to_have_text("已改")
    rival = page.locator(".lines > li").filter(has=page.get_by_text("竞品", exact=True)).first
    rival.get_by_role("checkbox").uncheck()
    shoot(page, "3-edited")
    page.get_by_role("button", name="确认保存").click()

    expect(page.get_by_text("已保存 · ")).to_be_visible()
    facts = page.locator(".facts div")
    expect(facts.filter(has=page.get_by_text("预算", exact=True)).locator("dd")).to_contain_text("60万")
    expect(facts.filter(has_text="竞品").locator("dd")).to_have_text("未知")
    expect(page.locator(".time > li")).to_have_count(1)
    shoot(page, "4-saved")

    page.locator("#work").get_by_role("button", name="撤销").click()
    expect(page.get_by_text("已撤销，客户资料恢复原样")).to_be_visible()
    expect(facts.filter(has=page.get_by_text("预算", exact=True)).locator("dd")).to_have_text("未知")
    shoot(page, "5-undone")

    page.get_by_role("button", name="同步本次聊天").click()
    page.get_by_role("button", name="放弃").click()
    expect(page.get_by_text("已放弃，什么都没有改变")).to_be_visible()
    page.get_by_role("button", name="同步本次聊天").click()
    page.get_by_role("button", name="确认保存").click()
    expect(page.get_by_text("已保存 · ")).to_be_visible()
    page.get_by_role("button", name="同步本次聊天").click()
    expect(page.get_by_text("没有新的聊天内容，什么都没有改变")).to_be_visible()
    shoot(page, "6-empty")
    assert set(house.inbox()) == {"done"}


def test_progress_is_shown_while_nobody_works(house: House, opens: Opener) -> None:
    house.asleep.set()
    page = opens("lin")
    page.get_by_role("button", name="同步本次聊天").click()

    expect(page.locator(".steps li.now")).to_have_text("收集")
    expect(page.get_by_text("正在准备…")).to_be_visible()
    shoot(page, "7-progress")
    house.asleep.clear()
    expect(page.get_by_role("heading", name="跟进摘要")).to_be_visible()
    expect(page.locator(".steps li.now")).to_have_text("待确认")


def test_what_is_not_understood_is_said_on_the_page(house: House, opens: Opener) -> None:
    page = opens("lin", errors=True)
    page.get_by_role("button", name="同步本次聊天").click()
    budget = page.locator(".lines > li").filter(has=page.get_by_text("预算", exact=True)).first
    budget.locator(".value").click()
    page.locator("#edit").fill("随便")
    page.get_by_role("button", name="确认保存").click()

    expect(page.get_by_role("alert")).to_contain_text("预算：没能看懂修改后的内容")
    expect(page.get_by_role("button", name="确认保存")).to_be_enabled()
    shoot(page, "8-not-understood")


def test_a_chat_without_consent_says_what_to_do(house: House, opens: Opener) -> None:
    house.town.people["wang"].agreed = False
    page = opens("lin")
    page.get_by_role("button", name="同步本次聊天").click()

    expect(page.get_by_role("alert")).to_contain_text("客户尚未同意会话存档")
    shoot(page, "9-no-consent")


def test_two_customers_that_fit_are_offered_and_not_guessed(house: House, opens: Opener) -> None:
    town = house.town
    town.moves_in(
        Dweller("he", "老何", False, {"wecom": "wmLaoHe0001"}, phones=["13800001234", "13800005678"], followers=["lin"])
    )
    town.opens(Chat("wecom-single-lin-he", "wecom", "single", "老何", ["lin", "he"]))
    town.say("wecom-single-lin-he", "he", "我们今年预算30万，你先发份资料")
    page = opens("lin", chat="wecom-single-lin-he")
    expect(page.get_by_text("还没有这位客户的资料")).to_be_visible()

    page.get_by_role("button", name="同步本次聊天").click()
    expect(page.get_by_text("这是哪位客户？")).to_be_visible()
    expect(page.locator(".steps li.now")).to_have_text("匹配")
    expect(page.get_by_role("button", name="确认保存")).to_be_disabled()
    expect(page.get_by_role("button", name="选定")).to_be_disabled()
    expect(page.get_by_role("radio")).to_have_count(3)
    page.get_by_label("都不是，新建客户").check()
    shoot(page, "13-which")
    page.get_by_role("button", name="选定").click()

    expect(page.get_by_text("这是哪位客户？")).to_have_count(0)
    page.get_by_role("button", name="确认保存").click()
    expect(page.get_by_text("已保存 · ")).to_be_visible()
    expect(page.locator(".facts div").filter(has=page.get_by_text("预算", exact=True)).locator("dd")).to_contain_text("30万")
    shoot(page, "14-new-customer")


def test_notes_are_private_until_shared(house: House, opens: Opener) -> None:
    page = opens("lin")
    page.get_by_label("新备注").fill("王总喜欢先看数据 <b>粗体</b>")
    page.get_by_role("button", name="记下").click()

    note = page.locator(".plain li").filter(has_text="王总喜欢先看数据 <b>粗体</b>")
    expect(note).to_be_visible()
    expect(note.get_by_role("checkbox")).not_to_be_checked()
    note.get_by_role("checkbox").check()
    expect(page.locator("#toast")).to_have_text("已共享给主管与接手人")
    page.reload()
    expect(page.locator(".plain li").filter(has_text="王总喜欢先看数据").get_by_role("checkbox")).to_be_checked()
    shoot(page, "10-notes")


def test_away_from_a_chat_there_is_the_list_of_ones_customers(house: House, opens: Opener) -> None:
    page = opens("chen")
    expect(page.get_by_text("我的客户")).to_be_visible()
    shoot(page, "11-list")

    found = page.locator(".people button")
    page.get_by_label("搜索客户").fill("不存在的公司")
    expect(page.get_by_text("没有找到客户")).to_be_visible()
    page.get_by_label("搜索客户").fill("")
    expect(found.first).to_be_visible()
    found.first.click()
    expect(page.get_by_text("在与客户的聊天旁打开侧边栏")).to_be_visible()
    page.get_by_role("button", name="全部客户").click()
    expect(page.get_by_text("我的客户")).to_be_visible()


def test_a_client_that_names_no_customer_is_told_what_to_check(house: House, opens: Opener) -> None:
    page = opens("chen", agent="Mozilla/5.0 wxwork/4.1.36")

    expect(page.get_by_text("没有认出这个聊天里的客户")).to_be_visible()
    expect(page.get_by_text("我的客户")).to_be_visible()


def test_a_stranger_sees_how_to_be_bound(house: House, opens: Opener) -> None:
    house.town.people["lin"].ids["wecom"] = "somebody-else"
    page = opens("lin", errors=True)

    expect(page.get_by_role("heading", name="还不认识您")).to_be_visible()
    shoot(page, "12-stranger")


def test_a_deal_group_is_not_a_wecom_chat(house: House, opens: Opener) -> None:
    page = opens("lin", "/sidebar?lead=1", chat=GROUP)

    expect(page.locator("#head h1")).to_be_visible()
    expect(page.get_by_role("button", name="同步本次聊天")).to_have_count(0)
