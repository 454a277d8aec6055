"""The real adapter against a pretend model over HTTP: what it asks, what it remembers, and how it fails."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.adapters.llm.checkup import LlmCheckup
from bot.adapters.llm.client import TIMEOUT, LlmClient
from bot.ports import TryLater, Undeliverable
from bot.settings import LlmSettings
from crm_core.clock import SetClock
from tests.bot.adapters.llm.stand_in import KEY, MODEL, StandIn

CHAT = json.dumps({"messages": [{"n": 1, "who": "客户", "text": "就四十万打住"}]}, ensure_ascii=False)
RETRYABLE = {"busy": "llm_http_429", "broken": "llm_http_503", "hangs_up": "llm_unreachable"}
FINAL = {
    "wrong_key": "llm_http_401",
    "no_model": "llm_http_404",
    "moved": "llm_http_302",
    "malformed": "llm_malformed",
    "shapeless": "llm_malformed",
    "html": "llm_malformed",
    "huge": "too_large",
}


@pytest.fixture
def model() -> Iterator[StandIn]:
    with StandIn() as stand_in:
        yield stand_in


def client_of(model: StandIn, clock: SetClock, *, timeout: float = TIMEOUT) -> LlmClient:
    return LlmClient(LlmSettings(model.url, KEY, MODEL), clock, timeout=timeout)


@pytest.fixture
def client(model: StandIn, clock: SetClock) -> LlmClient:
    return client_of(model, clock)


def outcome(client: LlmClient, chat: str = CHAT) -> str:
    try:
        client.ask("规则", chat)
    except TryLater as problem:
        return f"later {problem.reason}"
    except Undeliverable as problem:
        return f"never {problem.reason}"
    return "told"


def test_it_asks_as_every_such_model_is_asked(client: LlmClient, model: StandIn) -> None:
    told = client.ask("规则", CHAT)

    assert json.loads(told.text) == {"proposals": [{"kind": "budget", "n": 1, "quote": "就四十万打住"}]}
    assert told.fresh
    assert (model.paths, model.keys) == (["/v1/chat/completions"], [f"Bearer {KEY}"])
    (question,) = model.asked
    assert question["messages"] == [{"role": "system", "content": "规则"}, {"role": "user", "content": CHAT}]
    assert (question["model"], question["temperature"]) == (MODEL, 0)


def test_the_same_question_again_does_not_leave_the_house(client: LlmClient, model: StandIn) -> None:
    first, again, other = client.ask("规则", CHAT), client.ask("规则", CHAT), client.ask("规则", "{}")
    assert (again.text, again.fresh, other.fresh) == (first.text, False, True)
    assert len(model.asked) == 2


def test_a_failure_is_not_remembered(client: LlmClient, model: StandIn) -> None:
    model.mood = "broken"
    assert outcome(client) == "later llm_http_503"
    model.mood = "good"
    assert outcome(client) == "told"


@pytest.mark.parametrize(("mood", "reason"), RETRYABLE.items())
def test_what_may_pass_is_to_be_tried_later(client: LlmClient, model: StandIn, mood: str, reason: str) -> None:
    model.mood = mood
    assert outcome(client) == f"later {reason}"


@pytest.mark.parametrize(("mood", "reason"), FINAL.items())
def test_what_no_repetition_mends_is_final(client: LlmClient, model: StandIn, mood: str, reason: str) -> None:
    model.mood = mood
    assert outcome(client) == f"never {reason}"


@pytest.mark.parametrize("mood", ["slow", "drips"])
def test_it_is_waited_for_so_long_and_no_longer(model: StandIn, clock: SetClock, mood: str) -> None:
    model.mood = mood
    began = time.monotonic()
    assert outcome(client_of(model, clock, timeout=0.3)) == "later llm_timeout"
    assert time.monotonic() - began < 1.5


def test_nobody_there(clock: SetClock) -> None:
    with StandIn() as model:
        client = client_of(model, clock)
    assert outcome(client) == "later llm_unreachable"


def test_after_three_failures_it_is_left_alone_for_a_minute(client: LlmClient, model: StandIn, clock: SetClock) -> None:
    model.mood = "broken"
    assert [outcome(client, str(n)) for n in range(4)] == ["later llm_http_503"] * 3 + ["later resting"]
    clock.move(timedelta(seconds=59))
    assert outcome(client, "5") == "later resting"
    clock.move(timedelta(seconds=2))
    assert [outcome(client, "6"), outcome(client, "7")] == ["later llm_http_503", "later resting"]
    assert len(model.asked) == 4
    model.mood = "good"
    clock.move(timedelta(seconds=61))
    assert [outcome(client, str(n)) for n in range(8, 11)] == ["told"] * 3


def test_one_good_answer_between_two_failures_is_enough(client: LlmClient, model: StandIn) -> None:
    for n, mood in enumerate(["broken", "broken", "good", "broken", "broken", "good"]):
        model.mood = mood
        assert outcome(client, str(n)) != "later resting"


def test_a_wrong_key_is_not_tried_again_at_once(client: LlmClient, model: StandIn, clock: SetClock) -> None:
    model.mood = "wrong_key"
    assert [outcome(client, str(n)) for n in range(3)] == ["never llm_http_401", "later resting", "later resting"]
    clock.move(timedelta(minutes=11))
    assert outcome(client, "4") == "never llm_http_401"


def test_a_busy_one_is_given_the_time_it_asks_for(client: LlmClient, model: StandIn, clock: SetClock) -> None:
    model.mood = "busy"
    assert [outcome(client, "1"), outcome(client, "2")] == ["later llm_http_429", "later resting"]
    model.mood = "good"
    clock.move(timedelta(seconds=8))
    assert outcome(client, "3") == "told"


def test_the_doctor_says_that_it_answers(client: LlmClient, model: StandIn) -> None:
    (finding,) = LlmCheckup(LlmSettings(model.url, KEY, MODEL), client).examine()
    assert finding.ok
    assert "127.0.0.1, pretend: 应答正常" in finding.what
    assert model.asked[0]["messages"] == [{"role": "user", "content": "ping"}]


@pytest.mark.parametrize(
    ("mood", "said", "mend"),
    [
        ("wrong_key", "拒绝 (refused): llm_http_401", "SUILU_LLM_KEY"),
        ("no_model", "拒绝 (refused): llm_http_404", "SUILU_LLM_MODEL"),
        ("html", "拒绝 (refused): llm_malformed", "OpenAI"),
        ("broken", "暂时不可用 (not now): llm_http_503", "同步照常"),
        ("hangs_up", "暂时不可用 (not now): llm_unreachable", "SUILU_LLM_URL"),
    ],
)
def test_the_doctor_tells_a_refusal_from_an_outage(client: LlmClient, model: StandIn, mood: str, said: str, mend: str) -> None:
    model.mood = mood
    (finding,) = LlmCheckup(LlmSettings(model.url, KEY, MODEL), client).examine()
    assert not finding.ok
    assert said in finding.what
    assert mend in finding.mend


def test_neither_key_nor_chat_is_in_a_log(model: StandIn, clock: SetClock, caplog: pytest.LogCaptureFixture) -> None:
    settings = LlmSettings(model.url, "a-very-secret-key", MODEL)
    with caplog.at_level(logging.DEBUG):
        for mood in ("good", "wrong_key", "html", "slow"):
            model.mood = mood
            outcome(LlmClient(settings, clock, timeout=0.2))
    assert model.keys == ["Bearer a-very-secret-key"] * 4
    assert "a-very-secret-key" not in caplog.text + repr(settings)
    assert "四十万" not in caplog.text
