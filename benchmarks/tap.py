"""From a tap to a draft: everything of ours from the event's row to the proposed draft. The platform's time is left out."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from benchmarks.table import table
from bot.app import App
from bot.bootstrap import build
from bot.demo.world import CORPS, STORY, found_organisation
from bot.jobs.crew import install
from bot.jobs.queue import InlineQueue
from bot.model import Attachment, ChatKind, Conversation, CustomerProfile, Message, Person, Platform, SyncAsked, event_to_json
from bot.processes.work import warm
from bot.settings import load
from crm_core.views import SyncView

CHAT = Conversation(Platform.WECOM, CORPS["wecom"], "linxiao/wmWangHai0001", ChatKind.SINGLE)
REP = Person(Platform.WECOM, CORPS["wecom"], "linxiao")


class Chat:
    """A chat as a platform would hand it over: the demo's story told again and again, in memory."""

    def __init__(self, messages: int, now: datetime) -> None:
        self._messages = [self._message(number, messages, now) for number in range(messages)]

    def read(self, where: Conversation, *, since: datetime | None) -> Sequence[Message]:  # noqa: ARG002 - the port's
        return self._messages

    def forwarded(self, record: Attachment) -> Sequence[Message]:  # noqa: ARG002 - the port's
        return ()

    def customer(self, where: Conversation) -> CustomerProfile:  # noqa: ARG002 - the port's
        return CustomerProfile("wmWangHai0001", "王海", "华辰精密机械有限公司", ("13800001234",), ("linxiao",))

    def _message(self, number: int, messages: int, now: datetime) -> Message:
        by, text, _ = STORY[number % len(STORY)]
        ours = by == "lin"
        at = now - timedelta(minutes=messages - number)
        return Message(f"m{number}", "linxiao" if ours else "wmWangHai0001", at, f"{text}（{number}）", ours, by)


def run(*, messages: int, runs: int) -> str:
    """Each run on a database of its own, with the demo's organisation in it. Medians, and the slowest run."""
    found = [_once(messages) for _ in range(runs + 1)][1:]
    rows = [_row(stage, [run[stage] for run in found]) for stage in found[0]]
    return f"{table(['stage', 'median ms', 'slowest ms'], rows)}\n\n{messages} messages, {runs} runs, SQLite, warm dictionaries"


def _row(stage: str, values: Sequence[float]) -> list[str]:
    return [stage, f"{statistics.median(values):.1f}", f"{max(values):.1f}"]


def _once(messages: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory(prefix="suilu-bench-") as folder:
        app = _app(Path(folder), messages)
        try:
            return _timed(app)
        finally:
            app.core.close()


def _app(folder: Path, messages: int) -> App:
    made = build(load({"SUILU_DATA_DIR": str(folder)}), "work", queue=InlineQueue())
    made.core.migrate()
    found_organisation(made.core)
    warm(made)
    assert made.house is not None
    house = replace(made.house, transcripts={Platform.WECOM: Chat(messages, made.clock.now())})
    return replace(made, house=house)


def _timed(app: App) -> dict[str, float]:
    event = SyncAsked(id="wecom:sync:linxiao:bench", by=REP, at=app.clock.now(), where=CHAT)
    crew = install(app, "bench")
    began = time.perf_counter()
    app.core.inbox.accept(event.id, "SyncAsked", event_to_json(event))
    accepted = time.perf_counter()
    crew.inbox.run()
    proposed = time.perf_counter()
    sync = _sync(app, event.id)
    assert sync.state == "proposed", sync
    stages = {"tap written down (收件箱)": (accepted - began) * 1000, **_stages(sync.timings)}
    return {**stages, "tap to draft, all of it": (proposed - began) * 1000}


def _sync(app: App, sync_id: str) -> SyncView:
    who = app.core.identify(REP.platform.value, REP.corp, REP.id)
    assert who is not None
    with app.core.read(who) as w:
        return w.syncs.get(sync_id)


def _stages(timings: Mapping[str, float]) -> dict[str, float]:
    return {f"of it: {stage}": float(value) for stage, value in timings.items()}
