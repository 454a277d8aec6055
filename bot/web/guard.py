"""Who is at the page, and whether a write really comes from it."""

from __future__ import annotations

import hmac
import secrets
from typing import Any

from flask import request, session

from bot.model import Person, Platform
from bot.web.errors import Refusal
from bot.web.house import house
from crm_core.people import Principal

CSRF_HEADER = "X-Suilu-Csrf"


def admit(person: Person) -> None:
    """A fresh session for this person: nothing of the one before stays in it."""
    session.clear()
    session.permanent = True
    session["who"] = [person.platform.value, person.corp, person.id]
    session["csrf"] = secrets.token_urlsafe(24)


def visitor() -> Person | None:
    """Whose session this is; None: nobody has signed in."""
    kept: Any = session.get("who")
    if kept is None:
        return None
    platform, corp, member = kept
    return Person(Platform(platform), corp, member)


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
    if request.headers.get("Origin") != house().origin:
        raise Refusal(403, "bad_origin")
    token = request.headers.get(CSRF_HEADER, "")
    if not hmac.compare_digest(token.encode(), str(session.get("csrf", "")).encode()):
        raise Refusal(403, "csrf")
