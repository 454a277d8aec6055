"""Every way of writing asks whether it comes from our page: those there are, and those that will be."""

from __future__ import annotations

from tests.bot.web.conftest import ORIGIN, Site
from tests.bot.web.test_api import code

READS = {"GET", "HEAD", "OPTIONS"}
OTHERWISE = ("/callbacks/", "/api/v1/sign-in/", "/sign-out")
"""A platform signs its calls, a sign-in has a nonce in place of a session, and signing out is a form with the token in it."""


def writes(site: Site) -> list[tuple[str, str]]:
    """(method, path) of each route that may change something."""
    rules = [rule for rule in site.flask.url_map.iter_rules() if not rule.rule.startswith(OTHERWISE)]
    writing = [(method, rule) for rule in rules for method in sorted((rule.methods or set()) - READS)]
    to = site.flask.url_map.bind("").build
    return [(method, to(rule.endpoint, dict.fromkeys(rule.arguments, 1), method=method)) for method, rule in writing]


def test_no_write_is_taken_without_the_pages_own_token_or_from_elsewhere(site: Site) -> None:
    browser = site.browser("linxiao")
    for method, path in (found := writes(site)):
        send = getattr(browser.client, method.lower())
        without = send(path, json={}, headers={"Origin": ORIGIN})
        wrong = send(path, json={}, headers={"Origin": ORIGIN, "X-Suilu-Csrf": "x" * 32})
        elsewhere = send(path, json={}, headers={"Origin": "https://elsewhere.example", "X-Suilu-Csrf": browser.csrf})
        stranger = site.flask.test_client().open(path, method=method, json={}, headers={"Origin": ORIGIN})

        assert [code(reply) for reply in (without, wrong, elsewhere, stranger)] == [
            (403, "csrf"),
            (403, "csrf"),
            (403, "bad_origin"),
            (401, "signed_out"),
        ], (method, path)
    assert {path for _, path in found} >= {"/api/v1/syncs", "/api/v1/handovers", "/api/v1/captures/pictures", "/api/v1/notes"}
    assert {method for method, _ in found} == {"POST"}
    assert site.inbox() == {}
