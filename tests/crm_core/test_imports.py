"""People and customers from plain data: again is the same, and a member is found however WeCom spells the userid."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from crm_core.errors import NotAllowed
from crm_core.people import SYSTEM, Principal, Role
from crm_core.work.core import Core
from crm_core.work.imports import ImportIn

FILE: Mapping[str, object] = {
    "corps": {"wecom": "ww1", "dingtalk": "ding1"},
    "people": [
        {"name": "周建国", "role": "manager", "home": "dingtalk", "accounts": {"dingtalk": "D1"}, "territories": ["华东"]},
        {
            "name": "林晓",
            "role": "rep",
            "home": "wecom",
            "accounts": {"wecom": "LinXiao"},
            "manager": "周建国",
            "territory": "华东",
        },
    ],
    "customers": [
        {"account": "华辰精密", "contact": "王海", "owner": "林晓", "territory": "华东", "identities": {"wecom": "wmWang"}},
    ],
}


def _load(core: Core, data: Mapping[str, object], who: Principal = SYSTEM) -> None:
    with core.work(who) as w:
        w.imports.load(ImportIn.model_validate(data))


def test_the_same_file_twice_is_the_same_organisation(core: Core) -> None:
    _load(core, FILE)
    _load(core, FILE)

    rep = core.identify("wecom", "ww1", "linxiao")
    manager = core.identify("dingtalk", "ding1", "D1")
    assert rep is not None
    assert manager is not None
    assert (rep.name, rep.role, manager.role) == ("林晓", Role.REP, Role.MANAGER)
    with core.read(rep) as w:
        assert [lead.account for lead in w.leads.list()] == ["华辰精密"]
    with core.read(manager) as w:
        assert [lead.owner for lead in w.leads.list()] == ["林晓"]


def test_a_file_that_says_nothing_of_a_status_ends_nobodys_leave(core: Core) -> None:
    _load(core, FILE)
    away = {**FILE, "people": [{**person, "status": "maternity"} for person in _people()]}
    _load(core, away)
    _load(core, FILE)

    with core.work(SYSTEM) as w:
        assert [w.diagnosis.members(person["name"])[0].status for person in _people()] == ["maternity", "maternity"]


def test_a_status_that_is_none_of_ours_is_named() -> None:
    people = [{**person, "status": "产假中"} for person in _people()]

    with pytest.raises(ValidationError, match="status"):
        ImportIn.model_validate({**FILE, "people": people})


def _people() -> list[dict[str, Any]]:
    people = FILE["people"]
    assert isinstance(people, list)
    return people


def test_only_the_house_may_import(core: Core) -> None:
    _load(core, FILE)
    rep = core.identify("wecom", "ww1", "linxiao")
    assert rep is not None

    with pytest.raises(NotAllowed):
        _load(core, FILE, rep)


def test_a_name_that_the_file_does_not_give_stops_it_whole(core: Core) -> None:
    people = [{"name": "林晓", "role": "rep", "home": "wecom", "accounts": {"wecom": "lin"}, "manager": "没有这个人"}]

    with pytest.raises(KeyError):
        _load(core, {**FILE, "people": people, "customers": []})

    assert core.identify("wecom", "ww1", "lin") is None


def test_a_word_that_is_no_role_is_named() -> None:
    people = [{"name": "林晓", "role": "boss", "home": "wecom", "accounts": {"wecom": "lin"}}]

    with pytest.raises(ValidationError, match="role"):
        ImportIn.model_validate({**FILE, "people": people})


def test_the_example_that_we_ship_can_be_taken(core: Core) -> None:
    example = Path(__file__).parents[2] / "deploy" / "people.example.yaml"

    _load(core, yaml.safe_load(example.read_text(encoding="utf-8")))

    assert core.identify("dingtalk", "ding0123456789abcdef", "0123456") is not None
