"""The directory on each platform: the real clients read the stand-in's departments and members, page by page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from bot.adapters.manners import OwnPacer, paced, patiently
from bot.bootstrap import directory_rules
from bot.model import Platform
from bot.ports import PACE, Directory, TryLater, Undeliverable
from bot.simulator.town import Dweller, Office
from crm_core.decisions.standing import mobile_of, standing
from crm_core.views import ListedMember, Reading
from tests.bot.adapters.contract import Bench

ALL = ["wecom", "feishu", "dingtalk"]
once = pytest.mark.parametrize("bench", ALL, indirect=True)
IDS = {
    Platform.WECOM: ("zhoujianguo", "linxiao", "xin"),
    Platform.FEISHU: ("ou_zhou", "ou_lin", "ou_xin"),
    Platform.DINGTALK: ("ding_zhou", "ding_lin", "ding_xin"),
}


@pytest.fixture
def organisation(bench: Bench) -> Iterator[None]:
    """销售部 with 周建国 at its head and 林晓 in 华东一组 below it, for one test."""
    town = bench.house.town
    before = dict(town.people)
    town.founds(Office(10, "销售部", 1, ["zhou"]))
    town.founds(Office(20, "华东一组", 10))
    _becomes(bench, "zhou", offices=[10], title="销售总监")
    _becomes(bench, "lin", offices=[20], title="销售代表", phones=["13800001111"])
    yield
    town.people.clear()
    town.people.update(before)
    town.offices.clear()
    for name in ("zhou", "lin"):
        _becomes(bench, name, offices=[], title="", phones=[], account="active", status_word="", alias="", tags=[])
    _grant(bench, mobiles=bench.platform is not Platform.WECOM)


def _becomes(bench: Bench, key: str, **said: object) -> None:
    for name, value in said.items():
        setattr(bench.house.town.people[key], name, value)


def _grant(bench: Bench, *, mobiles: bool) -> None:
    match bench.platform:
        case Platform.WECOM:
            bench.sim.people.mobiles = mobiles
        case Platform.FEISHU:
            granted = bench.sim.api.directory.granted
            (granted.add if mobiles else granted.discard)("contact:user.phone:readonly")
        case Platform.DINGTALK:
            bench.sim.rest.directory.mobiles = mobiles


def _directory(bench: Bench) -> Directory:
    assert bench.house.app.house is not None
    return bench.house.app.house.directories[bench.platform]


def _read(bench: Bench) -> Reading:
    bench.house.clock.move(timedelta(seconds=61))
    return _directory(bench).read()


def _found(reading: Reading, bench: Bench, which: int = 1) -> ListedMember:
    return next(member for member in reading.members if member.id == IDS[bench.platform][which])


def _state(bench: Bench) -> str:
    return str(standing(_found(_read(bench), bench), directory_rules()).state)


@once
@pytest.mark.usefixtures("organisation")
def test_departments_members_and_who_leads_whom(bench: Bench) -> None:
    reading = _read(bench)

    lin, zhou = _found(reading, bench), _found(reading, bench, 0)
    by_name = {department.name: department for department in reading.departments}
    assert (reading.platform, reading.complete, reading.without) == (bench.platform.value, True, ())
    assert lin.departments == (by_name["华东一组"].id,)
    assert by_name["华东一组"].parent == by_name["销售部"].id
    assert by_name["销售部"].leaders == (zhou.id,)
    assert (lin.name, lin.title, lin.account) == ("林晓", "销售代表", "active")
    assert lin.manager == ("" if bench.platform is Platform.DINGTALK else zhou.id)
    assert not {member.name for member in reading.members} & {"王海", "赵敏"}


@once
@pytest.mark.usefixtures("organisation")
def test_a_member_read_alone_is_the_same_and_knows_the_manager(bench: Bench) -> None:
    alone = _directory(bench).member(IDS[bench.platform][1])

    assert alone is not None
    assert (alone.name, alone.manager) == ("林晓", IDS[bench.platform][0])


@once
@pytest.mark.parametrize("granted", [True, False])
@pytest.mark.usefixtures("organisation")
def test_a_number_is_told_only_where_it_is_granted(bench: Bench, granted: bool) -> None:
    _grant(bench, mobiles=granted)

    assert mobile_of(_found(_read(bench), bench).mobile) == ("13800001111" if granted else "")


@once
@pytest.mark.parametrize(
    ("said", "state"),
    [
        ({"status_word": "产假中"}, "maternity"),
        ({"status_word": "休假"}, "leave"),
        ({"status_word": "借调"}, "unknown"),
        ({"account": "inactive"}, "active"),
        ({"account": "inactive", "status_word": "产假中"}, "maternity"),
    ],
)
@pytest.mark.usefixtures("organisation")
def test_what_hr_wrote_is_read(bench: Bench, said: dict[str, object], state: str) -> None:
    _becomes(bench, "lin", **said)

    assert _state(bench) == state


@pytest.mark.parametrize("bench", ["wecom", "feishu"], indirect=True)
@pytest.mark.usefixtures("organisation")
def test_a_disabled_account_is_told(bench: Bench) -> None:
    _becomes(bench, "lin", account="disabled")

    assert _state(bench) == "disabled"


@pytest.mark.parametrize("bench", ["wecom"], indirect=True)
@pytest.mark.parametrize(("said", "state"), [({"tags": ["产假"]}, "maternity"), ({"alias": "产假中"}, "maternity")])
@pytest.mark.usefixtures("organisation")
def test_wecom_a_tag_or_an_alias_says_that_somebody_is_away(bench: Bench, said: dict[str, object], state: str) -> None:
    _becomes(bench, "lin", **said)

    assert _state(bench) == state


@once
@pytest.mark.usefixtures("organisation")
def test_who_left_is_listed_no_more_and_the_platform_says_so(bench: Bench) -> None:
    before = _read(bench)
    _becomes(bench, "lin", account="left")

    reading = _read(bench)

    assert len(reading.members) == len(before.members) - 1
    alone = _directory(bench).member(IDS[bench.platform][1])
    assert (alone.account if alone else None) == ("left" if bench.platform is Platform.FEISHU else None)


@once
@pytest.mark.usefixtures("organisation")
def test_many_are_read_page_by_page_and_once_each(bench: Bench) -> None:
    before = len(_read(bench).members)
    for number in range(130):
        ids = {bench.platform.value: f"m{number:03d}"}
        bench.house.town.people[f"x{number}"] = Dweller(f"x{number}", f"同事{number}", True, ids, offices=[20])

    reading = _read(bench)

    assert len(reading.members) == before + 130
    assert len({member.id for member in reading.members}) == before + 130


SOURCE: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "wecom": ("tags", lambda bench: setattr(bench.sim.people, "tags_withheld", True)),
    "feishu": ("attributes", lambda bench: bench.sim.api.directory.granted.discard("contact:user.employee:readonly")),
    "dingtalk": ("roster", lambda bench: setattr(bench.sim.rest.directory, "hr", False)),
}


@once
@pytest.mark.usefixtures("organisation")
def test_a_source_of_words_that_is_withheld_is_named(bench: Bench) -> None:
    name, withhold = SOURCE[bench.name]
    withhold(bench)
    try:
        reading = _read(bench)
    finally:
        if bench.name == "wecom":
            bench.sim.people.tags_withheld = False
        elif bench.name == "feishu":
            bench.sim.api.directory.granted.add("contact:user.employee:readonly")
        else:
            bench.sim.rest.directory.hr = True

    assert (reading.without, reading.complete) == ((name,), True)


@pytest.mark.parametrize("bench", ["dingtalk"], indirect=True)
@pytest.mark.usefixtures("organisation")
def test_dingtalk_without_a_roster_a_custom_field_says_it(bench: Bench) -> None:
    bench.sim.rest.directory.hr = False
    try:
        _becomes(bench, "lin", status_word="产假中")
        assert _state(bench) == "maternity"
    finally:
        bench.sim.rest.directory.hr = True


LISTINGS = {"wecom": "/cgi-bin/user/list", "feishu": "/open-apis/contact/v3/users/find_by_department"}
LISTINGS |= {"dingtalk": "/topapi/v2/user/list"}


@once
@pytest.mark.parametrize(("kind", "raised"), [("error", TryLater), ("limit", TryLater), ("refuse", Undeliverable)])
@pytest.mark.usefixtures("organisation")
def test_a_page_that_fails_fails_the_whole_reading(bench: Bench, kind: str, raised: type[Exception]) -> None:
    bench.ails(kind, LISTINGS[bench.name], times=5)

    with pytest.raises(raised):
        _read(bench)


@pytest.mark.parametrize("bench", ["wecom", "feishu"], indirect=True)
@pytest.mark.usefixtures("organisation")
def test_who_is_out_of_the_apps_range_is_withheld_not_gone(bench: Bench) -> None:
    unseen = bench.sim.desk.unseen if bench.platform is Platform.WECOM else bench.sim.api.messages.out_of_scope
    unseen.add("lin")
    try:
        assert IDS[bench.platform][1] not in [member.id for member in _read(bench).members]
        with pytest.raises(Undeliverable):
            _directory(bench).member(IDS[bench.platform][1])
    finally:
        unseen.discard("lin")


@once
@pytest.mark.usefixtures("organisation")
def test_who_reads_one_member_is_told_to_wait_and_never_waits(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """An event about a member is worked on before the taps behind it: nobody sleeps there."""

    def held_back(*_: object) -> None:
        raise paced(timedelta(seconds=3))

    monkeypatch.setattr(f"bot.adapters.{bench.platform.value}.directory.patiently", lambda _: pytest.fail("it waits"))
    monkeypatch.setattr(OwnPacer, "admit", held_back)

    with pytest.raises(TryLater) as later:
        _directory(bench).member(IDS[bench.platform][1])

    assert (later.value.reason, later.value.after) == (PACE, timedelta(seconds=3))


def test_a_long_reading_waits_for_its_own_pacer_and_for_nothing_else() -> None:
    waited: list[float] = []
    answers: list[TryLater | str] = [TryLater(PACE, timedelta(seconds=0.4)), TryLater(PACE, timedelta(minutes=1)), "read"]

    def call() -> str:
        answer = answers.pop(0)
        if isinstance(answer, TryLater):
            raise answer
        return answer

    assert patiently(call, wait=waited.append) == "read"
    assert waited == [0.4, 2.0]
    answers.append(TryLater("feishu_http_502"))
    with pytest.raises(TryLater, match="feishu_http_502"):
        patiently(call, wait=waited.append)
    assert waited == [0.4, 2.0]
