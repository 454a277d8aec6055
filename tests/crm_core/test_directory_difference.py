"""The difference between directories and the record: what is applied, what waits, and what is never guessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from crm_core.decisions.directory import DECIDE, SAFE, TELL, Before, Change, Known, Picture, difference, disbelieved
from crm_core.decisions.standing import DirectoryRules, Title, Unit
from crm_core.people import Status
from crm_core.views import ListedDepartment, ListedMember, Reading
from tests.crm_core.test_standing import SHIPPED

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
RULES = DirectoryRules.model_validate(SHIPPED)
LIN = Known(1, "林晓", "rep", "active", "wecom", accounts={"wecom": "linxiao"})
ZHOU = Known(2, "周建国", "manager", "active", "wecom", accounts={"wecom": "zhou"})
M = "13800001234"


def _member(id: str = "linxiao", name: str = "林晓", **said: Any) -> ListedMember:
    return ListedMember(id, name, **said)


def _read(*members: ListedMember, platform: str = "wecom", **said: Any) -> Reading:
    return Reading(platform, "corp", members=members, **said)


def _diff(
    *readings: Reading,
    people: tuple[Known, ...] = (LIN,),
    before: Mapping[tuple[str, str], Before] | None = None,
    rules: DirectoryRules = RULES,
    **picture: Any,
) -> list[Change]:
    return difference(Picture(readings, people, before or {}, **picture), rules, NOW)


def _told(changes: list[Change]) -> list[tuple[str, str, str]]:
    return [(change.kind, change.old, change.new) for change in changes]


# --- states -----------------------------------------------------------------------------------------------------------

MOVES = [
    # record, directory's word, account, what comes of it
    ("active", "", "active", []),
    ("active", "产假中", "active", [("away", "active", "maternity")]),
    ("active", "休假", "active", [("away", "active", "leave")]),
    ("active", "产假中", "disabled", [("away", "active", "maternity")]),
    ("leave", "产假中", "active", [("away", "leave", "maternity")]),
    ("paused", "产假中", "active", [("away", "paused", "maternity")]),
    ("maternity", "产假中", "active", []),
    ("maternity", "", "active", []),
    ("maternity", "在职", "active", [("back", "maternity", "active")]),
    ("leave", "在职", "active", [("back", "leave", "active")]),
    ("paused", "在职", "active", []),
    ("active", "借调", "active", [("unknown", "active", "unknown")]),
    ("maternity", "借调", "active", [("unknown", "maternity", "unknown")]),
    ("active", "", "", [("unknown", "active", "unknown")]),
    ("active", "", "disabled", [("disabled", "active", "disabled")]),
    ("active", "已离职", "active", [("left", "active", "left")]),
    ("active", "", "left", [("left", "active", "left")]),
    ("maternity", "", "left", [("left", "maternity", "left")]),
    ("left", "", "left", []),
    ("left", "", "active", [("revive", "left", "active")]),
    ("disabled", "产假", "active", [("revive", "disabled", "maternity")]),
    ("disabled", "", "active", []),
    ("test", "已离职", "active", []),
]


@pytest.mark.parametrize(("status", "word", "account", "told"), MOVES)
def test_a_state_moves_only_as_far_as_the_directory_says(
    status: str, word: str, account: str, told: list[tuple[str, str, str]]
) -> None:
    member = _member(account=account, said="status 9", words=(word,) if word else ())

    assert _told(_diff(_read(member), people=(replace(LIN, status=status),))) == told


def test_whoever_loses_something_waits_for_a_word_and_the_rest_does_not() -> None:
    kinds = {kind for *_, told in MOVES for kind, _, _ in told}

    assert kinds == {"away", "back", "unknown", "disabled", "left", "revive"}
    assert {kind for kind in kinds if Change(kind, 1, "").safe} == {"away", "back"}
    assert not set(SAFE) & {*DECIDE, *TELL}


@given(st.text(min_size=1, max_size=12), st.sampled_from([status.value for status in Status]))
def test_no_word_that_is_not_listed_makes_anybody_leave(word: str, status: str) -> None:
    listed = {one.casefold() for words in SHIPPED["states"].values() for one in words}
    changes = _diff(_read(_member(words=(word,))), people=(replace(LIN, status=status),))

    assert word.strip().casefold() in listed or not {change.kind for change in changes} & {"left", "away", "back", "disabled"}


def test_leave_that_the_directory_began_ends_with_it() -> None:
    on_leave = replace(LIN, status="maternity")

    changes = _diff(_read(_member()), people=(on_leave,), before={("wecom", "linxiao"): Before("maternity")})

    assert [(change.kind, change.safe) for change in changes] == [("back", True)]


def test_leave_does_not_end_because_its_source_could_not_be_asked() -> None:
    on_leave, before = replace(LIN, status="maternity"), {("wecom", "linxiao"): Before("maternity")}

    changes = _diff(_read(_member(), without=("tags",)), people=(on_leave,), before=before)

    assert [(change.kind, change.safe, change.held) for change in changes] == [("back", False, "without:tags")]


# --- several accounts -------------------------------------------------------------------------------------------------

BOTH = replace(LIN, accounts={"feishu": "ou_lin", "wecom": "linxiao"})


@pytest.mark.parametrize(
    ("wecom", "feishu", "told"),
    [
        ({}, {"words": ("产假中",)}, [("away", "active", "maternity")]),
        ({"account": "disabled"}, {}, [("conflict", "active、disabled", "")]),
        ({"account": "disabled"}, {"words": ("产假中",)}, [("away", "active", "maternity")]),
        ({"words": ("在职",)}, {"words": ("产假中",)}, [("conflict", "active、maternity", "")]),
        ({"account": "left"}, {}, [("unlink", "linxiao", "")]),
        ({"account": "left"}, {"account": "left"}, [("left", "active", "left")]),
        ({"words": ("借调",)}, {"account": "left"}, [("unknown", "active", "unknown")]),
    ],
)
def test_two_platforms_have_to_agree(wecom: dict[str, Any], feishu: dict[str, Any], told: list[tuple[str, str, str]]) -> None:
    readings = _read(_member(**wecom)), _read(_member("ou_lin", **feishu), platform="feishu")

    assert _told(_diff(*readings, people=(BOTH,))) == told


def test_a_platform_that_was_not_read_counts_as_it_was() -> None:
    reading = _read(_member("ou_lin"), platform="feishu")

    assert _diff(reading, people=(BOTH,), before={("wecom", "linxiao"): Before("active")}) == []
    away = _diff(reading, people=(BOTH,), before={("wecom", "linxiao"): Before("maternity")})
    assert _told(away) == [("away", "active", "maternity")]


# --- missing ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("missed", "hours", "kind", "why"),
    [
        (0, 0, "missing", "missing:1/3"),
        (1, 30, "missing", "missing:2/3"),
        (2, 3, "missing", "missing:3/3"),
        (2, 24, "left", "gone"),
        (7, 240, "left", "gone"),
    ],
)
def test_a_member_is_gone_after_so_many_readings_and_hours(missed: int, hours: int, kind: str, why: str) -> None:
    gone_at = NOW - timedelta(hours=hours) if missed else None
    before = {("wecom", "linxiao"): Before("active", "", gone_at, missed)}

    (change,) = _diff(_read(_member("zhou", "周建国")), before=before)

    assert (change.kind, change.why, change.safe) == (kind, why, False)


def test_one_account_that_is_gone_is_no_person_that_left() -> None:
    before = {("wecom", "linxiao"): Before("active", "", NOW - timedelta(days=3), 5)}

    changes = _diff(_read(_member("x", "别人")), _read(_member("ou_lin"), platform="feishu"), people=(BOTH,), before=before)

    assert _told(changes) == [("unlink", "linxiao", "")]


@pytest.mark.parametrize(
    ("members", "before", "said", "why"),
    [
        (10, 10, {}, ""),
        (8, 10, {}, ""),
        (7, 10, {}, "shrunk"),
        (0, 10, {}, "empty"),
        (0, 0, {}, "empty"),
        (10, 10, {"complete": False}, "partial"),
        (1, 10, {"complete": False, "single": True}, ""),
        (25, 10, {}, ""),
    ],
)
def test_a_reading_that_lost_too_much_is_not_believed(members: int, before: int, said: dict[str, Any], why: str) -> None:
    reading = _read(*(_member(f"m{number}") for number in range(members)), **said)

    assert disbelieved(reading, before, RULES) == why


def test_one_member_read_again_says_nothing_of_the_others() -> None:
    changes = _diff(_read(_member("zhou", "周建国"), single=True), people=(LIN, ZHOU))

    assert changes == []


# --- links ------------------------------------------------------------------------------------------------------------


def _linked(*strangers: ListedMember, people: tuple[Known, ...] = (LIN,)) -> list[tuple[str, int | None, str]]:
    home = _read(*(_member(p.accounts["wecom"], p.name, mobile=M) for p in people))
    changes = _diff(home, _read(*strangers, platform="feishu"), people=people)
    return [(change.kind, change.person_id, change.why) for change in changes]


def test_a_mobile_number_links_where_it_means_one_person() -> None:
    assert _linked(_member("ou_lin", "Lin Xiao", mobile=f"+86 {M}")) == [("link", 1, "mobile:1234")]


def test_a_number_of_two_people_links_nobody() -> None:
    twin = replace(LIN, id=3, name="林小", accounts={"wecom": "linxiao2"})

    assert _linked(_member("ou_lin", mobile=M), people=(LIN, twin)) == [("conflict", None, "mobile_shared")]


def test_two_accounts_of_one_number_on_one_platform_link_nobody() -> None:
    told = _linked(_member("ou_a", mobile=M), _member("ou_b", mobile=M))

    assert told == [("conflict", None, "mobile_shared"), ("conflict", None, "mobile_shared")]


def test_a_second_account_on_the_same_platform_is_told() -> None:
    changes = _diff(_read(_member(mobile=M), _member("linxiao2", mobile=M)))

    assert [(change.kind, change.why) for change in changes] == [("conflict", "two_accounts")]


@pytest.mark.parametrize(("people", "person"), [((LIN,), 1), ((LIN, replace(LIN, id=3, accounts={"wecom": "l2"})), None)])
def test_a_name_alone_links_nobody(people: tuple[Known, ...], person: int | None) -> None:
    members = [_member(known.accounts["wecom"]) for known in people]

    changes = _diff(_read(*members), _read(_member("ou_lin"), platform="feishu"), people=people)

    assert [(change.kind, change.person_id, change.why) for change in changes] == [("conflict", person, "same_name")]
    assert not changes[0].waits


def test_a_number_is_known_from_a_platform_that_was_not_read() -> None:
    before = {("wecom", "linxiao"): Before("active", M)}

    changes = _diff(_read(_member("ou_lin", mobile=M), platform="feishu"), before=before)

    assert [(change.kind, change.value) for change in changes] == [("link", "feishu:ou_lin")]


def test_a_newcomer_with_a_selling_title_is_proposed_once_for_all_accounts() -> None:
    new = _member("ou_new", "何川", mobile=M, title="销售代表")
    other = _member("hechuan", "何川", mobile=M, title="销售代表")

    changes = _diff(_read(other, _member()), _read(new, _member("ou_clerk", "出纳", title="出纳"), platform="feishu"))

    assert [(c.kind, c.name, c.new, c.accounts) for c in changes] == [
        ("new", "何川", "rep", (("wecom", "hechuan"), ("feishu", "ou_new")))
    ]
    assert not changes[0].safe


# --- name, manager, team, territory, role -----------------------------------------------------------------------------


def test_the_directory_at_home_names_the_manager() -> None:
    both = replace(LIN, accounts={"feishu": "ou_lin", "wecom": "linxiao"})
    home, other = _read(_member(manager="zhou")), _read(_member("ou_lin", manager="ou_somebody"), platform="feishu")

    changes = _diff(home, other, people=(both, ZHOU))

    assert [(c.kind, c.old, c.new, c.value) for c in changes if c.kind != "missing"] == [("manager", "", "周建国", 2)]


def test_another_platform_may_tell_what_home_does_not_but_not_while_home_is_away() -> None:
    both, boss = replace(LIN, accounts={"feishu": "ou_lin", "wecom": "linxiao"}), replace(ZHOU, accounts={"feishu": "ou_zhou"})
    feishu = _read(_member("ou_lin", "Lin", manager="ou_zhou"), _member("ou_zhou", "周建国"), platform="feishu")

    assert _told(_diff(_read(_member()), feishu, people=(both, boss))) == [("manager", "", "周建国")]
    assert _told(_diff(feishu, people=(both, boss))) == []


def test_who_was_never_listed_never_becomes_gone() -> None:
    (change,) = _diff(_read(_member("zhou", "周建国")))

    assert (change.kind, change.why, change.waits) == ("missing", "never_listed", False)


def test_who_leads_the_department_above_is_the_manager_where_nobody_is_named() -> None:
    departments = (ListedDepartment("20", "一组", "10", ("linxiao",)), ListedDepartment("10", "销售部", "", ("zhou",)))
    reading = Reading("wecom", "corp", departments, (_member(departments=("20",)), _member("zhou", "周建国")))

    assert [(c.kind, c.value) for c in _diff(reading, people=(LIN, ZHOU))] == [("manager", 2)]


def test_two_do_not_come_to_lead_each_other() -> None:
    reading = _read(_member("zhou", "周建国", manager="linxiao"), _member())

    changes = _diff(reading, people=(replace(LIN, manager_id=2), ZHOU))

    assert [(c.kind, c.person_id, c.why) for c in changes] == [("conflict", 2, "manager_circle")]


def test_a_manager_whom_nobody_knows_here_empties_nothing() -> None:
    assert _diff(_read(_member(manager="ceo"), _member("zhou", "周建国")), people=(replace(LIN, manager_id=2), ZHOU)) == []


UNITS = RULES.model_copy(
    update={
        "units": (Unit(department="华东销售部", team="华东组", territory="华东"), Unit(department="二组", team="华东二组")),
        "titles": (Title(title="销售主管", role="manager"),),  # type: ignore[arg-type]
    }
)
DEPARTMENTS = (ListedDepartment("10", "华东销售部"), ListedDepartment("20", "二组", "10"), ListedDepartment("30", "三组", "10"))


@pytest.mark.parametrize(
    ("departments", "told"),
    [
        (("20",), [("team", "", "华东二组")]),
        (("30",), [("team", "", "华东组"), ("territory", "", "华东")]),
        (("40",), []),
    ],
)
def test_team_and_territory_are_those_of_the_nearest_mapped_department(
    departments: tuple[str, ...], told: list[tuple[str, str, str]]
) -> None:
    reading = Reading("wecom", "corp", DEPARTMENTS, (_member(departments=departments),))

    assert _told(_diff(reading, rules=UNITS)) == told


def test_a_manager_gets_no_territory_to_work_in() -> None:
    reading = Reading("wecom", "corp", DEPARTMENTS, (_member("zhou", "周建国", departments=("30",)),))

    assert _told(_diff(reading, people=(ZHOU,), rules=UNITS)) == [("team", "", "华东组")]


def test_a_role_by_title_is_proposed_and_waits() -> None:
    (change,) = _diff(_read(_member(title="销售主管")), rules=UNITS)

    assert (change.kind, change.new, change.safe) == ("role", "manager", False)
    assert _diff(_read(_member(title="销售主管")), people=(replace(LIN, role="steward"),), rules=UNITS) == []


def test_what_is_not_to_follow_the_directory_stays() -> None:
    by_hand = RULES.model_copy(update={"follow": frozenset({"manager"})})

    assert _diff(_read(_member(name="林小晓")), rules=by_hand) == []
    assert _told(_diff(_read(_member(name="林小晓（产假）")))) == [("away", "active", "maternity"), ("name", "林晓", "林小晓")]


def test_what_was_undone_does_not_come_again_by_itself() -> None:
    changes = _diff(_read(_member(words=("产假中",))), undone=frozenset({(1, "away", "maternity")}))

    assert [(change.kind, change.safe, change.held) for change in changes] == [("away", False, "undone")]


def test_the_mapping_is_data(tmp_path: Any) -> None:
    mine = yaml.safe_load("states: {maternity: [在家带娃], left: [毕业了]}")

    rules = DirectoryRules.model_validate(mine)

    assert _told(_diff(_read(_member(words=("在家带娃",))), rules=rules)) == [("away", "active", "maternity")]
    assert _told(_diff(_read(_member(words=("产假中",))), rules=rules)) == [("unknown", "active", "unknown")]
