"""Sign-in through the platform's own page, and the page's signature as the client checks it."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from wechatpy.enterprise import WeChatClient

from bot.adapters.jsapi import jsapi_signature
from bot.adapters.wecom.sign_in import WecomSignIn
from bot.model import Person, Platform
from bot.ports import Undeliverable
from tests.bot.adapters.wecom.vectors import TICKET
from tests.bot.adapters.wecom.world import CORP, World


def test_the_published_signature() -> None:
    given = {"ticket": TICKET, "nonce": "Wm3WZYTPz0wzccnW", "timestamp": 1414587457}

    assert jsapi_signature(**given, url="http://mp.weixin.qq.com?params=value") == "0f9de62fce790f9a083d5c99e95740ceb90c27ed"  # type: ignore[arg-type]
    with_fragment = jsapi_signature(**given, url="http://mp.weixin.qq.com?params=value#here")  # type: ignore[arg-type]
    assert with_fragment == "0f9de62fce790f9a083d5c99e95740ceb90c27ed"


def test_the_sdk_signs_alike() -> None:
    sdk = WeChatClient("corp", "secret", access_token="t")

    theirs = sdk.jsapi.get_jsapi_signature("n", TICKET, 1414587457, "https://a.b/c?d=e")

    assert theirs == jsapi_signature(ticket=TICKET, nonce="n", timestamp=1414587457, url="https://a.b/c?d=e")


def come_back(world: World, sign_in: WecomSignIn, who: str) -> dict[str, list[str]]:
    back = f"{world.sim.calls.target.removesuffix('/callbacks/wecom')}/sign-in/wecom?x=1"
    url = sign_in.authorize_url(back, state="s t&=")
    assert url.endswith("#wechat_redirect")
    reply = requests.get(url, cookies={"wecom_dweller": who}, allow_redirects=False, timeout=5)
    assert reply.status_code == 302
    return parse_qs(urlsplit(reply.headers["Location"]).query)


def test_a_member_signs_in_once_a_code(world: World, sign_in: WecomSignIn) -> None:
    query = come_back(world, sign_in, "lin")
    assert (query["state"], query["x"]) == (["s t&="], ["1"])

    assert sign_in.member(query["code"][0]) == Person(Platform.WECOM, CORP, "linxiao")

    with pytest.raises(Undeliverable) as again:
        sign_in.member(query["code"][0])
    assert again.value.reason == "errcode_40029"


def test_a_code_lasts_five_minutes(world: World, sign_in: WecomSignIn) -> None:
    code = come_back(world, sign_in, "lin")["code"][0]
    world.clock.move(timedelta(minutes=5))

    with pytest.raises(Undeliverable) as late:
        sign_in.member(code)

    assert late.value.reason == "errcode_42003"


def test_an_outsider_is_no_member(world: World, sign_in: WecomSignIn) -> None:
    with pytest.raises(Undeliverable) as refused:
        sign_in.member(come_back(world, sign_in, "wang")["code"][0])

    assert refused.value.reason == "not_a_member"


@pytest.mark.parametrize("code", ["", "x" * 513])
def test_a_code_that_is_none_is_not_even_asked(world: World, sign_in: WecomSignIn, code: str) -> None:
    with pytest.raises(Undeliverable):
        sign_in.member(code)

    assert world.town.journal == []


def test_a_page_that_is_not_trusted_gets_no_code(world: World, sign_in: WecomSignIn) -> None:
    url = sign_in.authorize_url("http://evil.invalid/", state="s")

    reply = requests.get(url, cookies={"wecom_dweller": "lin"}, allow_redirects=False, timeout=5)

    assert (reply.status_code, reply.text) == (400, "50001 redirect_uri is not a trusted domain\n")


PAGE = "http://127.0.0.1:8000/sidebar?lead=7"


def verified(world: World, signed: object, **changed: object) -> dict[str, object]:
    body = {**signed, "url": PAGE, "api": "getCurExternalContact", "as": "lin", **changed}  # type: ignore[dict-item]
    answer: dict[str, object] = requests.post(f"{world.sim.url}/jssdk/verify", json=body, timeout=5).json()
    return answer


def test_the_client_takes_the_pages_signature(world: World, sign_in: WecomSignIn) -> None:
    signed = sign_in.page_signature(f"{PAGE}#top")
    assert (signed["corpid"], signed["agentid"], signed["timestamp"]) == (CORP, 1000002, 1770944400)

    assert verified(world, signed) == {"errCode": 0, "errMsg": "getCurExternalContact:ok", "userId": "wmWangHai0001"}
    assert verified(world, signed, api="getContext")["entry"] == "single_chat_tools"
    without_chat = verified(world, signed, **{"as": "chen"})
    assert without_chat["errMsg"] == "getCurExternalContact:fail without context of external contact"


@pytest.mark.parametrize(
    "changed", [{"url": f"{PAGE}&x=1"}, {"nonceStr": "other"}, {"agentid": "1"}, {"signature": "签名"}, {"corpid": "ww0"}]
)
def test_the_client_refuses_another_signature(world: World, sign_in: WecomSignIn, changed: dict[str, object]) -> None:
    assert verified(world, sign_in.page_signature(PAGE), **changed)["errCode"] == 40093


def test_the_ticket_is_asked_for_once_and_again_when_it_ends(world: World, sign_in: WecomSignIn) -> None:
    for _ in range(3):
        sign_in.page_signature(PAGE)
    assert world.calls("ticket/get") == 1

    world.clock.move(timedelta(hours=2))
    assert verified(world, sign_in.page_signature(PAGE))["errCode"] == 0
    assert world.calls("ticket/get") == 2


def test_a_client_is_chosen_once_and_then_known(world: World, sign_in: WecomSignIn) -> None:
    back = f"{world.sim.calls.target.removesuffix('/callbacks/wecom')}/sign-in/wecom"
    url = sign_in.authorize_url(back, state="s").removesuffix("#wechat_redirect")
    with requests.Session() as browser:
        asked = browser.get(url, timeout=5)
        assert "林晓" in asked.text
        browser.get(f"{url}&as=lin", allow_redirects=False, timeout=5)
        assert browser.cookies["wecom_dweller"] == "lin"

        signed = sign_in.page_signature(PAGE)
        query = {**signed, "url": PAGE, "api": "getCurExternalContact", "callback": "ww.__ww1"}
        script = browser.get(f"{world.sim.url}/jssdk/verify.js", params=query, timeout=5)
        assert script.text.startswith("ww.__ww1({")
        assert '"userId": "wmWangHai0001"' in script.text

        wrong = browser.get(f"{world.sim.url}/jssdk/verify.js", params={**query, "callback": "alert(1)//"}, timeout=5)
        assert wrong.status_code == 400


def test_the_client_goes_only_to_the_trusted_page(world: World) -> None:
    login = f"{world.sim.url}/login"

    away = requests.get(login, params={"as": "lin", "then": "http://evil.invalid/"}, allow_redirects=False, timeout=5)
    home = requests.get(login, params={"as": "lin", "then": PAGE}, allow_redirects=False, timeout=5)

    assert (away.status_code, home.status_code, home.headers["Location"]) == (400, 302, PAGE)


# --- outside the client: the page to scan ---------------------------------------------------------------------------------


def scan(world: World, sign_in: WecomSignIn, **by: str) -> requests.Response:
    url = sign_in.authorize_url(back_at(world), state="s t&=", inside=False)
    return requests.get(url, params=by, cookies={"wecom_dweller": "lin"}, allow_redirects=False, timeout=5)


def back_at(world: World) -> str:
    return f"{world.sim.calls.target.removesuffix('/callbacks/wecom')}/sign-in/wecom"


def test_who_scans_is_who_comes_back_whoever_this_browsers_client_is(world: World, sign_in: WecomSignIn) -> None:
    page = scan(world, sign_in)
    assert (page.status_code, "<svg" in page.text, "陈默" in page.text, "王海" in page.text) == (200, True, True, False)

    back = scan(world, sign_in, **{"as": "chen"})

    query = parse_qs(urlsplit(back.headers["Location"]).query)
    assert query["state"] == ["s t&="]
    assert sign_in.member(query["code"][0]) == Person(Platform.WECOM, CORP, "chenmo")
    assert "wecom_dweller" not in back.cookies


def test_who_does_not_allow_it_comes_back_with_the_state_alone(world: World, sign_in: WecomSignIn) -> None:
    back = scan(world, sign_in, cancel="1").headers["Location"]

    assert parse_qs(urlsplit(back).query) == {"state": ["s t&="]}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("login_type", "ServiceApp"),
        ("appid", "ww0"),
        ("agentid", "1"),
        ("redirect_uri", "http://evil.invalid/"),
        ("redirect_uri", ""),
    ],
)
def test_another_app_or_address_cannot_be_scanned(world: World, sign_in: WecomSignIn, name: str, value: str) -> None:
    parts = urlsplit(sign_in.authorize_url(back_at(world), state="s", inside=False))
    query = {**{key: found[0] for key, found in parse_qs(parts.query).items()}, "as": "lin", name: value}

    reply = requests.get(f"{world.sim.url}{parts.path}", params=query, allow_redirects=False, timeout=5)

    assert reply.status_code == 400
