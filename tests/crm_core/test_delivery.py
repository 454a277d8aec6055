"""Sent, delivered, seen, acted: never back, and anew with a new posting. Files, whose content goes when they are gone."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from crm_core.clock import SetClock
from crm_core.delivery import STATES, DeliveryView
from crm_core.outbox import SpokenView
from crm_core.people import SYSTEM
from crm_core.say import MOST_FILE_BYTES
from crm_core.tables import Outbox as Row
from crm_core.work.core import Core
from tests.conftest import START

LIN = {"platform": "wecom", "corp": "c", "id": "linxiao"}
TO = {"person": LIN}
GROUP = {"conversation": {"platform": "feishu", "corp": "c", "id": "oc_huachen", "kind": "group"}}
SECOND = timedelta(seconds=1)


def post(core: Core, card_key: str = "draft:1", to: dict[str, Any] = TO, kind: str = "draft") -> str:
    with core.work(SYSTEM) as w:
        return w.say.post(card_key, to, {"title": "秘密"}, kind=kind)


def change(core: Core, card_key: str = "draft:1") -> None:
    with core.work(SYSTEM) as w:
        w.say.change(card_key, {"title": "v2", "kind": "draft"})


def take(core: Core) -> SpokenView:
    view = core.outbox.take("s")
    assert view is not None
    return view


def sent(core: Core, name: str = "card-1", *, delivered: bool = False) -> None:
    core.outbox.sent(take(core).id, {"token": name}, platform="wecom", card_name=name, delivered=delivered)


def step(core: Core, to: str, name: str = "card-1") -> None:
    with core.work(SYSTEM) as w:
        if to == "seen":
            w.say.seen(name, core.clock.now())
        else:
            w.say.acted(name)


def test_a_card_gets_farther_step_by_step(core: Core, clock: SetClock) -> None:
    key = post(core, kind="nudge")
    waiting = core.outbox.recent(LIN)
    sent(core)
    before = core.outbox.recent(LIN)
    clock.move(SECOND)
    step(core, "seen")
    clock.move(SECOND)
    step(core, "acted")
    step(core, "seen")

    assert waiting == [DeliveryView(key, "post", "nudge", "waiting", None, None, None, None, "")]
    assert before == [DeliveryView(key, "post", "nudge", "sent", START, None, None, None, "")]
    assert core.outbox.recent(LIN) == [
        DeliveryView(key, "post", "nudge", "acted", START, None, START + SECOND, START + 2 * SECOND, "")
    ]
    assert core.outbox.delivery_counts() == {"sent": 0, "delivered": 0, "seen": 0, "acted": 1}


def test_a_change_leaves_a_card_as_far_as_it_was_and_a_posting_anew_begins_anew(core: Core, clock: SetClock) -> None:
    post(core)
    sent(core, delivered=True)
    step(core, "acted")
    change(core)
    clock.move(SECOND)
    sent(core, delivered=True)
    changed = core.outbox.recent(LIN)[0]
    change(core)
    clock.move(SECOND)
    sent(core, "card-2", delivered=True)
    anew = core.outbox.recent(LIN)[0]

    assert (changed.state, changed.delivered_at, changed.acted_at) == ("acted", START, START)
    assert (anew.state, anew.delivered_at, anew.acted_at) == ("delivered", START + 2 * SECOND, None)


def test_a_first_yes_to_a_change_can_deliver_what_was_only_sent(core: Core) -> None:
    post(core)
    sent(core)
    change(core)
    sent(core, delivered=True)

    assert core.outbox.delivery_counts()["delivered"] == 1


def test_only_what_was_said_to_one_is_told_newest_first_and_without_words(core: Core) -> None:
    post(core, "draft:1")
    sent(core)
    post(core, "team:1", GROUP)
    post(core, "draft:2", {"person": LIN | {"corp": "other"}})
    post(core, "draft:3")
    core.outbox.dead(take(core).id, "of the group")
    core.outbox.dead(take(core).id, "of another corp")
    core.outbox.dead(take(core).id, "60011")

    seen = core.outbox.recent(LIN)
    assert [(view.state, view.error) for view in seen] == [("dead", "60011"), ("sent", "")]
    assert [view.error for view in core.outbox.recent(GROUP["conversation"])] == ["of the group"]
    assert len(core.outbox.recent(LIN, limit=1)) == 1
    assert core.outbox.recent(LIN | {"platform": "feishu"}) == []
    assert "秘密" not in repr(seen)


def test_swallowed_words_are_not_told_twice(core: Core) -> None:
    post(core)
    change(core)
    sent(core)

    assert [view.kind for view in core.outbox.recent(LIN)] == ["post"]


@pytest.mark.parametrize("name", ["", "unknown"])
def test_a_card_that_is_not_ours_is_nothing_to_follow(core: Core, name: str) -> None:
    post(core)
    sent(core, "")
    step(core, "seen", name)
    step(core, "acted", name)

    assert core.outbox.delivery_counts()["sent"] == 1


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sampled_from(["change", "change delivered", "seen", "acted"]), max_size=8))
def test_no_order_of_news_leads_back(migrated_sqlite: Path, tmp_path: Path, steps: list[str]) -> None:
    file = tmp_path / f"{len(list(tmp_path.iterdir()))}.db"
    shutil.copyfile(migrated_sqlite, file)
    core = Core.at(f"sqlite:///{file}", clock=SetClock(START))
    post(core)
    sent(core)
    reached = [0]
    for one in steps:
        if one.startswith("change"):
            change(core)
            sent(core, delivered=one != "change")
        else:
            step(core, one)
        [state] = [state for state, count in core.outbox.delivery_counts().items() if count]
        reached.append(STATES.index(state))
    core.close()

    assert reached == sorted(reached)
    assert reached[-1] == max((STATES.index(one.replace("change ", "")) for one in steps if one != "change"), default=0)


# --- files ------------------------------------------------------------------------------------------------------------


def test_a_file_is_sent_once_and_its_content_goes_with_it(core: Core) -> None:
    with core.work(SYSTEM) as w:
        key = w.say.file("export:1", TO, name="跟进.csv", content=b"\x00\xff" * 1000)
        again = w.say.file("export:1", TO, name="跟进.csv", content=b"other")
    view = take(core)
    core.outbox.sent(view.id, {}, platform="wecom", card_name="media-1", delivered=True)
    with core.work(SYSTEM) as w:
        after = w.say.file("export:1", TO, name="跟进.csv", content=b"other")
    with core._engines.read.connect() as connection:
        kept = connection.execute(select(Row.__table__.c.card)).scalars().all()

    assert (view.kind, view.key, again, after) == ("file", key, key, key)
    assert (view.card["name"], len(view.card["content"])) == ("跟进.csv", 2668)
    assert kept == [{"kind": "file", "name": "跟进.csv"}]
    step(core, "seen", "media-1")
    [told] = core.outbox.recent(LIN)
    assert (told.kind, told.card_kind, told.state) == ("file", "file", "seen")


@pytest.mark.parametrize(
    ("name", "size"),
    [("x", MOST_FILE_BYTES + 1), ("", 1), ("x" * 101, 1), ("../../etc/passwd", 1), ("a\\b", 1), ("a\nb", 1), ("a\x00", 1)],
)
def test_what_is_no_file_is_refused(sqlite_core: Core, name: str, size: int) -> None:
    with sqlite_core.work(SYSTEM) as w, pytest.raises(ValueError, match="file"):
        w.say.file("export:1", TO, name=name, content=b"x" * size)


def test_a_list_of_rows_does_not_read_the_files(core: Core) -> None:
    with core.work(SYSTEM) as w:
        w.say.file("export:1", TO, name="大.bin", content=b"x" * MOST_FILE_BYTES)

    [letter] = core.outbox.backlog()
    assert (letter.kind, letter.card_kind, letter.platform) == ("file", "file", "wecom")
    assert "大" not in repr(letter)


# --- the migration ----------------------------------------------------------------------------------------------------


def test_rows_of_before_know_their_platform_and_are_sent(own_url: str, clock: SetClock) -> None:
    from crm_core.migrations import steps
    from crm_core.work.engines import open_engine

    core = Core.at(own_url, clock=clock)
    post(core)
    sent(core)
    post(core, "team:1", GROUP)
    core.close()
    engines = open_engine(own_url)
    with engines.write.begin() as connection:
        steps.downgrade(connection, "0001")
    with engines.write.begin() as connection:
        steps.upgrade(connection)
        platforms = connection.execute(text("SELECT platform FROM outbox ORDER BY id")).scalars().all()
    engines.close()
    core = Core.at(own_url, clock=clock)

    assert platforms == ["wecom", "feishu"]
    assert core.outbox.delivery_counts()["sent"] == 1
    assert take(core).card_key == "team:1"
    core.close()
