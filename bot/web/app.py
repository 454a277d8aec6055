"""The Flask factory: limits, cookies, headers, and one blueprint a file beside this one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask, Request, Response, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface

from bot.web import (
    api,
    callbacks,
    captures,
    consents,
    errors,
    files,
    guard,
    handover,
    health,
    left_out,
    pictures,
    sidebar,
    sign_in,
    sources,
)
from bot.web.assets import asset
from bot.web.house import House, Poker, is_loopback, origin
from bot.web.own_pages import MESSAGE_MENU
from cards.catalog import PLATFORM_NAMES

if TYPE_CHECKING:
    from bot.app import App
    from bot.settings import Settings

MAX_BODY = 1024 * 1024
"""Bytes of a request body; more is answered 413 before it is read."""

_CLIENTS = "https://*.work.weixin.qq.com https://*.dingtalk.com https://*.feishu.cn https://*.larksuite.com"
"""The clients that show our page inside theirs (ENGINE §6)."""


def create_app(app: App) -> Flask:
    """The web process's application for one house. Asks nothing of the database or a platform by being made."""
    flask = Flask(__name__)
    flask.config.update(
        MAX_CONTENT_LENGTH=MAX_BODY,
        SECRET_KEY=app.settings.secret_key,
        SESSION_COOKIE_NAME="suilu",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=app.settings.base_url.startswith("https://"),
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=guard.AT_MOST,
    )
    flask.session_interface = _PagesOnly()
    flask.extensions["suilu"] = House(app, Poker(app.queue))
    for room in (callbacks, api, sources, captures, pictures, consents, left_out, files, sign_in, sidebar, handover, health):
        flask.register_blueprint(room.routes)
    flask.jinja_env.globals.update(asset=asset, platform_names=PLATFORM_NAMES)
    errors.install(flask)
    _headers(flask, app.settings)
    return flask


_DINGTALKS = ("/sign-in/dingtalk/client", MESSAGE_MENU)
"""Pages that ask its JS-API."""


class _PagesOnly(SecureCookieSessionInterface):
    """A platform's call has no session, and need not pay for one."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        return None if request.path.startswith("/callbacks/") else super().open_session(app, request)


def policy(settings: Settings, script: str = "") -> str:
    """The Content-Security-Policy: our own scripts, the vendors' JS-SDKs, and the clients that may frame the page; `script` is
    one more, by its whole address."""
    sdks = dict.fromkeys(origin(on.jssdk_url) for on in (settings.wecom, settings.feishu) if on and on.jssdk_url)
    if script:
        sdks[script] = None
    platforms = [on for on in (settings.wecom, settings.feishu, settings.dingtalk) if on]
    frames = f"'self' {_CLIENTS}"
    if any(is_loopback(on.oauth_url) for on in platforms):
        frames += " http://127.0.0.1:* http://localhost:*"
    return "; ".join(
        (
            "default-src 'self'",
            " ".join(("script-src 'self'", *sdks)),
            # Some WeCom clients carry JS-SDK calls in a hidden frame of their own scheme.
            "frame-src 'self' weixin: wxwork:",
            "img-src 'self' data:",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            f"frame-ancestors {frames}",
        )
    )


def _headers(flask: Flask, settings: Settings) -> None:
    csp = policy(settings)
    # DingTalk's script stands among everybody's on a public CDN: by its address alone, and on the two pages that need it.
    in_dingtalk = policy(settings, _jsapi(settings)) if settings.dingtalk else csp

    @flask.after_request
    def add(reply: Response) -> Response:
        if request.path.startswith("/callbacks/"):
            return reply
        reply.headers.setdefault("Content-Security-Policy", in_dingtalk if request.path in _DINGTALKS else csp)
        reply.headers["X-Content-Type-Options"] = "nosniff"
        reply.headers["Referrer-Policy"] = "same-origin"
        if not request.path.startswith("/static/"):
            reply.headers.setdefault("Cache-Control", "no-store")
        return reply


def _jsapi(settings: Settings) -> str:
    """On the loopback its origin: there the stand-in's calls are scripts, too."""
    url = settings.dingtalk.jssdk_url if settings.dingtalk else ""
    return origin(url) if is_loopback(url) else url
