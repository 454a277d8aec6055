"""The town's window: a page with the three clients side by side, faults on command, the raw traffic, and the clock that can be
moved. The JSON beneath it is what the self-playing story and the tests use too; `gestures` and `mischief` have their share.
"""

from __future__ import annotations

import json
import math
import secrets
import threading
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask, Response, jsonify, make_response, redirect, request
from werkzeug.exceptions import HTTPException
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server
from werkzeug.wrappers import Response as AnyResponse

from bot.model import Platform
from bot.simulator.gestures import MOST_BYTES, Gestures, Wrong, body
from bot.simulator.mischief import Mischief
from bot.simulator.town import PlatformSim, Town, Unsupported, plain

STATIC = Path(__file__).parent / "static"
OPENERS = {Platform.WECOM: "/login", Platform.FEISHU: "/client/web_app/open", Platform.DINGTALK: "/client/open"}
"""Where each platform's client opens a page."""
MOST_HOURS = 24 * 366.0
MOST_WAIT = 25.0
"""Seconds that a page may wait for something to happen."""


class _Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """A waiting page asks all the time."""


class Window:
    """Serves the page on 127.0.0.1. `clock_file` is the shift in seconds that all processes of the demo read."""

    def __init__(
        self, town: Town, sims: Mapping[Platform, PlatformSim], *, product: str, clock_file: Path, port: int = 0
    ) -> None:
        self._town, self._sims, self._product, self._clock_file = town, dict(sims), product, clock_file
        self._looks = _Looks(town)
        self._server: BaseWSGIServer = make_server("127.0.0.1", port, self._app(), threaded=True, request_handler=_Quiet)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def start(self) -> None:
        serve = self._server.serve_forever
        threading.Thread(target=serve, kwargs={"poll_interval": 0.02}, name="window", daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _app(self) -> Flask:
        app = Flask("window", static_folder=str(STATIC), static_url_path="/static")
        app.config["MAX_CONTENT_LENGTH"] = MOST_BYTES
        app.json.sort_keys = False  # type: ignore[attr-defined]
        app.add_url_rule("/", "page", self._page)
        app.add_url_rule("/client", "client", self._client)
        app.add_url_rule("/open", "open", self._open)
        app.add_url_rule("/state", "state", self._state)
        app.add_url_rule("/journal", "journal", self._journal)
        app.add_url_rule("/journal", "forget", self._forget, methods=["DELETE"])
        app.add_url_rule("/clock", "clock", self._clock, methods=["POST"])
        app.register_blueprint(Gestures(self._town, self._sims).routes())
        app.register_blueprint(Mischief(self._town, self._sims).routes())
        for kind in (KeyError, ValueError, Unsupported):
            app.register_error_handler(kind, _wrong)
        app.register_error_handler(HTTPException, _refused)
        return app

    def _page(self) -> Response:
        return Response((STATIC / "window.html").read_text(encoding="utf-8"), mimetype="text/html")

    def _client(self) -> AnyResponse:
        """The sidebar of `as` beside `chat`, in WeCom's client."""
        return self._device(Platform.WECOM, request.args["as"], "/sidebar", chat=request.args.get("chat", ""))

    def _open(self) -> AnyResponse:
        """A page of Suilu's, `url`, in the client of `as`, as a link on a card there opens it."""
        url = request.args["url"]
        if not url.startswith(f"{self._product}/"):
            raise Wrong("url")
        return self._device(Platform(request.args["platform"]), request.args["as"], url.removeprefix(self._product))

    def _device(self, platform: Platform, who: str, page: str, **more: str) -> AnyResponse:
        """Another member's client, or another platform's, is another device, without the last one's session. A frame does not
        call itself by a client's name, as a web view does: our own entry for that client says which it is."""
        then = f"{self._product}/sign-in/{platform}/client?{urlencode({'back': page})}"
        asked = {"as": who, "then": then, **more}
        reply = make_response(redirect(f"{self._sims[platform].url}{OPENERS[platform]}?{urlencode(asked)}"))
        others = [f"{other}_dweller" for other in Platform if other is not platform and f"{other}_dweller" in request.cookies]
        if others or request.cookies.get(f"{platform}_dweller") != who:
            for name in ("suilu", *others):
                reply.delete_cookie(name)
        return reply

    def _state(self) -> Response:
        """All that the page shows; `product` is where Suilu's own pages are, each platform's name where its client is.

        With the `tag` of an earlier answer as `since`: only the chats that look different now, or only the moment; and `wait`
        seconds (at most 25) for something to happen first that shows there. A page that shows the calls too names how many it
        has heard of, `calls`, and waits for another as well.
        """
        run, _, version = request.args.get("since", "").partition("-")
        since = int(version) if run == self._looks.run and version.isdigit() else 0
        calls = int(_number(request.args["calls"])) if "calls" in request.args else None
        if since:
            self._town.wait(since, min(_number(request.args.get("wait", "0")), MOST_WAIT), calls)
        clients = {platform.value: sim.url for platform, sim in self._sims.items()}
        origins = {"product": self._product, **clients}
        return Response(self._looks.state(since, origins), mimetype="application/json")

    def _journal(self) -> Response:
        """The calls after number `after`, oldest first; without, all that are kept."""
        after = int(_number(request.args.get("after", "0")))
        with self._town.lock:
            return jsonify([call for call in self._town.journal if call["n"] > after])

    def _forget(self) -> Response:
        self._town.forget_calls()
        return jsonify({})

    def _clock(self) -> Response:
        """Move everybody's clock by `hours`; never back, since nothing real runs backwards."""
        wanted = body().get("hours")
        hours = _number(wanted) if isinstance(wanted, (int, float)) else math.nan
        if not 0 <= hours <= MOST_HOURS:
            raise Wrong("hours")
        self._town.acts(f"时间前进 {hours:g} 小时")
        shift = float(self._clock_file.read_text(encoding="ascii")) + timedelta(hours=hours).total_seconds()
        fresh = self._clock_file.with_suffix(".new")
        fresh.write_text(str(shift), encoding="ascii")
        fresh.replace(self._clock_file)
        self._town.save()
        return jsonify({"now": self._town.clock.now().isoformat()})


class _Looks:
    """Since which version of the town each chat looks as it does, so that a page is told only what it has not seen."""

    def __init__(self, town: Town) -> None:
        self.run = secrets.token_hex(4)
        """Names this run of the town: another one counts from the start again."""
        self._town = town
        self._since: dict[str, tuple[str, int]] = {}

    def state(self, since: int, origins: Mapping[str, str]) -> str:
        town = self._town
        with town.lock:
            tag, now = f"{self.run}-{town.version}", town.clock.now().isoformat()
            head = {"tag": tag, "run": self.run, "now": now, "calls": town.calls}
            if since == town.version:
                return json.dumps(head)
            more = {
                **origins,
                "whole": not since,
                "people": list(town.people.values()),
                "faults": [{"platform": platform, **plain(fault)} for platform, fault in town.faults.waiting()],
            }
            text = json.dumps({**head, **more}, ensure_ascii=False, default=plain)
            return f'{text[:-1]}, "chats": [{", ".join(self._chats(since))}]}}'

    def _chats(self, since: int) -> list[str]:
        fresh = []
        for chat in self._town.chats.values():
            text = json.dumps(chat, ensure_ascii=False, default=plain)
            old, version = self._since.get(chat.id, ("", 0))
            if old != text:
                version = self._town.version
                self._since[chat.id] = (text, version)
            if version > since or not since:
                fresh.append(text)
        return fresh


def _number(text: str | float) -> float:
    """Finite; raises ValueError."""
    value = float(text)
    if not math.isfinite(value):
        raise Wrong("number")
    return value


def _wrong(error: Exception) -> tuple[Response, int]:
    words = str(error.args[0]) if error.args else ""
    return jsonify({"error": words if isinstance(error, Unsupported) else f"missing or wrong: {words[:200]}"}), 400


def _refused(error: HTTPException) -> tuple[Response, int]:
    return jsonify({"error": error.name}), error.code or 500
