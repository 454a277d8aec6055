"""The open tools beside us on our own chats: what they see of the amounts, days and contacts that matter, what they understand
of a chat when glued together, and how fast, in one run. Needs the `peers` extra."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

from benchmarks.agreement import score
from benchmarks.extraction import Case, generated, judged, read, taken
from benchmarks.glue import glued
from benchmarks.table import table
from benchmarks.tools import Look, looks, yuan
from tests.bot.nlp import chats

_MONEY = ("budget", "target_price", "our_quote", "deal_amount", "competitor_price")
_KINDS = ("money", "day", "phone", "email")
_SLOW = {"Recognizers-Text": 300, "dateparser": 1000}
"""Messages that are enough to time them by."""


@dataclass(frozen=True)
class Wanted:
    """One thing that a chat's labels name: any of `values`, in any of the `texts` that are its evidence."""

    kind: str
    values: frozenset[str]
    texts: tuple[tuple[str, datetime], ...]


def run(*, messages: int, rounds: int) -> str:
    """On the held-out part: found of what is labelled, by tool; the glue beside us; messages a second on generated chats."""
    lines, tools = chats.load("test"), looks()
    return "\n\n".join((_sight(lines, tools), _understood(lines, tools), _speed(taken(generated(), messages), tools, rounds)))


def _sight(lines: Sequence[Mapping[str, Any]], tools: Mapping[str, Look]) -> str:
    wanted = [one for line in lines for one in _wanted(line)]
    rows = [[name, *_shares(wanted, look)] for name, look in tools.items()]
    asked = [sum(one.kind == kind for one in wanted) for kind in _KINDS]
    head = [f"{kind} (of {many})" for kind, many in zip(_KINDS, asked, strict=True)]
    return table([f"labelled in {len(lines)} chats, seen in its own message", *head], rows)


def _shares(wanted: Sequence[Wanted], look: Look) -> Iterator[str]:
    for kind in _KINDS:
        yield str(sum(_sees(look, one) for one in wanted if one.kind == kind))


def _sees(look: Look, one: Wanted) -> bool:
    return any(kind == one.kind and value in one.values for text, at in one.texts for kind, value in look(text, at))


def _wanted(line: Mapping[str, Any]) -> Iterator[Wanted]:
    for fact in line["gold"]["facts"]:
        kind = _kind_of(fact["field"])
        norms = [str(norm) for norm in fact.get("norm_any") or [fact["norm"]]]
        values = frozenset(value for norm in norms for value in _values(kind, norm))
        said = [line["messages"][one["msg"]] for one in fact["evidence"]]
        if kind:
            yield Wanted(kind, values, tuple((one["text"], datetime.fromisoformat(one["time"])) for one in said))


def _kind_of(field: str) -> str:
    if field in _MONEY:
        return "money"
    return {"deadline": "day", "contact_phone": "phone", "contact_email": "email"}.get(field, "")


def _values(kind: str, norm: str) -> list[str]:
    if kind == "money":
        return [yuan(end) for end in norm.split("|")[-1].split("..")]
    return [norm.split("/")[-1][:10] if kind == "day" else norm]


def _understood(lines: Sequence[dict[str, Any]], tools: Mapping[str, Look]) -> str:
    reports = {"glued": score(lines, [glued(line, tools["jionlp"]) for line in lines]), "suilu extract": judged("test")}
    rows = []
    for name, report in reports.items():
        fields = [report.fields[field].f1 for field in ("budget", "deadline", "product", "competitor")]
        groups = [report.groups[group].f1 for group in ("stages", "actions", "tags")]
        figures = [report.facts.f1, *fields, *groups, report.coverage, report.overall]
        rows.append([name, *(f"{figure:.2f}" for figure in figures), f"{report.traps.right} of {report.traps.wanted}"])
    names = (
        "facts",
        "budget",
        "deadline",
        "product",
        "competitor",
        "stages",
        "actions",
        "tags",
        "key facts",
        "overall",
        "traps",
    )
    return table([f"F1 on {len(lines)} chats held out", *names], rows)


def _speed(made: Sequence[Case], tools: Mapping[str, Look], rounds: int) -> str:
    said = [(message.text, message.at.astimezone(chat.zone)) for chat, _ in made for message in chat.messages]
    ways: dict[str, tuple[Callable[[], object], int]] = {}
    for name, look in tools.items():
        texts = said[: _SLOW.get(name, len(said))]
        ways[name] = _through(look, texts), len(texts)
    ways["suilu extract, all facts with evidence"] = lambda: [read(case) for case in made], len(said)
    for way, _ in ways.values():
        way()
    runs = [{name: many / _seconds(way) for name, (way, many) in ways.items()} for _ in range(rounds)]
    rows = []
    for name in ways:
        ratio = median(one[name] / one["jionlp"] for one in runs)
        rows.append([name, f"{median(one[name] for one in runs):,.0f}", f"{ratio:.2f}"])
    return table([f"{len(said)} messages", "messages/s", "of jionlp"], rows)


def _through(look: Look, texts: Sequence[tuple[str, datetime]]) -> Callable[[], object]:
    return lambda: [list(look(*one)) for one in texts]


def _seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start
