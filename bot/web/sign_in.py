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


def wecom_sign_in() -> SignIn:
    found = house().app.sign_ins.get(Platform.WECOM)
    if found is None:
        raise Refusal(404, "platform_off")
    return found


def send_to_sign_in(back: str) -> AnyResponse:
    """To the platform's page, and from there to `back`, a path of ours."""
    state = secrets.token_urlsafe(24)
    until = (house().app.clock.now() + STATE_LIVES).isoformat()
    session["states"] = [*_waiting()[-(TABS - 1) :], [state, until, back]]
    return redirect(wecom_sign_in().authorize_url(house().url("/sign-in/wecom"), state=state))


@routes.get("/sign-in/wecom")
def come_back() -> AnyResponse:
    sign_in = wecom_sign_in()
    back = _spend(request.args.get("state", ""))
    if back is None:
        return _again(403, "bad_state")
    code = request.args.get("code", "")
    if not 0 < len(code.encode()) <= MAX_CODE:
        return _again(403, "bad_code")
    try:
        person = sign_in.member(code)
    except Undeliverable:
        return _again(403, "bad_code")
    except TryLater:
        return _again(503, "platform_away")
    admit(person)
    return redirect(back)


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
