"""The pure part: matching, fields, stages, silences and working time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.calendar import Calendar, next_polite_moment
from crm_core.decisions.fields import FIELDS, BadValue, columns, money, shown
from crm_core.decisions.matching import Keys, Known, Match, match
from crm_core.decisions.nudges import SilenceRule, hours_silent
from crm_core.decisions.stages import further, stage_of

SHANGHAI = ZoneInfo("Asia/Shanghai")
ID = ("wecom", "ww1", "wm1")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("_case", "keys", "expected"),
    [
        ("nothing known", Keys(), Match(None, "new")),
        ("identity", Keys(identity=ID), Match(1, "identity")),
        ("identity decides alone", Keys(identity=ID, phones=frozenset({"2"})), Match(1, "identity")),
        ("phone", Keys(phones=frozenset({"2"})), Match(2, "phone")),
        ("e-mail", Keys(emails=frozenset({"c@x"})), Match(3, "email")),
        ("credit code", Keys(usccs=frozenset({"U"})), Match(3, "uscc")),
        ("the strongest key is named", Keys(emails=frozenset({"c@x"}), usccs=frozenset({"U"})), Match(3, "email")),
        (
            "keys disagree",
            Keys(phones=frozenset({"2"}), emails=frozenset({"c@x"})),
            Match(None, "", ((2, "phone"), (3, "email"))),
        ),
        ("a stranger's keys", Keys(identity=("a", "b", "c"), phones=frozenset({"9"})), Match(None, "new")),
    ],
)
def test_matching(_case: str, keys: Keys, expected: Match) -> None:
    known = [Known(1, frozenset({ID}), phone="1"), Known(2, phone="2"), Known(3, email="c@x", uscc="U")]

    assert match(keys, known) == expected
    assert match(keys, known[::-1]) == expected


def test_an_empty_key_matches_nobody() -> None:
    assert match(Keys(), [Known(1), Known(2)]) == Match(None, "new")


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("budget", {"low": None, "high": 5, "approx": False}, {"budget_low": None, "budget_high": 5}),
        ("our_quote", {"amount": 46_800_000}, {"quote": 46_800_000}),
        ("deadline", {"date": "2026-12-20", "what": "上线"}, {"deadline": "2026-12-20"}),
        ("competitor", {"name": " 汇川 ", "role": "compare"}, {"competitor": "汇川"}),
        ("contact_email", {"email": "Wang@Example.com"}, {"email": "wang@example.com"}),
        ("next_action", {"what": "发方案", "due": None, "ours": True}, {"what": "发方案", "due": None, "ours": True}),
        ("milestone", {"kind": "quote_sent"}, {"kind": "quote_sent"}),
        ("target_price", {"low": None, "high": 44, "approx": False}, {"target_low": None, "target_high": 44}),
        ("budget_status", {"status": "none"}, {"budget_status": "none"}),
        ("contact_address", {"address": " 江南大道1号 "}, {"address": "江南大道1号"}),
        ("foreign_amount", {"text": "我方报价 2.5美元"}, {"kind": "foreign_amount", "label": ""}),
        ("product", {"name": "P12", "quantity": None, "unit": ""}, {"kind": "product", "label": ""}),
        ("pain_point", {"text": "太吵", "label": "其他"}, {"kind": "pain_point", "label": "其他"}),
        ("objection", {"text": "偏高", "category": "price"}, {"kind": "objection", "label": "价格"}),
    ],
)
def test_values_become_columns(kind: str, value: dict[str, object], expected: dict[str, object]) -> None:
    assert columns(kind, value) == expected


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("budget", {"low": None, "high": None}),
        ("budget", {"low": 1.5, "high": None}),
        ("budget", {"low": True, "high": None}),
        ("budget", {"low": 5, "high": 5, "approx": False, "currency": "USD"}),
        ("target_price", {"low": 5, "high": 5, "approx": False, "currency": "USD"}),
        ("our_quote", {"amount": 5, "currency": "USD"}),
        ("deal_amount", {"amount": 5, "currency": "EUR"}),
        ("foreign_amount", {"text": " "}),
        ("our_quote", {"amount": -1}),
        ("our_quote", {"amount": 10**16}),
        ("our_quote", {}),
        ("deadline", {"date": "2026-02-30"}),
        ("deadline", {"date": 5}),
        ("contact_phone", {"phone": "call me"}),
        ("contact_email", {"email": "nobody"}),
        ("contact_uscc", {"uscc": "short"}),
        ("tag", {"name": "  "}),
        ("next_action", {"what": "x", "due": None, "ours": "yes"}),
        ("milestone", {"kind": "made_up"}),
        ("budget_status", {"status": "rich"}),
        ("product", {"name": " "}),
        ("objection", {"text": "偏高", "category": "mood"}),
        ("objection", {"text": "", "category": "price"}),
        ("weather", {"is": "fine"}),
    ],
)
def test_what_has_not_its_field_s_shape_is_refused(kind: str, value: dict[str, object]) -> None:
    with pytest.raises(BadValue):
        columns(kind, value)


@given(value=st.dictionaries(st.text(max_size=8), st.none() | st.booleans() | st.integers() | st.text(), max_size=4))
def test_any_json_is_either_columns_or_refused(value: dict[str, object]) -> None:
    for kind in FIELDS:
        try:
            assert columns(kind, value)
        except BadValue:
            continue


def test_what_the_record_holds_reads_like_a_person_says_it() -> None:
    assert [money(fen) for fen in (999, 46_800_000, 12_000_000_000, 100)] == ["9.99元", "46.8万", "1.2亿", "1元"]
    assert shown("budget", {"budget_low": 25_000_000, "budget_high": 30_000_000}) == "25万-30万"
    assert shown("budget", {"budget_low": None, "budget_high": 30_000_000}) == "30万"
    assert shown("budget", {"budget_low": None, "budget_high": None}) == ""
    assert shown("deadline", {"deadline": "2026-12-20"}) == "2026-12-20"
    assert shown("milestone", {"kind": "quote_sent"}) == "报价发出"


def test_stages() -> None:
    assert stage_of([], touched=False) == "new"
    assert stage_of([], touched=True) == "contacted"
    assert stage_of(["sample_sent", "quote_sent"], touched=True) == "quoted"
    assert (further("quoted", "contacted"), further("new", "quoted"), further("lost", "quoted")) == ("quoted", "quoted", "lost")


def test_silences() -> None:
    rule = SilenceRule.from_data({"id": "silence_72h", "hours": 72, "version": "1"})
    since = at("2026-02-13 09:00")

    assert rule == SilenceRule()
    assert rule.next_due_at(since) == at("2026-02-16 09:00")
    assert not rule.due(since, at("2026-02-16 08:59"))
    assert rule.due(since, at("2026-02-16 09:00"))
    assert (hours_silent(since, at("2026-02-13 10:59")), hours_silent(since, at("2026-02-13 08:00"))) == (1, 0)
    with pytest.raises(ValueError, match="silence_72h"):
        SilenceRule.from_data({"id": "silence_72h", "hours": 0, "version": "1"})


@pytest.mark.parametrize(
    ("_case", "moment", "polite"),
    [
        ("working time stays", "2026-02-12 10:05", "2026-02-12 10:05"),
        ("not on the hour", "2026-02-12 10:00", "2026-02-12 10:03"),
        ("not on the half hour", "2026-02-12 10:30", "2026-02-12 10:33"),
        ("before work", "2026-02-12 07:10", "2026-02-12 09:03"),
        ("after work", "2026-02-12 18:00", "2026-02-13 09:03"),
        ("a Saturday worked in exchange", "2026-02-13 20:00", "2026-02-14 09:03"),
        ("over the holidays", "2026-02-14 19:00", "2026-02-24 09:03"),
        ("over a weekend", "2026-03-06 18:30", "2026-03-09 09:03"),
    ],
)
def test_polite_moments(_case: str, moment: str, polite: str) -> None:
    data = {
        "opens": "09:00",
        "closes": "18:00",
        "holidays": [date(2026, 2, day) for day in range(15, 24)],
        "workdays": ["2026-02-14", "2026-02-28"],
    }
    calendar = Calendar.from_data(SHANGHAI, data)

    assert calendar.next_polite_moment(at(moment)) == at(polite)


@given(moment=st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1)))  # noqa: DTZ001
def test_a_polite_moment_is_polite_and_stays_so(moment: datetime) -> None:
    asked = moment.replace(tzinfo=UTC)
    polite = next_polite_moment(asked, SHANGHAI)
    local = polite.astimezone(SHANGHAI)

    assert asked <= polite <= asked + timedelta(days=3)
    assert local.weekday() < 5
    assert 9 <= local.hour < 18
    assert local.minute not in (0, 30)
    assert next_polite_moment(polite, SHANGHAI) == polite
