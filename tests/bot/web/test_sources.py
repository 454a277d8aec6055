"""The ladder, 「从不同步」, consent, and leaving messages out: each route, and what is wrong."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.model import CardClicked, Platform
from bot.settings import Settings
from bot.web.sources import ladder
from bot.web.wordings import wordings
from crm_core.errors import Conflict
from crm_core.views import Address, NewMessage
from tests.bot.web.conftest import WANG, WECOM, Browser, Site
from tests.bot.web.test_api import code, heard


def rungs(found: Any) -> dict[str, bool]:
    return {rung["source"]: rung["available"] for rung in found["sources"]}


def test_without_an_archive_pasting_is_the_best_and_why_is_said(site: Site) -> None:
    found = site.browser("linxiao").get("/sources", external_userid=WANG).json
    assert found is not None

    assert (found["best"], found["synced_to"], found["never"], found["consent"]) == ("pasted", None, False, None)
    assert rungs(found) == {"archive": False, "history": False, "picked": False, "pasted": True, "screenshot": True}
    archive = found["sources"][0]
    assert (archive["name"], archive["why_not"]) == ("会话存档", "企业没有开通会话内容存档")
    assert "粘贴" in archive["next"]
    assert all(rung["cost"] for rung in found["sources"])
    assert all(rung["why_not"] and rung["next"] for rung in found["sources"] if not rung["available"])


def test_how_far_a_chat_is_synced_is_told(site: Site) -> None:
    site.draft()

    found = site.browser("linxiao").get("/sources", external_userid=WANG).json
    other = site.browser("chenmo").get("/sources", external_userid=WANG).json

    assert found is not None
    assert other is not None
    assert (found["synced_to"], other["synced_to"]) == ("2026-02-13T01:00:00+00:00", None)


@pytest.mark.parametrize(
    ("platform", "beside", "group", "archive", "best"),
    [
        (Platform.WECOM, True, False, True, "archive"),
        (Platform.WECOM, False, False, True, "pasted"),
        (Platform.WECOM, True, False, False, "pasted"),
        (Platform.FEISHU, False, True, True, "history"),
        (Platform.FEISHU, False, False, True, "pasted"),
        (Platform.DINGTALK, False, False, True, "pasted"),
    ],
)
def test_the_ladder(settings: Settings, platform: Platform, beside: bool, group: bool, archive: bool, best: str) -> None:
    wecom = replace(WECOM, archive_url="http://127.0.0.1:1", archive_secret="s") if archive else WECOM

    found = ladder(replace(settings, wecom=wecom), platform, beside=beside, group=group)

    assert next(rung["source"] for rung in found if rung["available"] and rung["here"]) == best
    picked = next(rung for rung in found if rung["source"] == "picked")
    assert picked["available"] is (platform is not Platform.WECOM)
    assert picked["next"]


def test_sources_of_what_is_not_ones_own(site: Site) -> None:
    browser = site.browser("chenmo")

    assert code(browser.get("/sources", lead=str(site.lead("linxiao")))) == (404, "not_found")
    assert code(browser.get("/sources", external_userid="a/b")) == (400, "bad_request")
    assert browser.get("/sources").json["best"] == "pasted"  # type: ignore[index]


def test_syncing_a_group_that_is_not_there(site: Site) -> None:
    assert code(site.browser("linxiao").tap("/syncs", lead=site.lead("linxiao"))) == (409, "no_chat_here")


# --- 「从不同步」 ---------------------------------------------------------------------------------------------------------


def test_a_chat_is_never_synced_until_it_is_again(site: Site) -> None:
    browser = site.browser("linxiao")

    assert browser.tap("/chats/never", external_userid=WANG, on=True).json == {"never": True}
    assert browser.tap("/chats/never", external_userid=WANG, on=True).json == {"never": True}
    assert browser.get("/sources", external_userid=WANG).json["never"] is True  # type: ignore[index]
    assert browser.tap("/chats/never", external_userid=WANG, on=False).json == {"never": False}
    lead = site.lead("linxiao")
    assert browser.tap("/chats/never", lead=lead, on=True).json == {"never": True}
    assert browser.get("/sources", lead=str(lead)).json["never"] is True  # type: ignore[index]


GROUP = Address("feishu", "cli_test", "oc_deal", "group")


def in_feishu(site: Site, member: str, account: str) -> Browser:
    """The same person, signed in by Feishu."""
    browser = site.browser(member)
    with browser.client.session_transaction() as session:
        session["who"] = ["feishu", "cli_test", account]
    return browser


def test_a_customers_page_in_feishu_stands_for_the_deals_group_too(site: Site) -> None:
    lead, page = site.lead("linxiao"), in_feishu(site, "linxiao", "ou_lin")
    with site.core.work(site.who("linxiao")) as w:
        w.conversations.bind(GROUP, lead)
        w.syncs.begin("feishu:sync:ou_lin:1", GROUP)
        said = [NewMessage("m1", "ou_lin", "林晓", True, "text", "下周一把报价发您", site.clock.now())]
        w.syncs.propose("feishu:sync:ou_lin:1", messages=said, lines=[], summary="", profile={}, identity=None, timings={})
    assert page.get("/sources", lead=str(lead)).json["synced_to"] == "2026-02-13T01:00:00+00:00"  # type: ignore[index]

    assert page.tap("/chats/never", lead=lead, on=True).json == {"never": True}
    assert page.get("/sources", lead=str(lead)).json["never"] is True  # type: ignore[index]
    with pytest.raises(Conflict, match="never_sync"), site.core.work(site.who("linxiao")) as w:
        w.syncs.begin("feishu:sync:ou_lin:2", GROUP)
    assert code(page.tap("/captures/text", text="王海：好\n林晓：好\n", lead=lead)) == (409, "never_sync")

    with site.core.work(site.who("zhou")) as w:
        w.leads.reassign(lead, site.who("chenmo").person_id, "busy")
    theirs = in_feishu(site, "chenmo", "ou_chen")
    assert theirs.get("/sources", lead=str(lead)).json["never"] is True  # type: ignore[index]
    assert theirs.tap("/chats/never", lead=lead, on=False).json == {"never": False}
    with site.core.work(site.who("chenmo")) as w:
        w.syncs.begin("feishu:sync:ou_chen:1", GROUP)


@pytest.mark.parametrize("body", [{}, {"external_userid": WANG}, {"on": True}, {"external_userid": WANG, "on": "yes"}])
def test_a_wrong_never(site: Site, body: dict[str, object]) -> None:
    assert code(site.browser("linxiao").tap("/chats/never", **body)) == (400, "bad_request")


# --- consent ----------------------------------------------------------------------------------------------------------


def say(browser: Browser, state: str, **about: object) -> Any:
    body = {"state": state, "channel": "meeting", "wording": wordings().current, **(about or {"external_userid": WANG})}
    return browser.tap("/consents", **body)


def test_a_yes_and_taking_it_back_are_one_tap_each(site: Site) -> None:
    browser = site.browser("linxiao")
    before = browser.get("/consents", external_userid=WANG).json
    assert before is not None
    assert (before["consent"], before["history"], before["wording"]["version"]) == (None, [], "2026-11")
    assert "同意" in before["wording"]["text"]

    assert say(browser, "granted").json["consent"]["state_name"] == "已同意"
    site.clock.move(timedelta(minutes=1))
    assert say(browser, "withdrawn", lead=site.lead("linxiao")).json["consent"]["state_name"] == "已撤回"

    found = browser.get("/consents", lead=str(site.lead("linxiao"))).json
    assert found is not None
    assert [(h["state"], h["channel_name"], h["by"]) for h in found["history"]] == [
        ("withdrawn", "面谈", "林晓"),
        ("granted", "面谈", "林晓"),
    ]
    assert found["history"][1]["text"] == found["wording"]["text"]
    assert code(browser.tap("/captures/text", text="王海：好\n林晓：好\n", external_userid=WANG)) == (409, "consent_refused")


def test_somebody_who_is_no_contact_yet_can_say_no(site: Site) -> None:
    browser = site.browser("linxiao")

    assert say(browser, "refused", external_userid="wmNobodyYet01").status_code == 201
    assert browser.get("/sources", external_userid="wmNobodyYet01").json["consent"]["state"] == "refused"  # type: ignore[index]


def test_the_same_key_is_one_consent(site: Site) -> None:
    browser = site.browser("linxiao")
    body = {"key": "consent-01", "state": "granted", "channel": "chat", "external_userid": WANG}

    assert browser.post("/consents", body).json == browser.post("/consents", body).json
    assert len(browser.get("/consents", external_userid=WANG).json["history"]) == 1  # type: ignore[index]


@pytest.mark.parametrize(
    "wrong", [{"state": "maybe"}, {"channel": "archive"}, {"wording": "1999"}, {"basis": "archive"}, {"external_userid": "a b"}]
)
def test_a_wrong_consent_changes_nothing(site: Site, wrong: dict[str, object]) -> None:
    browser = site.browser("linxiao")
    body = {"state": "granted", "channel": "chat", "external_userid": WANG, **wrong}

    assert code(browser.tap("/consents", **body)) == (400, "bad_request")
    assert browser.get("/consents", external_userid=WANG).json["history"] == []  # type: ignore[index]


def test_consent_is_for_those_who_speak_with_the_customer(site: Site) -> None:
    lead = site.lead("linxiao")

    assert code(site.browser("zhou").get("/consents", lead=str(lead))) == (403, "not_allowed")
    assert code(say(site.browser("zhou"), "granted", lead=lead)) == (403, "not_allowed")
    assert code(say(site.browser("chenmo"), "granted", lead=lead)) == (404, "not_found")


# --- 「有些不该记?」 -----------------------------------------------------------------------------------------------------


def test_a_drafts_messages_are_its_reps(site: Site) -> None:
    draft = site.draft()

    shown = site.browser("linxiao").get(f"/drafts/{draft.id}/messages").json
    assert shown is not None
    assert [(m["id"], m["by"], m["ours"], m["left_out"]) for m in shown["messages"]] == [("m1first-sync", "王海", False, False)]
    assert code(site.browser("chenmo").get(f"/drafts/{draft.id}/messages")) == (404, "not_found")
    assert code(site.browser().get(f"/drafts/{draft.id}/messages")) == (401, "signed_out")


def test_leaving_out_is_one_event(site: Site) -> None:
    draft, browser = site.draft(), site.browser("linxiao")
    body = {"key": "leave-0001", "messages": ["m1first-sync", "m1first-sync"]}

    replies = [browser.post(f"/drafts/{draft.id}/leave-out", body) for _ in range(2)]

    assert [reply.status_code for reply in replies] == [202, 202]
    assert site.inbox() == {"ready": 1}
    event = heard(site)
    assert isinstance(event, CardClicked)
    assert (event.action.verb, event.action.subject) == ("leave_out", str(draft.id))
    assert json.loads(event.action.form["messages"]) == ["m1first-sync"]


def test_a_wrong_leaving_out_changes_nothing(site: Site) -> None:
    draft, browser = site.draft(), site.browser("linxiao")
    path = f"/drafts/{draft.id}/leave-out"

    assert code(browser.tap(path, messages=["another"])) == (400, "unknown_message")
    assert code(browser.tap(path, messages=[])) == (400, "bad_request")
    assert code(browser.tap(path, messages=[1])) == (400, "bad_request")
    assert code(browser.tap(path)) == (400, "bad_request")
    assert code(site.browser("chenmo").tap(path, messages=["m1first-sync"])) == (404, "not_found")
    with site.core.work(site.who("linxiao")) as w:
        w.drafts.confirm(draft.id)
    assert code(browser.tap(path, messages=["m1first-sync"])) == (409, "already_confirmed")
    assert site.inbox() == {}
