"""The house in its town, in one process: the real core, handlers, jobs, adapters, SDKs and web, on three simulated platforms.

A story says what people do (`says`, `taps`, a `Page`), lets the house work (`settle`), and looks at what stands in the chats.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import requests
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from bot.app import App
from bot.bootstrap import build
from bot.demo.driver import CardSeen
from bot.demo.world import CHAT, CORPS, CUSTOMERS, PEOPLE, Tenancy, as_environment, found_organisation, people_town, tenancy
from bot.jobs.crew import Crew
from bot.jobs.queue import InlineQueue
from bot.model import Event, Platform, event_to_json, kind_of
from bot.processes.rounds import hear, listeners_of
from bot.settings import Settings, load
from bot.simulator.dingtalk.sim import DingtalkSim
from bot.simulator.feishu.sim import FeishuSim
from bot.simulator.town import Chat, ClickAnswer, Dweller, Fault, PlatformSim, Said, Town
from bot.simulator.wecom.sim import WecomSim
from bot.web.app import create_app
from crm_core.clock import SetClock
from crm_core.people import SYSTEM, Principal
from crm_core.views import CustomerView, DraftView
from crm_core.work.core import Core
from crm_core.work.imports import ImportIn
from tests.bot.processes.conftest import until

WANG = "wmWangHai0001"
HUACHEN = "华辰精密机械有限公司 · 王海"
BOTS = {"lin": "wecom-bot-lin", "zhou": "dingtalk-bot-zhou", "lin@feishu": "feishu-bot-lin"}
NOWHERE = {"wecom": 0, "feishu": 0, "dingtalk": 0}


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        """Nothing."""


class Page:
    """A member's sidebar beside a WeCom chat: signed in through the platform, `key` a tap of its own each time."""

    def __init__(self, house: TownHouse, who: str, chat: str = "") -> None:
        self._house, self._origin = house, house.origin
        self._http = requests.Session()
        self._http.trust_env = False
        then = f"{self._origin}/sign-in/wecom/client"
        self._opened = {"as": who, "then": then, **({"chat": chat} if chat else {})}
        self._enter()

    def _enter(self) -> None:
        assert self._http.get(f"{self._house.wecom.url}/login", params=self._opened).status_code == 200
        self._csrf = self._http.get(f"{self._origin}/api/v1/me").json()["csrf"]

    def ask(self, path: str, **query: Any) -> tuple[int, dict[str, Any]]:
        """Days later the session has ended: the page is opened again, as its button 「重新登录」 does."""
        answer = self._http.get(f"{self._origin}/api/v1{path}", params=query)
        if answer.status_code == 401:
            self._enter()
            answer = self._http.get(f"{self._origin}/api/v1{path}", params=query)
        return answer.status_code, dict(answer.json())

    def get(self, path: str, **query: Any) -> dict[str, Any]:
        status, body = self.ask(path, **query)
        assert status == 200, (path, status, body)
        return body

    def tap(self, path: str, **body: Any) -> tuple[int, dict[str, Any]]:
        """A button of the page; nothing is worked on yet."""
        self.get("/me")
        self._house.presses += 1
        sent = {"key": f"tap-{self._house.presses:08d}", **body}
        headers = {"X-Suilu-Csrf": self._csrf, "Origin": self._origin}
        answer = self._http.post(f"{self._origin}/api/v1{path}", json=sent, headers=headers)
        return answer.status_code, dict(answer.json())

    def upload(self, path: str, pictures: Sequence[bytes], **fields: Any) -> int:
        """Pictures handed over on the page; the capture that they wait under."""
        self._house.presses += 1
        sent = {"key": f"tap-{self._house.presses:08d}", **{name: str(value) for name, value in fields.items()}}
        files = [("pictures", (f"{i}.png", picture, "image/png")) for i, picture in enumerate(pictures)]
        headers = {"X-Suilu-Csrf": self._csrf, "Origin": self._origin}
        answer = self._http.post(f"{self._origin}/api/v1{path}", data=sent, files=files, headers=headers)
        assert answer.status_code == 202, answer.text
        return int(answer.json()["capture"]["id"])

    def sync(self, customer: str = WANG, **body: Any) -> dict[str, Any]:
        """「同步本次聊天」, worked off; what the page shows then."""
        status, answer = self.tap("/syncs", external_userid=customer, **body)
        assert status == 202, answer
        self._house.settle()
        return dict(self.get(f"/syncs/{answer['sync_id']}")["sync"])

    def decide(self, path: str, **body: Any) -> dict[str, Any]:
        """A tap on a draft or record, worked off; the event as the page polls it."""
        status, answer = self.tap(path, **body)
        assert status == 202, answer
        self._house.settle()
        return dict(self.get(f"/events/{answer['event']}")["event"])


class TownHouse:
    """`clock` is everybody's. `app` works, `crew` drains inline, `core` is the work app's. `more`: settings beside these."""

    def __init__(
        self,
        url: str,
        clock: SetClock,
        folder: Path,
        keys: Mapping[str, str],
        *,
        modes: Mapping[str, str] | None = None,
        more: Mapping[str, str] | None = None,
    ) -> None:
        self.clock, self.town = clock, Town(clock)
        self.presses = 0
        """On all of its pages: each has a key of its own."""
        people_town(self.town)
        self._web: Callable[..., Any] = lambda *_: [b""]
        self._server: BaseWSGIServer = make_server(
            "127.0.0.1", 0, lambda env, start: self._web(env, start), threaded=True, request_handler=_Quiet
        )
        self.origin = f"http://127.0.0.1:{self._server.server_port}"
        made_up = _in_modes(tenancy(keys, NOWHERE), modes or {})
        self.wecom = WecomSim(self.town, made_up.wecom, callbacks=self.origin)
        self.feishu = FeishuSim(self.town, made_up.feishu, callbacks=self.origin)
        self.dingtalk = DingtalkSim(self.town, made_up.dingtalk, callbacks=self.origin)
        self.sims: dict[Platform, PlatformSim] = {
            Platform.WECOM: self.wecom,
            Platform.FEISHU: self.feishu,
            Platform.DINGTALK: self.dingtalk,
        }
        for sim in self.sims.values():
            sim.start()
        ports = {platform.value: int(sim.url.rpartition(":")[2]) for platform, sim in self.sims.items()}
        self.environment = {
            **as_environment(_in_modes(tenancy(keys, ports), modes or {})),
            "SUILU_DATA_DIR": str(folder),
            "SUILU_DATABASE_URL": url,
            "SUILU_BASE_URL": self.origin,
            "SUILU_SECRET_KEY": keys["secret_key"],
            **(more or {}),
        }
        settings = load(self.environment)
        self.app: App = build(settings, "work", queue=InlineQueue(), clock=clock)
        self.core: Core = self.app.core
        self.crew = Crew(self.app, "story")
        found_organisation(self.core)
        self._serve: App = build(settings, "serve", queue=InlineQueue(), clock=clock)
        flask = create_app(self._serve)
        self._web, self._poker = flask, flask.extensions["suilu"].poker
        threading.Thread(target=self._server.serve_forever, args=(0.02,), name="web", daemon=True).start()
        self._over = threading.Event()
        self._listener = threading.Thread(target=self._listen, args=(settings,), name="stream", daemon=True)
        self._listener.start()
        until(lambda: self._connected(settings))

    def serves_anew(self) -> None:
        """The web process ends, and another one begins."""
        settings = load(self.environment)
        self._poker.close()
        self._serve.core.close()
        self._serve = build(settings, "serve", queue=InlineQueue(), clock=self.clock)
        flask = create_app(self._serve)
        self._web, self._poker = flask, flask.extensions["suilu"].poker

    def close(self) -> None:
        self._over.set()
        for sim in self.sims.values():
            sim.stop()
        self._server.shutdown()
        self._server.server_close()
        self._poker.close()
        self._listener.join(5)
        self.core.close()
        self._serve.core.close()

    def _listen(self, settings: Settings) -> None:
        def keep(event: Event) -> None:
            self._serve.core.inbox.accept(event.id, kind_of(event), event_to_json(event))

        hear(listeners_of(settings), keep, stop=self._over, clock=self.clock)

    def _connected(self, settings: Settings) -> bool:
        assert settings.dingtalk is not None
        assert settings.feishu is not None
        streams = settings.dingtalk.mode == "stream", settings.feishu.mode == "stream"
        return (self.dingtalk.hub.connected() == 1, self.feishu.mode == "stream") == streams

    # --- the house works ----------------------------------------------------------------------------------------------

    def settle(self) -> None:
        """Inbox and outbox, until nothing is due."""
        self.crew.settle()

    def tick(self) -> None:
        """As the beat does it: one look at what is silent, and what comes of it is sent."""
        from bot import pipeline

        pipeline.tick(self.app, "nudges")
        self.settle()

    def passes(self, **time_passed: float) -> None:
        """Everybody's clock, and then one tick: `passes(hours=72)`."""
        self.clock.move(timedelta(**time_passed))
        self.tick()

    def again(self, seconds: float = 700) -> None:
        """Later, when every back-off is over."""
        self.clock.move(timedelta(seconds=seconds))
        self.settle()

    # --- people do something ------------------------------------------------------------------------------------------

    def page(self, who: str, chat: str = CHAT) -> Page:
        return Page(self, who, chat)

    def says(self, chat: str, by: str, text: str) -> Said:
        """Said and heard; worked on at `settle`."""
        platform = Platform(self.town.chats[chat].platform)
        said = self.sims[platform].say(chat, by, text)
        heard = self.town.chats[chat].kind == "bot" or "@随录" in text
        if platform is Platform.DINGTALK and heard:  # a frame is sent and forgotten; the others wait for their answer
            until(lambda: self.core.inbox.state(f"dingtalk:msg:{said.id}"))
        return said

    def taps(self, card: CardSeen, by: str, verb: str, form: Mapping[str, str] | None = None) -> ClickAnswer:
        """The button of that verb pressed, and all that comes of it."""
        answer = self.clicks(card, by, card.action(verb), form)
        self.settle()
        return answer

    def clicks(self, card: CardSeen, by: str, action: str, form: Mapping[str, str] | None = None) -> ClickAnswer:
        return self.sims[Platform(self.town.chats[card.chat].platform)].click(card.id, by, action, form or {})

    def moves_in(self, dweller: Dweller, *story: str) -> str:
        """A new customer of 林晓's in WeCom, who has said `story`; the chat."""
        self.town.moves_in(dweller)
        chat = f"wecom-single-lin-{dweller.key}"
        self.town.opens(Chat(chat, "wecom", "single", dweller.name, ["lin", dweller.key]))
        for text in story:
            self.town.say(chat, dweller.key, text)
        return chat

    def joins(self, *customers: Mapping[str, Any], people: tuple[Mapping[str, Any], ...] = ()) -> None:
        """More customers (and people) in the CRM, as `suilu import` brings them."""
        given = {"corps": CORPS, "people": [*PEOPLE, *people], "customers": [*CUSTOMERS, *customers]}
        with self.core.work(SYSTEM) as w:
            w.imports.load(ImportIn.model_validate(given))

    def ails(self, platform: Platform, kind: str, path: str, *, times: int = 1) -> None:
        self.town.plan(platform, Fault(kind, times, path))

    # --- looking ------------------------------------------------------------------------------------------------------

    def cards(self, chat: str) -> list[CardSeen]:
        """Oldest first."""
        found = self.town.chats.get(chat)
        messages = found.messages if found else []
        return [CardSeen(m.id, chat, m.card, m.changed) for m in messages if m.card is not None]

    def titles(self, chat: str) -> list[str]:
        return [title_of(card) for card in self.cards(chat)]

    def last(self, chat: str) -> CardSeen:
        return self.cards(chat)[-1]

    def see(self, card: CardSeen) -> CardSeen:
        """The same card as it stands now."""
        return next(now for now in self.cards(card.chat) if now.id == card.id)

    def who(self, key: str) -> Principal:
        ids = self.town.people[key].ids
        found = (self.core.identify(platform, CORPS[platform], ids[platform]) for platform in ids)
        return next(who for who in found if who is not None)

    def lead(self, key: str, search: str = "华辰") -> int:
        with self.core.read(self.who(key)) as w:
            return w.leads.list(search)[0].id

    def customer(self, key: str = "lin", search: str = "华辰") -> CustomerView:
        lead = self.lead(key, search)
        with self.core.read(self.who(key)) as w:
            return w.leads.customer(lead)

    def draft(self, draft_id: int, key: str = "lin") -> DraftView:
        with self.core.read(self.who(key)) as w:
            return w.drafts.get(draft_id)

    def record(self) -> dict[str, int]:
        """How many rows every table of the record has, whoever may see them; inbox, outbox and audit left out."""
        return self._rows(but={"inbox", "outbox", "said", "audit"})

    def _rows(self, but: set[str]) -> dict[str, int]:
        from sqlalchemy import func, select

        from crm_core.tables import Base

        with self.core._engines.read.connect() as connection:
            tables = [table for table in Base.metadata.sorted_tables if table.name not in but]
            return {table.name: connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables}

    def shown(self) -> dict[str, list[tuple[str, int]]]:
        """Every card of every chat and how often it was changed: what a refusal leaves as it was."""
        return {chat: [(card.id, card.changed) for card in self.cards(chat)] for chat in self.town.chats}

    def waiting(self) -> list[tuple[str, int, str]]:
        """What stands in the outbox unsent: platform, tries, the last one's error."""
        return [(row.platform, row.attempts, row.error) for row in self.core.outbox.backlog()]


def _in_modes(made_up: Tenancy, modes: Mapping[str, str]) -> Tenancy:
    """The same tenants, who reach us by webhook or over our own connection."""
    feishu = replace(made_up.feishu, mode=modes.get("feishu", made_up.feishu.mode))
    dingtalk = replace(made_up.dingtalk, mode=modes.get("dingtalk", made_up.dingtalk.mode))
    return replace(made_up, feishu=feishu, dingtalk=dingtalk)


def title_of(card: CardSeen) -> str:
    """The title, whatever the vendor's form."""
    shown = card.card
    if "main_title" in shown:
        return str(shown["main_title"]["title"])
    return str(shown["header"]["title"]["content"]) if "header" in shown else str(shown["title"])
