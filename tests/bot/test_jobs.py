"""The drains: every event and every row ends settled, tried again, or put before people. On both engines."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from redis.exceptions import ConnectionError as BrokerAway

from bot import pipeline
from bot.adapters.dingtalk.outbound import DingtalkMessenger
from bot.adapters.disk import Disk
from bot.adapters.feishu.outbound import FeishuMessenger
from bot.adapters.manners import OwnPacer
from bot.adapters.wecom.outbound import WecomMessenger
from bot.app import App
from bot.bootstrap import _house
from bot.handlers.house import House
from bot.jobs import crew as crew_room
from bot.jobs.crew import Crew, NearQueue, install
from bot.jobs.pump import Pump
from bot.jobs.queue import InlineQueue, RqQueue, redis_at
from bot.model import (
    Action,
    Attachment,
    CardClicked,
    CardHandle,
    CardRead,
    ChatKind,
    Conversation,
    Event,
    Person,
    Platform,
    TextSaid,
    Unknown,
    event_to_json,
    kind_of,
)
from bot.ports import PACE, Messenger, OutFile, Pacer, Scope, Spent, TryLater, Undeliverable
from bot.routes import BUTTONS
from bot.settings import load
from cards.model import Card
from crm_core.clock import SetClock, SystemClock
from crm_core.errors import NotAllowed
from crm_core.people import SYSTEM, Principal
from crm_core.work.core import Core
from tests.bot.processes.conftest import until
from tests.conftest import START

LIN = Person(Platform.WECOM, "ww1", "linxiao")
TO = {"person": {"platform": "wecom", "corp": "ww1", "id": "linxiao"}}
SECRET_WORDS = "预算五十万"


@dataclass
class Mouth:
    """A platform whose answers a test sets: exceptions to raise, oldest first, then success."""

    answers: list[Exception] = field(default_factory=list)
    heard: list[tuple[str, str, str]] = field(default_factory=list)

    def post(self, to: Person | Conversation, card: Card, *, key: str) -> CardHandle:
        self._answer("post", card.title, key)
        return CardHandle(Platform.WECOM, f"card-{key}", f"token-{key}", None, 1)

    def change(self, handle: CardHandle, card: Card, *, to: Person | Conversation) -> CardHandle:
        self._answer("change", card.title, handle.token)
        return handle

    def _answer(self, verb: str, title: str, key: str) -> None:
        self.heard.append((verb, title, key))
        if self.answers:
            raise self.answers.pop(0)


def app_of(core: Core, clock: SetClock, folder: Path, mouth: Messenger | None = None) -> App:
    settings = load({"SUILU_DATA_DIR": str(folder / "data")})
    queue = InlineQueue()
    return App(
        settings=settings,
        core=core,
        clock=clock,
        queue=queue,
        receivers={},
        messengers={Platform.WECOM: mouth} if mouth else {},
        media={},
        transcripts={},
        sign_ins={},
        files=Disk(folder / "files"),
        house=_house(settings, core, clock, queue, transcripts={}, media={}, kept=Disk(folder / "files")),
    )


@pytest.fixture
def mouth() -> Mouth:
    return Mouth()


@pytest.fixture
def crew(core: Core, clock: SetClock, tmp_path: Path, mouth: Mouth) -> Iterator[Crew]:
    yield install(app_of(core, clock, tmp_path, mouth), "one")
    crew_room._crew = None


@pytest.fixture
def helpless(core: Core, clock: SetClock, tmp_path: Path) -> Crew:
    """A crew without a house: whatever it hears ends in a bug."""
    return Crew(replace(app_of(core, clock, tmp_path), house=None), "one")


def hear(core: Core, event: Event) -> None:
    assert core.inbox.accept(event.id, kind_of(event), event_to_json(event))


def unknown(clock: SetClock, number: int = 1) -> Unknown:
    return Unknown(id=f"wecom:event:{number}", at=clock.now(), platform=Platform.WECOM, name="change_contact")


def said(clock: SetClock) -> TextSaid:
    where = Conversation(Platform.WECOM, "ww1", "linxiao", ChatKind.SINGLE)
    return TextSaid(id="wecom:msg:1", by=LIN, at=clock.now(), where=where, text=SECRET_WORDS)


def say(core: Core, title: str, *, card_key: str = "draft:1", **more: Any) -> None:
    with core.work(SYSTEM) as w:
        w.say.post(card_key, TO, Card(kind="draft", title=title).to_json(), kind="draft", **more)


def row(core: Core) -> tuple[str, int, str]:
    found = [*core.outbox.backlog(), *core.outbox.dead_letters()]
    return (found[0].state, found[0].attempts, found[0].error)


# --- the inbox --------------------------------------------------------------------------------------------------------


def test_every_event_that_is_due_is_worked_on_once(core: Core, clock: SetClock, crew: Crew) -> None:
    for number in range(5):
        hear(core, unknown(clock, number))
    assert crew.inbox.run() == 5
    assert core.inbox.counts() == {"ready": 0, "taken": 0, "done": 5, "failed": 0}
    assert crew.inbox.run() == 0


def test_pictures_that_are_read_hold_nobody_up(
    core: Core, clock: SetClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen, done = threading.Event(), threading.Event()

    def run(app: App, event: Event) -> None:
        if isinstance(event, TextSaid):
            seen.set()
            assert done.wait(30)

    monkeypatch.setattr(pipeline, "run", run)
    crew = Crew(app_of(core, clock, tmp_path), "one")
    picture = replace(said(clock), attachments=(Attachment("image", "a.png", "ref"),))
    crew.start()
    try:
        hear(core, picture)
        crew.receive()
        assert seen.wait(30)
        hear(core, unknown(clock))
        crew.receive()
        until(lambda: core.inbox.counts()["done"] == 1)
        assert core.inbox.counts()["taken"] == 1
        done.set()
        until(lambda: core.inbox.counts()["done"] == 2)
    finally:
        done.set()
        crew.stop()


def test_a_bug_is_tried_eight_times_and_then_put_before_people(
    core: Core, clock: SetClock, helpless: Crew, caplog: pytest.LogCaptureFixture
) -> None:
    """The bug here: this process has no house, so nobody can handle what was said."""
    hear(core, said(clock))
    with caplog.at_level(logging.INFO):
        tries = 0
        while (state := core.inbox.state("wecom:msg:1")) and state.state != "failed":
            tries += helpless.inbox.run()
            clock.move(timedelta(minutes=11))
    assert tries == 8
    assert (state.attempts, state.error) == (8, "RuntimeError")  # type: ignore[union-attr]
    assert "event wecom:msg:1: try 8: RuntimeError at bot.pipeline:" in caplog.text
    assert SECRET_WORDS not in caplog.text


def test_each_try_waits_longer_than_the_one_before(core: Core, clock: SetClock, helpless: Crew) -> None:
    hear(core, said(clock))
    waits = []
    for _ in range(4):
        helpless.inbox.run()
        state = core.inbox.state("wecom:msg:1")
        assert state is not None
        waits.append((state.not_before - clock.now()).total_seconds())
        assert helpless.inbox.run() == 0
        clock.move(state.not_before - clock.now())
    assert [whole * 0.75 <= wait <= whole for wait, whole in zip(waits, (1, 2, 4, 8), strict=True)] == [True] * 4


def test_an_event_that_kills_its_worker_each_time_is_given_up(core: Core, clock: SetClock, crew: Crew) -> None:
    hear(core, unknown(clock))
    for _ in range(8):  # taken, and the worker dies
        assert core.inbox.take("dead")
        clock.move(timedelta(seconds=61))
    assert crew.inbox.run() == 1
    assert core.inbox.counts()["failed"] == 1


@pytest.mark.parametrize(("after", "least", "most"), [(None, 0.75, 1), (timedelta(seconds=30), 30, 30)])
def test_a_platform_that_asks_for_patience_gets_it(
    core: Core, clock: SetClock, crew: Crew, monkeypatch: pytest.MonkeyPatch, after: timedelta | None, least: float, most: float
) -> None:
    def busy(_app: App, _event: Event) -> None:
        raise TryLater("http_503", after)

    monkeypatch.setattr("bot.pipeline.run", busy)
    hear(core, unknown(clock))
    crew.inbox.run()
    state = core.inbox.state("wecom:event:1")
    assert state is not None
    assert (state.state, state.error) == ("ready", "http_503")
    assert least <= (state.not_before - clock.now()).total_seconds() <= most


def test_a_crowd_that_our_own_pacer_holds_back_comes_back_apart(
    core: Core, clock: SetClock, crew: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held_back(_app: App, _event: Event) -> None:
        raise TryLater(PACE, timedelta(seconds=0.1))

    monkeypatch.setattr("bot.pipeline.run", held_back)
    hear(core, unknown(clock))
    for whole in (1, 2, 4, 8):
        crew.inbox.run()
        state = core.inbox.state("wecom:event:1")
        assert state is not None
        assert whole * 0.75 <= (state.not_before - clock.now()).total_seconds() <= whole
        clock.move(state.not_before - clock.now())


def test_an_event_that_another_settled_meanwhile_stays_done(
    core: Core, clock: SetClock, crew: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(app: App, event: Event) -> None:
        app.core.inbox.done(event.id)
        with app.core.work(SYSTEM, settles=event.id):
            raise AssertionError("the effect would happen twice")

    monkeypatch.setattr("bot.pipeline.run", slow)
    hear(core, unknown(clock))
    assert crew.inbox.run() == 1
    assert core.inbox.counts() == {"ready": 0, "taken": 0, "done": 1, "failed": 0}


def test_a_body_nobody_wrote_is_a_bug_and_not_the_end_of_the_worker(core: Core, clock: SetClock, crew: Crew) -> None:
    core.inbox.accept("web:1", "CardClicked", {"kind": "nonsense"})
    hear(core, unknown(clock))
    assert crew.inbox.run() == 2
    assert core.inbox.counts() == {"ready": 1, "taken": 0, "done": 1, "failed": 0}


# --- the outbox -------------------------------------------------------------------------------------------------------


def test_a_card_is_posted_under_its_rows_key_and_then_changed_in_place(core: Core, crew: Crew, mouth: Mouth) -> None:
    say(core, "待确认")
    assert crew.outbox.run() == 1
    with core.work(SYSTEM) as w:
        w.say.change("draft:1", Card(kind="draft", title="已保存").to_json())
    assert crew.outbox.run() == 1
    key = mouth.heard[0][2]
    assert mouth.heard == [("post", "待确认", key), ("change", "已保存", f"token-{key}")]
    assert core.outbox.counts() == {"ready": 0, "taken": 0, "sent": 2, "swallowed": 0, "dead": 0, "dropped": 0}


@pytest.mark.parametrize(("when_spent", "verbs"), [("post", ["post", "change", "post"]), ("silent", ["post", "change"])])
def test_a_spent_right_is_posted_anew_or_passed_over(
    core: Core, crew: Crew, mouth: Mouth, when_spent: Any, verbs: list[str]
) -> None:
    say(core, "待确认")
    crew.outbox.run()
    mouth.answers.append(Spent())
    with core.work(SYSTEM) as w:
        w.say.change("draft:1", Card(kind="draft", title="已保存").to_json(), when_spent=when_spent)
    crew.outbox.run()
    assert [verb for verb, _, _ in mouth.heard] == verbs
    assert core.outbox.counts()["sent"] == 2


@pytest.mark.parametrize(
    ("answer", "early", "seconds", "error"),
    [
        (TryLater("http_502"), 0.74, 1, "http_502"),
        (TryLater("rate_limited", timedelta(seconds=40)), 39.9, 40, "rate_limited"),
        (TryLater("timeout", answered=False), 0.74, 1, "timeout"),
        (KeyError(SECRET_WORDS), 0.74, 1, "KeyError"),
    ],
)
def test_what_was_not_taken_is_sent_again_under_the_same_key(
    core: Core, clock: SetClock, crew: Crew, mouth: Mouth, answer: Exception, early: float, seconds: float, error: str
) -> None:
    mouth.answers.append(answer)
    say(core, "待确认")
    crew.outbox.run()
    assert row(core) == ("ready", 1, error)
    clock.move(timedelta(seconds=early))
    assert crew.outbox.run() == 0
    clock.move(timedelta(seconds=seconds - early))
    assert crew.outbox.run() == 1
    assert len(mouth.heard) == 2
    assert len(set(mouth.heard)) == 1
    assert core.outbox.counts()["sent"] == 1


def test_what_a_platform_will_never_take_is_dead_at_once(core: Core, crew: Crew, mouth: Mouth) -> None:
    mouth.answers.append(Undeliverable("60011"))
    say(core, "待确认")
    assert crew.outbox.run() == 1
    assert row(core) == ("dead", 1, "60011")
    assert crew.outbox.run() == 0


def test_a_platform_that_is_off_is_told_apart(core: Core, clock: SetClock, tmp_path: Path) -> None:
    say(core, "待确认")
    assert Crew(app_of(core, clock, tmp_path), "one").outbox.run() == 1
    assert row(core) == ("dead", 1, "platform_off")


class Slow(Mouth):
    """One card hangs until it is let go; the others are answered at once."""

    def __init__(self) -> None:
        super().__init__()
        self.free = threading.Event()

    def post(self, to: Person | Conversation, card: Card, *, key: str) -> CardHandle:
        if card.title == "慢":
            assert self.free.wait(10)
        return super().post(to, card, key=key)


def test_a_platform_that_hangs_keeps_no_other_card_waiting(core: Core, clock: SetClock, tmp_path: Path) -> None:
    mouth = Slow()
    crew = Crew(app_of(core, clock, tmp_path, mouth), "one")
    say(core, "慢", card_key="slow:1")
    for number in range(20):
        say(core, "快", card_key=f"quick:{number}")
    drain = threading.Thread(target=crew.outbox.run)
    drain.start()
    deadline = threading.Event()
    for _ in range(100):
        if core.outbox.counts()["sent"] == 20:
            break
        deadline.wait(0.05)
    assert core.outbox.counts() == {"ready": 0, "taken": 1, "sent": 20, "swallowed": 0, "dead": 0, "dropped": 0}
    mouth.free.set()
    drain.join(5)
    assert core.outbox.counts()["sent"] == 21


class Platforms:
    """WeCom hangs until it is let go; the other two answer at once, unless they are to hang too."""

    def __init__(self, *hanging: Platform) -> None:
        self.free, self.guard = threading.Event(), threading.Lock()
        self.hanging, self.inside = set(hanging), dict.fromkeys(Platform, 0)

    def of(self, platform: Platform) -> Messenger:
        owner = self

        class One(Mouth):
            def post(self, to: Person | Conversation, card: Card, *, key: str) -> CardHandle:
                if platform in owner.hanging:
                    with owner.guard:
                        owner.inside[platform] += 1
                    assert owner.free.wait(20)
                return CardHandle(platform, key, key)

        return One()


@pytest.mark.parametrize("hanging", [(Platform.WECOM,), (Platform.WECOM, Platform.DINGTALK)])
def test_platforms_that_hang_leave_senders_for_the_others(
    sqlite_core: Core, clock: SetClock, tmp_path: Path, hanging: tuple[Platform, ...]
) -> None:
    core, platforms = sqlite_core, Platforms(*hanging)
    messengers = {platform: platforms.of(platform) for platform in Platform}
    crew = Crew(replace(app_of(core, clock, tmp_path), messengers=messengers), "one")
    with core.work(SYSTEM) as w:
        for platform in (*hanging, *(other for other in Platform if other not in hanging)):
            for number in range(12):
                to = {"person": {"platform": platform.value, "corp": "c", "id": "lin"}}
                w.say.post(f"{platform}:{number}", to, Card(kind="draft", title="x").to_json(), kind="draft")
    drain = threading.Thread(target=crew.outbox.run)
    drain.start()
    answering = 12 * (3 - len(hanging))
    for _ in range(200):
        if core.outbox.counts()["sent"] == answering:
            break
        threading.Event().wait(0.05)
    sent, inside = core.outbox.counts()["sent"], dict(platforms.inside)
    platforms.free.set()
    drain.join(20)

    assert (sent, core.outbox.counts()["sent"]) == (answering, 36)
    assert inside[Platform.WECOM] == 6, "of 8 senders, one is kept for each of the two others"
    assert inside[Platform.DINGTALK] == (1 if Platform.DINGTALK in hanging else 0)


# --- the platforms' pace ----------------------------------------------------------------------------------------------


class Paced(Mouth):
    """Asks a pacer before each post, as adapters do."""

    def __init__(self, pacer: Pacer, *scopes: Scope) -> None:
        super().__init__()
        self.pacer, self.scopes = pacer, scopes

    def post(self, to: Person | Conversation, card: Card, *, key: str) -> CardHandle:
        self.pacer.admit(*self.scopes, Scope(f"to:{to.id}", 2, 60))
        return super().post(to, card, key=key)


def test_a_card_held_back_by_the_pace_is_no_try_in_vain_and_goes_out_in_its_time(
    core: Core, clock: SetClock, tmp_path: Path
) -> None:
    mouth = Paced(OwnPacer(clock))
    crew = Crew(app_of(core, clock, tmp_path, mouth), "one")
    for number in range(5):
        say(core, f"第{number}张", card_key=f"draft:{number}")
    crew.outbox.run()
    held = core.outbox.backlog()
    with core.work(SYSTEM) as w:
        w.say.change("draft:4", Card(kind="draft", title="新的").to_json())
    rounds = []
    for _ in range(2):
        clock.move(timedelta(seconds=60))
        crew.outbox.run()
        rounds.append(core.outbox.counts()["sent"])

    assert [(letter.state, letter.attempts, letter.error) for letter in held] == [("ready", 0, PACE)] * 3
    assert {letter.not_before - START for letter in held} == {timedelta(seconds=60)}
    assert rounds == [4, 5]
    assert mouth.heard[-1][1] == "新的", "never tried, it is posted as the newest change"


def test_one_receiver_s_full_window_holds_nobody_else_back(core: Core, clock: SetClock, tmp_path: Path) -> None:
    mouth = Paced(OwnPacer(clock))
    crew = Crew(app_of(core, clock, tmp_path, mouth), "one")
    for number in range(30):
        say(core, "林晓的", card_key=f"lin:{number}")
    with core.work(SYSTEM) as w:
        to = {"person": {"platform": "wecom", "corp": "ww1", "id": "chenmo"}}
        w.say.post("chen:1", to, Card(kind="draft", title="陈默的").to_json(), kind="draft")
    crew.outbox.run()

    assert sorted(title for _, title, _ in mouth.heard) == ["林晓的", "林晓的", "陈默的"]


def test_a_wait_for_the_pace_has_no_end_of_patience(core: Core, clock: SetClock, tmp_path: Path, mouth: Mouth) -> None:
    crew = Crew(app_of(core, clock, tmp_path, mouth), "one")
    say(core, "待确认")
    for _ in range(30):
        mouth.answers.append(TryLater(PACE, timedelta(hours=1)))
        crew.outbox.run()
        clock.move(timedelta(hours=1))
    assert row(core) == ("ready", 0, PACE)
    mouth.answers.append(TryLater("http_502"))
    crew.outbox.run()
    clock.move(timedelta(seconds=1))
    mouth.answers.append(TryLater(PACE, timedelta(hours=1)))
    crew.outbox.run()
    assert row(core) == ("ready", 1, "http_502")
    clock.move(timedelta(hours=25))
    mouth.answers.append(TryLater("http_502"))
    crew.outbox.run()
    assert row(core) == ("dead", 2, "http_502")


def test_a_short_wait_for_the_pace_is_waited_on_the_spot(sqlite_core: Core, clock: SetClock, tmp_path: Path) -> None:
    """A real clock: 30 cards at 10 in 0.3 seconds, by one drain."""
    real = SystemClock()
    core = Core(sqlite_core._engines, clock=real, zone=sqlite_core.zone)
    mouth = Paced(OwnPacer(real), Scope("app", 10, 0.3))
    crew = Crew(replace(app_of(core, clock, tmp_path, mouth), clock=real), "one")
    with core.work(SYSTEM) as w:
        for number in range(30):
            to = {"person": {"platform": "wecom", "corp": "ww1", "id": f"p{number}"}}
            w.say.post(f"draft:{number}", to, Card(kind="draft", title="x").to_json(), kind="draft")
    taken = crew.outbox.run()

    assert core.outbox.counts()["sent"] == 30
    assert taken < 40, "what waited was put back and taken again instead"


def test_where_the_clock_stands_nobody_waits_for_it(sqlite_core: Core, clock: SetClock, tmp_path: Path) -> None:
    mouth = Paced(OwnPacer(clock), Scope("app", 1, 0.1))
    crew = Crew(app_of(sqlite_core, clock, tmp_path, mouth), "one")
    say(sqlite_core, "待确认")
    say(sqlite_core, "待确认", card_key="draft:2")

    assert crew.outbox.run() == 2
    assert row(sqlite_core) == ("ready", 0, PACE)


# --- how far a card got, and files ------------------------------------------------------------------------------------


class Surely(Mouth):
    delivers = True


@pytest.mark.parametrize(("mouth", "state"), [(Mouth(), "sent"), (Surely(), "delivered")])
def test_a_platform_whose_yes_means_delivered_says_so(
    core: Core, clock: SetClock, tmp_path: Path, mouth: Mouth, state: str
) -> None:
    say(core, "待确认")
    Crew(app_of(core, clock, tmp_path, mouth), "one").outbox.run()
    [view] = core.outbox.recent({"platform": "wecom", "corp": "ww1", "id": "linxiao"})

    assert (view.state, view.card_kind, view.delivered_at) == (state, "draft", START if state == "delivered" else None)


def test_the_messengers_say_whether_they_deliver() -> None:
    assert [getattr(kind, "delivers", False) for kind in (WecomMessenger, FeishuMessenger, DingtalkMessenger)] == [
        False,
        True,
        True,
    ]


def test_a_card_that_was_read_is_seen_and_one_whose_button_took_effect_is_acted_on(
    core: Core, clock: SetClock, crew: Crew, mouth: Mouth, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(core, "identify", lambda *_address: SYSTEM)
    outcomes: list[Exception | None] = [NotAllowed("not_yours"), None]

    def press(house: House, who: Principal, event: CardClicked) -> None:
        outcome = outcomes.pop(0)
        if outcome is not None:
            raise outcome

    monkeypatch.setitem(BUTTONS, "confirm", press)
    say(core, "待确认")
    crew.outbox.run()
    card = f"card-{mouth.heard[0][2]}"
    states = [core.outbox.delivery_counts()]
    clock.move(timedelta(seconds=5))
    hear(core, CardRead(id="feishu:read:1", by=LIN, at=clock.now(), cards=("of somebody else", card)))
    hear(core, CardRead(id="feishu:read:2", by=LIN, at=clock.now(), cards=("of somebody else",)))
    crew.inbox.run()
    states.append(core.outbox.delivery_counts())
    for number in (1, 2):
        action = Action("confirm", "7")
        hear(core, CardClicked(id=f"feishu:card:{number}", by=LIN, at=clock.now(), action=action, card=card))
        clock.move(timedelta(seconds=5))
        crew.inbox.run()
        states.append(core.outbox.delivery_counts())
    [view] = [one for one in core.outbox.recent(TO["person"]) if one.kind == "post" and one.state == "acted"]

    assert [next(name for name, count in state.items() if count) for state in states] == ["sent", "seen", "seen", "acted"]
    assert (view.seen_at, view.acted_at) == (START + timedelta(seconds=5), START + timedelta(seconds=15))
    assert core.inbox.counts() == {"ready": 0, "taken": 0, "done": 4, "failed": 0}


@dataclass
class Files:
    answers: list[Exception] = field(default_factory=list)
    sent: list[tuple[str, str, bytes]] = field(default_factory=list)

    def fetch(self, attachment: Attachment) -> bytes:
        raise AssertionError

    def send(self, to: Person | Conversation, file: OutFile, *, key: str) -> CardHandle:
        self.sent.append((key, file.name, file.content))
        if self.answers:
            raise self.answers.pop(0)
        return CardHandle(Platform.WECOM, "media-1", "", None, 0)


def test_a_file_goes_out_under_its_rows_key_until_taken(core: Core, clock: SetClock, tmp_path: Path, mouth: Mouth) -> None:
    media = Files([TryLater("http_502")])
    crew = Crew(replace(app_of(core, clock, tmp_path, mouth), media={Platform.WECOM: media}), "one")
    with core.work(SYSTEM) as w:
        key = w.say.file("export:1", TO, name="跟进.csv", content=b"\x00\xff,b")
    crew.outbox.run()
    clock.move(timedelta(seconds=1))
    crew.outbox.run()

    assert media.sent == [(key, "跟进.csv", b"\x00\xff,b")] * 2
    assert (mouth.heard, core.outbox.counts()["sent"]) == ([], 1)


def test_a_file_for_a_platform_that_takes_none_is_a_dead_letter(core: Core, crew: Crew) -> None:
    with core.work(SYSTEM) as w:
        w.say.file("export:1", TO, name="跟进.csv", content=b"a")
    crew.outbox.run()

    assert row(core) == ("dead", 1, "no_files")


# --- the crew, the pump and the queue ---------------------------------------------------------------------------------


def test_a_crew_that_comes_back_takes_back_what_it_held(core: Core, clock: SetClock, crew: Crew, mouth: Mouth) -> None:
    hear(core, unknown(clock))
    say(core, "待确认")
    assert core.inbox.take("one")
    assert core.outbox.take("one")
    crew.start()
    try:
        for _ in range(100):
            if core.inbox.counts()["done"] and core.outbox.counts()["sent"]:
                break
            threading.Event().wait(0.05)
    finally:
        crew.stop()
    assert (core.inbox.counts()["done"], core.outbox.counts()["sent"], len(mouth.heard)) == (1, 1, 1)


def test_what_another_holds_is_left_alone(core: Core, clock: SetClock, crew: Crew) -> None:
    hear(core, unknown(clock))
    assert core.inbox.take("two")
    assert core.inbox.release(crew.holder) == 0
    assert crew.inbox.run() == 0


def test_the_queue_calls_the_drains_by_name(core: Core, clock: SetClock, crew: Crew, mouth: Mouth) -> None:
    hear(core, unknown(clock))
    say(core, "待确认")
    crew_room.receive()
    assert core.inbox.counts()["done"] == 1
    assert mouth.heard == []
    crew_room.deliver()
    assert len(mouth.heard) == 1


def test_a_tick_that_fails_says_where_and_nothing_more(
    crew: Crew, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(_app: App, _name: str) -> None:
        raise ValueError(SECRET_WORDS)

    monkeypatch.setattr("bot.pipeline.tick", fails)
    crew_room.tick("nudges")
    assert "tick nudges: ValueError at tests.bot.test_jobs:" in caplog.text
    assert SECRET_WORDS not in caplog.text


def test_a_process_that_does_no_work_says_so() -> None:
    with pytest.raises(RuntimeError, match="does no work"):
        crew_room.receive()


def asked_while_running(start: Callable[[Pump], None]) -> int:
    inside, free, runs = threading.Event(), threading.Event(), []

    def drain() -> int:
        runs.append(1)
        inside.set()
        assert free.wait(5)
        return 0

    pump = Pump("one", drain, 60)
    start(pump)
    pump.ask()
    assert inside.wait(5)
    inside.clear()
    for _ in range(5):
        pump.ask()
    free.set()
    assert inside.wait(5)
    pump.stop()
    return len(runs)


def test_any_number_of_wishes_during_a_drain_is_one_more_drain() -> None:
    assert asked_while_running(Pump.start) == 2


def test_a_pump_goes_on_after_a_bad_round_and_looks_by_itself() -> None:
    rounds: list[int] = []
    twice = threading.Event()

    def drain() -> int:
        rounds.append(1)
        if len(rounds) == 1:
            raise OSError("the database is away")
        twice.set()
        return 0

    pump = Pump("one", drain, 0.01)
    pump.start()
    assert twice.wait(5)
    pump.stop()


def test_a_broker_that_is_away_is_said_once_and_hurts_nobody(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    queue = RqQueue(redis_at(f"unix://{tmp_path}/nobody.sock"))
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            queue.wake("receive")
            queue._outage._until = 0
    assert caplog.text.count("the broker is away") == 1
    assert not queue.alive()
    with pytest.raises(BrokerAway):
        redis_at(f"unix://{tmp_path}/nobody.sock").ping()


def test_a_workers_own_wake_up_needs_no_broker(core: Core, clock: SetClock, crew: Crew, tmp_path: Path) -> None:
    hear(core, unknown(clock))
    NearQueue(redis_at(f"unix://{tmp_path}/nobody.sock")).wake("receive")
    assert core.inbox.counts()["done"] == 1


def test_a_click_keeps_its_form_on_its_way_through_the_inbox(
    core: Core, clock: SetClock, crew: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Event] = []
    monkeypatch.setattr("bot.pipeline.run", lambda _app, event: seen.append(event))
    event = CardClicked(
        id="web:lin:1", by=LIN, at=clock.now(), action=Action("confirm", "7", {"lines": "1,2", "edit_1": "12月18日"})
    )
    hear(core, event)
    crew.inbox.run()
    assert seen == [event]
    assert core.inbox.counts()["done"] == 1
