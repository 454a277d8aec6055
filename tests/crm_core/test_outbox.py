"""Said at least once, in order for each card."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import Connection, insert, text

from crm_core.clock import SetClock
from crm_core.outbox import Outbox, SpokenView, _due, backoff
from crm_core.people import SYSTEM
from crm_core.tables import Outbox as Row
from crm_core.work.core import Core
from tests.conftest import START

TO = {"person": {"platform": "wecom", "corp": "c", "id": "linxiao"}}
GROUP = {"conversation": {"platform": "feishu", "corp": "c", "id": "oc_huachen", "kind": "group"}}
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


def _post(core: Core, card_key: str, title: str = "v1", **more: Any) -> str:
    with core.work(SYSTEM) as w:
        return w.say.post(card_key, more.pop("to", TO), {"title": title}, kind="draft", **more)


def _change(core: Core, card_key: str, title: str, **more: Any) -> None:
    with core.work(SYSTEM) as w:
        w.say.change(card_key, {"title": title, "kind": "draft"}, **more)


def _take(core: Core, holder: str = "s") -> SpokenView:
    view = core.outbox.take(holder)
    assert view is not None
    return view


def _sent(core: Core, view: SpokenView, token: str = "1") -> None:
    core.outbox.sent(view.id, {"card": view.card_key, "token": token}, platform="wecom", card_name=f"name-{view.card_key}")


# --- speaking ---------------------------------------------------------------------------------------------------------


def test_a_post_is_taken_as_it_was_said(core: Core) -> None:
    key = _post(core, "draft:12", "新的跟进摘要", when_spent="post")

    view = _take(core)

    assert re.fullmatch(r"[0-9a-f]{16}-1", key)
    assert view == SpokenView(
        id=view.id,
        key=key,
        card_key="draft:12",
        kind="post",
        to=TO,
        card={"title": "新的跟进摘要", "kind": "draft"},
        handle=None,
        when_spent="post",
        attempts=1,
        platform="wecom",
    )
    assert core.outbox.take("s") is None


def test_a_change_goes_where_the_card_lives_with_the_handle_it_left(core: Core) -> None:
    first = _post(core, "team:1", to=GROUP)
    _sent(core, _take(core), token="t1")
    _change(core, "team:1", "v2", when_spent="post")

    view = _take(core)

    assert (view.kind, view.to, view.card["title"], view.when_spent) == ("change", GROUP, "v2", "post")
    assert view.handle == {"card": "team:1", "token": "t1"}
    assert view.key == first.replace("-1", "-2")


def test_posting_a_card_that_lives_changes_it_in_its_place(core: Core) -> None:
    _post(core, "draft:1")
    _sent(core, _take(core))
    _post(core, "draft:1", "v2", to=GROUP)

    view = _take(core)

    assert (view.kind, view.to, view.card["title"]) == ("change", TO, "v2")


def test_a_change_of_what_was_never_posted_is_nothing(core: Core) -> None:
    _change(core, "draft:unknown", "v2")

    assert sum(core.outbox.counts().values()) == 0


def test_a_card_that_nobody_has_tried_to_show_can_be_withdrawn(core: Core, clock: SetClock) -> None:
    _post(core, "nudge:1", not_before=clock.now() + MINUTE)
    _change(core, "nudge:1", "v2")
    _post(core, "nudge:2")

    with core.work(SYSTEM) as w:
        withdrawn = w.say.withdraw("nudge:1"), w.say.withdraw("nudge:1"), w.say.withdraw("nudge:none")
    _change(core, "nudge:1", "v3")
    clock.move(MINUTE)

    assert withdrawn == (True, False, False)
    assert _take(core).card_key == "nudge:2"
    assert core.outbox.take("s") is None
    assert core.outbox.counts()["swallowed"] == 2


def test_a_card_that_was_tried_or_shown_is_not_withdrawn(core: Core, clock: SetClock) -> None:
    _post(core, "nudge:1")
    tried = _take(core)
    with core.work(SYSTEM) as w:
        under_way = w.say.withdraw("nudge:1")
    core.outbox.later(tried.id, SECOND, "http_502")
    with core.work(SYSTEM) as w:
        waiting = w.say.withdraw("nudge:1")
    clock.move(SECOND)
    _sent(core, _take(core))
    _change(core, "nudge:1", "v2")
    with core.work(SYSTEM) as w:
        shown = w.say.withdraw("nudge:1")

    assert (under_way, waiting, shown) == (False, False, False)
    assert _take(core).card["title"] == "v2"


@pytest.mark.parametrize("card_key", ["", "x" * 81])
def test_a_card_key_of_the_wrong_length_is_refused(sqlite_core: Core, card_key: str) -> None:
    with pytest.raises(ValueError, match="1 to 80"):
        _post(sqlite_core, card_key)


def test_a_click_brings_a_fresh_handle_even_while_a_change_is_under_way(core: Core) -> None:
    _post(core, "draft:1")
    _sent(core, _take(core), token="code-1")
    _change(core, "draft:1", "v2")
    under_way = _take(core)
    with core.work(SYSTEM) as w:
        w.say.refresh("name-draft:1", {"card": "draft:1", "token": "code-2"})
        w.say.refresh("name-unknown", {"card": "x", "token": "y"})
    _sent(core, under_way, token="")
    _change(core, "draft:1", "v3")

    assert under_way.handle == {"card": "draft:1", "token": "code-1"}
    assert _take(core).handle == {"card": "draft:1", "token": "code-2"}


# --- order ------------------------------------------------------------------------------------------------------------


def test_a_waiting_post_is_posted_as_the_newest_change_under_its_own_key(core: Core) -> None:
    key = _post(core, "draft:1")
    _change(core, "draft:1", "v2")
    _change(core, "draft:1", "v3")

    view = _take(core)
    _sent(core, view)

    assert (view.kind, view.key, view.card["title"]) == ("post", key, "v3")
    assert core.outbox.counts() == {"ready": 0, "taken": 0, "sent": 1, "swallowed": 2, "dead": 0, "dropped": 0}


def test_a_post_that_was_tried_keeps_its_words_and_the_newest_change_follows(core: Core) -> None:
    """The platform may have shown it: under the same key it would not show the new words."""
    _post(core, "draft:1")
    core.outbox.later(_take(core).id, SECOND, "timeout")
    _change(core, "draft:1", "v2")
    _change(core, "draft:1", "v3")
    core.clock.move(SECOND)  # type: ignore[attr-defined]

    post = _take(core)
    _sent(core, post)
    change = _take(core)

    assert (post.kind, post.card["title"], post.attempts) == ("post", "v1", 2)
    assert (change.kind, change.card["title"]) == ("change", "v3")


def test_newer_changes_swallow_older_ones_and_inherit_their_tries(core: Core, clock: SetClock) -> None:
    _post(core, "draft:1")
    _sent(core, _take(core))
    _change(core, "draft:1", "v2")
    core.outbox.later(_take(core).id, MINUTE, "429")
    _change(core, "draft:1", "v3")
    too_early = core.outbox.take("s")
    clock.move(MINUTE)

    view = _take(core)

    assert (too_early, view.card["title"], view.attempts, view.key[-2:]) == (None, "v3", 2, "-3")
    assert core.outbox.counts()["swallowed"] == 1


def test_while_a_card_is_under_way_its_next_state_waits_and_other_cards_do_not(core: Core) -> None:
    _post(core, "draft:1")
    under_way = _take(core)
    _change(core, "draft:1", "v2")
    _post(core, "draft:2")

    other, nothing = _take(core), core.outbox.take("s")
    _sent(core, under_way)
    after = _take(core)

    assert (other.card_key, nothing, after.card["title"]) == ("draft:2", None, "v2")


def test_nothing_is_sent_before_its_time(core: Core, clock: SetClock) -> None:
    _post(core, "nudge:1", not_before=clock.now() + MINUTE)
    _change(core, "nudge:1", "v2")
    early = core.outbox.take("s")
    clock.move(MINUTE)

    assert early is None
    assert (_take(core).card["title"], core.outbox.take("s")) == ("v2", None)


def test_50_cards_are_taken_by_8_senders_each_exactly_once(core: Core) -> None:
    with core.work(SYSTEM) as w:
        keys = [w.say.post(f"draft:{n}", TO, {"title": "x"}, kind="draft") for n in range(50)]

    def drain(sender: int) -> list[str]:
        taken = []
        while view := core.outbox.take(f"s{sender}"):
            taken.append(view.key)
            _sent(core, view)
        return taken

    with ThreadPoolExecutor(8) as pool:
        taken = [key for mine in pool.map(drain, range(8)) for key in mine]

    assert sorted(taken) == sorted(keys)
    assert core.outbox.counts()["sent"] == 50


def test_8_who_speak_of_one_card_at_once_make_one_post_and_no_two_keys_alike(core: Core) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(lambda n: _post(core, "team:1", f"v{n}"), range(24)))

    assert len(set(keys)) == 24
    kinds = [letter.kind for letter in core.outbox.backlog()]
    assert (kinds[0], kinds[1:]) == ("post", ["change"] * 23)


# --- when it does not go well -----------------------------------------------------------------------------------------


def test_the_back_off_doubles_to_ten_minutes() -> None:
    waits = [backoff(n).total_seconds() for n in (0, 1, 2, 3, 9, 10, 11, 12, 10_000)]

    assert waits == [1, 1, 2, 4, 256, 512, 600, 600, 600]


def test_many_that_failed_together_come_back_apart() -> None:
    shares = [backoff(5, row).total_seconds() / 16 for row in range(500)]

    assert 0.75 <= min(shares) < 0.78
    assert 0.97 < max(shares) <= 1
    assert len({round(share, 3) for share in shares}) > 150
    assert backoff(5, 7) == backoff(5, 7)
    assert backoff(5, 7) / 16 != backoff(4, 7) / 8


def test_what_was_held_back_before_it_was_tried_is_as_it_was(core: Core, clock: SetClock) -> None:
    _post(core, "draft:1")
    core.outbox.later(_take(core).id, MINUTE, "pace", tried=False)
    [held] = core.outbox.backlog()
    with core.work(SYSTEM) as w:
        withdrawn = w.say.withdraw("draft:1")

    assert (held.attempts, held.error, held.not_before) == (0, "pace", START + MINUTE)
    assert withdrawn, "nobody has tried to show it"


def test_rows_of_a_platform_that_is_passed_over_wait_for_another_time(core: Core) -> None:
    _post(core, "draft:1")
    _post(core, "team:1", to=GROUP)

    assert core.outbox.take("s", passing_over={"wecom", "feishu"}) is None
    other = core.outbox.take("s", passing_over={"wecom"})
    assert other is not None
    assert (other.platform, _take(core).platform) == ("feishu", "wecom")


def test_a_day_of_trying_ends_in_the_dead_letters(core: Core, clock: SetClock) -> None:
    _post(core, "draft:1", not_before=clock.now() + timedelta(days=3))
    clock.move(timedelta(days=3))
    tries = 1
    while not core.outbox.later(_take(core).id, timedelta(hours=1), "503"):
        clock.move(timedelta(hours=1))
        tries += 1

    [dead] = core.outbox.dead_letters()
    assert (dead.state, dead.platform, dead.error, dead.attempts) == ("dead", "wecom", "503", tries)
    assert tries == 25
    assert core.outbox.take("s") is None


def test_what_can_never_be_delivered_is_dead_with_what_would_have_changed_it(core: Core) -> None:
    first = _post(core, "draft:1")
    view = _take(core)
    _change(core, "draft:1", "v2")
    core.outbox.dead(view.id, "person_invisible")
    _change(core, "draft:1", "v3")
    counts = core.outbox.counts()
    again = _post(core, "draft:1", "v4")

    assert counts == {"ready": 0, "taken": 0, "sent": 0, "swallowed": 1, "dead": 1, "dropped": 0}
    assert [(letter.key, letter.error) for letter in core.outbox.dead_letters()] == [(first, "person_invisible")]
    assert (_take(core).kind, again.rpartition("-")[2]) == ("post", "3")


def test_a_dead_change_leaves_the_card_alive(core: Core) -> None:
    _post(core, "draft:1")
    _sent(core, _take(core))
    _change(core, "draft:1", "v2")
    core.outbox.dead(_take(core).id, "malformed")
    _change(core, "draft:1", "v3")

    assert _take(core).card["title"] == "v3"


def test_a_sender_that_died_is_followed_by_another(core: Core, clock: SetClock) -> None:
    _post(core, "draft:1")
    first = _take(core, "s1")
    held = core.outbox.take("s2")
    clock.move(timedelta(seconds=61))
    second = _take(core, "s2")
    _sent(core, second, token="second")
    _sent(core, first, token="too late")

    assert (held, second.key, second.attempts) == (None, first.key, 2)
    assert core.outbox.counts()["sent"] == 1
    _change(core, "draft:1", "v2")
    assert _take(core).handle == {"card": "draft:1", "token": "second"}


def test_a_sender_that_comes_back_gives_back_only_its_own(core: Core) -> None:
    for n in range(3):
        _post(core, f"draft:{n}")
    mine = [_take(core, "s1").key, _take(core, "s1").key]
    _take(core, "s2")

    assert core.outbox.release("s1") == 2
    assert sorted([_take(core, "s1").key, _take(core, "s1").key]) == sorted(mine)
    assert core.outbox.take("s1") is None


def test_the_backlog_shows_tries_and_platforms_and_no_words(core: Core) -> None:
    _post(core, "draft:1", "秘密")
    _post(core, "team:1", to=GROUP)
    core.outbox.later(_take(core).id, MINUTE, "429")

    backlog = core.outbox.backlog()

    assert [(letter.platform, letter.state, letter.attempts, letter.error) for letter in backlog] == [
        ("wecom", "ready", 1, "429"),
        ("feishu", "ready", 0, ""),
    ]
    assert "秘密" not in repr(backlog)


def test_the_due_rows_are_found_by_index(sqlite_core: Core) -> None:
    with sqlite_core._engines.write.begin() as connection:
        row = {
            "kind": "post",
            "to": TO,
            "platform": "wecom",
            "card": {},
            "created_at": START,
            "not_before": START,
            "state": "sent",
        }
        connection.execute(insert(Row), [{**row, "key": f"k{n}", "card_key": f"c{n}"} for n in range(5000)])
        plans = [_plan(connection, statement) for statement in _due(())]

    assert len(plans) == 2
    assert all("USING INDEX ix_outbox_state" in plan for plan in plans)
    assert all("SCAN" not in plan.replace("SCAN CONSTANT", "") for plan in plans)


def _plan(connection: Connection, statement: Any) -> str:
    query = statement.compile(connection.engine).construct_expanded_state({"now": START})
    given = tuple(query.positional_parameters)
    return str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query.statement}", given).all())


# --- any crash point --------------------------------------------------------------------------------------------------


class Town:
    """A platform: shows each key once, whatever is posted under it again, and changes what it shows."""

    def __init__(self) -> None:
        self.cards: dict[str, str] = {}
        self.shown: dict[str, list[int]] = {}

    def take(self, view: SpokenView) -> dict[str, Any]:
        name = view.card_key
        history = self.shown.setdefault(name, [])
        if view.kind == "post" and view.key in self.cards:
            return {"card": name}
        assert (view.kind == "change") == (view.handle is not None)
        assert view.kind == "change" or not history, "a second card where there is one"
        self.cards[view.key] = name
        history.append(view.card["version"])
        return {"card": name}


CARDS = st.sampled_from(["draft:1", "draft:2", "team:1"])


class Senders(RuleBasedStateMachine):
    """Two senders that may die at any point; at the end all is sent, in order, and each card shows its newest words."""

    core: Core

    @initialize()
    def start(self) -> None:
        self.clock = SetClock(START)
        with type(self).core._engines.write.begin() as connection:
            connection.execute(text("DELETE FROM outbox"))
            connection.execute(text("DELETE FROM said"))
        self.core = Core(type(self).core._engines, clock=self.clock, zone=type(self).core.zone)
        self.town = Town()
        self.version = 0
        self.newest: dict[str, int] = {}
        self.under_way: list[SpokenView] = []

    @rule(card=CARDS, commits=st.booleans())
    def say(self, card: str, commits: bool) -> None:
        self.version += 1
        with self._unless_crash(commits), self.core.work(SYSTEM) as w:
            w.say.post(card, TO, {"version": self.version}, kind="draft")
            if not commits:
                raise ZeroDivisionError
            self.newest[card] = self.version

    @rule(card=CARDS)
    def change(self, card: str) -> None:
        self.version += 1
        with self.core.work(SYSTEM) as w:
            w.say.change(card, {"version": self.version, "kind": "draft"})
        if card in self.newest:
            self.newest[card] = self.version

    @rule()
    def take(self) -> None:
        view = self.core.outbox.take("s")
        if view is not None:
            assert view.card_key not in {other.card_key for other in self.under_way}
            self.under_way.append(view)

    @rule(data=st.data(), outcome=st.sampled_from(["sent", "later", "died before", "died after", "later after"]))
    def finish(self, data: st.DataObject, outcome: str) -> None:
        if not self.under_way:
            return
        view = self.under_way.pop(data.draw(st.integers(0, len(self.under_way) - 1)))
        handle = self.town.take(view) if outcome in ("sent", "died after", "later after") else {}
        if outcome == "sent":
            self.core.outbox.sent(view.id, handle, platform="wecom", card_name=view.card_key)
        elif outcome.startswith("later"):
            self.core.outbox.later(view.id, None, "busy")

    @rule(restarts=st.booleans())
    def everyone_dies(self, restarts: bool) -> None:
        self.under_way.clear()
        if restarts:
            self.core.outbox = Outbox(self.core._engines.write, self.core._engines.read, self.clock)
            self.core.outbox.release("s")
        else:
            self.clock.move(MINUTE + SECOND)

    @invariant()
    def changes_come_in_order(self) -> None:
        for history in getattr(self, "town", Town()).shown.values():
            assert history == sorted(history)

    def teardown(self) -> None:
        if not hasattr(self, "town"):
            return
        for _ in range(200):
            self.clock.move(timedelta(minutes=11))
            if (view := self.core.outbox.take("s")) is not None:
                self.core.outbox.sent(view.id, self.town.take(view), platform="wecom", card_name=view.card_key)
            elif not self.core.outbox.backlog():
                break
        assert self.core.outbox.backlog() == []
        assert {card: history[-1] for card, history in self.town.shown.items()} == self.newest
        self.changes_come_in_order()

    @contextmanager
    def _unless_crash(self, commits: bool) -> Iterator[None]:
        if commits:
            yield
            return
        with pytest.raises(ZeroDivisionError):
            yield


def test_whatever_dies_when_every_card_ends_up_showing_its_newest_words() -> None:
    Senders.core = Core.at("sqlite://", clock=SetClock(START))
    Senders.core.migrate()

    Senders.TestCase.settings = settings(max_examples=40, stateful_step_count=20, deadline=None)
    Senders.TestCase("runTest").runTest()

    Senders.core.close()
