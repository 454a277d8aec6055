"""What failed eight times is given up: the one who asked is told, alone, and may simply ask again."""

from __future__ import annotations

import pytest

from bot.demo.world import CHAT, GROUP
from bot.jobs.receiving import MOST_TRIES
from bot.model import Platform
from tests.stories.town_house import BOTS, HUACHEN, TownHouse

pytestmark = pytest.mark.parametrize("engine", ["postgresql"], indirect=True)

LIN = BOTS["lin@feishu"]
HISTORY, ARCHIVE = "/open-apis/im/v1/messages", "/archive/v1/messages"


def tries(house: TownHouse, times: int = MOST_TRIES - 1) -> None:
    for _ in range(times):
        house.again()


def test_a_sync_from_the_sidebar_says_so_on_the_page(town_house: TownHouse) -> None:
    page, before = town_house.page("lin"), town_house.customer()
    town_house.ails(Platform.WECOM, "error", ARCHIVE, times=1000)

    sync = page.sync()
    tries(town_house, MOST_TRIES - 2)
    nearly = page.get(f"/syncs/{sync['id']}")["sync"]
    tries(town_house, 1)
    over = page.get(f"/syncs/{sync['id']}")["sync"]

    assert (nearly["state"], nearly["waiting"]["code"]) == ("collecting", "retrying")
    assert (over["state"], over["problem"]["code"], over["waiting"]) == ("failed", "failed", None)
    assert over["problem"]["message"] == "这次没有成功，什么都没有改变"
    assert town_house.cards(BOTS["lin"]) == []
    assert town_house.customer() == before
    assert [(row.id, row.state, row.error) for row in town_house.core.inbox.stuck()] == [
        (sync["id"], "failed", "wecom_archive_http_502")
    ]


def test_a_sync_asked_for_in_a_group_is_answered_to_the_one_who_asked(town_house: TownHouse) -> None:
    town_house.says(GROUP, "lin", "我明天把报价单发给王总，报价46万8")
    town_house.says(GROUP, "lin", "@随录 同步")
    town_house.ails(Platform.FEISHU, "limit", "/open-apis/tenant", times=1000)

    town_house.settle()
    tries(town_house, MOST_TRIES - 2)
    nearly = town_house.cards(LIN)
    tries(town_house, 3)

    assert nearly == []
    assert town_house.titles(LIN) == ["这次同步没有成功"]
    assert (town_house.cards(GROUP), town_house.cards("feishu-bot-chen")) == ([], [])
    assert town_house.record()["draft"] == 0


def test_a_group_that_saw_it_begin_is_told_that_it_came_to_nothing(
    town_house: TownHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = town_house.page("lin")
    page.sync()
    town_house.taps(town_house.last(BOTS["lin"]), "lin", "confirm")
    town_house.says(CHAT, "wang", "预算可以提到60万")
    before = town_house.record()
    monkeypatch.setattr("bot.handlers.understanding.extract", lambda *_a, **_k: 1 / 0)

    sync = page.sync()
    begun = town_house.last(GROUP)
    tries(town_house)

    assert "林晓 正在同步与客户的聊天。" in begun.text
    assert "林晓 的这次同步没有成功，客户资料与同步之前一样。" in town_house.last(GROUP).text
    assert len(town_house.cards(GROUP)) == 2
    assert page.get(f"/syncs/{sync['id']}")["sync"]["state"] == "failed"
    assert town_house.record() == {**before, "sync": 2}


def test_after_a_sync_was_given_up_the_next_one_reads_it_all(town_house: TownHouse) -> None:
    page = town_house.page("lin")
    town_house.ails(Platform.WECOM, "error", ARCHIVE, times=MOST_TRIES)
    page.sync()
    tries(town_house)

    sync = page.sync()

    assert (sync["state"], sync["draft"]["messages"]) == ("proposed", 9)
    assert town_house.titles(BOTS["lin"]) == [f"{HUACHEN} · 跟进摘要"]


def test_a_click_that_fails_for_a_reason_of_ours_is_answered_to_the_clicker(
    town_house: TownHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    town_house.page("lin").sync()
    asked = town_house.last(BOTS["lin"])
    record = town_house.record()
    monkeypatch.setattr("crm_core.work.drafts.Drafts.confirm", lambda *_a, **_k: 1 / 0)

    town_house.taps(asked, "lin", "confirm")
    tries(town_house)

    assert town_house.titles(BOTS["lin"]) == [f"{HUACHEN} · 跟进摘要", "这次没有成功，什么都没有改变"]
    assert town_house.record() == record
    assert town_house.draft(1).state == "open"
    assert [row.error for row in town_house.core.inbox.stuck()] == ["ZeroDivisionError"]


def test_a_stranger_is_given_up_in_silence(town_house: TownHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    town_house.town.chats[GROUP].members.append("guest")
    monkeypatch.setattr("bot.pipeline.stranger", lambda *_a: 1 / 0)

    town_house.says(GROUP, "guest", "@随录 同步")
    town_house.settle()
    tries(town_house)

    assert town_house.core.inbox.counts()["failed"] == 1
    assert town_house.cards("feishu-bot-guest") == []
