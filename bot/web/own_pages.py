"""Our own pages and what they may be opened with: whoever signs in on the way comes back to exactly that, and no more."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from urllib.parse import parse_qsl, urlencode, urlsplit

HOME = "/sidebar"
RECORDS = ("lead", "draft", "activity", "capture")
"""The records that the sidebar page opens by number, one at a time: `/sidebar?lead=7`."""
GIVES = ("pasted", "screenshot")
"""What the sidebar page can be opened for by a platform's own menu: `/sidebar?give=pasted`."""
MESSAGE_MENU = "/message-menu"
LONGEST = 2048
_BRIEF = re.compile(r"/handover/[0-9]{1,18}", re.ASCII)
_NUMBER = re.compile(r"[0-9]{1,18}", re.ASCII)
_TRIGGER = re.compile(r"[\w.:=+/-]{1,512}", re.ASCII)
"""A trigger code: what it looks like is not established (PLATFORMS 3.3)."""


def own_path(path: str, query: Mapping[str, str]) -> str:
    """This page with the one thing that it may be opened with; what else stands in the query is left behind, and what is no
    page of ours is the sidebar."""
    if _BRIEF.fullmatch(path):
        return path
    make = PAGES.get(path)
    return make(query) if make else HOME


def own_url(url: str) -> str:
    """The same for an address that somebody gave us to go on to: a path, never another host's."""
    if not 0 < len(url) <= LONGEST or not url.startswith("/") or url.startswith("//"):
        return HOME
    try:
        parts = urlsplit(url)
    except ValueError:
        return HOME
    return HOME if parts.scheme or parts.netloc else own_path(parts.path, dict(parse_qsl(parts.query)))


def _record(query: Mapping[str, str]) -> str:
    for name in RECORDS:
        if _NUMBER.fullmatch(query.get(name, "")):
            leave = "&leave=1" if name == "draft" and query.get("leave") == "1" else ""
            return f"{HOME}?{name}={query[name]}{leave}"
    return f"{HOME}?give={query['give']}" if query.get("give") in GIVES else HOME


def _handover(query: Mapping[str, str]) -> str:
    """Those that were handed to oneself, or a leaver's customers."""
    return f"/handover?from={query['from']}" if _NUMBER.fullmatch(query.get("from", "")) else "/handover"


def _shortcut(query: Mapping[str, str]) -> str:
    """Its one thing is the trigger code of the messages that were picked in Feishu."""
    trigger = _trigger(query.get("bdp_launch_query", ""))
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


PAGES: Mapping[str, Callable[[Mapping[str, str]], str]] = {
    HOME: _record,
    "/shortcut": _shortcut,
    MESSAGE_MENU: lambda _: MESSAGE_MENU,
    "/handover": _handover,
}
