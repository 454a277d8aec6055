"""`state` is random, used once, five minutes long, and this browser's; a stranger sees no data."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

from bot.model import Person, Platform
from bot.ports import TryLater
from tests.bot.web.conftest import CORP, Site


def test_the_way_through_the_platforms_page_and_back(site: Site) -> None:
    browser = site.browser()
    away = browser.client.get("/sidebar?lead=7")

    query = parse_qs(urlsplit(away.headers["Location"]).query)
    assert query["redirect_uri"] == ["http://127.0.0.1:8000/sign-in/wecom"]
    site.desk.codes["c1"] = Person(Platform.WECOM, CORP, "linxiao")
    back = browser.client.get(f"/sign-in/wecom?code=c1&state={query['state'][0]}")

    assert (back.status_code, back.headers["Location"]) == (302, "/sidebar?lead=7")
    cookie = back.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie
    page = browser.client.get("/sidebar?lead=7")
    assert page.status_code == 200
    assert 'data-corp="wwtest"' in page.text


def test_a_state_is_good_once(site: Site) -> None:
    browser = site.browser()
    state = browser.start()
    site.desk.codes.update(c1=Person(Platform.WECOM, CORP, "linxiao"), c2=Person(Platform.WECOM, CORP, "chenmo"))

    first = browser.client.get(f"/sign-in/wecom?code=c1&state={state}")
    second = browser.client.get(f"/sign-in/wecom?code=c2&state={state}")

    assert (first.status_code, second.status_code) == (302, 403)
    assert "重新登录" in second.text
    assert "http://127.0.0.1:8000/sidebar" in second.text
    assert "c2" in site.desk.codes
    assert browser.get("/me").json["name"] == "林晓"  # type: ignore[index]


def test_a_state_of_another_browser_or_too_old_or_invented_is_refused(site: Site) -> None:
    mine, theirs = site.browser(), site.browser()
    stolen, old = theirs.start(), mine.start()
    site.desk.codes["c1"] = Person(Platform.WECOM, CORP, "linxiao")
    site.clock.move(timedelta(minutes=5, seconds=1))

    tried = [mine.client.get(f"/sign-in/wecom?code=c1&state={state}").status_code for state in (stolen, old, "x", "")]

    assert tried == [403] * 4
    assert list(site.desk.codes) == ["c1"]
    assert mine.get("/me").status_code == 401


def test_two_tabs_may_sign_in_side_by_side(site: Site) -> None:
    browser = site.browser()
    states = [browser.start() for _ in range(7)]
    site.desk.codes["c1"] = Person(Platform.WECOM, CORP, "linxiao")

    oldest = browser.client.get(f"/sign-in/wecom?code=c1&state={states[0]}").status_code
    kept = browser.client.get(f"/sign-in/wecom?code=c1&state={states[3]}").status_code

    assert (oldest, kept) == (403, 302)


def test_a_wrong_code_leads_back_to_the_start(site: Site) -> None:
    browser = site.browser()

    wrong = browser.client.get(f"/sign-in/wecom?code=nobody&state={browser.start()}")
    missing = browser.client.get(f"/sign-in/wecom?state={browser.start()}")
    long = browser.client.get(f"/sign-in/wecom?code={'x' * 513}&state={browser.start()}")

    assert [wrong.status_code, missing.status_code, long.status_code] == [403] * 3
    assert all("登录码无效" in page.text for page in (wrong, long))
    assert "没有同意登录" in missing.text


def test_a_platform_that_is_away_is_told_apart(site: Site, monkeypatch: object) -> None:
    def away(code: str, redirect_uri: str = "") -> Person:
        raise TryLater("5xx")

    site.desk.member = away  # type: ignore[method-assign]
    browser = site.browser()

    page = browser.client.get(f"/sign-in/wecom?code=c&state={browser.start()}")

    assert page.status_code == 503
    assert "平台暂时没有回应" in page.text


def test_an_unknown_member_is_told_how_to_be_bound_and_sees_nothing(site: Site) -> None:
    browser = site.browser()

    assert browser.sign_in("stranger").status_code == 302
    page = browser.client.get("/sidebar")

    assert page.status_code == 403
    assert "绑定" in page.text
    assert "data-csrf" not in page.text
    refused = browser.get("/customers")
    assert (refused.status_code, refused.json["error"]["code"]) == (403, "not_bound")  # type: ignore[index]


def test_who_has_left_has_no_session_left(site: Site) -> None:
    browser = site.browser()
    browser.sign_in("gone")

    assert browser.get("/me").status_code == 403
    assert browser.client.get("/sidebar").status_code == 403


def test_only_our_own_page_with_a_number_is_gone_back_to(site: Site) -> None:
    browser = site.browser()

    back = browser.sign_in("linxiao", "/sidebar?lead=https://evil.example&draft=7%0d%0aX:1").headers["Location"]

    assert back == "/sidebar"


def test_signing_in_anew_leaves_nothing_of_the_session_before(site: Site) -> None:
    browser = site.browser("linxiao")
    before = browser.csrf
    with browser.client.session_transaction() as session:
        session.pop("who")

    browser.sign_in("chenmo")

    assert browser.get("/me").json["name"] == "陈默"  # type: ignore[index]
    assert browser.csrf != before
