"""What the vendors' servers have in common beside their APIs: a `Date` on every answer, from a clock of their own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from email.utils import format_datetime

from flask import Flask
from werkzeug.serving import BaseWSGIServer

from crm_core.clock import Clock


class Console:
    """One platform's administration; its own simulator adds what the app was granted. `ahead` is how far its clock is off."""

    def __init__(self, clock: Clock) -> None:
        self.ahead = timedelta()
        self._clock = clock

    def attach(self, server: BaseWSGIServer) -> Flask:
        """From now on `server` tells the town's time; its application, to add routes to."""
        handler = server.RequestHandlerClass
        if not isinstance(handler, type):
            raise TypeError("the server of a simulator has a class of handlers")
        server.RequestHandlerClass = _telling(handler, lambda: self._date())
        app = server.app
        if not isinstance(app, Flask):
            raise TypeError("the server of a simulator serves a Flask application")
        return app

    def _date(self) -> str:
        return format_datetime(self._clock.now() + self.ahead, usegmt=True)


def _telling(handler: type, date: Callable[[], str]) -> type:
    """The same handler, with another `Date`."""
    return type(handler.__name__, (handler,), {"date_time_string": lambda *_: date()})
