"""Dead letters: tried again without showing anything twice or going back, or let go for good. Each step once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from crm_core.clock import SetClock
from crm_core.errors import Conflict, NotVisible
from crm_core.outbox import PATIENCE, SpokenView
from crm_core.people import SYSTEM, Principal, Role
from crm_core.tables import Audit
from crm_core.tables import Outbox as Row
from crm_core.work.core import Core

TO = {"person": {"platform": "wecom", "corp": "c", "id": "linxiao"}}
FEISHU = {"person": {"platform": "feishu", "corp": "c", "id": "ou_lin"}}


def post(core: Core, title: str = "v1", card_key: str = "draft:1", to: dict[str, Any] = TO) -> str:
    with core.work(SYSTEM) as w:
        return w.say.post(card_key, to, {"title": title}, kind="draft")


def change(core: Core, title: str, card_key: str = "draft:1") -> None:
    with core.work(SYSTEM) as w:
        w.say.change(card_key, {"title": title, "kind": "draft"})


def take(core: Core) -> SpokenView:
    view = core.outbox.take("s")
    assert view is not None
    return view


def sent(core: Core, view: SpokenView) -> None:
    core.outbox.sent(view.id, {"card": view.card_key}, platform="wecom", card_name=view.card_key)


def dies(core: Core, error: str = "60011") -> str:
    view = take(core)
    core.outbox.dead(view.id, error)
    return view.key


def replay(core: Core, key: str) -> bool:
    with core.work(SYSTEM) as w:
        return w.letters.replay(key)


def drop(core: Core, key: str) -> bool:
    with core.work(SYSTEM) as w:
        return w.letters.drop(key)


def refused(core: Core, key: str) -> str:
    before = core.outbox.counts()
    with core.work(SYSTEM) as w, pytest.raises(Conflict) as refusal:
        w.letters.replay(key)
    assert core.outbox.counts() == before
    return refusal.value.because


def audit(core: Core) -> list[str]:
    with core._engines.read.connect() as connection:
        return list(connection.execute(select(Audit.__table__.c.verb).order_by(Audit.__table__.c.id)).scalars())


# --- again ------------------------------------------------------------------------------------------------------------


def test_a_dead_letter_goes_out_again_under_its_own_key_with_a_fresh_day_of_patience(core: Core, clock: SetClock) -> None:
    post(core)
    view = take(core)
    clock.move(PATIENCE)
    assert core.outbox.later(view.id, None, "http_502")
    clock.move(timedelta(days=3))

    assert (replay(core, view.key), replay(core, view.key)) == (True, False)
    again = take(core)
    assert (again.key, again.attempts, again.card["title"]) == (view.key, 2, "v1")
    assert core.outbox.later(again.id, None, "http_502") is False
    clock.move(timedelta(seconds=2))
    sent(core, take(core))
    assert replay(core, view.key) is False
    assert core.outbox.counts() == {"ready": 0, "taken": 0, "sent": 1, "swallowed": 0, "dead": 0, "dropped": 0}
    assert audit(core) == ["outbox.replay"]


def test_a_dead_card_comes_back_with_its_newest_words_after_those_its_key_may_be_known_for(core: Core) -> None:
    post(core)
    view = take(core)
    change(core, "v2")
    change(core, "v3")
    core.outbox.dead(view.id, "60011")
    replay(core, view.key)

    first = take(core)
    sent(core, first)
    second = take(core)
    sent(core, second)

    assert (first.kind, first.card["title"], second.kind, second.card["title"]) == ("post", "v1", "change", "v3")
    assert core.outbox.take("s") is None


def test_words_that_the_post_took_along_are_not_said_again(core: Core) -> None:
    """A change uses up a right that some platforms give once."""
    post(core)
    change(core, "v2")
    key = dies(core)
    replay(core, key)
    sent(core, take(core))

    assert core.outbox.take("s") is None


def test_a_dead_change_of_a_card_that_lives_is_shown_again(core: Core) -> None:
    post(core)
    sent(core, take(core))
    change(core, "v2")
    key = dies(core)
    replay(core, key)

    view = take(core)
    assert (view.kind, view.key, view.card["title"]) == ("change", key, "v2")
    assert view.handle == {"card": "draft:1"}


def test_a_replayed_card_lives_for_those_who_speak_next(core: Core) -> None:
    post(core)
    key = dies(core)
    replay(core, key)
    post(core, "v2")
    sent(core, take(core))

    assert (take(core).kind, core.outbox.counts()["sent"]) == ("change", 1)


def test_a_file_that_died_keeps_its_content_until_it_is_let_go(core: Core) -> None:
    with core.work(SYSTEM) as w:
        key = w.say.file("export:1", TO, name="a.csv", content=b"abc")
    dies(core, "no_files")
    replay(core, key)
    assert take(core).card["content"] == "YWJj"
    core.outbox.release("s")
    dies(core, "no_files")
    drop(core, key)
    with core._engines.read.connect() as connection:
        assert connection.execute(select(Row.__table__.c.card)).scalar() == {"kind": "file", "name": "a.csv"}


# --- not again --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("then", ["waits", "is shown", "died too"])
def test_a_card_that_was_posted_anew_is_not_shown_twice(core: Core, then: str) -> None:
    post(core)
    old = dies(core)
    new = post(core, "v2")
    if then == "is shown":
        sent(core, take(core))
    elif then == "died too":
        dies(core)

    assert refused(core, old) == "superseded"
    assert replay(core, new) is (then == "died too")


def test_old_words_are_not_put_over_newer_ones(core: Core) -> None:
    post(core)
    sent(core, take(core))
    change(core, "v2")
    old = dies(core)
    change(core, "v3")
    waiting = refused(core, old)
    sent(core, take(core))

    assert (waiting, refused(core, old)) == ("superseded", "superseded")


def test_swallowed_and_dropped_words_stay_where_they_are(core: Core) -> None:
    post(core)
    change(core, "v2")
    swallowed = core.outbox.backlog()[1].key
    key = dies(core)
    drop(core, key)

    assert (refused(core, swallowed), refused(core, key)) == ("swallowed", "dropped")
    with core.work(SYSTEM) as w, pytest.raises(NotVisible):
        w.letters.replay("0123456789abcdef-1")


def test_only_the_house_finds_a_letter(core: Core) -> None:
    post(core)
    key = dies(core)
    owner = Principal(person_id=1, role=Role.OWNER)
    with core.work(owner) as w:
        assert w.letters.dead() == []
        with pytest.raises(NotVisible):
            w.letters.replay(key)
        with pytest.raises(NotVisible):
            w.letters.drop(key)


# --- let go -----------------------------------------------------------------------------------------------------------


def test_a_letter_that_was_let_go_is_quiet_and_its_card_may_be_posted_again(core: Core) -> None:
    post(core)
    key = dies(core)

    assert (drop(core, key), drop(core, key)) == (True, False)
    assert (core.outbox.dead_letters(), core.outbox.counts()["dropped"]) == ([], 1)
    assert audit(core) == ["outbox.drop"]
    post(core, "v2")
    assert (take(core).kind, core.outbox.recent(TO["person"])[-1].state) == ("post", "dropped")


@pytest.mark.parametrize("state", ["ready", "taken", "sent"])
def test_only_a_dead_letter_is_let_go(core: Core, state: str) -> None:
    key = post(core)
    if state != "ready":
        view = take(core)
    if state == "sent":
        sent(core, view)
    with core.work(SYSTEM) as w, pytest.raises(Conflict, match="not_dead"):
        w.letters.drop(key)


def test_letters_are_listed_by_state_and_platform(core: Core) -> None:
    keys = [post(core, card_key=f"draft:{n}", to=to) for n, to in enumerate((TO, FEISHU, TO))]
    dead = [dies(core), dies(core)]
    with core.work(SYSTEM) as w:
        found = w.letters.dead(), w.letters.dead("feishu"), w.letters.dead("dingtalk")

    assert (dead, found) == (keys[:2], (keys[:2], keys[1:2], []))
    assert [letter.key for letter in core.outbox.letters("dead", "waiting")] == keys[::-1]
    assert [letter.key for letter in core.outbox.letters("waiting", platform="wecom")] == [keys[2]]
    assert core.outbox.letters("sent", "dropped") == []
    assert len(core.outbox.letters("dead", limit=1)) == 1
