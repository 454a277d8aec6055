"""The message shortcut over HTTP: only a member who came through Feishu, only what fits, once; a wrong call has no effect."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from bot.model import ChatKind, Conversation, Message, MessagesPicked, Person, Platform
from bot.settings import FeishuSettings, Settings
from tests.bot.web.conftest import Browser, Site
from tests.bot.web.test_api import code, heard

APP = "cli_test"
FEISHU = FeishuSettings(
    APP, "secret", "token", "key", oauth_url="http://127.0.0.1:9002", jssdk_url="http://127.0.0.1:9002/h5.js"
)
LAUNCH = {"from": "message_action", "bdp_launch_query": json.dumps({"__trigger_id__": "c-12.ab"}, separators=(",", ":"))}
AT = int(datetime(2026, 2, 13, 0, 30, tzinfo=UTC).timestamp())
SAID = {"id": "om_1", "by": "ou_wang", "by_name": "王海", "at": AT, "kind": "text", "text": "预算50万\n12月上线"}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, feishu=FEISHU)


@pytest.fixture
def site(site: Site) -> Site:
    object.__setattr__(site.app, "sign_ins", {Platform.WECOM: site.desk, Platform.FEISHU: site.desk})
    return site


def path_of(query: Mapping[str, str]) -> str:
    return f"/shortcut?{urlencode(query)}"


def came_back(site: Site, member: str = "ou_lin", path: str = "/shortcut") -> tuple[Browser, str]:
    """A browser that was at Feishu's page, and where it went on to."""
    browser = Browser(site.flask.test_client(), site.desk)
    away = browser.client.get(path)
    query = parse_qs(urlsplit(away.headers["Location"]).query)
    assert query["redirect_uri"] == ["http://127.0.0.1:8000/sign-in/feishu"]
    site.desk.codes["c1"] = Person(Platform.FEISHU, APP, member)
    back = browser.client.get(f"/sign-in/feishu?code=c1&state={query['state'][0]}").headers["Location"]
    me = browser.get("/me")
    browser.csrf = me.json["csrf"] if me.status_code == 200 and me.json else ""
    return browser, back


def sign_in(site: Site, member: str = "ou_lin") -> Browser:
    return came_back(site, member)[0]


def picked(*messages: Mapping[str, Any], **more: object) -> dict[str, Any]:
    return {"key": "tap-00001", "chat": "oc_1", "messages": [SAID] if not messages else list(messages), **more}


# --- the page -----------------------------------------------------------------------------------------------------------


def test_the_trigger_comes_back_from_the_sign_in(site: Site) -> None:
    browser, back = came_back(site, path=path_of({**LAUNCH, "evil": "https://evil.example"}))

    assert back == path_of(LAUNCH)
    page = browser.client.get(path_of(LAUNCH))
    assert page.status_code == 200
    assert "http://127.0.0.1:9002/h5.js" in page.text
    assert "http://127.0.0.1:9002" in page.headers["Content-Security-Policy"]
    assert "shortcut.js?v=" in page.text


@pytest.mark.parametrize(
    "launch", ["", "{", "[]", "{}", '{"__trigger_id__":7}', '{"__trigger_id__":"a b\\r\\n"}', "[" * 5000, "x" * 600]
)
def test_a_trigger_that_is_none_is_left_behind(site: Site, launch: str) -> None:
    _, back = came_back(site, path=path_of({"bdp_launch_query": launch}))

    assert back == "/shortcut"


def test_a_session_of_another_platform_is_not_enough(site: Site) -> None:
    browser = site.browser("linxiao")

    away = browser.client.get(path_of(LAUNCH))

    assert away.status_code == 302
    assert "%2Fsign-in%2Ffeishu" in away.headers["Location"] or "/sign-in/feishu" in away.headers["Location"]
    assert code(browser.post("/syncs/picked", picked())) == (409, "not_here")
    assert site.inbox() == {}


def test_the_sidebar_page_serves_who_came_through_feishu(site: Site) -> None:
    browser = sign_in(site)

    page = browser.client.get("/sidebar?draft=7")

    assert page.status_code == 200
    assert "data-corp" not in page.text
    assert "jssdk" not in page.text


@pytest.mark.parametrize(("agent", "platform"), [("Mozilla/5.0 Lark/7.9", "feishu"), ("Mozilla/5.0 wxwork/4.1", "wecom")])
def test_each_client_signs_in_with_its_own_platform(site: Site, agent: str, platform: str) -> None:
    away = site.flask.test_client().get("/sidebar?draft=7", headers={"User-Agent": agent})

    assert parse_qs(urlsplit(away.headers["Location"]).query)["redirect_uri"] == [f"http://127.0.0.1:8000/sign-in/{platform}"]


def test_a_state_is_good_for_its_browser_whatever_platform_comes_back(site: Site) -> None:
    browser = Browser(site.flask.test_client(), site.desk)

    refused = browser.client.get("/sign-in/feishu?code=c&state=invented")

    assert refused.status_code == 403
    assert browser.client.get("/sign-in/dingtalk?code=c&state=x").status_code == 404


def test_only_our_own_pages_are_signed(site: Site) -> None:
    browser = sign_in(site)

    assert browser.get("/jssdk", url="http://127.0.0.1:8000" + path_of(LAUNCH)).status_code == 200
    assert code(browser.get("/jssdk", url="http://127.0.0.1:8000/api/v1/me")) == (400, "not_ours")
    assert code(browser.get("/jssdk", url="https://evil.example/shortcut")) == (400, "not_ours")


def test_without_feishu_there_is_no_such_page(site: Site) -> None:
    object.__setattr__(site.app, "sign_ins", {Platform.WECOM: site.desk})

    assert site.flask.test_client().get("/shortcut").status_code == 404


# --- what it hands over ---------------------------------------------------------------------------------------------------


def test_what_was_picked_becomes_one_event_however_often_it_is_sent(site: Site) -> None:
    browser = sign_in(site)

    replies = [browser.post("/syncs/picked", picked()) for _ in range(3)]

    sync_id = "feishu:sync:ou_lin:tap-00001"
    assert [(r.status_code, r.json) for r in replies] == [(202, {"sync_id": sync_id})] * 3
    assert site.inbox() == {"ready": 1}
    assert heard(site) == MessagesPicked(
        id=sync_id,
        by=Person(Platform.FEISHU, APP, "ou_lin"),
        at=site.clock.now(),
        where=Conversation(Platform.FEISHU, APP, "oc_1", ChatKind.PICKED),
        messages=(Message("om_1", "ou_wang", datetime.fromtimestamp(AT, UTC), "预算50万\n12月上线", by_name="王海"),),
    )


def test_nothing_was_said_after_now(site: Site) -> None:
    later = int((site.clock.now() + timedelta(days=30)).timestamp())

    assert sign_in(site).post("/syncs/picked", picked({**SAID, "at": later})).status_code == 202

    event = heard(site)
    assert isinstance(event, MessagesPicked)
    assert event.messages[0].at == site.clock.now()


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "key"),
        (picked(key="short"), "key"),
        (picked(chat=""), "chat"),
        (picked(chat="oc_1/../2"), "chat"),
        (picked(chat=7), "chat"),
        (picked(messages=[]), "messages"),
        (picked(messages="om_1"), "messages"),
        (picked(*({**SAID, "id": f"om_{n}"} for n in range(21))), "messages"),
        (picked(SAID, SAID), "messages"),
        (picked({**SAID, "text": ""}), "messages.0.text"),
        (picked({**SAID, "text": "x" * 10_001}), "messages.0.text"),
        (picked({**SAID, "text": "a\0b"}), "messages.0.text"),
        (picked({**SAID, "at": "1"}), "messages.0.at"),
        (picked({**SAID, "at": -1}), "messages.0.at"),
        (picked({**SAID, "at": 10**30}), "messages.0.at"),
        (picked({**SAID, "kind": "poem"}), "messages.0.kind"),
        (picked({**SAID, "by_name": "名" * 81}), "messages.0.by_name"),
        (picked({**SAID, "ours": True}), "messages.0.ours"),
        (picked({k: v for k, v in SAID.items() if k != "id"}), "messages.0.id"),
        (picked(lead=7), "lead"),
        ([], "JSON"),
    ],
)
def test_a_wrong_body_is_400_names_the_field_and_has_no_effect(site: Site, body: object, field: str) -> None:
    browser = sign_in(site)

    refused = browser.post("/syncs/picked", body)

    assert refused.status_code == 400
    assert refused.json is not None
    assert refused.json["error"]["message"].startswith(f"{field}：")
    assert site.inbox() == {}


def test_twenty_long_messages_fit_and_a_huge_body_does_not(site: Site) -> None:
    browser = sign_in(site)
    many = [{**SAID, "id": f"om_{n}", "text": "长" * 8_000} for n in range(20)]

    assert browser.post("/syncs/picked", picked(*many)).status_code == 202
    assert code(browser.post("/syncs/picked", picked({**SAID, "text": "x" * 1_100_000}))) == (413, "too_large")


def test_a_write_needs_the_session_its_token_and_our_origin(site: Site) -> None:
    browser, nobody = sign_in(site), Browser(site.flask.test_client(), site.desk)

    assert code(nobody.post("/syncs/picked", picked())) == (401, "signed_out")
    assert code(browser.post("/syncs/picked", picked(), X_Suilu_Csrf="another")) == (403, "csrf")
    assert code(browser.post("/syncs/picked", picked(), Origin="https://evil.example")) == (403, "bad_origin")
    stranger = sign_in(site, "ou_stranger")
    assert code(stranger.get("/me")) == (403, "not_bound")
    assert site.inbox() == {}


def test_anothers_picked_messages_are_nobodys_business(site: Site) -> None:
    mine = sign_in(site)
    sync_id = mine.post("/syncs/picked", picked()).json["sync_id"]  # type: ignore[index]
    theirs = sign_in(site, "ou_chen")

    assert mine.get(f"/syncs/{sync_id}").json["sync"]["state"] == "queued"  # type: ignore[index]
    assert theirs.get(f"/syncs/{sync_id}").status_code == 404
    assert theirs.get(f"/events/{sync_id}").status_code == 404
    assert code(theirs.post("/syncs/picked", picked(), X_Suilu_Csrf=mine.csrf)) == (403, "csrf")
