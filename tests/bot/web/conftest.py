"""A real core on SQLite, the real WeCom receiver, and browsers. Only the platform's sign-in desk stands in."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bot.adapters.disk import Disk
from bot.adapters.wecom.inbound import WecomReceiver
from bot.app import App
from bot.model import Person, Platform
from bot.ports import Undeliverable
from bot.settings import Settings, WecomSettings
from bot.web.app import create_app
from crm_core.clock import SetClock
from crm_core.people import SYSTEM, Principal
from crm_core.views import Address, DraftView, Evidence, NewLine, NewMessage
from crm_core.work.core import Core
from crm_core.work.imports import ImportIn

CORP = "wwtest"
ORIGIN = "http://127.0.0.1:8000"
IN_WECOM = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/108.0 Safari/537.36 wxwork/4.1.36 MicroMessenger/7.0.1"
)
WANG = "wmWangHai0001"
MORNING = datetime(2026, 2, 13, 1, 0, tzinfo=UTC)
WECOM = WecomSettings(
    corp_id=CORP,
    agent_id=1000002,
    secret="not-a-secret",
    token="a-token",
    aes_key="abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
    oauth_url="http://127.0.0.1:9001",
    jssdk_url="http://127.0.0.1:9001/wecom-jssdk.js",
)
WORLD: dict[str, Any] = {
    "corps": {"wecom": CORP, "feishu": "cli_test", "dingtalk": "dingtest"},
    "people": [
        {
            "name": "周建国",
            "role": "manager",
            "home": "dingtalk",
            "accounts": {"dingtalk": "ding_zhou", "wecom": "zhou"},
            "team": "一组",
            "territories": ["华东"],
        },
        {
            "name": "林晓",
            "role": "rep",
            "home": "wecom",
            "accounts": {"wecom": "linxiao", "feishu": "ou_lin", "dingtalk": "ding_lin"},
            "team": "一组",
            "manager": "周建国",
        },
        {
            "name": "陈默",
            "role": "rep",
            "home": "wecom",
            "accounts": {"wecom": "chenmo", "feishu": "ou_chen"},
            "team": "一组",
            "manager": "周建国",
        },
        {"name": "旧人", "role": "rep", "home": "wecom", "accounts": {"wecom": "gone"}, "status": "left"},
    ],
    "customers": [
        {
            "account": "华辰精密机械有限公司",
            "contact": "王海",
            "phone": "13800001234",
            "owner": "林晓",
            "territory": "华东",
            "identities": {"wecom": WANG},
            "last_activity_at": "2026-02-10T02:00:00Z",
        },
        {
            "account": "远航冷链物流有限公司",
            "contact": "赵敏",
            "phone": "13800005678",
            "owner": "陈默",
            "territory": "华东",
            "identities": {"wecom": "wmZhaoMin0001"},
            "last_activity_at": "2026-02-11T02:00:00Z",
        },
    ],
}


class Desk:
    """The platform's sign-in: a code is good once."""

    def __init__(self) -> None:
        self.codes: dict[str, Person] = {}
        self.signed: list[str] = []

    def authorize_url(self, redirect_uri: str, *, state: str, inside: bool) -> str:
        return f"http://127.0.0.1:9001/{'authorize' if inside else 'scan'}?redirect_uri={redirect_uri}&state={state}"

    def member(self, code: str, redirect_uri: str = "") -> Person:
        if code not in self.codes:
            raise Undeliverable("40029")
        return self.codes.pop(code)

    def page_signature(self, url: str) -> Mapping[str, str | int]:
        self.signed.append(url)
        return {"corpid": CORP, "agentid": 1000002, "timestamp": 1, "nonceStr": "n", "signature": "f" * 40}


class Wakes:
    """A queue that remembers what it was asked to wake."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def wake(self, job: str) -> None:
        self.asked.append(job)


@dataclass
class Browser:
    """One browser: its cookies, and the token of its page once signed in."""

    client: FlaskClient
    desk: Desk
    csrf: str = ""
    sent: int = 0

    def start(self, path: str = "/sidebar") -> str:
        """Opens the sidebar in WeCom's client and is sent away; the state it was given."""
        away = self.client.get(path, headers={"User-Agent": IN_WECOM})
        assert away.status_code == 302
        return parse_qs(urlsplit(away.headers["Location"]).query)["state"][0]

    def sign_in(self, member: str, path: str = "/sidebar") -> TestResponse:
        state, code = self.start(path), f"code-{member}"
        self.desk.codes[code] = Person(Platform.WECOM, CORP, member)
        back = self.client.get(f"/sign-in/wecom?code={code}&state={state}")
        me = self.client.get("/api/v1/me")
        self.csrf = me.json["csrf"] if me.status_code == 200 and me.json else ""
        return back

    def get(self, path: str, **query: str) -> TestResponse:
        return self.client.get(f"/api/v1{path}", query_string=query)

    def post(self, path: str, body: object, **headers: str) -> TestResponse:
        given = {"Origin": ORIGIN, "X-Suilu-Csrf": self.csrf, **{k.replace("_", "-"): v for k, v in headers.items()}}
        return self.client.post(f"/api/v1{path}", json=body, headers={k: v for k, v in given.items() if v})

    def tap(self, path: str, **body: object) -> TestResponse:
        """A tap with a key of its own."""
        self.sent += 1
        return self.post(path, {"key": f"tap-{self.sent:05d}", **body})


@dataclass
class Site:
    app: App
    flask: Flask
    core: Core
    clock: SetClock
    desk: Desk
    wakes: Wakes
    browsers: list[Browser] = field(default_factory=list)

    def browser(self, member: str = "") -> Browser:
        browser = Browser(self.flask.test_client(), self.desk)
        if member:
            assert browser.sign_in(member).status_code == 302
            assert browser.csrf
        return browser

    def who(self, member: str) -> Principal:
        found = self.core.identify("wecom", CORP, member)
        assert found is not None
        return found

    def lead(self, member: str) -> int:
        with self.core.read(self.who(member)) as w:
            return w.leads.list()[0].id

    def inbox(self) -> dict[str, int]:
        return {state: count for state, count in self.core.inbox.counts().items() if count}

    def draft(
        self, member: str = "linxiao", external: str = WANG, key: str = "first-sync", lines: Sequence[NewLine] = ()
    ) -> DraftView:
        """A chat synced as the worker does it, up to its draft."""
        where = Address("wecom", CORP, f"{member}/{external}", "single")
        sync_id = f"wecom:sync:{member}:{key}"
        said = NewMessage(
            "m1" + key, external, "王海", False, "text", "今年预算批下来了，50万左右，12月20日前上线", self.clock.now()
        )
        with self.core.work(self.who(member)) as w:
            w.syncs.begin(sync_id, where)
            made = w.syncs.propose(
                sync_id,
                messages=[said],
                lines=lines or [budget(said.id), deadline(said.id)],
                summary="王海说预算 50 万左右，12 月 20 日前上线。",
                profile={"name": "王海"},
                identity=Address("wecom", CORP, external),
                timings={"collect": 12.0, "understand": 30.0},
            )
        assert made is not None
        return made


def budget(message: str) -> NewLine:
    value = {"low": 50_000_000, "high": 50_000_000, "approx": True}
    return NewLine("budget", value, "50万左右", 0.95, Evidence(message, 8, 13, "50万左右"))


def deadline(message: str) -> NewLine:
    value = {"date": "2026-12-20", "what": "上线"}
    return NewLine("deadline", value, "2026-12-20 上线", 0.9, Evidence(message, 14, 23, "12月20日前上线"))


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the world in it, made once and copied for each test."""
    file = tmp_path_factory.mktemp("world") / "suilu.db"
    core = Core.at(f"sqlite:///{file}", clock=SetClock(MORNING))
    core.migrate()
    with core.work(SYSTEM) as w:
        w.imports.load(ImportIn.model_validate(WORLD))
    core.close()
    return file


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        data_dir=tmp_path,
        database_url=f"sqlite:///{tmp_path / 'suilu.db'}",
        redis_url="",
        bind="127.0.0.1:8000",
        base_url=ORIGIN,
        secret_key="a secret key for tests only",
        wecom=WECOM,
    )


@pytest.fixture
def site(built: Path, settings: Settings, tmp_path: Path) -> Iterator[Site]:
    shutil.copy(built, tmp_path / "suilu.db")
    clock, desk, wakes = SetClock(MORNING), Desk(), Wakes()
    core = Core.at(settings.database_url, clock=clock)
    app = App(
        settings=settings,
        core=core,
        clock=clock,
        queue=wakes,
        receivers={"wecom": WecomReceiver(WECOM, clock)},
        messengers={},
        transcripts={},
        media={},
        sign_ins={Platform.WECOM: desk},
        files=Disk(tmp_path / "files"),
    )
    flask = create_app(app)
    yield Site(app, flask, core, clock, desk, wakes)
    flask.extensions["suilu"].poker.close()
    core.close()


def later(site: Site, by: timedelta) -> None:
    site.clock.move(by)
