"""Tokens and limits kept by all our processes together, at the broker. While it is away each process keeps its own.

Tokens are secrets: whoever reads the broker has them. The embedded one is a socket in a folder of ours alone (0700); an outer
one must be as trusted as the environment's secrets. Keys hold digests, so that they name neither an app nor a receiver.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any, TypeVar, cast

from bot.adapters.manners import OwnPacer, OwnTokens, paced, spare_of
from bot.jobs.outage import Outage
from bot.jobs.queue import redis_at
from bot.ports import Pacer, Scope, Tokens, TryLater
from bot.settings import Settings, broker_url
from crm_core.clock import Clock

if TYPE_CHECKING:
    from redis import Redis

T = TypeVar("T")
LOCK = 10.0
"""Seconds for which one process may fetch a token alone; one that dies of it delays the others as long."""
LAST_SECONDS = 5.0
"""Of a token's life, in which it is not good any more: a call is under way for some time."""
_LOOK = 0.05
"""Seconds between two looks for a token that another process is fetching."""

_DROP_TOKEN = "if redis.call('HGET', KEYS[1], 'token') == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0"  # noqa: S105
_UNLOCK = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0"

_ADMIT = """
local now, member, wait = tonumber(ARGV[1]), ARGV[2], 0
local function text(number) return string.format('%.0f', number) end
for i, key in ipairs(KEYS) do
  local most, window = tonumber(ARGV[2 * i + 1]), tonumber(ARGV[2 * i + 2])
  local after, before = '(' .. text(now - window), '(' .. text(now + window)
  local held = redis.call('ZCOUNT', key, after, before)
  if held >= most then
    local last = redis.call('ZRANGEBYSCORE', key, after, before, 'WITHSCORES', 'LIMIT', held - most, 1)
    wait = math.max(wait, tonumber(last[2]) + window - now)
  end
end
if wait > 0 then return text(wait) end
for i, key in ipairs(KEYS) do
  local window = tonumber(ARGV[2 * i + 2])
  redis.call('ZREMRANGEBYSCORE', key, '-inf', text(now - window - math.min(window, 6e7)))
  redis.call('ZADD', key, text(now), member)
  redis.call('PEXPIRE', key, text(window / 500 + 60000))
end
return '0'
"""
"""All scopes are looked at, then the call is counted under all of them: one step for every process. Times in microseconds.

What is counted lies within a window before or after `now`, so no window that holds this call holds too many, whichever of two
processes' clocks is a little ahead (up to a minute: so long a call is kept beyond its window). The expiry only cleans up.
"""


class Away(Exception):
    """The broker did not answer."""


class _Link:
    """The broker as the two classes below ask it: whatever ails it is `Away`, said once an outage."""

    def __init__(self, redis: Redis, instead: str) -> None:
        self._redis = redis
        self._outage = Outage(instead)

    def ask(self, question: Callable[[Redis], T]) -> T:
        """Raises Away."""
        if self._outage.lasts:
            raise Away
        try:
            answer = question(self._redis)
        except Exception as error:
            self._outage.met(error)
            raise Away from error
        self._outage.over()
        return answer


@dataclass(frozen=True, slots=True)
class _Held:
    """A token at the broker. Nobody fetches before `fresh_until`; it may be used until `good_until`."""

    token: str
    fresh_until: datetime
    good_until: datetime


class SharedTokens:
    """`bot.ports.Tokens` for all processes: one of them fetches, ahead of time, while the others go on with the old token."""

    def __init__(self, redis: Redis, clock: Clock, *, lock: float = LOCK) -> None:
        """`lock` in seconds, see `LOCK`."""
        self._link = _Link(redis, "each process fetches its own tokens")
        self._clock, self._lock_seconds = clock, lock
        self._own = OwnTokens(clock)

    def get(self, name: str, fetch: Callable[[], tuple[str, float]]) -> str:
        """While the old token is good, a fetch that fails with TryLater hurts nobody: the next try is `LOCK` later."""
        try:
            return self._shared(_key("token", name), fetch) or self._own.get(name, fetch)
        except Away:
            return self._own.get(name, fetch)

    def forget(self, name: str, token: str) -> None:
        self._own.forget(name, token)
        with suppress(Away):
            self._link.ask(lambda redis: redis.eval(_DROP_TOKEN, 1, _key("token", name), token))

    def _shared(self, key: str, fetch: Callable[[], tuple[str, float]]) -> str:
        """Empty: nobody has brought a token in the time of two locks."""
        end = time.monotonic() + 2 * self._lock_seconds
        while True:
            held = self._read(key)
            if held is not None and self._clock.now() < held.fresh_until:
                return held.token
            owner = self._lock(key)
            if owner:
                return self._refresh(key, owner, fetch)
            if held is not None and self._clock.now() < held.good_until:
                return held.token
            if time.monotonic() > end:
                return ""
            time.sleep(_LOOK)

    def _refresh(self, key: str, owner: str, fetch: Callable[[], tuple[str, float]]) -> str:
        keeps_lock = False
        try:
            held, now = self._read(key), self._clock.now()
            if held is not None and now < held.fresh_until:
                return held.token  # brought between our look and our lock
            try:
                token, life = fetch()
            except TryLater:
                keeps_lock = held is not None and now < held.good_until
                if held is None or not keeps_lock:
                    raise
                return held.token
            self._keep(key, token, life)
            return token
        finally:
            if not keeps_lock:
                self._unlock(key, owner)

    def _read(self, key: str) -> _Held | None:
        token, fresh, good = self._link.ask(lambda redis: cast("list[Any]", redis.hmget(key, "token", "fresh", "good")))
        if not (token and fresh and good):
            return None
        return _Held(token.decode(), datetime.fromisoformat(fresh.decode()), datetime.fromisoformat(good.decode()))

    def _keep(self, key: str, token: str, life: float) -> None:
        """A broker that went away meanwhile keeps nothing; the token is as good."""
        now = self._clock.now()
        fresh = now + timedelta(seconds=life - spare_of(life))
        good = now + timedelta(seconds=life - min(LAST_SECONDS, life / 10))
        fields: Mapping[Any, Any] = {"token": token, "fresh": fresh.isoformat(), "good": good.isoformat()}

        def write(redis: Redis) -> None:
            with redis.pipeline(transaction=True) as pipe:
                pipe.hset(key, mapping=fields)
                pipe.pexpire(key, int(max(life, 1) * 1000))
                pipe.execute()

        with suppress(Away):
            self._link.ask(write)

    def _lock(self, key: str) -> str:
        """The lock's owner, when that is us; else empty."""
        owner, life = secrets.token_hex(16), int(self._lock_seconds * 1000)
        return owner if self._link.ask(lambda redis: redis.set(f"{key}:lock", owner, nx=True, px=life)) else ""

    def _unlock(self, key: str, owner: str) -> None:
        with suppress(Away):
            self._link.ask(lambda redis: redis.eval(_UNLOCK, 1, f"{key}:lock", owner))


class SharedPacer:
    """`bot.ports.Pacer` for all processes: a sliding window for each scope, counted exactly.

    While the broker is away each process keeps the limits by itself, its own calls of before counted.
    """

    def __init__(self, redis: Redis, clock: Clock) -> None:
        self._link = _Link(redis, "each process keeps the limits by itself")
        self._clock, self._own = clock, OwnPacer(clock)

    def admit(self, *scopes: Scope) -> None:
        if not scopes:
            return
        now = self._clock.now()
        try:
            wait = self._link.ask(lambda redis: _admit(redis, now, scopes))
        except Away:
            self._own.admit(*scopes)
            return
        if wait:
            raise paced(timedelta(microseconds=wait))
        self._own.count(*scopes, at=now)


def _admit(redis: Redis, now: datetime, scopes: tuple[Scope, ...]) -> int:
    """Microseconds to wait; 0: counted."""
    keys = [_key("pace", scope.name) for scope in scopes]
    limits = [number for scope in scopes for number in (scope.most, int(scope.seconds * 1_000_000))]
    moment = int(now.timestamp()) * 1_000_000 + now.microsecond
    return int(cast("bytes", redis.eval(_ADMIT, len(keys), *keys, moment, secrets.token_hex(8), *limits)))


def manners_at(settings: Settings, clock: Clock) -> tuple[Tokens, Pacer]:
    """Both at the broker that the settings name; nothing is connected yet."""
    redis = redis_at(broker_url(settings), socket_timeout=2)
    return SharedTokens(redis, clock), SharedPacer(redis, clock)


def _key(kind: str, name: str) -> str:
    return f"suilu:{kind}:{sha256(name.encode()).hexdigest()[:32]}"
