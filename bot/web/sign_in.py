"""The clients' own single sign-on, and the pages to scan outside them, become one session.

Three ways (`Way`): `client` inside the platform's web view, `scan` outside it, both through the platform's page and back; and
`page`: DingTalk's client gives the code to our page. `state`, or the nonce of that page, is random, used once, short-lived, and
bound to this browser and to its way.
"""

from __future__ import annotations

import logging
import secrets
from datetime import datetime, timedelta
from enum import StrEnum

from flask import Blueprint, Response, jsonify, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from bot.model import Platform
from bot.ports import SignIn, TryLater, Undeliverable
from bot.web.errors import Refusal, answer
from bot.web.guard import admit, check_form, check_origin, dismiss, last_way, visitor
from bot.web.house import house
from bot.web.own_pages import HOME, own_url

log = logging.getLogger(__name__)
routes = Blueprint("sign_in", __name__)

STATE_LIVES = timedelta(minutes=5)
TABS = 5
"""Sign-ins that one browser may have under way at a time; the oldest is forgotten."""
MAX_CODE = 512
"""Bytes of a code (PLATFORMS 3.1.4)."""
_ANY = "<any(wecom, feishu, dingtalk):name>"
_CLIENTS = {
    Platform.FEISHU: ("Lark/", "Feishu/"),
    Platform.DINGTALK: ("DingTalk",),
    Platform.WECOM: ("wxwork/",),
}
"""By what its web view calls itself, in the order of asking."""
_CODES = {Platform.DINGTALK: "authCode"}
"""What the platform's page calls the code it comes back with, where that is not `code`."""


class Way(StrEnum):
    CLIENT = "client"
    SCAN = "scan"
    PAGE = "page"


# --- where to ------------------------------------------------------------------------------------------------------------


def sign_in_of(platform: Platform) -> SignIn:
    found = house().app.sign_ins.get(platform)
    if found is None:
        raise Refusal(404, "platform_off")
    return found


def send_to_sign_in(back: str) -> AnyResponse:
    """By the client that this is, or as this browser did last; where neither is known and there is a choice, by that."""
    client, ways = _client_here(), _platforms()
    if client is not None:
        return send_to(client, Way.CLIENT, back)
    platform, way = last_way()
    if platform in ways:
        return send_to(Platform(platform), Way(way), back)
    return send_to(ways[0], Way.SCAN, back) if len(ways) == 1 else redirect(url_for("sign_in.choose", back=back))


def send_to(platform: Platform, way: Way, back: str) -> AnyResponse:
    """To the platform's page, and from there to `back`, a path of ours."""
    sign_in = sign_in_of(platform)
    if platform is Platform.DINGTALK and way is Way.CLIENT:
        return redirect(url_for("sign_in.in_client", name=platform.value, back=back))
    state = _expect(platform, way, back)
    return redirect(sign_in.authorize_url(_address(platform), state=state, inside=way is Way.CLIENT))


@routes.get("/sign-in")
def choose() -> AnyResponse | str:
    """The platforms to sign in with; inside a client, or with one platform, there is nothing to choose, unless `out` says that
    somebody has just signed out."""
    back, out = own_url(request.args.get("back", "")), "out" in request.args
    if visitor() is not None and not out:
        return redirect(back)
    client, ways = _client_here(), _platforms()
    if not out and (client or len(ways) == 1):
        return send_to_sign_in(back)
    offered = [(p.value, Way.CLIENT if p is client else Way.SCAN) for p in ([client] if client else ways)]
    return render_template("sign_in.html", offered=offered, back=back, out=out, csrf=session.get("csrf", ""))


@routes.get(f"/sign-in/{_ANY}/scan")
def scan(name: str) -> AnyResponse:
    return send_to(Platform(name), Way.SCAN, own_url(request.args.get("back", "")))


@routes.get(f"/sign-in/{_ANY}/client")
def in_client(name: str) -> AnyResponse | str:
    """What a page opened in the client leads through; DingTalk's asks its JS-API for the code, and posts it with the nonce."""
    platform, back = Platform(name), own_url(request.args.get("back", ""))
    sign_in_of(platform)
    if platform is not Platform.DINGTALK:
        return send_to(platform, Way.CLIENT, back)
    nonce = _expect(platform, Way.PAGE, back)
    return render_template("dingtalk.html", sdk=house().app.settings.dingtalk, nonce=nonce, back=back)


# --- and back ------------------------------------------------------------------------------------------------------------


@routes.get(f"/sign-in/{_ANY}")
def come_back(name: str) -> AnyResponse:
    platform = Platform(name)
    sign_in_of(platform)
    found = _spend(request.args.get("state", ""), platform, (Way.CLIENT, Way.SCAN))
    if found is None:
        return _again(403, "bad_state")
    way, back = found
    code = request.args.get(_CODES.get(platform, "code"), "")
    if not code:
        return _again(403, "cancelled", back)
    refused = _admit(platform, code, _address(platform), way)
    return redirect(back) if refused is None else _again(*refused, back)


@routes.post("/api/v1/sign-in/dingtalk")
def by_page() -> tuple[Response, int] | Response:
    """`{code, nonce}` from our own page in DingTalk's client; `{next}`: where to go on."""
    sign_in_of(Platform.DINGTALK)
    check_origin()
    given = request.get_json(silent=True) if request.mimetype == "application/json" else None
    if not isinstance(given, dict) or {type(given.get(key)) for key in ("code", "nonce")} != {str}:
        raise Refusal(400, "bad_request")
    found = _spend(given["nonce"], Platform.DINGTALK, (Way.PAGE,))
    if found is None:
        return _again(403, "bad_state")
    refused = _admit(Platform.DINGTALK, given["code"], "", Way.CLIENT)
    return jsonify(next=found[1]) if refused is None else _again(*refused)


@routes.post("/sign-out")
def sign_out() -> AnyResponse:
    """Nothing of the session stays. Whoever wants to come in again says so: no client signs in by itself on that page."""
    check_form()
    dismiss()
    return redirect(url_for("sign_in.choose", out=1))


# --- parts ---------------------------------------------------------------------------------------------------------------


def _admit(platform: Platform, code: str, redirect_uri: str, way: Way) -> tuple[int, str] | None:
    """A session for whoever the code is of; None: it is well."""
    if len(code.encode(errors="replace")) > MAX_CODE:
        return 403, "bad_code"
    try:
        person = sign_in_of(platform).member(code, redirect_uri)
    except Undeliverable as refused:
        return 403, "not_of_this_company" if refused.reason == "not_a_member" else "bad_code"
    except TryLater:
        return 503, "platform_away"
    admit(person, way=way.value)
    return None


def _platforms() -> list[Platform]:
    """That one can sign in with. 404: there is none."""
    ways = [platform for platform in Platform if platform in house().app.sign_ins]
    if not ways:
        raise Refusal(404, "platform_off")
    return ways


def _client_here() -> Platform | None:
    """Whose web view this is, if one can sign in with it."""
    ways, agent = house().app.sign_ins, request.headers.get("User-Agent", "")
    return next((p for p, names in _CLIENTS.items() if p in ways and any(name in agent for name in names)), None)


def _address(platform: Platform) -> str:
    """Where that platform's page comes back to: what its console has to trust."""
    return house().url(f"/sign-in/{platform.value}")


def _expect(platform: Platform, way: Way, back: str) -> str:
    """From now on, and for a while, this browser may come back once by this way with what is returned."""
    state = secrets.token_urlsafe(24)
    until = (house().app.clock.now() + STATE_LIVES).isoformat()
    session["states"] = [*_waiting()[-(TABS - 1) :], [state, until, back, f"{platform}:{way}"]]
    return state


def _spend(state: str, platform: Platform, ways: tuple[Way, ...]) -> tuple[Way, str] | None:
    """The way it was given for, and where to go on; None: this browser was never sent away with this state, or for another
    way, or too long ago, or came back already."""
    known = next((waiting for waiting in _waiting() if waiting[0] == state), None)
    session["states"] = [waiting for waiting in _waiting() if waiting is not known]
    if known is None or house().app.clock.now() > datetime.fromisoformat(known[1]):
        return None
    way = next((way for way in ways if known[3] == f"{platform}:{way}"), None)
    return None if way is None else (way, known[2])


def _waiting() -> list[list[str]]:
    """Sign-ins of this browser under way, oldest first: state, until when, where to go on, which way."""
    return [waiting for waiting in session.get("states", []) if len(waiting) == 4]


def _again(status: int, code: str, back: str = HOME) -> Response:
    """Signing in anew leads to `back`, too."""
    log.info("sign-in refused: %s", code)
    return answer(status, code, retry=house().url(back))
