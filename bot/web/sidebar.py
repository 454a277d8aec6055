"""The sidebar page, and those of messages picked in a client. Data come by the API; a page carries none but who may ask."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from bot.model import Person, Platform
from bot.web.guard import known, prolong, visitor
from bot.web.house import house
from bot.web.own_pages import own_path
from bot.web.sign_in import Way, send_to, send_to_sign_in, sign_in_of

routes = Blueprint("sidebar", __name__)


@routes.get("/")
def home() -> AnyResponse:
    return redirect(url_for("sidebar.page"))


@routes.get("/sidebar")
def page() -> AnyResponse | str:
    """One of `own_pages.RECORDS` opens that one; without, the customer of the chat beside the page."""
    person = visitor()
    if person is None:
        return send_to_sign_in(own_path(request.path, request.args))
    # Feishu's and DingTalk's clients tell nothing of the chat beside a page.
    return _shown("sidebar.html", person, Platform.WECOM)


@routes.get("/shortcut")
def shortcut() -> AnyResponse | str:
    """The messages that a member picked in Feishu (消息快捷操作): `bdp_launch_query` says which (PLATFORMS 3.3)."""
    return _picked(Platform.FEISHU, "shortcut.js")


@routes.get("/message-menu")
def message_menu() -> AnyResponse | str:
    """Those that a member picked in DingTalk (消息菜单酷应用); its client keeps them for the page that it opened (vendor:
    document/development/message-menu-api)."""
    return _picked(Platform.DINGTALK, "menu.js")


def _picked(platform: Platform, script: str) -> AnyResponse | str:
    """A page that only this platform's client can tell what was picked."""
    sign_in_of(platform)
    person = visitor()
    if person is None or person.platform is not platform:
        return send_to(platform, Way.CLIENT, own_path(request.path, request.args))
    return _shown("picked.html", person, platform, script=script)


def _shown(template: str, person: Person, sdk_of: Platform, **more: str) -> str:
    """A page for somebody we know, with that platform's JS-SDK where it is the one the person is signed in with."""
    known(person)
    prolong()
    settings = house().app.settings
    sdk: Any = getattr(settings, sdk_of.value) if person.platform is sdk_of else None
    return render_template(template, sdk=sdk, zone=settings.zone, csrf=session["csrf"], **more)
