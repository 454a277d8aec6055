"""Asking for work: a wake-up through RQ, never the record. Losing one costs a sweep's delay and nothing else."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from bot.jobs.outage import Outage
from bot.settings import Settings, broker_url

if TYPE_CHECKING:
    from redis import Redis

QUEUE = "suilu"
DRAINS = ("receive", "deliver")


class RqQueue:
    """Wakes a worker through RQ; many wake-ups of one job that nobody has taken up yet are one."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._outage = Outage("rows are found by the sweep")

    def wake(self, job: str) -> None:
        """Never raises: a broker that is away is logged once an outage and not asked again for a second."""
        if self._outage.lasts:
            return
        try:
            if self._redis.set(wake_key(job), 1, nx=True, ex=10):
                self._enqueue(job)
        except Exception as error:  # whatever ails the broker, the sweep finds the row
            self._outage.met(error)
        else:
            self._outage.over()

    def alive(self) -> bool:
        try:
            return bool(self._redis.ping())
        except Exception:  # whatever ails it, it is not alive
            return False

    def taken_up(self, job: str) -> None:
        """From here on a new wake-up is a new job."""
        with suppress(Exception):
            self._redis.delete(wake_key(job))

    def _enqueue(self, job: str) -> None:
        from rq import Queue as Rq

        name, args = (f"bot.jobs.crew.{job}", ()) if job in DRAINS else ("bot.jobs.crew.tick", (job,))
        queue = Rq(QUEUE, connection=self._redis, serializer="json")
        queue.enqueue(name, *args, result_ttl=0, failure_ttl=600, job_timeout=-1, ttl=600)


def wake_key(job: str) -> str:
    return f"suilu:wake:{job}"


def redis_at(url: str, **options: Any) -> Redis:
    """A client that says at once when the broker is away, instead of trying again by itself."""
    from redis import Redis
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    return Redis.from_url(url, socket_connect_timeout=1, retry=Retry(NoBackoff(), 0), **options)


def queue_at(settings: Settings, kind: type[RqQueue] = RqQueue) -> RqQueue:
    """The queue at the broker that the settings name; nothing is connected yet."""
    return kind(redis_at(broker_url(settings), socket_timeout=2))


class InlineQueue:
    """For tests and tools: remembers what was asked; `Crew.settle` does all of it."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def wake(self, job: str) -> None:
        self.asked.append(job)
