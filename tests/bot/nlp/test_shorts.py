"""Our labelled short chats: their form, and how well they are understood."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks import shorts

LINES = [(part, line) for part in shorts.PARTS for line in shorts.load(part)]

FLOOR = {"facts": 0.86, "stages": 0.84, "pains": 0.6, "objections": 0.74, "actions": 0.9}
"""F1 that a change may not go below, on every fifth chat of the part that was looked at; and the share of wrong values."""
MOST_TRAPS = 0.08


def test_every_label_names_a_message_of_its_chat() -> None:
    for _, line in LINES:
        told = [
            row for name in ("facts", "stage_events", "objections", "pain_points", "next_actions") for row in line["gold"][name]
        ]
        assert all(0 <= one["msg"] < len(line["messages"]) for row in told for one in row["evidence"])


def test_no_chat_stands_twice() -> None:
    said = {(tuple(message["text"] for message in line["messages"]), line["messages"][0]["time"]) for _, line in LINES}
    assert len({line["id"] for _, line in LINES}) == len(said) == len(LINES)


def _row(**more: Any) -> dict[str, Any]:
    told = {"id": "x", "at": "2026-03-18T10:00", "lexicon": {}, "talk": [["c", "预算50万"], ["r", "报价6万，明天发您合同"]]}
    return shorts.chat({**told, "judged": ["facts"], "facts": [["budget", "500000 CNY", 0]], "maybe": [], **more})


@pytest.mark.parametrize(
    ("more", "right", "wanted", "found"),
    [
        ({}, 1, 1, 3),
        ({"maybe": [["our_quote", "60000 CNY"], ["budget_status", "confirmed"]]}, 1, 1, 1),
        ({"judged": ["actions"], "facts": []}, 0, 0, 0),
    ],
)
def test_what_is_labelled_counts_and_nothing_else(more: dict[str, Any], right: int, wanted: int, found: int) -> None:
    facts = shorts.judged([_row(**more)]).facts

    assert (facts.right, facts.wanted, facts.found) == (right, wanted, found)


def test_a_promise_that_may_be_read_so_is_neither_right_nor_wrong() -> None:
    promised = {"judged": ["actions"], "facts": []}
    strict, lenient = _row(**promised), _row(**promised, maybe=[["next_actions", "发合同"]])

    assert (shorts.judged([strict]).groups["actions"].found, shorts.judged([lenient]).groups["actions"].found) == (1, 0)


def test_a_message_comes_two_minutes_after_the_one_before_unless_it_tells_its_time() -> None:
    line = _row(talk=[["c", "预算50万"], ["r", "好"], ["c", "对", "03-19 09:00"]])

    assert [message["time"][5:16] for message in line["messages"]] == ["03-18T10:00", "03-18T10:02", "03-19T09:00"]


def test_nothing_is_understood_worse_than_it_was() -> None:
    told = shorts.judged(shorts.load("dev")[::5])
    read = {"facts": told.facts.f1, **{name: told.groups[name].f1 for name in FLOOR if name != "facts"}}

    assert {name: read[name] for name in FLOOR if read[name] < FLOOR[name]} == {}
    assert told.traps.right / told.traps.wanted < MOST_TRAPS
