"""Speech to text, with the real SDK on the stand-in: what is taken, in which pieces, and how a failure is told apart."""

from __future__ import annotations

import wave
from io import BytesIO

import pytest

from bot.adapters.feishu.client import FeishuClient
from bot.adapters.feishu.speech import PATH, FeishuSpeech
from bot.adapters.manners import OwnPacer
from bot.model import Platform
from bot.ports import TryLater, Undeliverable
from bot.simulator.feishu.sim import FeishuSim
from bot.simulator.town import Fault, Town
from crm_core.clock import SetClock

SECOND = b"\x05\x00" * 16_000


@pytest.fixture
def speech(client: FeishuClient, clock: SetClock) -> FeishuSpeech:
    return FeishuSpeech(client, OwnPacer(clock))


def wav(samples: bytes, *, rate: int = 16_000, channels: int = 1) -> bytes:
    out = BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples)
    return out.getvalue()


def test_a_voice_of_more_than_a_minute_is_heard_piece_by_piece(speech: FeishuSpeech, sim: FeishuSim) -> None:
    sim.api.speech.spoken(SECOND * 55, "样品收到了，")
    sim.api.speech.spoken(SECOND * 20, "下周给您答复。")

    assert speech.words(wav(SECOND * 75)) == "样品收到了，下周给您答复。"


def test_silence_is_no_words(speech: FeishuSpeech) -> None:
    assert speech.words(wav(SECOND)) == ""


@pytest.mark.parametrize(
    ("sound", "reason"),
    [
        (b"OggS" + bytes(60), "sound_format"),
        (b"", "sound_format"),
        (wav(SECOND, rate=8000), "sound_format"),
        (wav(SECOND, channels=2), "sound_format"),
        (wav(SECOND)[:40], "sound_format"),
        (wav(SECOND * 1200), "sound_too_long"),
    ],
)
def test_what_it_does_not_take_is_never_sent(speech: FeishuSpeech, town: Town, sound: bytes, reason: str) -> None:
    with pytest.raises(Undeliverable, match=reason):
        speech.words(sound)

    assert not [entry for entry in town.journal if PATH in str(entry)]


@pytest.mark.parametrize("fault", ["error", "limit"])
def test_a_platform_that_is_away_is_asked_again(speech: FeishuSpeech, town: Town, fault: str) -> None:
    town.plan(Platform.FEISHU, Fault(fault, path=PATH))

    with pytest.raises(TryLater):
        speech.words(wav(SECOND))


def test_a_plan_without_speech_is_final(speech: FeishuSpeech, sim: FeishuSim) -> None:
    sim.api.speech.off = True

    with pytest.raises(Undeliverable, match="sound_refused"):
        speech.words(wav(SECOND))
