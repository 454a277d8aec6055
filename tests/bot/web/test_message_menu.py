"""DingTalk's message menu over HTTP: only who came through DingTalk; names are asked about, a wrong call has no effect."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.model import ChatKind, MessagesPicked, Person, Platform, Source
from bot.settings import DingtalkSettings, Settings
from tests.bot.web.conftest import Browser, Site
from tests.bot.web.test_api import code, heard

SCRIPT = "https://g.alicdn.example/dingding/dingtalk.open.js"
CHAT = "cidSchool+1/2=="
AT = int(datetime(2026, 2, 13, 0, 30, tzinfo=UTC).timestamp())
SAID = {"by": "王海", "at": AT, "text": "预算50万\n12月上线"}
MINE = {"by": "林晓", "at": AT + 61, "text": "好的，明天给您报价"}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, dingtalk=DingtalkSettings("dingkey", "secret", corp_id="dingtest", jssdk_url=SCRIPT))


@pytest.fixture
def site(site: Site) -> Site:
    object.__setattr__(site.app, "sign_ins", {Platform.WECOM: site.desk, Platform.DINGTALK: site.desk})
    return site


def sign_in(site: Site, member: str = "ding_lin", page: str = "/message-menu") -> tuple[Browser, str]:
    """A browser in DingTalk's client, and where it went on to."""
    browser = Browser(site.flask.test_client(), site.desk)
    away = browser.client.get(page)
    nonce = re.findall(r'data-nonce="([\w-]+)"', browser.client.get(away.headers["Location"]).text)[0]
    site.desk.codes["c1"] = Person(Platform.DINGTALK, "dingtest", member)
    headers = {"Origin": "http://127.0.0.1:8000"}
    came = browser.client.post("/api/v1/sign-in/dingtalk", json={"code": "c1", "nonce": nonce}, headers=headers)
    me = browser.get("/me")
    browser.csrf = me.json["csrf"] if me.status_code == 200 and me.json else ""
    return browser, str((came.json or {}).get("next"))


def picked(*messages: Mapping[str, Any], **more: object) -> dict[str, Any]:
    return {"key": "tap-00001", "chat": CHAT, "messages": list(messages) or [SAID, MINE], **more}


def test_the_page_signs_in_and_asks_dingtalks_script_and_no_other_page_does(site: Site) -> None:
    browser, back = sign_in(site)

    page, other = browser.client.get("/message-menu?evil=1"), browser.client.get("/sidebar")

    assert back == "/message-menu"
    assert page.status_code == 200
    assert SCRIPT in page.text
    assert "menu.js?v=" in page.text
    assert SCRIPT in page.headers["Content-Security-Policy"]
    assert SCRIPT not in other.headers["Content-Security-Policy"]
    assert browser.get("/jssdk", url="http://127.0.0.1:8000/message-menu").status_code == 200


def test_a_session_of_another_platform_is_not_enough(site: Site) -> None:
    browser = site.browser("linxiao")

    away = browser.client.get("/message-menu")

    assert (away.status_code, away.headers["Location"]) == (302, "/sign-in/dingtalk/client?back=/message-menu")
    assert code(browser.post("/captures/picked", picked())) == (409, "not_here")
    assert site.inbox() == {}


def test_without_dingtalk_there_is_no_such_page(site: Site) -> None:
    object.__setattr__(site.app, "sign_ins", {Platform.WECOM: site.desk})

    assert site.flask.test_client().get("/message-menu").status_code == 404


def test_what_was_picked_is_read_by_the_names_that_stand_there_and_becomes_one_event(site: Site) -> None:
    browser, _ = sign_in(site)

    replies = [browser.post("/captures/picked", picked(MINE, SAID)) for _ in range(2)]

    assert [reply.status_code for reply in replies] == [201, 201]
    capture = replies[0].json["capture"]  # type: ignore[index]
    assert capture == replies[1].json["capture"]  # type: ignore[index]
    assert (capture["state"], capture["source"], capture["dated"], capture["lead_id"]) == ("read", "picked", True, None)
    assert [(m["by"], m["text"]) for m in capture["messages"]] == [("王海", SAID["text"]), ("林晓", MINE["text"])]
    assert {one["name"]: one["side"] for one in capture["speakers"]} == {"王海": "them", "林晓": "us"}
    assert site.inbox() == {}

    settled = browser.post(f"/captures/{capture['id']}/settle", {"key": "settle-001"})

    assert (settled.status_code, settled.json) == (202, {"sync_id": "dingtalk:sync:ding_lin:settle-001"})
    event = heard(site)
    assert isinstance(event, MessagesPicked)
    mine = f"{CHAT}/{site.who('linxiao').person_id}"
    assert (event.source, event.where.id, event.where.kind) == (Source.PICKED, mine, ChatKind.PICKED)
    assert [(m.by_name, m.ours, m.at.second, m.blur) for m in event.messages] == [("王海", False, 0, 1), ("林晓", True, 1, 1)]


def test_whose_words_they_are_is_asked_where_a_name_says_nothing(site: Site) -> None:
    browser, _ = sign_in(site)

    capture = browser.post("/captures/picked", picked({**SAID, "by": "老王"})).json["capture"]  # type: ignore[index]

    assert [(one["name"], one["side"]) for one in capture["speakers"]] == [("老王", None)]
    assert code(browser.post(f"/captures/{capture['id']}/settle", {"key": "settle-001"})) == (409, "who_speaks")
    assert site.inbox() == {}


def test_what_carries_no_time_keeps_its_place_and_a_day_is_asked_where_nothing_carries_one(site: Site) -> None:
    browser, _ = sign_in(site)
    timeless = {**MINE, "at": None, "text": "稍等"}

    some = browser.post("/captures/picked", picked(SAID, timeless, MINE)).json["capture"]  # type: ignore[index]
    none = browser.post("/captures/picked", picked(timeless, key="tap-00002")).json["capture"]  # type: ignore[index]

    assert ([m["text"] for m in some["messages"]], some["dated"]) == ([SAID["text"], "稍等", MINE["text"]], True)
    assert none["dated"] is False
    assert code(browser.post(f"/captures/{none['id']}/settle", {"key": "settle-001"})) == (409, "which_day")


def test_a_chat_that_is_never_synced_is_not_read(site: Site) -> None:
    browser, _ = sign_in(site)
    capture = browser.post("/captures/picked", picked()).json["capture"]  # type: ignore[index]
    with site.app.core.work(site.who("linxiao")) as w:
        w.conversations.never(w.captures.get(capture["id"]).where, on=True)

    assert code(browser.post("/captures/picked", picked(key="tap-00002"))) == (409, "never_sync")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "key"),
        (picked(key="short"), "key"),
        (picked(chat=""), "chat"),
        (picked(chat="cid 1"), "chat"),
        (picked(chat=7), "chat"),
        (picked(messages=[]), "messages"),
        (picked(messages="预算50万"), "messages"),
        (picked(*(SAID for _ in range(101))), "messages"),
        (picked({**SAID, "text": ""}), "messages.0.text"),
        (picked({**SAID, "text": "x" * 10_001}), "messages.0.text"),
        (picked({**SAID, "text": "a\0b"}), "messages.0.text"),
        (picked({**SAID, "at": "1"}), "messages.0.at"),
        (picked({**SAID, "at": 0}), "messages.0.at"),
        (picked({**SAID, "at": 10**30}), "messages.0.at"),
        (picked({**SAID, "kind": "poem"}), "messages.0.kind"),
        (picked({**SAID, "by": "名" * 81}), "messages.0.by"),
        (picked({**SAID, "ours": True}), "messages.0.ours"),
        (picked({k: v for k, v in SAID.items() if k != "by"}), "messages.0.by"),
        (picked(lead=7), "lead"),
        ([], "JSON"),
    ],
)
def test_a_wrong_body_is_400_names_the_field_and_has_no_effect(site: Site, body: object, field: str) -> None:
    browser, _ = sign_in(site)

    refused = browser.post("/captures/picked", body)

    assert refused.status_code == 400
    assert refused.json is not None
    assert refused.json["error"]["message"].startswith(f"{field}：")
    assert site.inbox() == {}


def test_somebody_the_house_does_not_know_picks_in_vain(site: Site) -> None:
    stranger, _ = sign_in(site, "ding_stranger")

    assert stranger.client.get("/message-menu").status_code == 403
    assert code(stranger.get("/me")) == (403, "not_bound")
