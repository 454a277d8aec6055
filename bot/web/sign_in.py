"""The client's own single sign-on becomes one session. `state` is random, used once, short-lived, bound to this browser."""

from __future__ import annotations

import logging
import secrets
from datetime import datetime, timedelta

from flask import Blueprint, Response, redirect, request, session
from werkzeug.wrappers import Response as AnyResponse

from bot.model import Platform
from bot.ports import SignIn, TryLater, Undeliverable
from bot.web.errors import Refusal, answer
from bot.web.guard import admit
from bot.web.house import house

log = logging.getLogger(__name__)
routes = Blueprint("sign_in", __name__)

STATE_LIVES = timedelta(minutes=5)
TABS = 5
"""Sign-ins that one browser may have under way at a time; the oldest is forgotten."""
MAX_CODE = 512
"""Bytes of a code (PLATFORMS 3.1.4)."""


_CLIENTS = {Platform.FEISHU: ("Lark/", "Feishu/"), Platform.WECOM: ("wxwork/",)}
"""By what its web view calls itself, in the order of asking."""


def sign_in_of(platform: Platform) -> SignIn:
    found = house().app.sign_ins.get(platform)
    if found is None:
        raise Refusal(404, "platform_off")
    return found


def platform_here() -> Platform:
    """Whose web view this is; in any other browser the first platform that one can sign in with. 404: there is none."""
    ways, agent = house().app.sign_ins, request.headers.get("User-Agent", "")
    here = [p for p in _CLIENTS if p in ways and any(name in agent for name in _CLIENTS[p])]
    found = [*here, *(p for p in Platform if p in ways)]
    if not found:
        raise Refusal(404, "platform_off")
    return found[0]


def send_to_sign_in(platform: Platform, back: str) -> AnyResponse:
    """To the platform's page, and from there to `back`, a path of ours."""
    state = secrets.token_urlsafe(24)
    until = (house().app.clock.now() + STATE_LIVES).isoformat()
    session["states"] = [*_waiting()[-(TABS - 1) :], [state, until, back]]
    return redirect(sign_in_of(platform).authorize_url(_address(platform), state=state))


@routes.get("/sign-in/<any(wecom, feishu):name>")
def come_back(name: str) -> AnyResponse:
    platform = Platform(name)
    sign_in = sign_in_of(platform)
    back = _spend(request.args.get("state", ""))
    if back is None:
        return _again(403, "bad_state")
    code = request.args.get("code", "")
    if not 0 < len(code.encode()) <= MAX_CODE:
        return _again(403, "bad_code")
    try:
        person = sign_in.member(code, _address(platform))
    except Undeliverable:
        return _again(403, "bad_code")
    except TryLater:
        return _again(503, "platform_away")
    admit(person)
    return redirect(back)


def _address(platform: Platform) -> str:
    """Where that platform's page comes back to: what its console has to trust."""
    return house().url(f"/sign-in/{platform.value}")


def _spend(state: str) -> str | None:
    """Where to go on; None: this browser was never sent away with this state, or too long ago, or came back already."""
    known = next((waiting for waiting in _waiting() if waiting[0] == state), None)
    session["states"] = [waiting for waiting in _waiting() if waiting is not known]
    if known is None or house().app.clock.now() > datetime.fromisoformat(known[1]):
        return None
    return known[2]


def _waiting() -> list[list[str]]:
    """Sign-ins of this browser under way, oldest first: state, until when, where to go on. A list: a dict loses its order."""
    waiting: list[list[str]] = session.get("states", [])
    return waiting


def _again(status: int, code: str) -> Response:
    log.info("sign-in refused: %s", code)
    return answer(status, code, retry=house().url("/sidebar"))
