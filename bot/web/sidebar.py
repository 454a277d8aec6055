"""The sidebar page. All data comes by the API; the page itself carries none but who may ask."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from flask import Blueprint, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from bot.web.errors import Refusal
from bot.web.guard import known, visitor
from bot.web.house import house
from bot.web.sign_in import send_to_sign_in

routes = Blueprint("sidebar", __name__)
_STATIC = Path(__file__).parent / "static"


def stamp(name: str) -> str:
    """Eight hex digits of a static file's content, so that a new version is fetched at once."""
    return sha256((_STATIC / name).read_bytes()).hexdigest()[:8]


STAMPS = {name: stamp(name) for name in ("sidebar.css", "parts.js", "sidebar.js")}


@routes.get("/")
def home() -> AnyResponse:
    return redirect(url_for("sidebar.page"))


@routes.get("/sidebar")
def page() -> AnyResponse | str:
    """`?lead=` or `?draft=` opens that one; without, the customer of the chat beside the page."""
    settings = house().app.settings
    if settings.wecom is None:
        raise Refusal(404, "platform_off")
    person = visitor()
    if person is None:
        return send_to_sign_in(_own_path())
    known(person)
    return render_template("sidebar.html", wecom=settings.wecom, zone=settings.zone, csrf=session["csrf"], stamps=STAMPS)


def _own_path() -> str:
    """Where to come back to after signing in: this page, with the one number it may have been opened with."""
    for name in ("lead", "draft"):
        value = request.args.get(name, "")
        if value.isascii() and value.isdigit() and len(value) < 19:
            return f"/sidebar?{name}={value}"
    return "/sidebar"
