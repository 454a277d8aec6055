"""How well short chats are understood: a few messages, one thing said plainly (`tests/bot/nlp/corpus/short`).

A line is JSON, one chat a line:

    {"id", "at", "lexicon": {"products", "competitors", "staff"}, "judged": [groups], "facts": [[field, norm, message]],
     "talk": [[side, words, "MM-DD HH:MM"?] or {"who", "type", "text", "origin"}], "maybe": [[field or group, norm]],
     "must_not": [[field or group, norm]], "stages": [[event, message]], "objections": [[category, message]],
     "pains": [message], "actions": [[side, what, due or null, message]]}

The side is `c` for the customer and `r` for us; two minutes lie between messages that tell no time. A group that is not judged
is not labelled, and what is found of it does not count.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.agreement import GROUPS, Report, Tally, folded, score
from benchmarks.extraction import answer
from benchmarks.table import table
from tests.bot.nlp import chats

PARTS = ("dev", "test")
_LINES = chats.CORPUS / "short"
_ALIKE = 6
"""Characters by which a promise is known again."""
_BETWEEN = timedelta(minutes=2)
_NAMES = {"stages": "stage_events", "pains": "pain_points", "objections": "objections", "actions": "next_actions"}

Row = Mapping[str, Any]


def run() -> str:
    """The development part, which was looked at, beside the test part, whose texts are not read."""
    told = {part: judged(load(part)) for part in PARTS}
    names = sorted({name for report in told.values() for name in report.fields})
    rows = [[name, *_figures([report.fields[name] for report in told.values()])] for name in names]
    rows.append(["all facts", *_figures([report.facts for report in told.values()])])
    rows += [[name, *_figures([report.groups[name] for report in told.values()])] for name in GROUPS if name != "tags"]
    head = ["", *(f"{part} {name}" for part in PARTS for name in ("gold", "P", "R", "F1"))]
    traps = ", ".join(f"{part} {report.traps.right} of {report.traps.wanted}" for part, report in told.items())
    return f"{table(head, rows)}\n\nwrong values that were told not to be saved, and were: {traps}"


def load(part: str) -> list[dict[str, Any]]:
    """As lines of the label schema, each with `judged`."""
    return [chat(json.loads(line)) for line in path(part).read_text("utf-8").splitlines()]


def path(part: str) -> Path:
    return _LINES / f"{part}.jsonl"


def judged(lines: Sequence[Row]) -> Report:
    """Only the groups that are labelled are counted."""
    return score(lines, [_of_judged(line, answer(line)) for line in lines])


def _of_judged(line: Row, told: dict[str, Any]) -> dict[str, Any]:
    judged = {"facts": "facts", **_NAMES}
    for group, name in judged.items():
        told[name] = [one for one in told[name] if group in line["judged"] and not _maybe(line, name, one)]
    return {**told, "tags": []}


def _maybe(line: Row, name: str, found: Row) -> bool:
    """An optional stage, objection, pain or promise, that no label asks for; optional facts are the scorer's own matter."""
    there = {one["msg"] for one in found["evidence"]}
    if name == "facts" or any(one["msg"] in there for want in line["gold"][name] for one in want["evidence"]):
        return False
    what = {"stage_events": "event", "objections": "category", "next_actions": "what"}.get(name)
    said = folded(found[what]) if what else str(found["evidence"][0]["msg"])
    return any(where == name and folded(norm)[:_ALIKE] in said for where, norm in line["maybe"])


def chat(raw: Row) -> dict[str, Any]:
    at = datetime.fromisoformat(f"{raw['at']}+08:00")
    messages = _messages(raw["talk"], at)
    lexicon = {"products": {}, "competitors": {}, "staff": [], **raw["lexicon"]}
    rep = next(iter(lexicon["staff"]), "林晓")
    return {
        "id": raw["id"],
        "industry": "",
        "tenant": "",
        "platform": "wecom",
        "chat_type": "single",
        "reference_time": messages[-1]["time"],
        "adversarial": [],
        "participants": [
            {"key": "r", "name": rep, "role": "sales", "company": "我方"},
            {"key": "c", "name": "王海", "role": "customer", "company": ""},
        ],
        "messages": messages,
        "lexicon": lexicon,
        "judged": raw["judged"],
        "maybe": [(_NAMES.get(where, where), norm) for where, norm, *_ in raw.get("maybe", [])],
        "gold": _gold(raw, messages),
    }


def _messages(talk: Sequence[Any], at: datetime) -> list[dict[str, Any]]:
    lines: list[dict[str, Any]] = []
    for place, row in enumerate(talk):
        told = row if isinstance(row, dict) else dict(zip(("who", "text", "time"), row, strict=False))
        if told.get("time"):
            at = datetime.fromisoformat(f"{at.year}-{told['time'].replace(' ', 'T')}+08:00")
        elif place:
            at += _BETWEEN
        line = {"i": place, "time": at.isoformat(), "sender": told["who"], "text": told["text"]}
        more = {"type": told.get("type", "text"), **({"origin": told["origin"]} if told.get("origin") else {})}
        lines.append({**line, **more})
    return lines


def _gold(raw: Row, messages: Sequence[Row]) -> dict[str, Any]:
    def said(place: int) -> dict[str, Any]:
        return {"evidence": [{"msg": place, "text": messages[place]["text"]}]}

    return {
        "facts": [{"field": field, "norm": norm, **said(place)} for field, norm, place in raw["facts"]],
        "optional_facts": [{"field": field, "norm": norm} for field, norm, *_ in raw.get("maybe", [])],
        "must_not": [{"field": field, "norm": norm, "why": ""} for field, norm, *_ in raw.get("must_not", [])],
        "stage_events": [{"event": event, **said(place)} for event, place in raw.get("stages", [])],
        "objections": [{"category": kind, **said(place)} for kind, place in raw.get("objections", [])],
        "pain_points": [{"text": "", **said(place)} for place in raw.get("pains", [])],
        "next_actions": [
            {"side": side, "what": what, "due": due, **said(place)} for side, what, due, place in raw.get("actions", [])
        ],
        "optional_stage_events": [],
        "optional_tags": [],
        "tags": [],
        "key_facts": [],
        "summary": "",
    }


def _figures(tallies: Sequence[Tally]) -> list[str]:
    shares = ((one.wanted, (one.precision, one.recall, one.f1)) for one in tallies)
    return [figure for wanted, three in shares for figure in (str(wanted), *(f"{share:.3f}" for share in three))]
