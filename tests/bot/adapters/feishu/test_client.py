"""How answers are told apart: later, never, or a token to fetch anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.adapters.feishu.answers import LIMITED, TOKEN_GONE, Answer, Refused, settled
from bot.adapters.feishu.client import FeishuClient
from bot.adapters.manners import OwnTokens
from bot.ports import TryLater
from bot.simulator.feishu.sim import FeishuSim
from bot.simulator.town import Town
from crm_core.clock import SetClock
from tests.bot.adapters.feishu.conftest import SETTINGS


@pytest.mark.parametrize(
    ("header", "after"), [("7", 7), ("0", 1), ("", 1), ("soon", 1), ("nan", 1), ("99999", 3600), (None, 1)]
)
@pytest.mark.parametrize(("status", "code"), [(429, 0), (200, 99991400), (400, 230020), (429, 11232)])
def test_a_limit_says_how_long(status: int, code: int, header: str | None, after: int) -> None:
    headers = {} if header is None else {"x-ogw-ratelimit-reset": header}

    with pytest.raises(TryLater) as caught:
        settled(Answer(status, headers, {"code": code}))

    assert (caught.value.reason, caught.value.after) == ("feishu_rate_limit", timedelta(seconds=after))


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (503, {"code": 230001}, "feishu_http_503"),
        (200, {}, "feishu_http_200"),
        (200, {"code": "0"}, "feishu_http_200"),
        (400, {"code": 99991663}, "feishu_token"),
    ],
)
def test_what_may_pass_is_tried_later(status: int, body: dict[str, Any], reason: str) -> None:
    with pytest.raises(TryLater) as caught:
        settled(Answer(status, {}, body))

    assert (caught.value.reason, caught.value.answered) == (reason, True)


@pytest.mark.parametrize("code", [230001, 230002, 230006, 230013, 230025, 230027, 230028, 230099, 99991672, 10003])
@pytest.mark.parametrize("status", [200, 400, 403])
def test_the_code_decides_and_not_the_status(status: int, code: int) -> None:
    with pytest.raises(Refused) as caught:
        settled(Answer(status, {}, {"code": code, "msg": "m"}))

    assert caught.value.code == code


def test_the_lists_do_not_overlap() -> None:
    assert not LIMITED & TOKEN_GONE


def test_a_token_is_asked_for_once(sim: FeishuSim, town: Town, client: FeishuClient) -> None:
    assert [client.tenant_key() for _ in range(3)] == ["tenant_suilu"] * 3
    client.history("chat", "oc_huachen")

    assert [entry["what"].rsplit("/", 1)[1] for entry in town.journal] == ["internal", "query", "messages"]


@pytest.mark.parametrize("url", ["http://example.com", "https://open.feishu.cn/", "ftp://127.0.0.1"])
def test_the_secret_goes_nowhere_odd(url: str, clock: SetClock) -> None:
    with pytest.raises(ValueError):
        FeishuClient(replace(SETTINGS, api_url=url), clock, OwnTokens(clock))
