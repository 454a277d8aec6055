"""`suilu outbox`: what an administrator sees and does, by keys; nobody's words, nothing half done."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import timedelta

import pytest
from click.testing import CliRunner, Result

from bot.__main__ import main
from bot.jobs.queue import wake_key
from bot.processes.broker import Broker
from bot.settings import Settings, broker_url
from crm_core.clock import SystemClock
from crm_core.people import SYSTEM
from crm_core.work.core import Core

WORDS = ("华辰", "linxiao", "ou_lin", "跟进")


@pytest.fixture
def core(env: Mapping[str, str]) -> Iterator[Core]:
    opened = Core.at(f"sqlite:///{env['SUILU_DATA_DIR']}/suilu.db", clock=SystemClock())
    yield opened
    opened.close()


def suilu(env: Mapping[str, str], *arguments: str) -> Result:
    return CliRunner().invoke(main, ["outbox", *arguments], env=env, prog_name="suilu")


def post(core: Core, card_key: str, platform: str = "wecom") -> str:
    with core.work(SYSTEM) as w:
        to = {"person": {"platform": platform, "corp": "c", "id": {"wecom": "linxiao", "feishu": "ou_lin"}[platform]}}
        return w.say.post(card_key, to, {"title": "华辰精密的跟进"}, kind="nudge")


def dies(core: Core, error: str = "60011") -> str:
    view = core.outbox.take("s")
    assert view is not None
    core.outbox.dead(view.id, error)
    return view.key


@pytest.fixture
def three(core: Core) -> list[str]:
    """Two dead ones, on two platforms, and one that waits."""
    post(core, "a")
    post(core, "b", "feishu")
    return [dies(core), dies(core, "230002"), post(core, "c")]


def test_the_list_says_how_things_stand_and_nobodys_words(env: Mapping[str, str], core: Core, three: list[str]) -> None:
    view = core.outbox.take("s")
    assert view is not None
    core.outbox.later(view.id, timedelta(hours=1), "http_502")
    result = suilu(env, "list")
    lines = result.output.splitlines()

    assert (result.exit_code, [line.partition(" ")[0] for line in lines]) == (0, three[::-1])
    assert lines[2].startswith(f"{three[0]}  wecom  post nudge  dead, tries 1, ")
    assert lines[2].endswith(" old: 60011")
    assert "ready, tries 1, " in lines[0]
    assert lines[0].endswith("Z: http_502")
    assert not any(word in result.output for word in WORDS)


@pytest.mark.parametrize(
    ("options", "which"),
    [
        (["--state", "dead"], [1, 0]),
        (["--state", "waiting"], [2]),
        (["--state", "sent"], []),
        (["--platform", "feishu"], [1]),
        (["--limit", "1"], [2]),
    ],
)
def test_the_list_can_be_narrowed_and_read_by_machines(
    env: Mapping[str, str], three: list[str], options: list[str], which: list[int]
) -> None:
    found = json.loads(suilu(env, "list", "--json", *options).output)

    assert [row["key"] for row in found] == [three[number] for number in which]
    assert not found or set(found[0]) == {
        "key",
        "platform",
        "kind",
        "card_kind",
        "state",
        "attempts",
        "error",
        "created_at",
        "not_before",
    }


def test_a_letter_is_sent_again_and_the_workers_are_woken(
    env: Mapping[str, str], core: Core, three: list[str], broker: Broker, settings: Settings
) -> None:
    from redis import Redis

    first, again = suilu(env, "replay", three[0]), suilu(env, "replay", three[0], three[2])

    assert (first.exit_code, first.output) == (0, f"{three[0]}: 重新发送 (sent again)\n")
    assert (again.exit_code, again.output.count("nothing to do")) == (0, 2)
    assert [letter.key for letter in core.outbox.dead_letters()] == [three[1]]
    with Redis.from_url(broker_url(settings)) as redis:
        assert redis.exists(wake_key("deliver"))


def test_all_dead_letters_of_a_platform_or_of_all(env: Mapping[str, str], core: Core, three: list[str]) -> None:
    one = suilu(env, "replay", "--all-dead", "--platform", "feishu")
    left = [letter.key for letter in core.outbox.dead_letters()]
    rest = suilu(env, "drop", "--all-dead")

    assert (one.output, left) == (f"{three[1]}: 重新发送 (sent again)\n", [three[0]])
    assert (rest.output, core.outbox.dead_letters()) == (f"{three[0]}: 已放弃 (dropped)\n", [])
    assert suilu(env, "drop", three[0]).output == f"{three[0]}: 无需处理 (nothing to do)\n"
    assert suilu(env, "replay", "--all-dead").output == ""
    assert core.outbox.counts()["dropped"] == 1


@pytest.mark.parametrize("verb", ["replay", "drop"])
def test_a_key_that_is_none_changes_nothing_not_even_beside_a_good_one(
    env: Mapping[str, str], core: Core, three: list[str], verb: str
) -> None:
    result = suilu(env, verb, three[0], "no-such-key")

    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (1, "", 1)
    assert result.stderr.startswith("suilu: no-such-key: ")
    assert len(core.outbox.dead_letters()) == 2


def test_a_card_that_was_posted_anew_is_refused_by_name_and_passed_over_among_all(env: Mapping[str, str], core: Core) -> None:
    post(core, "a")
    old = dies(core)
    post(core, "a")
    new = dies(core)
    alone, among = suilu(env, "replay", old), suilu(env, "replay", "--all-dead")

    assert (alone.exit_code, alone.stderr.count("\n")) == (1, 1)
    assert "posted anew" in alone.stderr
    assert among.exit_code == 0
    assert among.output.splitlines()[0].startswith(f"{old}: 跳过 (passed over): ")
    assert among.output.splitlines()[1] == f"{new}: 重新发送 (sent again)"


def test_what_waits_is_not_dropped(env: Mapping[str, str], three: list[str]) -> None:
    result = suilu(env, "drop", three[2])
    assert (result.exit_code, "not a dead letter" in result.stderr) == (1, True)


@pytest.mark.parametrize(
    "arguments",
    [["replay"], ["drop"], ["replay", "x", "--all-dead"], ["drop", "x", "--platform", "wecom"], ["list", "--platform", "qq"]],
)
def test_what_is_not_meant_is_asked_back(env: Mapping[str, str], arguments: list[str]) -> None:
    assert suilu(env, *arguments).exit_code == 2


def test_an_old_database_is_said_in_one_line(env: Mapping[str, str]) -> None:
    result = suilu({**env, "SUILU_DATABASE_URL": f"sqlite:///{env['SUILU_DATA_DIR']}/new.db"}, "list")
    assert (result.exit_code, result.stderr.count("\n"), "run suilu migrate" in result.stderr) == (1, 1, True)
