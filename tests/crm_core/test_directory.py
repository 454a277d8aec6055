"""Directories kept, compared and brought into the record on both engines: nothing by guess, everything to be undone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from crm_core.clock import SetClock
from crm_core.decisions.standing import DirectoryRules
from crm_core.errors import Conflict, NotAllowed, NotVisible
from crm_core.people import SYSTEM, Status
from crm_core.tables import Audit, Decision, DirectoryMember, Person, PlatformAccount, Progress
from crm_core.views import Address, ListedDepartment, ListedMember, Reading
from crm_core.work.core import Core
from crm_core.work.directory import Compared
from crm_core.work.unit import Rules
from tests.crm_core.builders import CORPS, World, a_world
from tests.crm_core.test_standing import SHIPPED

IDS = {
    "wecom": ("linxiao", "chenmo", "xuning", "hemiao", "sunli", "boss", "steward"),
    "feishu": ("ou_lin", "ou_chen"),
    "dingtalk": ("ding_lin", "ding_zhou"),
}
NAMES = {
    **{
        "linxiao": "林晓",
        "chenmo": "陈默",
        "xuning": "徐宁",
        "hemiao": "何苗",
        "sunli": "孙丽",
        "boss": "老板",
        "steward": "管家",
    },
    **{"ou_lin": "林晓", "ou_chen": "陈默", "ding_lin": "林晓", "ding_zhou": "周建国"},
}
RULES = DirectoryRules.model_validate(
    {**SHIPPED, "units": [{"department": "华南部", "team": "华南组", "territory": "华南"}], "on_left": "propose"}
)


@pytest.fixture
def world(sqlite_core: Core, clock: SetClock) -> World:
    sqlite_core._rules = Rules(directory=RULES)
    return a_world(sqlite_core, clock)


@pytest.fixture
def each_world(core: Core, clock: SetClock) -> World:
    """On each engine."""
    core._rules = Rules(directory=RULES)
    return a_world(core, clock)


def _reading(platform: str = "wecom", *more: ListedMember, without: Sequence[str] = (), **said: ListedMember) -> Reading:
    """Everybody as they are here, but for those `said` otherwise; who is named in `without` is not listed."""
    listed = [said.get(id_) or ListedMember(id_, NAMES[id_]) for id_ in IDS[platform] if id_ not in without]
    departments = (ListedDepartment("10", "华南部"),)
    return Reading(platform, CORPS[platform], departments, (*listed, *more))


def _take(world: World, *readings: Reading, **how: Any) -> Compared:
    with world.core.work(SYSTEM) as w:
        return w.directory.take(readings, **how)


def _status(world: World, name: str = "林晓") -> str:
    return str(next(row[3] for row in world.rows(Person)["person"] if row[1] == name))


def _kinds(found: Compared) -> list[str]:
    return [change.kind for change in found.changes]


def test_a_dry_run_writes_nothing_at_all(world: World) -> None:
    everything = (Person, PlatformAccount, DirectoryMember, Progress, Decision, Audit)
    before = world.rows(*everything)

    with world.core.read(SYSTEM) as w:
        found = w.directory.compare([_reading(linxiao=ListedMember("linxiao", "林晓", words=("产假中",)))])

    assert [(change.name, change.kind, change.new) for change in found.changes] == [("林晓", "away", "maternity")]
    assert world.rows(*everything) == before


def test_maternity_leave_is_maternity_leave_and_never_left(each_world: World) -> None:
    """The seeds' accident: 将‘产假中’状态错误映射为‘已离职’."""
    world = each_world
    found = _take(world, _reading(linxiao=ListedMember("linxiao", "林晓", words=("产假中",))), also=("left", "disabled"))

    assert (_kinds(found), _status(world)) == (["away"], "maternity")
    assert world.core.identify("wecom", "ww1", "linxiao") is not None
    with world.core.read(world.lin) as w:
        assert len(w.leads.list()) == 2


@pytest.mark.parametrize("word", ["产前检查", "离岗", "LEFT?", "在读"])
def test_a_word_nobody_listed_is_reported_and_changes_nothing(world: World, word: str) -> None:
    found = _take(world, _reading(linxiao=ListedMember("linxiao", "林晓", words=(word,))), also=("left", "disabled", "unlink"))

    assert [(change.kind, change.why) for change in found.waiting] == [("unknown", f"said:{word}")]
    assert (_status(world), found.applied, found.run) == ("active", (), 0)


def test_left_and_disabled_wait_and_are_applied_to_those_who_are_named(world: World) -> None:
    reading = _reading(
        linxiao=ListedMember("linxiao", "林晓"),
        hemiao=ListedMember("hemiao", "何苗", account="left", said="退出企业"),
        sunli=ListedMember("sunli", "孙丽", account="disabled", said="已禁用"),
    )

    first = _take(world, reading)
    assert [(change.name, change.kind) for change in first.waiting] == [("何苗", "left"), ("孙丽", "disabled")]
    assert (_status(world, "何苗"), _status(world, "孙丽")) == ("active", "active")

    miao = world.who("hemiao").person_id
    second = _take(world, reading, also=("left", "disabled"), only={miao})
    assert (_status(world, "何苗"), _status(world, "孙丽"), second.left) == ("left", "active", (miao,))
    assert world.core.identify("wecom", "ww1", "hemiao") is None


def test_gone_is_said_only_after_three_complete_readings_and_a_day(each_world: World) -> None:
    world = each_world
    told = []
    _take(world, _reading())
    for hours in (1, 1, 8, 24):
        world.clock.move(timedelta(hours=hours))
        found = _take(world, _reading(without=("sunli",)))
        told += [(change.kind, change.why) for change in found.changes]

    assert told == [("missing", "missing:1/3"), ("missing", "missing:2/3"), ("missing", "missing:3/3"), ("left", "gone")]
    assert _status(world, "孙丽") == "active"


def test_a_word_given_later_finds_what_the_readings_kept_and_says_whose_it_was(each_world: World) -> None:
    world, sun, zhou = each_world, each_world.who("sunli").person_id, each_world.zhou.person_id
    _take(world, _reading())
    for hours in (1, 1, 8, 24):
        with world.core.work(SYSTEM) as w, pytest.raises(Conflict, match="not_gone"):
            w.directory.confirm_left(sun, by=zhou)
        world.clock.move(timedelta(hours=hours))
        _take(world, _reading(without=("sunli",)))

    with world.core.work(SYSTEM) as w:
        assert [(change.person_id, change.why) for change in w.directory.gone()] == [(sun, "gone")]
        found = w.directory.confirm_left(sun, by=zhou)
    assert (found.left, _status(world, "孙丽")) == ((sun,), "left")
    with world.core.read(SYSTEM) as w:
        decided = w.leads._session.scalars(select(Decision).where(Decision.outcome == "left")).one()
        seen = w.leads._session.scalars(select(Audit).where(Audit.verb == "directory:left")).one()
    assert (decided.by_id, seen.detail) == (zhou, {"run": found.run, "by": zhou})

    with world.core.work(SYSTEM) as w, pytest.raises(Conflict, match="not_gone"):
        w.directory.confirm_left(sun, by=zhou)
    with world.core.work(SYSTEM) as w:
        assert w.directory.undo(found.run, by=zhou) == (1, 0)
    assert _status(world, "孙丽") == "active"
    with world.core.work(world.zhou) as w, pytest.raises(NotAllowed):
        w.directory.confirm_left(sun, by=zhou)


def test_who_is_listed_again_was_never_gone(world: World) -> None:
    _take(world, _reading())
    _take(world, _reading(without=("sunli",)))
    world.clock.move(timedelta(hours=30))
    assert _kinds(_take(world, _reading())) == []

    assert [change.why for change in _take(world, _reading(without=("sunli",))).changes] == ["missing:1/3"]


@pytest.mark.parametrize(
    ("reading", "why"),
    [
        (_reading(without=("linxiao", "chenmo")), "shrunk"),
        (_reading(without=IDS["wecom"]), "empty"),
        (Reading("wecom", "ww1", members=_reading(without=("linxiao",)).members, complete=False), "partial"),
        (Reading("wecom", "", members=_reading().members), ""),
    ],
)
def test_a_reading_that_is_not_believed_changes_and_keeps_nothing(world: World, reading: Reading, why: str) -> None:
    _take(world, _reading())
    world.clock.move(timedelta(days=5))
    before = world.rows(DirectoryMember, Progress)

    found = _take(world, reading, also=("left", "unlink"))

    assert found.refused == ({"wecom": why} if why else {})
    assert _kinds(found) == []
    assert (world.rows(DirectoryMember, Progress) == before) == bool(why)


def test_one_platform_that_is_not_believed_stops_no_other(world: World) -> None:
    _take(world, _reading(), _reading("feishu"))

    found = _take(world, _reading(without=IDS["wecom"]), _reading("feishu", ou_lin=ListedMember("ou_lin", "林晓晓")))

    assert (found.refused, _kinds(found)) == ({"wecom": "empty"}, [])


def test_an_account_is_linked_by_its_number_and_the_card_goes_home(world: World) -> None:
    home = _reading(chenmo=ListedMember("chenmo", "陈默", mobile="13800001111"))
    ding = _reading("dingtalk", ListedMember("ding_chen", "陈默", mobile="+86-138 0000 1111"))

    found = _take(world, home, ding)

    assert [(change.kind, change.why) for change in found.applied] == [("link", "mobile:1111")]
    chen = world.core.identify("dingtalk", "dt1", "ding_chen")
    assert chen == world.chen
    with world.core.read(SYSTEM) as w:
        assert w.people.address(world.chen.person_id) == Address("wecom", "ww1", "chenmo")
        assert w.people.address(world.chen.person_id, "dingtalk") == Address("dingtalk", "dt1", "ding_chen")


def test_manager_team_and_territory_come_from_the_directory(world: World) -> None:
    moved = ListedMember("linxiao", "林晓", departments=("10",), manager="sunli")

    found = _take(world, _reading(linxiao=moved))

    assert sorted(_kinds(found)) == ["manager", "team", "territory"]
    with world.core.read(SYSTEM) as w:
        manager = w.people.manager_of(world.lin.person_id)
        assert manager is not None
        assert manager.name == "孙丽"
    assert _kinds(_take(world, _reading(linxiao=moved))) == []


def test_a_run_is_undone_whole_and_does_not_come_again_by_itself(each_world: World) -> None:
    world = each_world
    before = world.rows(Person, PlatformAccount)
    reading = _reading(
        linxiao=ListedMember("linxiao", "林小晓", words=("产假中",), departments=("10",), manager="sunli"),
        hemiao=ListedMember("hemiao", "何苗", account="left"),
        chenmo=ListedMember("chenmo", "陈默", mobile="13800001111"),
    )
    ding = _reading("dingtalk", ListedMember("ding_chen", "陈默", mobile="13800001111"))
    run = _take(world, reading, ding, also=("left",)).run
    assert world.rows(Person, PlatformAccount) != before

    with world.core.work(SYSTEM) as w:
        assert w.directory.undo(run) == (7, 0)
    assert world.rows(Person, PlatformAccount) == before

    again = _take(world, reading, ding)
    assert again.applied == ()
    assert {change.held for change in again.waiting if change.kind != "left"} == {"undone"}


def test_what_changed_since_is_not_undone(world: World) -> None:
    run = _take(world, _reading(linxiao=ListedMember("linxiao", "林晓", words=("产假中",)))).run
    _take(world, _reading(linxiao=ListedMember("linxiao", "林晓", words=("休假",))))

    with world.core.work(SYSTEM) as w:
        assert w.directory.undo(run) == (0, 1)
        with pytest.raises(Conflict, match="no_run"):
            w.directory.undo(4711)
    assert _status(world) == "leave"


def test_every_change_keeps_what_was_there_and_is_audited_without_a_name(world: World) -> None:
    run = _take(world, _reading(linxiao=ListedMember("linxiao", "林晓", words=("产假中",)))).run

    with world.core.read(SYSTEM) as w:
        session = w.leads._session
        (row,) = session.scalars(select(Decision).where(Decision.outcome == "away"))
        (seen,) = session.scalars(select(Audit).where(Audit.verb == "directory:away"))
    because = row.because
    assert (because["old"], because["new"], because["run"], row.rule_version) == ("active", "maternity", run, "1")
    assert (seen.subject, seen.detail) == (f"person:{world.lin.person_id}", {"run": run})


# --- by hand ----------------------------------------------------------------------------------------------------------


def test_an_account_is_linked_and_taken_away_by_hand(each_world: World) -> None:
    world = each_world
    chen, account = world.chen.person_id, Address("dingtalk", "dt1", "ding_chen")
    with world.core.work(SYSTEM) as w:
        w.directory.link(chen, account)
    assert world.core.identify("dingtalk", "dt1", "ding_chen") == world.chen

    with world.core.work(SYSTEM) as w:
        w.directory.unlink(chen, account)
    assert world.core.identify("dingtalk", "dt1", "ding_chen") is None
    number = "13800001111"
    found = _take(
        world,
        _reading(chenmo=ListedMember("chenmo", "陈默", number)),
        _reading("dingtalk", ListedMember("ding_chen", "陈默", number)),
    )
    assert [(change.kind, change.held) for change in found.waiting] == [("link", "undone")]


@pytest.mark.parametrize(
    ("account", "because"),
    [
        (Address("feishu", "fs1", "ou_chen"), "taken"),
        (Address("feishu", "fs1", "ou_lin"), "already_there"),
        (Address("feishu", "fs1", "ou_other"), "two_accounts"),
    ],
)
def test_a_link_that_cannot_be_is_refused_and_changes_nothing(world: World, account: Address, because: str) -> None:
    before = world.rows(PlatformAccount)

    with pytest.raises(Conflict, match=because), world.core.work(SYSTEM) as w:
        w.directory.link(world.lin.person_id, account)
    with pytest.raises(NotVisible), world.core.work(SYSTEM) as w:
        w.directory.link(4711, account)
    with pytest.raises(Conflict, match="not_linked"), world.core.work(SYSTEM) as w:
        w.directory.unlink(world.lin.person_id, Address("feishu", "fs1", "ou_other"))

    assert world.rows(PlatformAccount) == before


def test_only_the_house_may_look_and_change(world: World) -> None:
    for who in (world.lin, world.zhou, world.who("boss"), world.who("steward")):
        with pytest.raises(NotAllowed), world.core.work(who) as w:
            w.directory.compare([_reading()])
        with pytest.raises(NotAllowed), world.core.work(who) as w:
            w.directory.undo(1)


# --- events, ticks ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("policy", "status"), [("propose", "active"), ("apply", "left")])
def test_an_event_that_says_left_is_a_statement_and_the_rules_say_what_comes_of_it(
    world: World, policy: Any, status: str
) -> None:
    world.core._rules = Rules(directory=RULES.model_copy(update={"on_left": policy}))
    _take(world, _reading())

    with world.core.work(SYSTEM) as w:
        found = w.directory.left_said(Address("wecom", "ww1", "hemiao"))

    assert [(change.kind, change.why) for change in found.changes] == [("left", "said:离职事件")]
    assert (_status(world, "何苗"), bool(found.left)) == (status, policy == "apply")


def test_one_of_all_that_ask_reads_and_not_twice_an_hour(each_world: World) -> None:
    world = each_world

    def due() -> bool:
        with world.core.work(SYSTEM) as w:
            return w.directory.due("wecom", timedelta(hours=1))

    assert [due(), due()] == [True, False]
    world.clock.move(timedelta(minutes=59))
    assert due() is False
    world.clock.move(timedelta(minutes=1))
    assert [due(), due()] == [True, False]
    with world.core.work(SYSTEM) as w:
        w.directory.soon("wecom")
    assert [due(), due()] == [True, False]


def test_whom_the_directory_lists_is_no_customer(world: World) -> None:
    _take(world, _reading("wecom", ListedMember("clerk", "出纳")))

    ours = [world.core.is_ours("wecom", "ww1", id_) for id_ in ("linxiao", "gone", "clerk", "wmWangHai0001")]

    assert ours == [True, True, True, False]
    assert world.core.identify("wecom", "ww1", "gone") is None


# --- what a status does elsewhere -------------------------------------------------------------------------------------

EFFECTS = {
    # status: signs in, is told, is nudged, is offered customers, leads others' nudges
    Status.ACTIVE: (True, True, True, True, True),
    Status.PAUSED: (True, True, True, False, True),
    Status.LEAVE: (True, True, False, False, False),
    Status.MATERNITY: (True, True, False, False, False),
    Status.DISABLED: (False, False, False, False, False),
    Status.LEFT: (False, False, False, False, False),
    Status.TEST: (True, True, True, False, True),
}


@pytest.mark.parametrize("status", Status)
def test_each_status_does_the_same_everywhere(world: World, status: Status) -> None:
    chen, zhou = world.chen.person_id, world.zhou.person_id
    _set(world, {chen: status, zhou: status})

    with world.core.read(SYSTEM) as w:
        colleagues = [person.id for person in w.people.colleagues(world.wang)]
        seen = (
            world.core.identify("wecom", "ww1", "chenmo") is not None,
            w.people.address(chen) is not None,
            w.people.nudge_address(chen) is not None,
            chen in colleagues,
            w.people.manager_of(world.lin.person_id) is not None,
        )
        explained = {name for name, _, _ in w.leads.explain(world.lead("青禾食品"))}

    assert seen == EFFECTS[status]
    assert ("陈默" in explained) == seen[0]
    with world.core.read(SYSTEM) as w:
        assert [lead.owner for lead in w.leads.list() if lead.account == "青禾食品"] == ["陈默"]


def test_who_leads_while_the_manager_is_away_is_the_one_above(world: World) -> None:
    sun, zhou = world.who("sunli").person_id, world.zhou.person_id
    with world.core.work(SYSTEM) as w:
        w.leads._session.get(Person, zhou).manager_id = sun  # type: ignore[union-attr]
    _set(world, {zhou: Status.MATERNITY})

    with world.core.read(SYSTEM) as w:
        found = w.people.manager_of(world.lin.person_id)

    assert found is not None
    assert found.id == sun


def _set(world: World, statuses: dict[int, Status]) -> None:
    with world.core.work(SYSTEM) as w:
        for person, status in statuses.items():
            w.leads._session.get(Person, person).status = status.value  # type: ignore[union-attr]
