"""The sidebar page, and the page of the message shortcut. All data comes by the API; a page carries none but who may ask."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from bot.model import Person, Platform
from bot.web.guard import known, visitor
from bot.web.house import house
from bot.web.sign_in import platform_here, send_to_sign_in, sign_in_of

routes = Blueprint("sidebar", __name__)
_STATIC = Path(__file__).parent / "static"


def stamp(name: str) -> str:
    """Eight hex digits of a static file's content, so that a new version is fetched at once."""
    return sha256((_STATIC / name).read_bytes()).hexdigest()[:8]


_FILES = (
    "sidebar.css",
    "capture.css",
    "dark.css",
    "parts.js",
    "bubbles.js",
    "ways.js",
    "consent.js",
    "leave.js",
    "capture.js",
    "preview.js",
    "sidebar.js",
    "shortcut.js",
)
STAMPS = {name: stamp(name) for name in _FILES}
_TRIGGER = re.compile(r"[\w.:=+/-]{1,512}", re.ASCII)
"""A trigger code: what it looks like is not established (PLATFORMS 3.3)."""


@routes.get("/")
def home() -> AnyResponse:
    return redirect(url_for("sidebar.page"))


@routes.get("/sidebar")
def page() -> AnyResponse | str:
    """`?lead=` or `?draft=` opens that one; without, the customer of the chat beside the page."""
    person = visitor()
    if person is None:
        return send_to_sign_in(platform_here(), _own_path())
    # Feishu's client tells nothing of the chat beside a page.
    return _shown("sidebar.html", person, sdk_of=Platform.WECOM)


@routes.get("/shortcut")
def shortcut() -> AnyResponse | str:
    """The messages that a member picked in Feishu (消息快捷操作): `bdp_launch_query` says which (PLATFORMS 3.3)."""
    sign_in_of(Platform.FEISHU)
    person = visitor()
    if person is None or person.platform is not Platform.FEISHU:
        return send_to_sign_in(Platform.FEISHU, _shortcut_path())
    return _shown("shortcut.html", person, sdk_of=Platform.FEISHU)


def _shown(template: str, person: Person, *, sdk_of: Platform) -> str:
    """A page for somebody we know, with that platform's JS-SDK where it is the one the person is signed in with."""
    known(person)
    settings = house().app.settings
    sdk: Any = getattr(settings, sdk_of.value) if person.platform is sdk_of else None
    return render_template(template, sdk=sdk, zone=settings.zone, csrf=session["csrf"], stamps=STAMPS)


def _own_path() -> str:
    """Where to come back to after signing in: this page, with the one number it may have been opened with."""
    for name in ("lead", "draft", "capture"):
        value = request.args.get(name, "")
        if value.isascii() and value.isdigit() and len(value) < 19:
            leave = "&leave=1" if name == "draft" and request.args.get("leave") == "1" else ""
            return f"/sidebar?{name}={value}{leave}"
    return "/sidebar"


def _shortcut_path() -> str:
    """The same for the shortcut's page, whose one number is the trigger code; anything else in the query is left behind."""
    trigger = _trigger(request.args.get("bdp_launch_query", ""))
    if not trigger:
        return "/shortcut"
    launch = json.dumps({"__trigger_id__": trigger}, separators=(",", ":"))
    return f"/shortcut?{urlencode({'from': 'message_action', 'bdp_launch_query': launch})}"


def _trigger(launch: str) -> str:
    try:
        found = json.loads(launch)
    except (ValueError, RecursionError):
        return ""
    trigger = found.get("__trigger_id__") if isinstance(found, dict) else None
    return trigger if isinstance(trigger, str) and _TRIGGER.fullmatch(trigger) else ""
