"""`suilu stream`: every platform that is heard over a connection of ours, each in a thread, all ended together."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.bootstrap import _receivers
from bot.model import Event, Platform, Unknown
from bot.processes.rounds import Listener, hear, listeners_of, run_stream
from bot.settings import BadSetting, DingtalkSettings, FeishuSettings, Settings, load
from crm_core.clock import Clock, SystemClock

FEISHU = FeishuSettings("cli_1", "s", mode="stream")
DINGTALK = DingtalkSettings("id", "s", "t")
WEBHOOK = FeishuSettings("cli_1", "s", "v", "k")


def with_platforms(folder: Path, *, feishu: FeishuSettings | None, dingtalk: DingtalkSettings | None) -> Settings:
    return replace(load({"SUILU_DATA_DIR": str(folder)}), feishu=feishu, dingtalk=dingtalk)


@pytest.mark.parametrize(
    ("feishu", "dingtalk", "heard"),
    [
        (None, None, []),
        (WEBHOOK, None, []),
        (FEISHU, None, ["bot.adapters.feishu.stream"]),
        (None, DINGTALK, ["bot.adapters.dingtalk.stream"]),
        (FEISHU, DINGTALK, ["bot.adapters.dingtalk.stream", "bot.adapters.feishu.stream"]),
    ],
)
def test_each_platform_that_is_on_has_its_listener(
    tmp_path: Path, feishu: FeishuSettings | None, dingtalk: DingtalkSettings | None, heard: list[str]
) -> None:
    found = listeners_of(with_platforms(tmp_path, feishu=feishu, dingtalk=dingtalk))

    assert [listener.func.__module__ for listener in found] == heard  # type: ignore[attr-defined]


def test_the_webhook_is_served_where_its_keys_are_known(tmp_path: Path) -> None:
    both = replace(FEISHU, verification_token="v", encrypt_key="k")
    served = {
        keys: sorted(_receivers(with_platforms(tmp_path, feishu=settings, dingtalk=None), SystemClock()))
        for keys, settings in {"none": FEISHU, "both": both, "webhook": WEBHOOK}.items()
    }

    assert served == {"none": [], "both": ["feishu", "feishu/card"], "webhook": ["feishu", "feishu/card"]}


def test_with_nothing_to_hear_it_does_not_start(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="SUILU_FEISHU_MODE"):
        run_stream(with_platforms(tmp_path, feishu=WEBHOOK, dingtalk=None))


def listener(name: str, ended: list[str]) -> Listener:
    """Tells one event, then waits for the end."""

    def listen(on_event: Callable[[Event], None], *, stop: threading.Event, clock: Clock) -> None:
        on_event(Unknown(id=name, at=clock.now(), platform=Platform.FEISHU, name=name))
        stop.wait(10)
        ended.append(name)

    return listen


def test_all_are_heard_and_all_end_when_told() -> None:
    kept, ended, stop = list[str](), list[str](), threading.Event()
    listeners = [listener("a", ended), listener("b", ended)]

    def until_both() -> None:
        while len(kept) < 2:
            time.sleep(0.01)
        stop.set()

    threading.Thread(target=until_both).start()
    hear(listeners, lambda event: kept.append(event.id), stop=stop, clock=SystemClock())

    assert sorted(kept) == sorted(ended) == ["a", "b"]


def test_when_one_breaks_all_end_and_the_reason_is_told() -> None:
    ended: list[str] = []

    def broken(on_event: Callable[[Event], None], *, stop: threading.Event, clock: Clock) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        hear([listener("a", ended), broken], lambda _: None, stop=threading.Event(), clock=SystemClock())

    assert ended == ["a"]
