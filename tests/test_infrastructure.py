"""The tests' own ground: a real PostgreSQL, a real Valkey, and no way out of this machine."""

from __future__ import annotations

import os
import socket

import psycopg
import pytest
from redis import Redis

from tests.postgres import PostgresServer


def test_postgresql_is_the_real_one_without_tcp(postgres: PostgresServer) -> None:
    with psycopg.connect(postgres.url("postgres")) as connection:
        told = connection.execute("SELECT current_setting('server_version_num')::int / 10000, inet_server_port()").fetchone()

    assert told == (18, None)


def test_a_server_that_stops_leaves_nothing_behind() -> None:
    server = PostgresServer()
    folder, pid = server._folder, server._process.pid
    with psycopg.connect(server.create()):  # somebody is still connected
        server.stop()

    assert not folder.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_valkey_is_the_real_one_and_empty(redis_url: str) -> None:
    with Redis.from_url(redis_url) as redis:
        assert (redis.info("server")["server_name"], redis.dbsize()) == ("valkey", 0)
        redis.set("left", "behind")


def test_what_a_test_left_in_the_broker_is_gone_in_the_next(redis_url: str) -> None:
    with Redis.from_url(redis_url) as redis:
        assert redis.get("left") is None


def test_no_test_reaches_the_network() -> None:
    with socket.socket() as out, pytest.raises(AssertionError, match=r"192\.0\.2\.1"):
        out.connect(("192.0.2.1", 80))
