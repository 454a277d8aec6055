"""How DingTalk's callbacks reach Suilu: over the stream or over HTTP, and what can go wrong with them on the way."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import requests

from bot.settings import DingtalkSettings
from bot.simulator.dingtalk.rest import HERE, DingtalkRest
from bot.simulator.dingtalk.stream import Push, StreamHub
from bot.simulator.dingtalk.wire import Envelope, card_headers, robot_headers
from bot.simulator.town import CALLBACK, Town

Hand = Callable[[str], None]
"""Hands a callback over; its argument is what is wrong with it: `skew`, `forge` or nothing."""
FORGED = "another's secret"
PATIENCE = 5.0


@dataclass(slots=True)
class Courier:
    """`callbacks` is Suilu's origin. Knobs: `late_seconds`; `skew`, the age of a callback whose clock is wrong (DingTalk's own
    tolerance is an hour)."""

    town: Town
    settings: DingtalkSettings
    hub: StreamHub
    rest: DingtalkRest
    callbacks: str
    late_seconds: float = 2.0
    skew: timedelta = timedelta(hours=2)
    _held: list[Hand] = field(default_factory=list)
    _guard: threading.Lock = field(default_factory=threading.Lock)
    _http: requests.Session = field(default_factory=requests.Session)

    def __post_init__(self) -> None:
        self._http.trust_env = False  # loopback only: no proxy

    def stream(self, push: Push, what: str, *, insist: bool) -> None:
        """`skew` and `forge` have no meaning on a connection that was let in, and change nothing."""

        def hand(_: str) -> None:
            self.hub.send(push, insist=insist)
            self._written(push, what)

        self._carry(hand)

    def robot(self, push: Push, what: str, *, insist: bool) -> None:
        """Posted to `/callbacks/dingtalk`; returns with Suilu's answer."""
        born = self.town.clock.now()

        def once(wrong: str) -> None:
            secret = FORGED if wrong == "forge" else self.settings.client_secret
            body = push.frame["data"].encode()
            self._post(push, what, "/callbacks/dingtalk", body, headers=robot_headers(secret, self._stamp(born, wrong)))

        self._insisting(push, once, insist=insist)

    def event(self, push: Push, what: str) -> None:
        """Posted to `/callbacks/dingtalk/events`; taken when the sealed word `success` comes back."""
        envelope, born = Envelope(self.settings), self.town.clock.now()

        def once(wrong: str) -> None:
            token = FORGED if wrong == "forge" else ""
            query, body = envelope.sealed(json.loads(push.frame["data"]), self._stamp(born, wrong), token=token)
            answer = self._post(push, what, "/callbacks/dingtalk/events", body, query=query, tell=False)
            taken = envelope.opened(answer) == "success"
            self._answered(push, 200 if taken else 500, "{}")

        self._insisting(push, once, insist=True)

    def card(self, push: Push, what: str, route: str) -> None:
        """Posted to the address that is registered for `route`; never again."""
        url, secret = self.rest.routes.get(route, ("", ""))
        born = self.town.clock.now()

        def hand(wrong: str) -> None:
            signed = card_headers(FORGED if wrong == "forge" else secret, self._stamp(born, wrong))
            self._post(push, what, url, push.frame["data"].encode(), headers=signed)

        self._carry(hand)

    def _insisting(self, push: Push, once: Hand, *, insist: bool) -> None:
        def hand(wrong: str) -> None:
            once(wrong)
            if insist and not push.taken():
                self.hub.insist(push, lambda: once(""))

        self._carry(hand)

    def _carry(self, hand: Hand) -> None:
        """Now, later, twice, or after the next one."""
        fault = self.town.fault(HERE, CALLBACK)
        if fault == "late":
            timer = threading.Timer(self.late_seconds, hand, [""])
            timer.daemon = True
            timer.start()
        elif fault == "reorder":
            with self._guard:
                self._held.append(hand)
        else:
            hand(fault)
            self._let_go(hand, twice=fault == "duplicate")

    def _let_go(self, hand: Hand, *, twice: bool) -> None:
        with self._guard:
            held, self._held = self._held, []
        for one in [hand, *held] if twice else held:
            one("")

    def _stamp(self, born: datetime, wrong: str) -> datetime:
        """The same however often it is sent."""
        return born - self.skew if wrong == "skew" else born

    def _post(
        self,
        push: Push,
        what: str,
        path: str,
        body: bytes,
        *,
        headers: dict[str, str] | None = None,
        query: dict[str, str] | None = None,
        tell: bool = True,
    ) -> bytes:
        """`tell`: the answer as it is is what Suilu says to the push."""
        url = path if path.startswith("http") else self.callbacks.rstrip("/") + path
        typed = {"Content-Type": "application/json; charset=utf-8", **(headers or {})}
        try:
            answer = self._http.post(url, data=body, headers=typed, params=query, timeout=PATIENCE)
        except requests.RequestException:
            self.town.write_down(HERE, "in", what, ok=False, asked=body.decode())
            return b""
        push.sent += 1
        if tell:
            self._answered(push, answer.status_code, answer.text)
        self.town.write_down(HERE, "in", what, ok=answer.status_code == 200, asked=body.decode(), answered=answer.text)
        return answer.content

    @staticmethod
    def _answered(push: Push, code: int, text: str) -> None:
        push.ack = {"code": code, "data": text}
        push.answered.set()

    def _written(self, push: Push, what: str) -> None:
        frame = json.dumps(push.frame, ensure_ascii=False)
        self.town.write_down(HERE, "in", what, ok=push.sent > 0, asked=frame)
