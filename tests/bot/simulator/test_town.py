"""The town: its file, its version, its journal, its faults."""

from __future__ import annotations

import json
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.model import Platform
from bot.simulator.town import CALLBACK, IN_FAULTS, OUT_FAULTS, Chat, Dweller, Fault, Said, Town
from crm_core.clock import SetClock
from tests.bot.processes.conftest import until

CLOCK = SetClock(datetime(2026, 11, 24, 2, 7, tzinfo=UTC))


def town_of(file: Path | None = None) -> Town:
    town = Town(CLOCK, file)
    town.moves_in(Dweller("lin", "林晓", True, {"wecom": "linxiao", "feishu": "ou_lin"}))
    town.opens(Chat("g", "feishu", "group", "商机群", ["lin", "bot"]))
    return town


def test_a_step_is_in_the_file_a_moment_later(tmp_path: Path) -> None:
    file = tmp_path / "town.json"
    town = town_of(file)

    town.say("g", "lin", "你好")

    until(lambda: file.exists() and "你好" in file.read_text(encoding="utf-8"))
    assert Town(CLOCK, file).chats["g"].messages == town.chats["g"].messages


def test_a_stopped_town_forgets_nothing(tmp_path: Path) -> None:
    file = tmp_path / "town.json"
    town = town_of(file)
    said = town.say("g", "lin", "你好")
    town.change(said, {"title": "卡"})

    town.flush()

    assert Town(CLOCK, file).chats == town.chats
    assert Town(CLOCK, file).next_id("m") != said.id
    assert not file.with_suffix(".new").exists()


def test_steps_do_not_pay_for_the_size_of_the_town(tmp_path: Path) -> None:
    town = town_of(tmp_path / "town.json")
    for number in range(2000):
        town.add("g", Said(f"m{number}", "lin", CLOCK.now().isoformat(), text="产线数据采集" * 20))

    began = time.monotonic()
    for _ in range(50):
        town.say("g", "lin", "还有一句")
    spent = time.monotonic() - began

    assert spent < 50 * 0.02, "writing the whole town at each step took 0.15 s a step"
    town.flush()
    assert len(json.loads((tmp_path / "town.json").read_text(encoding="utf-8"))["chats"][0]["messages"]) == 2050


def test_whoever_waits_wakes_up_when_something_happens() -> None:
    town = town_of()
    version = town.version
    threading.Timer(0.1, lambda: town.say("g", "lin", "醒醒")).start()

    began = time.monotonic()
    town.wait(version, 10)

    assert town.version > version
    assert time.monotonic() - began < 5


def test_nobody_is_woken_by_what_no_client_shows() -> None:
    town = town_of()
    chat = town.bot_chat(Platform.FEISHU, "lin")
    version = town.version

    town.write_down(Platform.WECOM, "out", "externalcontact/list")
    town.next_id("t-")
    assert town.bot_chat(Platform.FEISHU, "lin") is chat
    town.forget_calls()

    assert town.version == version
    town.say("g", "lin", "你好")
    assert town.version > version


def test_whoever_shows_the_calls_is_woken_by_one() -> None:
    town = town_of()
    version, calls = town.version, town.calls
    threading.Timer(0.1, lambda: town.write_down(Platform.WECOM, "out", "externalcontact/list")).start()

    began = time.monotonic()
    town.wait(version, 10, calls)

    assert (town.version, town.calls) == (version, calls + 1)
    assert time.monotonic() - began < 5


def test_a_number_given_is_not_given_again(tmp_path: Path) -> None:
    file = tmp_path / "town.json"
    town = town_of(file)
    town.flush()

    given = town.next_id("t-")

    until(lambda: Town(CLOCK, file).serial == town.serial)
    assert Town(CLOCK, file).next_id("t-") != given


def test_calls_are_numbered_and_belong_to_what_was_done_before_them() -> None:
    town = town_of()
    town.write_down(Platform.FEISHU, "out", "GET /a")
    town.acts("林晓 说：你好")
    town.write_down(Platform.FEISHU, "in", "im.message", ok=False, asked="{" + "x" * 9000, answered="{}")

    first, second = town.journal
    assert [(c["n"], c["trace"], c["step"]) for c in (first, second)] == [(1, 0, ""), (2, 1, "林晓 说：你好")]
    assert (second["ok"], len(second["asked"]), second["answered"]) == (False, 8000, "{}")
    for _ in range(600):
        town.write_down(Platform.FEISHU, "out", "GET /b")
    assert (len(town.journal), town.journal[-1]["n"]) == (500, 602)


@pytest.mark.parametrize("kind", OUT_FAULTS)
def test_a_fault_of_a_call_befalls_the_call_it_is_meant_for_and_is_used_up(kind: str) -> None:
    town = town_of()
    town.plan(Platform.FEISHU, Fault(kind, times=2, path="im/v1"))

    assert town.fault(Platform.WECOM, "/im/v1/messages") == ""
    assert town.fault(Platform.FEISHU, "/auth/v3") == ""
    assert town.fault(Platform.FEISHU, CALLBACK) == ""
    assert [town.fault(Platform.FEISHU, "/im/v1/messages") for _ in range(3)] == [kind, kind, ""]
    assert town.faults.waiting() == []


@pytest.mark.parametrize("kind", IN_FAULTS)
def test_a_fault_of_a_callback_befalls_no_call(kind: str) -> None:
    town = town_of()
    town.plan(Platform.FEISHU, Fault(kind))

    assert town.fault(Platform.FEISHU, "/im/v1/messages") == ""
    assert town.fault(Platform.FEISHU, CALLBACK) == kind


def test_a_cancelled_fault_does_not_happen() -> None:
    town = town_of()
    meant = town.plan(Platform.FEISHU, Fault("error"))
    town.plan(Platform.FEISHU, Fault("limit:qps"))

    assert town.cancel(meant.id)
    assert not town.cancel(meant.id)
    assert town.fault(Platform.FEISHU, "/a") == "limit:qps"


def test_suilu_can_be_brought_into_a_group_and_removed_from_it() -> None:
    town = town_of()

    town.bot_moves("g", "lin", inside=False)

    chat = town.chats["g"]
    assert chat.members == ["lin"]
    assert (chat.messages[-1].kind, chat.messages[-1].text) == ("system", "林晓 把随录移出了群聊")
    with pytest.raises(ValueError):
        town.bot_moves("g", "lin", inside=False)
    town.bot_moves("g", "lin", inside=True)
    assert chat.members == ["lin", "bot"]
