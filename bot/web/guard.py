"""Who is at the page, and whether a write really comes from it. One kind of session, whatever platform it came by."""

from __future__ import annotations

import hmac
import secrets
from datetime import timedelta
from typing import Any

from flask import request, session

from bot.model import Person, Platform
from bot.web.errors import Refusal
from bot.web.house import house
from crm_core.people import Principal

CSRF_HEADER = "X-Suilu-Csrf"
LIVES = timedelta(hours=12)
"""Of a session from when its page was opened last; the page's own polling does not prolong it."""
RENEWED_AFTER = timedelta(hours=1)
"""A younger one need not be signed anew at each page."""
AT_MOST = timedelta(days=7)
"""From signing in, however often the page is opened."""


def admit(person: Person, *, way: str) -> None:
    """A fresh session for this person: nothing of the one before stays in it. `way` is how to come in again when it ends."""
    dismiss()
    now = _now()
    session.permanent = True
    session.update(who=[person.platform.value, person.corp, person.id], way=way, csrf=secrets.token_urlsafe(24))
    session.update(since=now, until=now + int(LIVES.total_seconds()))


def dismiss() -> None:
    session.clear()


def prolong() -> None:
    """The page is opened: somebody is there."""
    now = _now()
    if session["until"] - now > int((LIVES - RENEWED_AFTER).total_seconds()):
        return
    session["until"] = min(now + int(LIVES.total_seconds()), session["since"] + int(AT_MOST.total_seconds()))


def visitor() -> Person | None:
    """Whose session this is; None: nobody has signed in, or too long ago."""
    kept: Any = session.get("who")
    if kept is None or session.get("until", 0) <= _now():
        return None
    platform, corp, member = kept
    return Person(Platform(platform), corp, member)


def last_way() -> tuple[str, str]:
    """Platform and way of a session that has ended; empty: there was none."""
    kept: Any = session.get("who")
    return (kept[0], session["way"]) if kept and "way" in session else ("", "")


def signed_in() -> Person:
    person = visitor()
    if person is None:
        raise Refusal(401, "signed_out")
    return person


def principal() -> Principal:
    """Who is asking, looked up anew each time: somebody who left has no session left either."""
    return known(signed_in())


def known(person: Person) -> Principal:
    who = house().app.core.identify(person.platform.value, person.corp, person.id)
    if who is None:
        raise Refusal(403, "not_bound")
    return who


def check_writes() -> None:
    """For a blueprint's `before_request`: what may change something has to come from our page."""
    if request.method not in ("GET", "HEAD", "OPTIONS"):
        check_write()


def check_write() -> None:
    """A write needs the session's token in a header and our own origin; a page elsewhere can give neither."""
    _from_our_page()
    if request.mimetype != "application/json":
        raise Refusal(415, "not_json")


_ENVELOPE = 64 * 1024
"""Bytes of a multipart body besides the file."""


def check_upload(limit: int) -> None:
    """The same for a route that takes files of `limit` bytes in all: this one request may be that large, and is multipart.

    Reading more raises RequestEntityTooLarge.
    """
    request.max_content_length = limit + _ENVELOPE
    request.max_form_parts = 32
    _from_our_page()
    if request.mimetype != "multipart/form-data":
        raise Refusal(415, "not_multipart")
    if (request.content_length or 0) > limit + _ENVELOPE:
        raise Refusal(413, "file_too_large")


def _from_our_page() -> None:
    signed_in()
    check_origin()
    _check_token(request.headers.get(CSRF_HEADER, ""))


def check_form() -> None:
    """The same for a form of our own page, whose token stands in a field."""
    check_origin()
    _check_token(request.form.get("csrf", ""))


def check_origin() -> None:
    if request.headers.get("Origin") != house().origin:
        raise Refusal(403, "bad_origin")


def _check_token(token: str) -> None:
    kept = str(session.get("csrf", ""))
    if not kept or not hmac.compare_digest(token.encode(errors="replace"), kept.encode()):
        raise Refusal(403, "csrf")


def _now() -> int:
    return int(house().app.clock.now().timestamp())
