"""Sign-in through the platform's own page, the page's signature as the client checks it, and what the client hands over."""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from bot.adapters.feishu.sign_in import FeishuSignIn
from bot.adapters.jsapi import jsapi_signature
from bot.adapters.manners import OwnPacer, OwnTokens
from bot.model import Person, Platform
from bot.ports import TryLater, Undeliverable
from bot.simulator.feishu.sim import FeishuSim
from bot.simulator.town import Fault
from crm_core.clock import SetClock
from tests.bot.adapters.feishu.conftest import APP, SETTINGS, Suilu
from tests.bot.adapters.wecom.vectors import TICKET

API = ["getBlockActionSourceDetail"]


@pytest.fixture
def sign_in(sim: FeishuSim, clock: SetClock) -> FeishuSignIn:
    settings = replace(SETTINGS, api_url=sim.url, oauth_url=sim.url)
    return FeishuSignIn(settings, clock, OwnTokens(clock), OwnPacer(clock))


def back_at(suilu: Suilu) -> str:
    return f"{suilu.url}/sign-in/feishu"


def come_back(suilu: Suilu, sign_in: FeishuSignIn, who: str) -> dict[str, list[str]]:
    url = sign_in.authorize_url(back_at(suilu), state="s t&=")
    reply = requests.get(url, cookies={"feishu_dweller": who}, allow_redirects=False, timeout=5)
    assert reply.status_code == 302
    return parse_qs(urlsplit(reply.headers["Location"]).query)


class Client:
    """A docked page in a dweller's client."""

    def __init__(self, sim: FeishuSim, who: str) -> None:
        self._sim, self._who, self.page = sim, who, ""

    def calls(self, api: str, **said: object) -> dict[str, Any]:
        asked = {"api": api, "callback": "cb", **{name: str(value) for name, value in said.items()}}
        cookies = {"feishu_dweller": self._who}
        reply = requests.get(f"{self._sim.url}/h5sdk/call.js", params=asked, cookies=cookies, timeout=5)
        return dict(json.loads(reply.text.removeprefix("cb(").removesuffix(");")))

    def configured(self, signed: dict[str, Any], url: str) -> dict[str, Any]:
        answer = self.calls("config", **signed, url=url, jsApiList=",".join(API))
        self.page = answer.get("page", "")
        return answer

    def picked(self, trigger: str) -> dict[str, Any]:
        return self.calls(API[0], triggerCode=trigger, page=self.page)


def trigger_of(url: str) -> tuple[str, str]:
    """The page that the client opens, and the trigger in its address."""
    page = parse_qs(urlsplit(url).query)["then"][0]
    launch = json.loads(parse_qs(urlsplit(page).query)["bdp_launch_query"][0])
    return page, str(launch["__trigger_id__"])


def test_the_published_signature() -> None:
    """Of another vendor, whose string and hash are the same (PLATFORMS 3.3, 7.1)."""
    given: Any = {"ticket": TICKET, "nonce": "Wm3WZYTPz0wzccnW", "timestamp": 1414587457}

    plain = jsapi_signature(**given, url="http://mp.weixin.qq.com?params=value")

    assert plain == "0f9de62fce790f9a083d5c99e95740ceb90c27ed"
    assert plain == jsapi_signature(**given, url="http://mp.weixin.qq.com?params=value#here")


def test_a_member_signs_in_once_a_code(suilu: Suilu, sign_in: FeishuSignIn) -> None:
    query = come_back(suilu, sign_in, "lin")
    assert query["state"] == ["s t&="]

    assert sign_in.member(query["code"][0], back_at(suilu)) == Person(Platform.FEISHU, APP, "ou_lin")

    with pytest.raises(Undeliverable) as again:
        sign_in.member(query["code"][0], back_at(suilu))
    assert again.value.reason == "bad_code"


@pytest.mark.parametrize("wrong", ["late", "elsewhere", "outsider", "away", "secret", "invented"])
def test_a_code_that_is_not_good_is_nobodys(
    suilu: Suilu, sim: FeishuSim, sign_in: FeishuSignIn, clock: SetClock, wrong: str
) -> None:
    code = come_back(suilu, sign_in, "wang" if wrong == "outsider" else "lin")["code"][0]
    if wrong == "late":
        clock.move(timedelta(minutes=5))
    if wrong == "away":
        sim.api.passport.away.add("lin")
    asked = sign_in
    if wrong == "secret":
        settings = replace(SETTINGS, api_url=sim.url, app_secret="another")
        asked = FeishuSignIn(settings, clock, OwnTokens(clock), OwnPacer(clock))
    back = f"{suilu.url}/elsewhere" if wrong == "elsewhere" else back_at(suilu)

    with pytest.raises(Undeliverable) as refused:
        asked.member("invented" if wrong == "invented" else code, back)

    assert refused.value.reason == "bad_code"


@pytest.mark.parametrize("code", ["", "x" * 513])
def test_a_code_that_is_none_is_not_even_asked(suilu: Suilu, sim: FeishuSim, sign_in: FeishuSignIn, code: str) -> None:
    with pytest.raises(Undeliverable):
        sign_in.member(code, back_at(suilu))

    assert sim.town.journal == []


@pytest.mark.parametrize(
    ("fault", "path"), [("error", "oauth/token"), ("limit", "oauth/token"), ("cut", "user_info"), ("error", "user_info")]
)
def test_a_platform_that_is_away_is_told_apart(
    suilu: Suilu, sim: FeishuSim, sign_in: FeishuSignIn, fault: str, path: str
) -> None:
    code = come_back(suilu, sign_in, "lin")["code"][0]
    sim.town.plan(Platform.FEISHU, Fault(fault, 1, path))

    with pytest.raises(TryLater):
        sign_in.member(code, back_at(suilu))


def test_a_page_that_is_not_trusted_gets_no_code(sign_in: FeishuSignIn) -> None:
    url = sign_in.authorize_url("https://evil.example/sign-in/feishu", state="s")

    reply = requests.get(url, cookies={"feishu_dweller": "lin"}, allow_redirects=False, timeout=5)

    assert (reply.status_code, "20029" in reply.text) == (400, True)


def test_outside_the_client_somebody_scans_or_cancels(suilu: Suilu, sign_in: FeishuSignIn) -> None:
    url = sign_in.authorize_url(back_at(suilu), state="s", inside=False)

    page = requests.get(url, timeout=5)
    came, cancelled = (
        requests.get(url, params=by, allow_redirects=False, timeout=5) for by in ({"as": "lin"}, {"cancel": "1"})
    )

    assert ("<svg" in page.text, "林晓" in page.text, "王海" in page.text) == (True, True, False)
    code = parse_qs(urlsplit(came.headers["Location"]).query)["code"][0]
    assert sign_in.member(code, back_at(suilu)) == Person(Platform.FEISHU, APP, "ou_lin")
    assert parse_qs(urlsplit(cancelled.headers["Location"]).query) == {"error": ["access_denied"], "state": ["s"]}
    assert "feishu_dweller" not in came.cookies


def test_no_code_secret_or_token_is_logged_or_shown_in_the_traffic(
    suilu: Suilu, sim: FeishuSim, sign_in: FeishuSignIn, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    code = come_back(suilu, sign_in, "lin")["code"][0]

    sign_in.member(code, back_at(suilu))
    sign_in.page_signature(f"{suilu.url}/shortcut")

    shown = caplog.text + json.dumps(sim.town.journal, ensure_ascii=False)
    assert code not in shown
    assert SETTINGS.app_secret not in shown
    assert sim.api.passport.live_ticket()[0] not in shown


def test_the_client_takes_our_signature_once_for_ten_minutes_and_for_this_page(
    suilu: Suilu, sim: FeishuSim, sign_in: FeishuSignIn, clock: SetClock
) -> None:
    page, client = f"{suilu.url}/shortcut?a=1", Client(sim, "lin")
    signed = dict(sign_in.page_signature(f"{page}#here"))
    other, old = dict(sign_in.page_signature(page)), dict(sign_in.page_signature(page))

    assert client.configured(signed, page)["page"]
    assert client.configured(signed, page)["errno"] == 333443
    assert client.configured(other, f"{page}&b=2")["errno"] == 333441
    assert client.configured({**other, "signature": "0" * 40}, page)["errno"] == 333441
    clock.move(timedelta(minutes=10, seconds=1))
    assert client.configured(old, page)["errno"] == 333444


def test_one_ticket_serves_two_hours_and_a_token_that_went_bad_is_fetched_anew(
    suilu: Suilu, sim: FeishuSim, sign_in: FeishuSignIn, clock: SetClock
) -> None:
    for _ in range(3):
        sign_in.page_signature(f"{suilu.url}/shortcut")
    assert [call["what"] for call in sim.town.journal].count("POST /open-apis/jssdk/ticket/get") == 1

    clock.move(timedelta(hours=2))
    sim.api.tokens.revoke()
    signed = dict(sign_in.page_signature(f"{suilu.url}/shortcut"))

    assert Client(sim, "lin").configured(signed, f"{suilu.url}/shortcut")["page"]


def test_what_was_picked_is_handed_to_the_picker_alone(suilu: Suilu, sim: FeishuSim, sign_in: FeishuSignIn) -> None:
    said = [sim.say("oc_without_us", "lin", "王总说预算批下来了"), sim.say("oc_without_us", "chen", "好")]
    page, trigger = trigger_of(sim.shortcut("lin", [one.id for one in said]))
    mine, theirs = Client(sim, "lin"), Client(sim, "chen")
    for client in (mine, theirs):
        client.configured(dict(sign_in.page_signature(page)), page)

    messages = mine.picked(trigger)["content"]["messages"]

    assert [(m["openMessageId"], m["openChatId"], m["sender"]["open_id"]) for m in messages] == [
        (said[0].id, "oc_without_us", "ou_lin"),
        (said[1].id, "oc_without_us", "ou_chen"),
    ]
    assert json.loads(messages[0]["content"]) == {"text": "王总说预算批下来了"}
    assert "content" not in theirs.picked(trigger)
    assert "content" not in mine.picked("c-invented")
    assert "content" not in Client(sim, "lin").picked(trigger)


def test_one_to_twenty_messages_of_one_chat_can_be_picked(sim: FeishuSim) -> None:
    many = [sim.say("oc_without_us", "lin", f"第{n}句").id for n in range(21)]
    elsewhere = sim.say("oc_huachen", "lin", "别处").id

    assert sim.shortcut("lin", many[:20]).startswith(f"{sim.url}/client/web_app/open?")
    for by, ids in (("lin", many), ("lin", [many[0], elsewhere]), ("lin", []), ("wang", many[:1])):
        with pytest.raises(ValueError, match=r"messages|by"):
            sim.shortcut(by, ids)


def test_signing_in_costs_no_sdk() -> None:
    import subprocess
    import sys

    script = "import sys, bot.adapters.feishu.sign_in; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()

    assert "lark_oapi" not in loaded
