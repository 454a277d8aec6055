"""Heard once: group commit, leases, and one effect an event."""

from __future__ import annotations

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import event, text

from crm_core.clock import SetClock
from crm_core.errors import AlreadySettled, Unavailable
from crm_core.people import SYSTEM
from crm_core.work.core import Core
from tests.postgres import PostgresServer

MINUTE = timedelta(minutes=1)
TO = {"person": {"platform": "feishu", "corp": "c", "id": "ou_lin"}}


def _commits(core: Core) -> list[int]:
    """Grows by one with each transaction that the inbox commits."""
    seen: list[int] = []
    event.listen(core._engines.write, "commit", lambda _connection: seen.append(1))
    return seen


def test_the_first_time_is_new_and_the_second_is_not(core: Core) -> None:
    first = core.inbox.accept("wecom:msg:1", "SyncAsked", {"words": "预算三十万"})
    second = core.inbox.accept("wecom:msg:1", "SyncAsked", {"words": "别的"})
    heard = core.inbox.take("worker-1")

    assert (first, second) == (True, False)
    assert heard is not None
    assert (heard.id, heard.kind, heard.body, heard.attempts) == ("wecom:msg:1", "SyncAsked", {"words": "预算三十万"}, 1)
    assert core.inbox.take("worker-1") is None


def test_what_takes_long_can_be_taken_apart_from_the_rest(core: Core) -> None:
    for id, kind in (("1", "Pictures"), ("2", "TextSaid"), ("3", "Pictures")):
        core.inbox.accept(id, kind, {})

    rest = [core.inbox.take("w", but=("Pictures",)), core.inbox.take("w", but=("Pictures",))]
    by_eye = core.inbox.take("w", only=("Pictures",))
    last = core.inbox.take("w")

    assert [heard and heard.id for heard in (*rest, by_eye, last)] == ["2", None, "1", "3"]


def test_200_events_from_16_threads_are_each_new_once_in_fewer_commits(core: Core) -> None:
    commits = _commits(core)
    ids = [f"feishu:msg:{n}" for n in range(200)] * 2
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda id: (id, core.inbox.accept(id, "TextSaid", {"id": id})), ids))

    new = Counter(id for id, is_new in answers if is_new)
    assert (len(new), set(new.values())) == (200, {1})
    assert core.inbox.counts() == {"ready": 200, "taken": 0, "done": 0, "failed": 0}
    assert len(commits) < 400


def test_those_who_wait_for_a_commit_are_written_by_the_next(sqlite_core: Core) -> None:
    core, commits = sqlite_core, _commits(sqlite_core)
    with ThreadPoolExecutor(10) as pool:
        with core.work(SYSTEM) as w:  # holds the database; ten come meanwhile
            w.say.post("card", TO, {}, kind="help")
            waiting = [pool.submit(core.inbox.accept, f"web:{n % 8}", "TextSaid", {}) for n in range(10)]
            until = time.monotonic() + 5
            while len(core.inbox._waiting) < 10 and time.monotonic() < until:
                time.sleep(0.005)
        answers = [one.result(5) for one in waiting]

    assert (answers.count(True), answers.count(False)) == (8, 2)
    assert len(commits) == 2


def test_what_cannot_be_stored_harms_only_its_own_caller(core: Core) -> None:
    bodies: list[dict[str, object]] = [{"n": n} for n in range(12)]
    bodies[3] = {"n": object()}
    bodies[7] = {"n": "\ud800"}
    bodies[9] = {"n": float("nan")}
    go = threading.Barrier(12)

    def accept(n: int) -> bool | str:
        go.wait()
        try:
            return core.inbox.accept(f"web:{n}", "TextSaid", bodies[n])
        except ValueError as error:
            return type(error).__name__

    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(accept, range(12)))

    assert [n for n, answer in enumerate(answers) if answer == "ValueError"] == [3, 7, 9]
    assert [n for n, answer in enumerate(answers) if answer is True] == [0, 1, 2, 4, 5, 6, 8, 10, 11]
    assert core.inbox.counts()["ready"] == 9
    assert core.inbox.accept("web:after", "TextSaid", {}) is True


@pytest.mark.parametrize("id", ["", "x" * 161])
def test_an_id_of_the_wrong_length_is_refused_before_the_database(sqlite_core: Core, id: str) -> None:
    with pytest.raises(ValueError, match="1 to 160"):
        sqlite_core.inbox.accept(id, "TextSaid", {})


def test_an_error_of_the_database_reaches_every_waiter_and_the_next_caller_is_served(clock: SetClock) -> None:
    server = PostgresServer()
    core = Core.at(server.create(), clock=clock)
    core.migrate()
    server.kill()

    def accept(n: int) -> str:
        try:
            return str(core.inbox.accept(f"web:{n}", "TextSaid", {}))
        except Unavailable:
            return "unavailable"

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(accept, range(8)))
    with pytest.raises(Unavailable), core.work(SYSTEM, settles="web:1"):
        pass
    core.close()
    server.stop()

    assert answers == ["unavailable"] * 8


def test_an_error_leaves_nobody_leading(sqlite_core: Core) -> None:
    core = sqlite_core
    core._engines.write.dispose()
    broken = event.listens_for(core._engines.write, "commit")
    fail = [True]

    @broken
    def _fail(_connection: object) -> None:
        if fail:
            raise Unavailable("power cut")

    with pytest.raises(Unavailable):
        core.inbox.accept("web:1", "TextSaid", {})
    fail.clear()

    assert core.inbox.accept("web:1", "TextSaid", {}) is True


# --- working ----------------------------------------------------------------------------------------------------------


def test_50_events_are_taken_by_8_threads_each_exactly_once(core: Core) -> None:
    for n in range(50):
        core.inbox.accept(f"web:{n}", "TextSaid", {})

    def drain(worker: int) -> list[str]:
        taken = []
        while heard := core.inbox.take(f"worker-{worker}"):
            taken.append(heard.id)
        return taken

    with ThreadPoolExecutor(8) as pool:
        taken = [id for mine in pool.map(drain, range(8)) for id in mine]

    assert sorted(taken) == sorted(f"web:{n}" for n in range(50))


def test_the_oldest_comes_first_and_a_lease_that_ends_gives_it_away(core: Core, clock: SetClock) -> None:
    for id in ("web:b", "web:a"):
        core.inbox.accept(id, "TextSaid", {})
        clock.move(timedelta(seconds=1))

    first, second = core.inbox.take("w1"), core.inbox.take("w1")
    nothing = core.inbox.take("w2")
    clock.move(timedelta(seconds=61))
    again = core.inbox.take("w2")

    assert first is not None
    assert second is not None
    assert again is not None
    assert (first.id, second.id, nothing, again.id, again.attempts) == ("web:b", "web:a", None, "web:b", 2)


def test_later_waits_failed_stays_and_done_is_done(core: Core, clock: SetClock) -> None:
    core.inbox.accept("web:1", "TextSaid", {})
    core.inbox.take("w")
    core.inbox.later("web:1", MINUTE, "the platform is busy " * 40)
    too_early = core.inbox.take("w")
    clock.move(MINUTE)
    in_time = core.inbox.take("w")
    core.inbox.failed("web:1", "gave_up")
    failed = core.inbox.take("w")
    core.inbox.done("web:1")
    core.inbox.later("web:1", MINUTE, "a late word")
    core.inbox.failed("web:1", "a later word")

    state = core.inbox.state("web:1")
    assert (too_early, in_time and in_time.attempts, failed) == (None, 2, None)
    assert state is not None
    assert (state.state, state.attempts, state.error) == ("done", 2, "gave_up")
    assert core.inbox.state("web:unknown") is None


def test_a_worker_that_comes_back_gives_back_only_its_own(core: Core) -> None:
    for n in range(3):
        core.inbox.accept(f"web:{n}", "TextSaid", {})
    core.inbox.take("w1")
    core.inbox.take("w1")
    core.inbox.take("w2")

    assert core.inbox.release("w1") == 2
    assert core.inbox.release("w1") == 0
    assert core.inbox.counts() == {"ready": 2, "taken": 1, "done": 0, "failed": 0}


def test_stuck_names_what_needs_a_look_and_nothing_else(core: Core, clock: SetClock) -> None:
    for id in ("web:lost", "web:retried", "web:failed", "web:done"):
        core.inbox.accept(id, "TextSaid", {})
    for _ in range(4):
        core.inbox.take("w")
    core.inbox.later("web:retried", MINUTE * 10, "busy")
    core.inbox.failed("web:failed", "refused")
    core.inbox.done("web:done")
    fine = [state.id for state in core.inbox.stuck()]
    clock.move(MINUTE * 4)
    core.inbox.accept("web:fresh", "TextSaid", {})

    assert sorted(fine) == ["web:failed", "web:retried"]
    assert sorted((state.id, state.state) for state in core.inbox.stuck()) == [
        ("web:failed", "failed"),
        ("web:lost", "taken"),
        ("web:retried", "ready"),
    ]


# --- one effect -------------------------------------------------------------------------------------------------------


def test_an_event_is_settled_with_its_effect_or_not_at_all(core: Core) -> None:
    core.inbox.accept("web:1", "TextSaid", {})
    core.inbox.take("w")

    with suppress(ZeroDivisionError), core.work(SYSTEM, settles="web:1") as w:
        w.say.post("card", TO, {}, kind="help")
        raise ZeroDivisionError
    before = core.inbox.counts()
    with core.work(SYSTEM, settles="web:1") as w:
        w.say.post("card", TO, {}, kind="help")

    assert before["taken"] == 1
    assert (core.inbox.counts()["done"], core.outbox.counts()["ready"]) == (1, 1)


def test_two_workers_on_one_event_have_one_effect(core: Core) -> None:
    core.inbox.accept("web:1", "TextSaid", {})
    both = threading.Barrier(8)

    def work(n: int) -> bool:
        both.wait()
        try:
            with core.work(SYSTEM, settles="web:1") as w:
                w.say.post(f"card:{n}", TO, {}, kind="help")
        except AlreadySettled:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        effects = list(pool.map(work, range(8)))

    assert (effects.count(True), core.outbox.counts()["ready"]) == (1, 1)


def test_settling_what_was_never_heard_is_no_error(core: Core) -> None:
    with core.work(SYSTEM, settles="web:never") as w:
        w.say.post("card", TO, {}, kind="help")

    assert (core.outbox.counts()["ready"], core.inbox.counts()["done"]) == (1, 0)


def test_an_idle_poll_reads_an_index_and_takes_no_write_lock(sqlite_core: Core) -> None:
    begun: list[int] = []
    event.listen(sqlite_core._engines.write, "begin", lambda _connection: begun.append(1))

    assert (sqlite_core.inbox.take("w"), sqlite_core.outbox.take("w")) == (None, None)
    assert begun == []
    with sqlite_core._engines.read.connect() as connection:
        plan = str(connection.execute(text("EXPLAIN QUERY PLAN SELECT * FROM inbox WHERE state IN ('ready', 'taken')")).all())
    assert "ix_inbox_state" in plan
