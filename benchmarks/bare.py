"""The measure: a Flask endpoint that reads the body and answers `success`, on the product's own gunicorn settings."""

from __future__ import annotations

from flask import Flask, request

from bot.processes.serve import Server
from bot.settings import Settings, load


def serve() -> None:
    Server(load(), _application).run()


def _application(_settings: Settings) -> Flask:
    app = Flask("bare")

    @app.post("/callbacks/wecom")
    def success() -> str:
        request.get_data(cache=False)
        return "success"

    @app.get("/healthz")
    def health() -> str:
        return "ok"

    return app
