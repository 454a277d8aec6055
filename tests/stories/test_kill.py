"""Kill −9, at moments that are certain: a platform hangs, and the process that waits for it dies. Real processes all through.

Nothing is lost, nothing is said twice, and nothing is left running.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import psutil
import pytest

from bot.demo.driver import CardSeen, Sidebar, StoryBroken, TownHand
from bot.demo.driver import until as driver_until
from bot.demo.play import CUSTOMER, DINGTALK_BOT, WECOM_BOT
from bot.demo.world import CHAT, GROUP
from bot.model import Platform
from bot.processes.supervisor import end_all, launch
from bot.settings import child_environment
from crm_core.clock import SystemClock
from crm_core.work.core import Core
from tests.bot.processes.conftest import alive, free_port

T = TypeVar("T")
WORKERS = ("work-1", "work-2")
SEND = {
    Platform.WECOM: "/cgi-bin/message/send",
    Platform.FEISHU: "/open-apis/im/v1/messages",
    Platform.DINGTALK: "/v1.0/card/instances/createAndDeliver",
}


def until(what: str, look: Callable[[], T | None], patience: float = 75.0) -> T:
    """What `look` gives, as soon as it is anything (an empty list is nothing)."""
    return driver_until(what, lambda: look() or None, patience=patience)


@dataclass
class Demo:
    """`suilu demo` in a folder of its own."""

    folder: Path
    process: subprocess.Popen[bytes]
    seen: dict[int, psutil.Process] = field(default_factory=dict)
    """Every process that this demo was ever seen to have."""

    @property
    def town(self) -> TownHand:
        return TownHand(self._url())

    def rep(self) -> Sidebar:
        return Sidebar(self.town.state(), who="lin", chat=CHAT)

    def _url(self) -> str:
        said = (self.folder / "said").read_text(encoding="utf-8")
        return said.partition("打开 ")[2].partition(" ")[0]

    def up(self) -> bool:
        assert self.process.poll() is None, (self.folder / "said").read_text(encoding="utf-8")
        return self._url().startswith("http") and "Ctrl-C" in (self.folder / "said").read_text(encoding="utf-8")

    def look(self) -> list[psutil.Process]:
        found = psutil.Process(self.process.pid).children(recursive=True)
        self.seen |= {process.pid: process for process in found}
        return found

    def pid(self, name: str) -> int:
        """Of the child with this name now; 0: it is being restarted."""
        mine = psutil.Process(self.process.pid).children()
        return next((process.pid for process in mine if _called(process) == name), 0)

    def kill(self, *names: str) -> None:
        """All at once, and wait until others stand in their place."""
        self.look()
        before = {name: self.pid(name) for name in names}
        assert all(before.values()), before
        for pid in before.values():
            os.kill(pid, signal.SIGKILL)
        until("重新启动", lambda: all(self.pid(name) not in (0, before[name]) for name in names))

    def left(self) -> list[int]:
        """Of all that were seen, those still here; one may end while it is looked at."""
        found = []
        for pid, process in self.seen.items():
            with suppress(psutil.NoSuchProcess):
                if process.is_running() and alive(pid):
                    found.append(pid)
        return found

    def counts(self) -> tuple[dict[str, int], dict[str, int]]:
        """Rows of inbox and outbox by state."""
        core = Core.at(f"sqlite:///{self.folder / 'data' / 'suilu.db'}", clock=SystemClock())
        try:
            return core.inbox.counts(), core.outbox.counts()
        finally:
            core.close()

    def quiet(self) -> bool:
        """Nothing is waiting and nothing under way."""
        inbox, outbox = self.counts()
        return not any(rows[state] for rows in (inbox, outbox) for state in ("ready", "taken"))


def _called(process: psutil.Process) -> str:
    try:
        words = process.cmdline()
    except psutil.Error:
        return ""
    return "broker" if any("valkey" in word for word in words[:1]) else words[-1] if words else ""


@contextmanager
def running(folder: Path) -> Iterator[Demo]:
    with (folder / "said").open("wb") as out:
        process = subprocess.Popen(
            launch(["demo", "--data-dir", str(folder / "data"), "--port", str(free_port())], os.getpid()),
            env=child_environment({"PYTHONUNBUFFERED": "1"}),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    demo = Demo(folder, process)
    try:
        until("演示起来了", demo.up, patience=60)
        demo.look()
        yield demo
    finally:
        end_all([process])
        for pid in demo.left():
            os.kill(pid, signal.SIGKILL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def demo(folder: Path) -> Iterator[Demo]:
    """One for all the kills of this file; each story takes it up where the one before left it, the last one ends it."""
    with running(folder) as made:
        yield made


def cards(demo: Demo, chat: str, word: str) -> list[CardSeen]:
    return [card for card in demo.town.cards(chat) if word in card.text]


def drafts(demo: Demo) -> int:
    from sqlalchemy import func, select

    from crm_core.tables import Draft

    core = Core.at(f"sqlite:///{demo.folder / 'data' / 'suilu.db'}", clock=SystemClock())
    try:
        with core._engines.read.connect() as connection:
            return connection.scalar(select(func.count()).select_from(Draft.__table__)) or 0
    finally:
        core.close()


def over(rep: Sidebar, sync_id: str) -> dict[str, Any] | None:
    sync = dict(rep.get(f"/syncs/{sync_id}")["sync"])
    return sync if sync["state"] in ("proposed", "empty", "failed") else None


def stays(holds: Callable[[], bool], seconds: float = 1.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not holds():
            return False
        time.sleep(0.1)
    return True


def test_a_worker_killed_in_the_middle_of_a_sync_makes_one_draft_and_one_card(demo: Demo) -> None:
    rep = demo.rep()
    demo.town.fault(Platform.WECOM, "hang", path="/archive/v1/messages")
    sync_id = rep.post("/syncs", external_userid=CUSTOMER, key="killed-in-the-middle")["sync_id"]
    until("在读聊天", lambda: rep.get(f"/syncs/{sync_id}")["sync"]["state"] == "collecting")
    time.sleep(0.5)
    before = rep.get(f"/syncs/{sync_id}")["sync"]["state"], drafts(demo)

    demo.kill(*WORKERS)
    sync = until("同步有结果", lambda: over(rep, sync_id))
    until("都发出去了", demo.quiet)

    assert before == ("collecting", 0)
    assert (sync["state"], sync["draft"]["messages"], drafts(demo)) == ("proposed", 9, 1)
    assert len(demo.town.cards(WECOM_BOT)) == 1
    assert len(cards(demo, GROUP, "等待确认")) == 1
    assert len(demo.town.cards(GROUP)) == 1
    answer = demo.town.click(demo.town.cards(WECOM_BOT)[0], "lin", f"confirm:{sync['draft']['id']}")
    until("已保存", lambda: cards(demo, WECOM_BOT, "已保存"))
    until("都发出去了", demo.quiet)
    customer = rep.get("/customer", external_userid=CUSTOMER)["customer"]
    assert answer["ok"]
    assert (customer["budget_low"], customer["competitor"], len(customer["activities"])) == (50_000_000, "汇川", 1)
    assert (len(demo.town.cards(WECOM_BOT)), len(demo.town.cards(GROUP))) == (1, 1)


@pytest.mark.long
def test_a_worker_killed_while_cards_are_being_sent_sends_each_once(demo: Demo) -> None:
    rep = demo.rep()
    before = {chat: len(demo.town.cards(chat)) for chat in (WECOM_BOT, GROUP)}
    drafted = drafts(demo)
    demo.town.say(CHAT, "wang", "预算可以提到60万，12月28日前上线")
    demo.town.fault(Platform.WECOM, "hang", path=SEND[Platform.WECOM])
    demo.town.fault(Platform.FEISHU, "hang", path=SEND[Platform.FEISHU])
    rep.post("/syncs", external_userid=CUSTOMER, key="killed-while-sending")
    until("两张卡片都在路上", lambda: all(len(demo.town.cards(chat)) == before[chat] + 1 for chat in before))
    unanswered = demo.counts()[1]["taken"]

    demo.kill(*WORKERS)
    until("都发出去了", demo.quiet)

    assert unanswered == 2
    assert stays(lambda: all(len(demo.town.cards(chat)) == before[chat] + 1 for chat in before))
    assert drafts(demo) == drafted + 1
    assert (demo.counts()[1]["dead"], demo.counts()[0]["failed"]) == (0, 0)
    last = demo.town.cards(WECOM_BOT)[-1]
    demo.town.click(last, "lin", last.action("confirm"))
    until("还能确认", lambda: cards(demo, WECOM_BOT, "已保存")[before[WECOM_BOT] :])
    until("群里也说了", lambda: "✓ 保存记录" in demo.town.cards(GROUP)[-1].text)
    assert rep.get("/customer", external_userid=CUSTOMER)["customer"]["budget_low"] == 60_000_000
    assert len(demo.town.cards(WECOM_BOT)) == before[WECOM_BOT] + 1


def test_a_worker_killed_while_a_nudge_is_being_sent_speaks_once(demo: Demo) -> None:
    demo.town.fault(Platform.DINGTALK, "hang", path=SEND[Platform.DINGTALK])

    demo.town.pass_hours(72.2)
    until("提醒在路上", lambda: cards(demo, DINGTALK_BOT, "华辰"))
    demo.kill(*WORKERS)
    until("都发出去了", demo.quiet)

    assert stays(lambda: len(cards(demo, DINGTALK_BOT, "华辰")) == 1)
    assert len(demo.town.cards(DINGTALK_BOT)) == 3
    card = cards(demo, DINGTALK_BOT, "华辰")[0]
    demo.town.click(card, "zhou", card.action("support"))
    until("写明是谁", lambda: cards(demo, DINGTALK_BOT, "周建国 来支援了"))


def test_a_broker_that_is_killed_costs_a_sweep_and_nothing_else(demo: Demo) -> None:
    rep = demo.rep()
    demo.kill("broker")

    sync = rep.sync(CUSTOMER, "after-the-broker")

    assert sync["state"] == "empty"
    until("都处理了", demo.quiet)


def test_a_web_process_that_is_killed_is_back_with_its_sessions(demo: Demo) -> None:
    rep = demo.rep()
    orphans = psutil.Process(demo.pid("serve")).children()
    demo.kill("serve")
    until("旧的网页进程走了", lambda: not any(alive(orphan.pid) for orphan in orphans))

    name = until("网页回来了", lambda: _name(rep))

    assert name == "林晓"
    assert rep.sync(CUSTOMER, "after-the-web")["state"] == "empty"


def test_a_stream_that_is_killed_hears_again(demo: Demo) -> None:
    demo.kill("stream")
    card = next(card for card in demo.town.cards(DINGTALK_BOT) if "青禾" in card.text)

    until("钉钉的点击又有人听", lambda: demo.town.click(card, "zhou", card.action("support"))["ok"])

    until("写明是谁", lambda: cards(demo, DINGTALK_BOT, "青禾")[0].changed == 1)


def _name(rep: Sidebar) -> str | None:
    import requests

    try:
        return str(rep.get("/me")["name"])
    except (requests.RequestException, StoryBroken):
        return None


@pytest.mark.long
def test_sigkill_and_sigterm_leave_no_process_behind_and_the_data_stay(demo: Demo, folder: Path) -> None:
    demo.rep().sync(CUSTOMER, "before-the-end")
    demo.look()
    drafted, chats = drafts(demo), {chat: len(demo.town.cards(chat)) for chat in (WECOM_BOT, GROUP, DINGTALK_BOT)}

    demo.process.kill()
    demo.process.wait()
    until("子进程都走了", lambda: not demo.left(), patience=15)
    with running(folder) as again:
        state = again.rep().get("/syncs/wecom:sync:linxiao:before-the-end")["sync"]["state"]
        after = drafts(again), {chat: len(again.town.cards(chat)) for chat in chats}
        again.look()
        again.process.terminate()
        code = again.process.wait(15)
        left = again.left()

    assert len(demo.seen) >= 9  # the town, the broker, the web and its workers, two that work, beat, stream
    assert state in ("proposed", "empty")
    assert after == (drafted, chats)
    assert (code, left) == (0, [])
