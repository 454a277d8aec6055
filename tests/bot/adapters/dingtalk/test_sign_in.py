"""Sign-in by DingTalk's client and by its page to scan, and the page's signature as the client checks it."""

from __future__ import annotations

import hashlib
import json
import logging
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from bot.adapters.dingtalk.sign_in import DingtalkSignIn
from bot.adapters.jsapi import jsapi_signature
from bot.adapters.manners import OwnPacer, OwnTokens
from bot.model import Person, Platform
from bot.ports import TryLater, Undeliverable
from bot.settings import DingtalkSettings
from bot.simulator.dingtalk.client import READ
from bot.simulator.town import Fault
from tests.bot.adapters.dingtalk.conftest import CORP, GROUP, PRODUCT, ZHOU, Stage, client_of
from tests.bot.adapters.wecom.vectors import TICKET

BACK = f"{PRODUCT}/sign-in/dingtalk"


@pytest.fixture
def sign_in(stage: Stage) -> DingtalkSignIn:
    stage.settings = replace(stage.settings, corp_id=CORP, oauth_url=stage.sim.url)
    return of(stage, stage.settings)


def of(stage: Stage, settings: DingtalkSettings) -> DingtalkSignIn:
    clock = stage.clock
    return DingtalkSignIn(settings, client_of(settings, clock), clock, OwnTokens(clock), OwnPacer(clock))


def scanned(sign_in: DingtalkSignIn, **by: str) -> dict[str, list[str]]:
    """What the page to scan comes back with."""
    url = sign_in.authorize_url(BACK, state="s t&=")
    reply = requests.get(url, params=by, allow_redirects=False, timeout=5)
    assert reply.status_code == 302, reply.text
    assert reply.headers["Location"].startswith(f"{BACK}?")
    return parse_qs(urlsplit(reply.headers["Location"]).query)


def call(stage: Stage, who: str, api: str, url: str = f"{PRODUCT}/sidebar", **said: object) -> dict[str, Any]:
    """A call of the JS-API, of a page in a dweller's client."""
    asked = {"api": api, "callback": "cb", "url": url, **{key: str(value) for key, value in said.items()}}
    reply = requests.get(f"{stage.sim.url}/jsapi/call.js", params=asked, cookies={"dingtalk_dweller": who}, timeout=5)
    return dict(json.loads(reply.text.removeprefix("cb(").removesuffix(");")))


def free_code(stage: Stage, who: str = "zhou") -> str:
    return str(call(stage, who, "requestAuthCode", corpId=CORP)["code"])


# --- in the client ----------------------------------------------------------------------------------------------------------


def test_the_clients_code_says_who_is_there_once(stage: Stage, sign_in: DingtalkSignIn) -> None:
    code = free_code(stage)

    assert sign_in.member(code, "") == ZHOU

    with pytest.raises(Undeliverable) as again:
        sign_in.member(code, "")
    assert again.value.reason == "40078"


def test_the_client_gives_no_code_to_another_page_organisation_or_nobody(stage: Stage, sign_in: DingtalkSignIn) -> None:
    assert call(stage, "zhou", "requestAuthCode", corpId="ding0")["errorCode"] == 9
    assert call(stage, "zhou", "requestAuthCode", "https://evil.example/", corpId=CORP)["errorCode"] == 9
    assert call(stage, "", "requestAuthCode", corpId=CORP)["errorCode"] == 7
    assert call(stage, "zhou", "biz.user.get")["errorCode"] == 3
    evil = requests.get(f"{stage.sim.url}/jsapi/call.js", params={"callback": "alert(1)//"}, timeout=5)
    assert evil.status_code == 400


# --- by scan ----------------------------------------------------------------------------------------------------------------


def test_who_scans_is_found_in_the_directory_once_a_code(stage: Stage, sign_in: DingtalkSignIn) -> None:
    query = scanned(sign_in, **{"as": "lin"})
    assert query["state"] == ["s t&="]

    assert sign_in.member(query["authCode"][0], BACK) == Person(Platform.DINGTALK, CORP, "ding_lin")

    with pytest.raises(Undeliverable) as again:
        sign_in.member(query["authCode"][0], BACK)
    assert again.value.reason == "invalidParameter.authCode.notFound"


def test_an_outsider_who_scans_is_no_member(stage: Stage, sign_in: DingtalkSignIn) -> None:
    with pytest.raises(Undeliverable) as refused:
        sign_in.member(scanned(sign_in, **{"as": "wang"})["authCode"][0], BACK)

    assert refused.value.reason == "not_a_member"


def test_somebody_whom_the_organisation_knows_outside_is_no_member(
    stage: Stage, sign_in: DingtalkSignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = {"errcode": 0, "result": {"contact_type": 1, "userid": "ding_wang"}}
    monkeypatch.setattr(stage.sim.rest.passport, "by_union", lambda body: known)

    with pytest.raises(Undeliverable) as refused:
        sign_in.member(scanned(sign_in, **{"as": "wang"})["authCode"][0], BACK)

    assert refused.value.reason == "not_a_member"


def test_who_cancels_comes_back_without_a_code(stage: Stage, sign_in: DingtalkSignIn) -> None:
    assert scanned(sign_in, cancel="1") == {"error": ["access_denied"], "state": ["s t&="]}


def test_the_page_shows_a_code_to_scan_and_who_may_hold_the_phone(stage: Stage, sign_in: DingtalkSignIn) -> None:
    page = requests.get(sign_in.authorize_url(BACK, state="s"), timeout=5)

    assert "<svg" in page.text
    assert [name for name in ("周建国", "林晓", "王海") if name in page.text] == ["周建国", "林晓", "王海"]
    assert "dingtalk_dweller" not in page.cookies


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("client_id", "another"),
        ("response_type", "token"),
        ("scope", "corpid"),
        ("prompt", "none"),
        ("redirect_uri", "https://evil.example/sign-in/dingtalk"),
        ("redirect_uri", ""),
    ],
)
def test_another_app_or_address_gets_no_code(stage: Stage, sign_in: DingtalkSignIn, name: str, value: str) -> None:
    parts = urlsplit(sign_in.authorize_url(BACK, state="s"))
    query = {**{key: found[0] for key, found in parse_qs(parts.query).items()}, "as": "lin", name: value}

    reply = requests.get(f"{stage.sim.url}{parts.path}", params=query, allow_redirects=False, timeout=5)

    assert reply.status_code == 400


# --- both -------------------------------------------------------------------------------------------------------------------


def test_each_kind_of_code_is_good_at_its_own_door_for_five_minutes(stage: Stage, sign_in: DingtalkSignIn) -> None:
    swapped = [(scanned(sign_in, **{"as": "lin"})["authCode"][0], ""), (free_code(stage), BACK)]
    late = [(free_code(stage), ""), (scanned(sign_in, **{"as": "lin"})["authCode"][0], BACK)]

    for code, back in swapped:
        with pytest.raises(Undeliverable):
            sign_in.member(code, back)
    stage.clock.move(timedelta(minutes=5))
    for code, back in late:
        with pytest.raises(Undeliverable):
            sign_in.member(code, back)


@pytest.mark.parametrize("code", ["", "x" * 513])
def test_a_code_that_is_none_is_not_even_asked(stage: Stage, sign_in: DingtalkSignIn, code: str) -> None:
    with pytest.raises(Undeliverable):
        sign_in.member(code, BACK)

    assert stage.town.journal == []


def test_a_wrong_secret_is_nobodys_sign_in(stage: Stage, sign_in: DingtalkSignIn) -> None:
    code = scanned(sign_in, **{"as": "lin"})["authCode"][0]

    with pytest.raises(Undeliverable):
        of(stage, replace(stage.settings, client_secret="another")).member(code, BACK)


@pytest.mark.parametrize(
    ("fault", "path"),
    [
        ("error", "userAccessToken"),
        ("limit", "users/me"),
        ("cut", "getbyunionid"),
        ("error", "getuserinfo"),
        ("limit:ban", "getuserinfo"),
    ],
)
def test_a_platform_that_is_away_is_told_apart(stage: Stage, sign_in: DingtalkSignIn, fault: str, path: str) -> None:
    code, back = (free_code(stage), "") if path == "getuserinfo" else (scanned(sign_in, **{"as": "lin"})["authCode"][0], BACK)
    stage.town.plan(Platform.DINGTALK, Fault(fault, 1, path))

    with pytest.raises(TryLater):
        sign_in.member(code, back)


def test_a_member_who_went_bad_between_two_calls_is_nobody(
    stage: Stage, sign_in: DingtalkSignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = scanned(sign_in, **{"as": "lin"})["authCode"][0]
    stage.town.plan(Platform.DINGTALK, Fault("expired", 1, "users/me"))

    with pytest.raises(Undeliverable) as refused:
        sign_in.member(code, BACK)

    assert refused.value.reason == "member_token_refused"


def test_the_apps_own_token_that_went_bad_is_fetched_anew(stage: Stage, sign_in: DingtalkSignIn) -> None:
    assert sign_in.member(free_code(stage), "") == ZHOU
    stage.sim.rest.revoke_tokens()

    assert sign_in.member(free_code(stage), "") == ZHOU


def test_no_code_secret_or_token_is_logged_or_shown_in_the_traffic(
    stage: Stage, sign_in: DingtalkSignIn, caplog: pytest.LogCaptureFixture
) -> None:
    sign_in.member(free_code(stage), "")
    caplog.set_level(logging.DEBUG)
    stage.town.journal.clear()
    free, code = free_code(stage), scanned(sign_in, **{"as": "lin"})["authCode"][0]

    sign_in.member(free, "")
    sign_in.member(code, BACK)
    sign_in.page_signature(f"{PRODUCT}/sidebar")

    ours = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("bot."))
    shown = ours + json.dumps(stage.town.journal, ensure_ascii=False)
    secrets = [free, code, stage.settings.client_secret, stage.sim.rest.passport.live_ticket()[0]]
    assert [secret for secret in secrets if secret in shown] == []


# --- the page's signature -----------------------------------------------------------------------------------------------------


def test_the_string_is_the_other_vendors_and_the_hash_a_setting() -> None:
    """No vector of DingTalk's is published; the string is WeCom's, whose vector is (PLATFORMS 7.1)."""
    given: Any = {"ticket": TICKET, "nonce": "Wm3WZYTPz0wzccnW", "timestamp": 1414587457}
    url = "http://mp.weixin.qq.com?params=value"
    text = f"jsapi_ticket={TICKET}&noncestr=Wm3WZYTPz0wzccnW&timestamp=1414587457&url={url}"

    signed = partial(jsapi_signature, **given, unescaped=True)
    assert signed(algorithm="sha1", url=f"{url}#here") == "0f9de62fce790f9a083d5c99e95740ceb90c27ed"
    assert signed(algorithm="sha256", url=url) == hashlib.sha256(text.encode()).hexdigest()
    assert signed(algorithm="sha1", url="http://a.b/%E5%AE%A2") == signed(algorithm="sha1", url="http://a.b/客")


@pytest.mark.parametrize("algorithm", ["sha256", "sha1"])
def test_the_client_takes_our_signature_for_this_page_only(stage: Stage, sign_in: DingtalkSignIn, algorithm: str) -> None:
    settings = replace(stage.settings, jsapi_hash=algorithm)
    stage.sim.client.jsapi_hash = algorithm
    page = f"{PRODUCT}/sidebar?lead=7"
    signed = dict(of(stage, settings).page_signature(f"{page}#top"))
    assert (signed["corpId"], signed["agentId"], signed["timeStamp"]) == (CORP, 0, 1770944400000)

    assert "page" in call(stage, "zhou", "config", page, **signed)
    for changed in ({"nonceStr": "n"}, {"corpId": "ding0"}, {"agentId": "7"}, {"signature": "签名"}, {"timeStamp": 1}):
        assert call(stage, "zhou", "config", page, **{**signed, **changed})["errorCode"] == 52013
    assert call(stage, "zhou", "config", f"{page}&x=1", **signed)["errorCode"] == 52013


def configured(stage: Stage, sign_in: DingtalkSignIn, *apis: str, who: str = "lin") -> str:
    """The name of a page that has proved itself in a dweller's client, and may make these calls."""
    page = f"{PRODUCT}/message-menu"
    return str(call(stage, who, "config", page, **sign_in.page_signature(page), jsApiList=",".join(apis))["page"])


def test_the_message_menu_hands_over_names_times_and_words_in_the_vendors_shape(stage: Stage, sign_in: DingtalkSignIn) -> None:
    said = [stage.town.say(GROUP, "wang", "预算50万"), stage.sim.send_file(GROUP, "lin", "报价单.pdf", b"%PDF-1.4 x")]

    opened = stage.sim.shortcut("lin", [one.id for one in said])
    handed = call(stage, "lin", READ, page=configured(stage, sign_in, READ))

    assert parse_qs(urlsplit(opened).query) == {"as": ["lin"], "then": [f"{PRODUCT}/message-menu"]}
    assert handed["conversation"] == {"name": "华辰精密", "openConversationId": GROUP, "corpId": CORP}
    at = str(int(stage.clock.now().timestamp() * 1000))
    assert handed["msgList"] == [
        {"msgtype": "text", "createAt": at, "senderName": "王海", "text": {"content": "预算50万"}},
        {
            "msgtype": "file",
            "createAt": at,
            "senderName": "林晓",
            "file": {"f_name": "报价单.pdf", "f_size": "1", "f_type": "file"},
        },
    ]


def test_what_was_picked_is_told_to_a_page_that_proved_itself_and_to_whom_it_was_who_picked(
    stage: Stage, sign_in: DingtalkSignIn
) -> None:
    stage.sim.shortcut("lin", [stage.town.say(GROUP, "wang", "预算50万").id])

    assert call(stage, "lin", READ)["errorCode"] == 7
    assert call(stage, "lin", READ, page=configured(stage, sign_in, "biz.util.open"))["errorCode"] == 7
    assert call(stage, "zhou", READ, page=configured(stage, sign_in, READ, who="zhou"))["errorCode"] == 15001


@pytest.mark.parametrize(("by", "count"), [("lin", 0), ("lin", 101), ("shen", 1), ("nobody", 1)])
def test_the_menu_opens_for_some_messages_of_a_chat_that_one_is_in(stage: Stage, by: str, count: int) -> None:
    ids = [stage.town.say(GROUP, "wang", str(n)).id for n in range(count)]

    with pytest.raises(ValueError, match=r"messages|by"):
        stage.sim.shortcut(by, ids)


def test_one_ticket_serves_until_it_ends(stage: Stage, sign_in: DingtalkSignIn) -> None:
    for _ in range(3):
        sign_in.page_signature(f"{PRODUCT}/sidebar")
    assert stage.calls("POST /v1.0/oauth2/jsapiTickets") == 1

    stage.clock.move(timedelta(hours=2))
    sign_in.page_signature(f"{PRODUCT}/sidebar")
    assert stage.calls("POST /v1.0/oauth2/jsapiTickets") == 2


def test_signing_in_costs_no_sdk() -> None:
    script = "import sys, bot.adapters.dingtalk.sign_in; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()

    assert "dingtalk_stream" not in loaded


def test_the_directory_knows_somebody_by_the_unionid_that_signs_in(stage: Stage) -> None:
    listed = stage.sim.rest.directory.user({"userid": ZHOU.id})["result"]

    assert stage.sim.rest.passport.by_union({"unionid": listed["unionid"]})["result"]["userid"] == ZHOU.id
