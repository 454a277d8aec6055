"""The town's window: a page with the three clients side by side, and the clock that can be moved. JSON beneath it is what
the self-playing story and the tests use too.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask, Response, jsonify, request
from werkzeug.serving import BaseWSGIServer, make_server

from bot.model import Platform
from bot.simulator.town import Fault, PlatformSim, Town

STATIC = Path(__file__).parent / "static"


class Window:
    """Serves the page on 127.0.0.1. `clock_file` is the shift in seconds that all processes of the demo read."""

    def __init__(
        self, town: Town, sims: Mapping[Platform, PlatformSim], *, product: str, clock_file: Path, port: int = 0
    ) -> None:
        self._town, self._sims, self._product, self._clock_file = town, dict(sims), product, clock_file
        self._server: BaseWSGIServer = make_server("127.0.0.1", port, self._app(), threaded=True)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def start(self) -> None:
        threading.Thread(target=self._server.serve_forever, name="window", daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _app(self) -> Flask:
        app = Flask("window", static_folder=str(STATIC), static_url_path="/static")
        app.add_url_rule("/", "page", self._page)
        app.add_url_rule("/state", "state", self._state)
        app.add_url_rule("/journal", "journal", self._journal)
        app.add_url_rule("/say", "say", self._say, methods=["POST"])
        app.add_url_rule("/click", "click", self._click, methods=["POST"])
        app.add_url_rule("/clock", "clock", self._clock, methods=["POST"])
        app.add_url_rule("/fault", "fault", self._fault, methods=["POST"])
        app.register_error_handler(KeyError, self._wrong)
        app.register_error_handler(ValueError, self._wrong)
        return app

    def _page(self) -> Response:
        return Response((STATIC / "window.html").read_text(encoding="utf-8"), mimetype="text/html")

    def _state(self) -> Response:
        """All that the page shows; `product` is where Suilu's own pages are, `wecom` where a client signs in."""
        origins = {"product": self._product, "wecom": self._sims[Platform.WECOM].url}
        return jsonify({"now": self._town.clock.now().isoformat(), **origins, **self._town.to_json()})

    def _journal(self) -> Response:
        return jsonify(self._town.journal)

    def _say(self) -> Response:
        said = _body()
        chat = self._town.chats[str(said["chat"])]
        return jsonify(asdict(self._sims[Platform(chat.platform)].say(chat.id, str(said["by"]), str(said["text"]))))

    def _click(self) -> Response:
        click = _body()
        found = self._town.find(str(click["message"]))
        if found is None:
            raise KeyError("message")
        chat, message = found
        form = {str(key): str(value) for key, value in dict(click.get("form") or {}).items()}
        sim = self._sims[Platform(chat.platform)]
        return jsonify(asdict(sim.click(message.id, str(click["by"]), str(click["action"]), form)))

    def _clock(self) -> Response:
        """Move everybody's clock by `hours`; never back, since nothing real runs backwards."""
        hours = float(_body()["hours"])
        if hours < 0:
            raise ValueError("hours")
        shift = float(self._clock_file.read_text(encoding="ascii")) + timedelta(hours=hours).total_seconds()
        fresh = self._clock_file.with_suffix(".new")
        fresh.write_text(str(shift), encoding="ascii")
        fresh.replace(self._clock_file)
        return jsonify({"now": self._town.clock.now().isoformat()})

    def _fault(self) -> Response:
        wanted = _body()
        fault = Fault(str(wanted["kind"]), int(wanted.get("times", 1)), str(wanted.get("path", "")))
        self._town.plan(Platform(wanted["platform"]), fault)
        return jsonify({"planned": asdict(fault)})

    def _wrong(self, error: Exception) -> tuple[Response, int]:
        return jsonify({"error": f"missing or wrong: {error.args[0] if error.args else ''}"}), 400


def _body() -> dict[str, Any]:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise ValueError("a JSON object")  # noqa: TRY004 - a wrong request, not a wrong call
    return body
