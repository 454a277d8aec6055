"""Every way in beside WeCom's own, and out again; what is forged, swapped, stale or replayed is refused."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bot.model import Person, Platform
from bot.ports import TryLater, Undeliverable
from bot.settings import DingtalkSettings, FeishuSettings, Settings
from bot.web.app import create_app, policy
from bot.web.own_pages import own_url
from crm_core.people import SYSTEM
from crm_core.work.imports import ImportIn
from tests.bot.web.conftest import CORP, IN_WECOM, ORIGIN, WORLD, Browser, Desk, Site

IN_DINGTALK = (
    "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/91.0 Safari/537.36 DingTalk(7.6.0-Release) nw Channel/201200"
)
IN_FEISHU = "Mozilla/5.0 (Macintosh) AppleWebKit/537.36 Chrome/110.0 Safari/537.36 Lark/7.9.5 LarkLocale/zh_CN"
SCRIPT = "https://g.alicdn.example/dingding/dingtalk.open.js"
ZHOU = Person(Platform.DINGTALK, "dingtest", "ding_zhou")
LIN = Person(Platform.WECOM, CORP, "linxiao")
POST = "/api/v1/sign-in/dingtalk"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    dingtalk = DingtalkSettings("dingkey", "secret", corp_id="dingtest", jssdk_url=SCRIPT)
    return replace(settings, feishu=FeishuSettings("cli_test", "s"), dingtalk=dingtalk)


@pytest.fixture
def site(site: Site) -> Site:
    object.__setattr__(site.app, "sign_ins", dict.fromkeys(Platform, site.desk))
    return site


def inside(site: Site, agent: str = IN_DINGTALK) -> FlaskClient:
    client = site.flask.test_client()
    client.environ_base["HTTP_USER_AGENT"] = agent
    return client


def nonce_of(client: FlaskClient, back: str = "/sidebar") -> str:
    page = client.get("/sign-in/dingtalk/client", query_string={"back": back})
    found = re.search(r'data-nonce="([\w-]+)"', page.text)
    assert found, page.text
    return found[1]


def posted(client: FlaskClient, code: object, nonce: object, origin: str = ORIGIN) -> TestResponse:
    return client.post(POST, json={"code": code, "nonce": nonce}, headers={"Origin": origin} if origin else {})


def state_of(away: TestResponse) -> str:
    return parse_qs(urlsplit(away.headers["Location"]).query)["state"][0]


def error(reply: TestResponse) -> tuple[int, str]:
    return reply.status_code, reply.get_json()["error"]["code"]


def nobody(client: FlaskClient) -> bool:
    return client.get("/api/v1/me").status_code == 401


# --- where to -------------------------------------------------------------------------------------------------------------


def test_outside_the_clients_one_chooses_and_scans_and_comes_back_to_the_record(site: Site) -> None:
    client = site.flask.test_client()
    away = client.get("/sidebar?draft=7")
    page = client.get(away.headers["Location"])

    assert [name for name in ("企业微信扫码登录", "钉钉扫码登录", "飞书扫码登录") if name in page.text] == [
        "企业微信扫码登录",
        "钉钉扫码登录",
        "飞书扫码登录",
    ]
    scan = client.get(re.findall(r'href="(/sign-in/dingtalk/scan[^"]*)"', page.text)[0].replace("&amp;", "&"))
    assert scan.headers["Location"].startswith("http://127.0.0.1:9001/scan?")
    site.desk.codes["c1"] = ZHOU
    back = client.get(f"/sign-in/dingtalk?authCode=c1&state={state_of(scan)}")

    assert (back.status_code, back.headers["Location"]) == (302, "/sidebar?draft=7")
    assert client.get("/api/v1/me").get_json()["name"] == "周建国"


@pytest.mark.parametrize(
    ("agent", "leads"),
    [
        (IN_WECOM, "http://127.0.0.1:9001/authorize"),
        (IN_FEISHU, "http://127.0.0.1:9001/authorize"),
        (IN_DINGTALK, "/sign-in/dingtalk/client"),
    ],
)
def test_inside_a_client_nothing_is_asked(site: Site, agent: str, leads: str) -> None:
    client = inside(site, agent)

    for path in ("/sidebar?lead=3", "/sign-in?back=%2Fsidebar%3Flead%3D3"):
        assert client.get(path).headers["Location"].partition("?")[0] == leads


def test_somebody_who_is_in_is_sent_on_from_the_sign_in_page(site: Site) -> None:
    browser = site.browser("linxiao")

    assert browser.client.get("/sign-in?back=/sidebar?lead=3").headers["Location"] == "/sidebar?lead=3"


@pytest.mark.parametrize(
    "back",
    [
        "/sidebar?give=everything",
        "https://evil.example/",
        "//evil.example/sidebar?lead=3",
        "/\\evil.example",
        "/%2fevil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/api/v1/me",
        "/sign-out",
        "/sidebar?lead=3%0d%0aX:1",
        "/sidebar?lead=-3",
        "/sidebar?lead=３",
        "/sidebar?next=https://evil.example",
        "http://[",
        "",
        "/sidebar?lead=" + "3" * 3000,
    ],
)
def test_what_is_not_a_page_of_ours_is_not_gone_back_to(site: Site, back: str) -> None:
    client = site.flask.test_client()
    site.desk.codes["c1"] = LIN

    away = client.get("/sign-in/wecom/scan", query_string={"back": back})
    came = client.get(f"/sign-in/wecom?code=c1&state={state_of(away)}")

    assert came.headers["Location"] == "/sidebar"


@pytest.mark.parametrize(
    "page", ["/sidebar?lead=3", "/sidebar?draft=7", "/sidebar?activity=9", "/sidebar?give=pasted", "/shortcut", "/message-menu"]
)
def test_a_record_and_nothing_else_is_gone_back_to(page: str) -> None:
    assert own_url(page) == page
    assert own_url(f"{page}{'&' if '?' in page else '?'}evil=1#x") == page


def test_a_platform_that_is_off_has_no_way_in(site: Site) -> None:
    object.__setattr__(site.app, "sign_ins", {Platform.WECOM: site.desk})
    client = site.flask.test_client()

    tried = [client.get(f"/sign-in/dingtalk{way}?authCode=c&state=s").status_code for way in ("", "/scan", "/client")]
    assert [*tried, posted(client, "c", "n").status_code] == [404] * 4
    assert client.get("/sign-in/telegram").status_code == 404


# --- DingTalk's client ----------------------------------------------------------------------------------------------------


def test_dingtalks_client_gives_our_page_a_code_and_the_page_hands_it_on_once(site: Site) -> None:
    client = inside(site)
    nonce = nonce_of(client, "/sidebar?lead=3")
    site.desk.codes.update(c1=ZHOU, c2=ZHOU)

    came, again = posted(client, "c1", nonce), posted(client, "c2", nonce)

    assert (came.status_code, came.get_json()) == (200, {"next": "/sidebar?lead=3"})
    assert error(again) == (403, "bad_state")
    assert list(site.desk.codes) == ["c2"]
    assert client.get("/api/v1/me").get_json()["name"] == "周建国"
    assert client.get("/sidebar?lead=3").status_code == 200


def test_only_the_page_that_signs_in_may_run_dingtalks_script_and_by_its_whole_address(site: Site, settings: Settings) -> None:
    client = inside(site)

    page, other = client.get("/sign-in/dingtalk/client"), client.get("/sign-in?out=1")

    assert (
        f"script-src 'self' http://127.0.0.1:9001 https://lf-scm-cn.feishucdn.com {SCRIPT};"
        in page.headers["Content-Security-Policy"]
    )
    assert SCRIPT not in other.headers["Content-Security-Policy"]
    assert not re.search(r"<script(?! src=)|\son\w+=|\sstyle=|<style", page.text + other.text)
    assert "alicdn" not in policy(settings)


@pytest.mark.parametrize("wrong", ["origin", "no origin", "another's", "late", "state", "invented", "empty"])
def test_a_code_without_the_pages_own_nonce_signs_nobody_in(site: Site, wrong: str) -> None:
    """Login CSRF: somebody else's code, posted in this browser, is of no use."""
    client, other = inside(site), inside(site)
    nonce = {
        "another's": nonce_of(other),
        "state": state_of(client.get("/sign-in/dingtalk/scan")),
        "invented": "n" * 32,
        "empty": "",
    }.get(wrong, nonce_of(client))
    if wrong == "late":
        site.clock.move(timedelta(minutes=5, seconds=1))
    site.desk.codes["c1"] = ZHOU

    refused = posted(client, "c1", nonce, {"origin": "https://evil.example", "no origin": ""}.get(wrong, ORIGIN))

    assert error(refused) == (403, "bad_origin" if "origin" in wrong else "bad_state")
    assert list(site.desk.codes) == ["c1"]
    assert nobody(client)


@pytest.mark.parametrize(
    "body", [None, [], {}, {"code": "c1"}, {"nonce": "n"}, {"code": 7, "nonce": "n"}, {"code": ["c1"], "nonce": None}]
)
def test_what_is_no_code_and_nonce_is_refused_in_words(site: Site, body: object) -> None:
    client = inside(site)

    refused = client.post(POST, json=body, headers={"Origin": ORIGIN})

    assert error(refused) == (400, "bad_request")
    assert error(client.post(POST, data="code=c1&nonce=n", headers={"Origin": ORIGIN})) == (400, "bad_request")
    assert client.get(POST).status_code == 405


@pytest.mark.parametrize("code", ["", "x" * 513, "nobody", "\ud800", "c1\x00"])
def test_a_code_that_is_not_good_spends_the_nonce_and_signs_nobody_in(site: Site, code: str) -> None:
    client = inside(site)
    nonce = nonce_of(client)
    site.desk.codes["c1"] = ZHOU

    refused = posted(client, code, nonce)

    assert error(refused) == (403, "bad_code")
    assert error(posted(client, "c1", nonce)) == (403, "bad_state")
    assert nobody(client)


# --- coming back ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "at"), [("wecom", "feishu"), ("feishu", "wecom"), ("dingtalk", "wecom"), ("wecom", "dingtalk")]
)
def test_one_platforms_state_is_no_good_at_anothers_door(site: Site, given: str, at: str) -> None:
    client = site.flask.test_client()
    state = state_of(client.get(f"/sign-in/{given}/scan"))
    site.desk.codes["c1"] = LIN

    swapped = client.get(f"/sign-in/{at}?code=c1&authCode=c1&state={state}")
    late = client.get(f"/sign-in/{given}?code=c1&authCode=c1&state={state}")

    assert (swapped.status_code, late.status_code) == (403, 403)
    assert list(site.desk.codes) == ["c1"]
    assert nobody(client)


def test_the_nonce_of_dingtalks_page_is_no_state(site: Site) -> None:
    client = inside(site)
    site.desk.codes["c1"] = ZHOU

    refused = client.get(f"/sign-in/dingtalk?authCode=c1&state={nonce_of(client)}")

    assert refused.status_code == 403
    assert nobody(client)


def test_dingtalk_comes_back_with_an_auth_code_and_no_other(site: Site) -> None:
    client = site.flask.test_client()
    site.desk.codes["c1"] = ZHOU

    refused = client.get(f"/sign-in/dingtalk?code=c1&state={state_of(client.get('/sign-in/dingtalk/scan'))}")

    assert (refused.status_code, "没有同意登录" in refused.text) == (403, True)


@pytest.mark.parametrize("query", ["", "&error=access_denied", "&code="])
@pytest.mark.parametrize("name", ["wecom", "feishu", "dingtalk"])
def test_who_does_not_allow_it_reads_so_and_may_begin_again(site: Site, name: str, query: str) -> None:
    client = site.flask.test_client()
    state = state_of(client.get(f"/sign-in/{name}/scan", query_string={"back": "/sidebar?lead=7"}))

    refused = client.get(f"/sign-in/{name}?state={state}{query}")

    assert (refused.status_code, "登录没有完成" in refused.text) == (403, True)
    assert 'href="http://127.0.0.1:8000/sidebar?lead=7"' in refused.text
    assert nobody(client)


def test_another_companys_member_is_told_so(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def member(code: str, redirect_uri: str) -> Person:
        raise Undeliverable("not_a_member")

    monkeypatch.setattr(site.desk, "member", member)
    client = site.flask.test_client()

    refused = client.get(f"/sign-in/wecom?code=c&state={state_of(client.get('/sign-in/wecom/scan'))}")

    assert (refused.status_code, "不是贵司的成员" in refused.text) == (403, True)


def test_a_platform_that_is_away_is_told_apart_on_dingtalks_page_too(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def member(code: str, redirect_uri: str) -> Person:
        raise TryLater("5xx")

    monkeypatch.setattr(site.desk, "member", member)
    client = inside(site)

    assert error(posted(client, "c", nonce_of(client))) == (503, "platform_away")


def test_a_state_from_before_there_were_ways_is_refused(site: Site) -> None:
    client = site.flask.test_client()
    with client.session_transaction() as session:
        session["states"] = [["old", "2099-01-01T00:00:00+00:00", "/sidebar"]]

    assert client.get("/sign-in/wecom?code=c&state=old").status_code == 403


# --- the session ----------------------------------------------------------------------------------------------------------


def test_a_session_lasts_twelve_hours_from_when_its_page_was_opened_and_seven_days_at_most(site: Site) -> None:
    browser = site.browser("linxiao")
    opened = []
    for _ in range(16):
        site.clock.move(timedelta(hours=11))
        opened.append(browser.client.get("/sidebar").status_code)

    assert opened == [200] * 15 + [302]


def test_what_the_page_asks_by_itself_keeps_no_session_alive(site: Site) -> None:
    browser = site.browser("linxiao")
    asked = []
    for _ in range(3):
        site.clock.move(timedelta(hours=5))
        asked.append(browser.get("/me").status_code)

    assert asked == [200, 200, 401]


def test_a_page_that_is_opened_often_is_not_signed_anew_each_time(site: Site) -> None:
    browser = site.browser("linxiao")

    at_once = browser.client.get("/sidebar")
    site.clock.move(timedelta(hours=2))
    later = browser.client.get("/sidebar")

    assert ("Set-Cookie" in at_once.headers, "Set-Cookie" in later.headers) == (False, True)


def test_an_ended_session_leads_in_by_the_way_it_came(site: Site) -> None:
    """A frame or an old client that does not say whose it is: nobody has to choose again."""
    client = inside(site, "Mozilla/5.0")
    site.desk.codes["c1"] = ZHOU
    assert posted(client, "c1", nonce_of(client)).status_code == 200
    site.clock.move(timedelta(hours=12))

    assert client.get("/sidebar?lead=3").headers["Location"] == "/sign-in/dingtalk/client?back=/sidebar?lead%3D3"


def test_a_session_outlives_the_process_that_gave_it(site: Site) -> None:
    browser = site.browser("linxiao")
    cookie = browser.client.get_cookie("suilu")
    assert cookie is not None

    after = create_app(site.app).test_client()
    after.set_cookie("suilu", cookie.value)

    assert after.get("/sidebar?lead=3").status_code == 200
    assert after.get("/api/v1/me").get_json()["name"] == "林晓"


def test_an_altered_session_is_none(site: Site) -> None:
    browser = site.browser("linxiao")
    cookie = browser.client.get_cookie("suilu")
    assert cookie is not None
    stranger = site.flask.test_client()
    payload, dot, signature = cookie.value.rpartition(".")
    stranger.set_cookie("suilu", payload + dot + ("A" if signature[0] != "A" else "B") + signature[1:])

    assert stranger.get("/api/v1/me").status_code == 401


def test_who_leaves_while_signed_in_is_out_at_once_and_may_come_in_as_somebody_else(site: Site) -> None:
    browser = site.browser("linxiao")
    people = [{**person, "status": "left"} if person["name"] == "林晓" else person for person in WORLD["people"]]
    with site.core.work(SYSTEM) as w:
        w.imports.load(ImportIn.model_validate({"corps": WORLD["corps"], "people": people}))

    assert browser.get("/me").status_code == 403
    page = browser.client.get("/sidebar")
    assert (page.status_code, "换一个账号登录" in page.text) == (403, True)
    csrf = re.findall(r'name="csrf" value="([\w-]+)"', page.text)[0]
    out = browser.client.post("/sign-out", data={"csrf": csrf}, headers={"Origin": ORIGIN})
    assert (out.status_code, nobody(browser.client)) == (302, True)


def test_signing_out_ends_the_session_and_no_client_signs_in_again_by_itself(site: Site) -> None:
    browser = site.browser("linxiao")
    browser.client.environ_base["HTTP_USER_AGENT"] = IN_WECOM
    assert f'value="{browser.csrf}"' in browser.client.get("/sidebar").text

    out = browser.client.post("/sign-out", data={"csrf": browser.csrf}, headers={"Origin": ORIGIN})

    assert (out.status_code, out.headers["Location"]) == (302, "/sign-in?out=1")
    assert nobody(browser.client)
    page = browser.client.get(out.headers["Location"])
    assert "已退出登录" in page.text
    assert re.findall(r'href="(/sign-in/[^"]*)"', page.text) == ["/sign-in/wecom/client?back=/sidebar"]


@pytest.mark.parametrize("wrong", ["token", "no token", "origin", "no origin", "get"])
def test_nobody_is_signed_out_by_a_page_elsewhere(site: Site, wrong: str) -> None:
    browser = site.browser("linxiao")
    token = {"token": "x", "no token": ""}.get(wrong, browser.csrf)
    origin = {"origin": "https://evil.example", "no origin": ""}.get(wrong, ORIGIN)

    if wrong == "get":
        refused = browser.client.get(f"/sign-out?csrf={browser.csrf}")
    else:
        refused = browser.client.post("/sign-out", data={"csrf": token}, headers={"Origin": origin} if origin else {})

    assert refused.status_code == (405 if wrong == "get" else 403)
    assert browser.get("/me").status_code == 200


def test_a_stranger_signs_nobody_out(site: Site) -> None:
    assert site.flask.test_client().post("/sign-out", data={"csrf": ""}, headers={"Origin": ORIGIN}).status_code == 403


def test_one_kind_of_session_whatever_the_platform(site: Site) -> None:
    shapes = []
    for person in (LIN, ZHOU, Person(Platform.FEISHU, "cli_test", "ou_lin")):
        client = site.flask.test_client()
        site.desk.codes["c1"] = person
        state = state_of(client.get(f"/sign-in/{person.platform}/scan"))
        assert client.get(f"/sign-in/{person.platform}?code=c1&authCode=c1&state={state}").status_code == 302
        with client.session_transaction() as session:
            shapes.append((sorted(session), session["who"]))

    assert [keys for keys, _ in shapes] == [["_permanent", "csrf", "since", "until", "way", "who"]] * 3
    assert [who for _, who in shapes] == [
        ["wecom", CORP, "linxiao"],
        ["dingtalk", "dingtest", "ding_zhou"],
        ["feishu", "cli_test", "ou_lin"],
    ]


def test_an_activity_opens_its_customer(site: Site) -> None:
    browser, other = site.browser("linxiao"), Browser(site.flask.test_client(), Desk())
    draft = site.draft()
    with site.core.work(site.who("linxiao")) as w:
        activity = w.drafts.confirm(draft.id)

    found = browser.get("/customer", activity=str(activity.id))

    assert found.get_json()["customer"]["lead"]["id"] == activity.lead_id
    assert browser.get("/customer", activity="999").status_code == 404
    assert browser.get("/customer", activity="9x").status_code == 400
    assert other.get("/customer", activity=str(activity.id)).status_code == 401
    assert site.browser("chenmo").get("/customer", activity=str(activity.id)).status_code == 404
