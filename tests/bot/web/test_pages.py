"""Headers, health, and a web process that carries no SDK."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from hashlib import sha256

import pytest

from bot.settings import Settings
from bot.web.app import policy
from bot.web.assets import STATIC, stamp
from crm_core.errors import DatabaseTooOld, Unavailable
from tests.bot.web.conftest import WECOM, Site

HEAVY = ("lark_oapi", "dingtalk_stream", "wechatpy", "jieba", "requests", "rq", "redis")


def test_the_web_imports_no_sdk() -> None:
    program = f"import sys, bot.web.app; print(sorted(set({HEAVY!r}) & set(sys.modules)))"

    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)

    assert found.stdout.strip() == "[]"


def test_the_page_may_only_run_our_scripts_and_the_vendors(site: Site) -> None:
    page = site.browser("linxiao").client.get("/sidebar")

    csp = page.headers["Content-Security-Policy"]
    assert "script-src 'self' http://127.0.0.1:9001;" in csp
    assert "default-src 'self';" in csp
    assert csp.endswith(" http://127.0.0.1:* http://localhost:*")
    assert "unsafe" not in csp
    assert not re.search(r"<script(?! src=)|\son\w+=|\sstyle=|<style", page.text)
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert page.headers["Cache-Control"] == "no-store"


def test_a_real_tenants_page_is_framed_by_the_clients_only(settings: Settings) -> None:
    real = replace(
        settings, wecom=replace(WECOM, oauth_url="https://open.weixin.qq.com", jssdk_url="https://wwcdn.weixin.qq.com/a.js")
    )

    csp = policy(real)

    assert "127.0.0.1" not in csp
    assert "script-src 'self' https://wwcdn.weixin.qq.com;" in csp
    assert csp.endswith("https://*.feishu.cn https://*.larksuite.com")


def test_static_files_are_there_and_stamped(site: Site) -> None:
    browser = site.browser("linxiao")
    pages = [browser.client.get(path).text for path in ("/sidebar", "/handover")]

    linked = dict(re.findall(r'/static/([\w.]+)\?v=(\w{8})"', "".join(pages)))
    others = {"dingtalk.js", "picked.js", "shortcut.js", "menu.js"}  # of the pages of the other platforms' clients
    assert set(linked) == {file.name for file in STATIC.iterdir()} - others
    for name in {*linked, *others}:
        found = browser.client.get(f"/static/{name}")
        assert found.status_code == 200
        assert linked.get(name, stamp(name)) == sha256(found.data).hexdigest()[:8]
        assert "no-store" not in found.headers["Cache-Control"]


@pytest.mark.parametrize("path", ["/sidebar", "/handover", "/sign-in?out=1", "/nowhere"])
def test_every_page_knows_the_night(site: Site, path: str) -> None:
    page = site.browser("linxiao").client.get(path).text

    assert "/static/dark.css?v=" in page
    assert page.index("dark.css") > page.index("sidebar.css")


def test_colours_stand_in_one_place() -> None:
    """So that the night changes them all: a page's own style names them, and white on a colour is all it may write out."""
    for name in ("capture.css", "files.css", "handover.css"):
        screen = (STATIC / name).read_text(encoding="utf-8").partition("@media print")[0]
        assert set(re.findall(r"#[0-9a-fA-F]{3,8}\b", screen)) <= {"#fff"}
        assert "background: #fff" not in screen


def test_the_front_door_leads_to_the_sidebar(site: Site) -> None:
    away = site.browser().client.get("/")

    assert (away.status_code, away.headers["Location"]) == (302, "/sidebar")


def test_health_says_what_is_on(site: Site) -> None:
    reply = site.flask.test_client().get("/healthz")

    assert reply.status_code == 200
    assert reply.json is not None
    assert reply.json | {"version": ""} == {
        "ok": True,
        "version": "",
        "database": True,
        "broker": None,
        "platforms": {"wecom": "on", "dingtalk": "off", "feishu": "off"},
    }
    assert site.flask.test_client().get("/readyz").json == {"ready": True}


@pytest.mark.parametrize("error", [Unavailable("gone"), DatabaseTooOld("run suilu migrate")])
def test_health_fails_without_its_database(site: Site, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def away() -> None:
        raise error

    monkeypatch.setattr(site.core, "check_version", away)

    replies = [site.flask.test_client().get(path) for path in ("/healthz", "/readyz")]

    assert [r.status_code for r in replies] == [503, 503]
    assert replies[0].json["ok"] is False  # type: ignore[index]


def test_errors_are_json_for_the_api_and_a_page_for_people(site: Site) -> None:
    client = site.flask.test_client()

    api, page = client.get("/api/v1/nothing"), client.get("/nothing")

    assert (api.status_code, api.json["error"]["code"]) == (404, "not_found")  # type: ignore[index]
    assert set(api.json["error"]) == {"code", "message", "next"}  # type: ignore[index]
    assert page.status_code == 404
    assert "没有找到" in page.text


def test_a_bug_shows_no_trace_and_logs_no_words(
    site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    browser = site.browser("linxiao")

    def broken(*_: object) -> None:
        raise RuntimeError("王海说预算50万")

    monkeypatch.setattr(site.core, "read", broken)
    reply = browser.get("/customers")

    assert (reply.status_code, reply.json["error"]["code"]) == (500, "internal")  # type: ignore[index]
    assert "Traceback" not in reply.text
    assert "预算" not in reply.text + caplog.text
    assert "RuntimeError at" in caplog.text


def test_a_database_that_is_away_is_503(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = site.browser("linxiao")

    def away(*_: object) -> None:
        raise Unavailable("locked")

    monkeypatch.setattr(site.core, "identify", away)
    reply = browser.get("/customers")

    assert (reply.status_code, reply.headers["Retry-After"]) == (503, "2")
    assert reply.json["error"]["code"] == "database_away"  # type: ignore[index]
