"""What a directory's words mean; what is not known is never taken for having left."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from crm_core.decisions.standing import DirectoryRules, mobile_of, plain_name, standing
from crm_core.people import AWAY
from crm_core.views import ListedMember

SHIPPED: dict[str, Any] = yaml.safe_load((files("config") / "directory.yaml").read_text(encoding="utf-8"))
RULES = DirectoryRules.model_validate(SHIPPED)


def _of(**said: Any) -> tuple[str, bool]:
    found = standing(ListedMember("m", **{"name": "林晓", **said}), RULES)
    return str(found.state), found.firm


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("在职", "active"),
        ("正式", "active"),
        ("待离职", "active"),
        ("休假中", "leave"),
        ("陪产假", "leave"),
        ("产假", "maternity"),
        ("产假中", "maternity"),
        (" 产假中 ", "maternity"),
        ("停职", "disabled"),
        ("已离职", "left"),
        ("借调", "unknown"),
        ("产假结束待离职办理", "unknown"),
    ],
)
def test_a_status_word_is_what_the_shipped_mapping_says(word: str, state: str) -> None:
    assert _of(words=(word,)) == (state, True)


@given(st.text(max_size=30))
def test_a_word_that_is_not_listed_is_never_left(word: str) -> None:
    listed = {one.casefold() for one in SHIPPED["states"]["left"]}

    assert (_of(words=(word,))[0] == "left") == (word.strip().casefold() in listed)


@pytest.mark.parametrize(
    ("account", "state"),
    [("active", "active"), ("inactive", "active"), ("disabled", "disabled"), ("left", "left"), ("", "unknown")],
)
def test_an_account_says_little_but_that_somebody_left(account: str, state: str) -> None:
    assert _of(account=account, said="status") == (state, state == "left")


def test_what_hr_wrote_counts_more_than_a_disabled_account() -> None:
    assert _of(account="disabled", words=("产假中",)) == ("maternity", True)


def test_two_words_that_differ_are_unknown() -> None:
    assert _of(words=("产假中", "已离职"))[0] == "unknown"


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ({"marks": ("产假",)}, "maternity"),
        ({"marks": ("小林",)}, "active"),
        ({"marks": ("离职",)}, "active"),
        ({"name": "林晓（产假）"}, "maternity"),
        ({"name": "林晓(休假中)"}, "leave"),
        ({"name": "林晓（已离职）"}, "active"),
    ],
)
def test_a_mark_can_only_say_that_somebody_is_away(said: dict[str, Any], state: str) -> None:
    assert _of(**said)[0] == state


def test_a_mark_is_no_part_of_a_name() -> None:
    names = ("林晓（产假）", "林晓 (华东)", " 林晓 ")

    assert [plain_name(name, RULES) for name in names] == ["林晓", "林晓 (华东)", "林晓"]


@pytest.mark.parametrize(
    ("text", "mobile"),
    [
        ("13800001234", "13800001234"),
        ("+86 138 0000 1234", "13800001234"),
        ("0086-13800001234", "13800001234"),
        ("8613800001234", "13800001234"),
        ("+852 6123 4567", "85261234567"),
        ("138****1234", ""),
        ("", ""),
        ("call me", ""),
    ],
)
def test_a_mobile_number_is_its_digits(text: str, mobile: str) -> None:
    assert mobile_of(text) == mobile


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        ({"states": {"leave": ["产假"], "left": ["产假"]}}, "in two states: 产假"),
        ({"states": {"retired": ["退休"]}}, "states.retired"),
        ({"titles": [{"title": "老板", "role": "owner"}]}, "rep, manager or newcomer only"),
        ({"safety": {"shrink": 1.5}}, "shrink"),
        ({"folow": ["name"]}, "folow"),
    ],
)
def test_a_mapping_that_is_wrong_is_refused_with_its_place(broken: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        DirectoryRules.model_validate(broken)


def test_the_shipped_mapping_lets_no_word_of_leave_be_left() -> None:
    assert {RULES.state_of(word) for state in AWAY for word in RULES.states[state]} == set(AWAY)  # type: ignore[index]
