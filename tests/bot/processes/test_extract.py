"""`suilu extract`: a line in, a line out, whatever the line is."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.fuzz import fuzz
from bot.processes.extract import Task
from tests.bot.nlp.test_shapes import LINE

LISTS = ("pain_points", "objections", "stage_events", "next_actions")
SUILU = [sys.executable, "-m", "bot", "extract"]


def suilu(given: bytes, *options: str) -> tuple[int, list[dict[str, Any]], bytes]:
    done = subprocess.run([*SUILU, *options], input=given, capture_output=True, check=False)
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def text(number: object, words: str) -> bytes:
    return json.dumps({"id": number, "text": words, "reference_time": "2026-11-24T10:00:00"}).encode() + b"\n"


def chat(number: object, **change: object) -> bytes:
    return json.dumps({**LINE, "id": number, **change}, ensure_ascii=False).encode() + b"\n"


def test_chats_in_facts_out() -> None:
    code, (line,), complaint = suilu(chat("a"))
    assert (code, complaint, line["id"]) == (0, b"", "a")
    assert (line["facts"][0]["field"], line["facts"][0]["norm"]) == ("budget", "500000 CNY")
    assert line["facts"][0]["evidence"] == [{"msg": 10, "text": "预算50万", "start": 0, "end": 5}]
    assert [(row["who"], row["due"]) for row in line["next_actions"]] == [("吴工", "2026-03-13")]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_line_that_is_not_valid_is_answered_in_its_place_and_the_rest_go_on(jobs: str) -> None:
    given = [b"{\n", b"\n", b'{"id": 7}\n', b"[]\n", b"\xff\n", b"[" * 100_000 + b"\n", text("last", "定金2000元")]
    code, lines, complaint = suilu(b"".join(given), "--entities", "--jobs", jobs)
    assert (code, complaint) == (0, b"")
    assert [line["id"] for line in lines] == [None, 7, None, None, None, "last"]
    assert all(line["error"] for line in lines[:-1])
    assert [entity["value"] for entity in lines[-1]["entities"]] == ["2000 CNY"]


@pytest.mark.parametrize(("given", "code"), [(b"", 0), (b"{}\n{\n", 1), (b'{"id": 1}\n' + text(2, ""), 0)])
def test_fails_only_where_every_line_does(given: bytes, code: int) -> None:
    assert suilu(given, "--entities")[0] == code


def test_several_processes_keep_the_order() -> None:
    given = b"".join(text(number, f"定金{number}元") for number in range(1, 301))
    code, lines, _ = suilu(given, "--entities", "--jobs", "3")
    assert code == 0
    assert [(line["id"], line["entities"][0]["value"]) for line in lines] == [(n, f"{n} CNY") for n in range(1, 301)]


def test_each_line_is_answered_before_the_next_is_asked() -> None:
    with subprocess.Popen([*SUILU, "--entities"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        for number in range(2):
            running.stdin.write(text(number, "好"))
            running.stdin.flush()
            assert json.loads(running.stdout.readline()) == {"id": number, "entities": []}
        running.stdin.close()
        assert running.wait(10) == 0


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_reader_that_goes_away_ends_it_quietly(jobs: str) -> None:
    with subprocess.Popen(
        [*SUILU, "--entities", "--jobs", jobs], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout is not None
        running.stdout.close()
        _, complaint = running.communicate(text(1, "好") * 2000)
        assert (running.returncode, complaint) == (0, b"")


def test_half_a_surrogate_pair_comes_back_as_it_was() -> None:
    code, (line,), complaint = suilu(text("\ud800", "定金2000元\udc00"), "--entities")
    assert (code, complaint, line["id"]) == (0, b"", "\ud800")
    assert line["entities"][0]["value"] == "2000 CNY"


@pytest.mark.parametrize("change", [{"messages": []}, {"reference_time": "9999-12-31T23:59:00"}])
def test_an_extreme_chat_is_answered(change: dict[str, Any]) -> None:
    _, (line,), complaint = suilu(chat(1, **change))
    assert complaint == b""
    assert line.get("facts", []) == []


def test_a_megabyte_and_five_thousand_messages_are_answered() -> None:
    message = LINE["messages"][0]
    long, many = [{**message, "text": "预算50万，" * 170_000}], [message] * 5000
    code, lines, complaint = suilu(chat("long", messages=long) + chat("many", messages=many), "--jobs", "2")
    assert (code, complaint) == (0, b"")
    assert [(line["id"], line.get("cut"), line["facts"][0]["norm"]) for line in lines] == [
        ("long", [10], "500000 CNY"),
        ("many", None, "500000 CNY"),
    ]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.text(max_size=80) | st.text(alphabet="预算0123456789万元到-.，。周月日前台%@a\u202e"), min_size=1, max_size=4)
)
def test_evidence_is_the_words_of_its_message_through_the_command(texts: list[str]) -> None:
    rows = [{**LINE["messages"][0], "i": 10 + i, "text": text} for i, text in enumerate(texts)]
    line, understood = Task().answer(chat("x", messages=rows))
    said = json.loads(line)
    assert understood
    for row in [row for name in ("facts", *LISTS) for row in said[name]]:
        for where in row["evidence"]:
            assert where["text"]
            assert texts[where["msg"] - 10][where["start"] : where["end"]] == where["text"]


def test_a_moment_of_fuzzing_finds_nothing() -> None:
    """Ten minutes of it: `python -m benchmarks fuzz`."""
    found, lines, _ = fuzz(3, seed=20261128, least=6)
    assert found == []
    assert lines > 5


def test_a_folder_without_a_lexicon_is_one_line_on_stderr(tmp_path: Any) -> None:
    code, lines, complaint = suilu(chat("a"), "--lexicon", str(tmp_path))
    assert (code, lines, complaint.count(b"\n")) == (2, [], 1)
