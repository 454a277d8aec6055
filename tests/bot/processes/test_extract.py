"""`suilu extract`: a line in, a line out, whatever the line is."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.bot.nlp.test_shapes import LINE

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
    assert [(row["field"], row["norm"]) for row in line["facts"]] == [("budget", "500000 CNY")]
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


def test_a_folder_without_a_lexicon_is_one_line_on_stderr(tmp_path: Any) -> None:
    code, lines, complaint = suilu(chat("a"), "--lexicon", str(tmp_path))
    assert (code, lines, complaint.count(b"\n")) == (1, [], 1)
