"""The one place that speaks to a language model: `POST {url}/chat/completions`, the form that all of them serve."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from datetime import timedelta
from hashlib import sha256
from typing import Any, TypeVar

import requests

from bot.adapters.answers import at_most
from bot.adapters.breaker import Breaker
from bot.ports import Told, TryLater, Undeliverable
from bot.settings import LlmSettings
from crm_core.clock import Clock

_Answer = TypeVar("_Answer")
TIMEOUT = 3.0
"""Seconds for all of it: name, connection, answer."""
_MOST_BYTES, _MOST_TOKENS = 64 * 1024, 1500
_REMEMBERED = 64
_WRONG = timedelta(minutes=10)
"""How long a model is left alone that refuses us: somebody has to change a setting."""
_LONGEST_REST = 600
_WORDS = ("choices", 0, "message", "content")


class LlmClient:
    """`bot.ports.Proposer`. Safe to share by threads.

    TryLater: `llm_timeout`, `llm_unreachable`, `llm_http_…` (429, 408, 5xx), `resting`. Undeliverable: `llm_http_…` (what no
    repetition mends: a wrong key, model or address), `llm_malformed`, `too_large`.
    """

    def __init__(self, settings: LlmSettings, clock: Clock, *, timeout: float = TIMEOUT) -> None:
        self._settings, self._timeout = settings, timeout
        self._breaker = Breaker(clock)
        self._guard = threading.Lock()
        self._memory: OrderedDict[bytes, str] = OrderedDict()

    def ask(self, rules: str, chat: str) -> Told:
        messages = [{"role": "system", "content": rules}, {"role": "user", "content": chat}]
        question = {"model": self._settings.model, "messages": messages, "temperature": 0, "max_tokens": _MOST_TOKENS}
        key = sha256(json.dumps(question).encode()).digest()
        with self._guard:
            known = self._memory.get(key)
        if known is not None:
            return Told(known, fresh=False)
        text = self._guarded(question)
        self._remember(key, text)
        return Told(text)

    def greet(self) -> None:
        """The smallest question, past memory and breaker, with nothing of anybody's in it. Raises as `ask` does."""
        self._told({"model": self._settings.model, "messages": [{"role": "user", "content": "ping"}], "max_tokens": 1})

    def _remember(self, key: bytes, text: str) -> None:
        with self._guard:
            self._memory[key] = text
            if len(self._memory) > _REMEMBERED:
                self._memory.popitem(last=False)

    def _guarded(self, question: dict[str, Any]) -> str:
        self._breaker.admit()
        try:
            text = self._told(question)
        except TryLater as problem:
            self._breaker.failed(rest=problem.after)
            raise
        except Undeliverable:
            self._breaker.failed(rest=_WRONG)
            raise
        self._breaker.worked()
        return text

    def _told(self, question: dict[str, Any]) -> str:
        return _within(self._timeout, lambda: self._post(question))

    def _post(self, question: dict[str, Any]) -> str:
        headers = {"Authorization": f"Bearer {self._settings.key}"}
        with requests.Session() as http:
            http.trust_env = False  # nobody's .netrc in place of our key
            try:
                url = f"{self._settings.url}/chat/completions"
                with http.post(
                    url, json=question, headers=headers, timeout=self._timeout, allow_redirects=False, stream=True
                ) as reply:
                    _refusal(reply)
                    return _words(at_most(reply, _MOST_BYTES))
            except requests.Timeout:
                raise TryLater("llm_timeout", answered=False) from None
            except requests.RequestException:
                raise TryLater("llm_unreachable", answered=False) from None


def _refusal(reply: requests.Response) -> None:
    status = reply.status_code
    if status == requests.codes.ok:
        return
    if status in (408, 425, 429) or status >= 500:
        raise TryLater(f"llm_http_{status}", _after(reply.headers.get("Retry-After", "")))
    raise Undeliverable(f"llm_http_{status}")


def _after(text: str) -> timedelta | None:
    """The server's own wish, where it is a number of seconds."""
    seconds = int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0
    return timedelta(seconds=min(seconds, _LONGEST_REST)) if seconds else None


def _words(body: bytes) -> str:
    try:
        found: Any = json.loads(body)
        for step in _WORDS:
            found = found[step]
    except (ValueError, LookupError, TypeError, RecursionError):
        found = None
    if not isinstance(found, str):
        raise Undeliverable("llm_malformed")
    return found


def _within(seconds: float, call: Callable[[], _Answer]) -> _Answer:
    """In a thread of its own: a name that does not resolve, or an answer that drips, would outlast every time-out."""
    answer: Future[_Answer] = Future()

    def run() -> None:
        try:
            answer.set_result(call())
        except BaseException as problem:
            answer.set_exception(problem)

    threading.Thread(target=run, name="llm", daemon=True).start()
    try:
        return answer.result(seconds)
    except TimeoutError:
        raise TryLater("llm_timeout", answered=False) from None
