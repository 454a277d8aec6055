"""Speech to text by Feishu (vendor: speech_to_text-v1/speech/file_recognize): 16 kHz, 16 bits, one channel, a minute a call."""

from __future__ import annotations

import base64
import wave
from collections.abc import Iterator
from hashlib import sha256
from io import BytesIO

from bot.adapters.feishu.answers import Refused
from bot.adapters.feishu.client import FeishuClient
from bot.ports import Pacer, Scope, Undeliverable

PATH = "/open-apis/speech_to_text/v1/speech/file_recognize"
_RATE, _WIDTH = 16_000, 2
_PIECE = 55 * _RATE * _WIDTH
"""Bytes of one call; the vendor's limit is sixty seconds."""
_MOST_PIECES = 20


class FeishuSpeech:
    """`bot.ports.Hearing` for one Feishu app. Raises TryLater and Undeliverable.

    The vendor takes PCM alone and we carry no decoder: a WAV file is unwrapped, Feishu's own Opus and WeCom's AMR are
    `sound_format`.
    """

    def __init__(self, client: FeishuClient, pacer: Pacer) -> None:
        self._client, self._pacer = client, pacer
        self._scope = Scope(f"feishu:{client.app}:speech", 20, 1.0)

    def words(self, sound: bytes) -> str:
        samples = _samples(sound)
        if len(samples) > _MOST_PIECES * _PIECE:
            raise Undeliverable("sound_too_long")
        return "".join(self._piece(piece) for piece in _pieces(samples))

    def _piece(self, samples: bytes) -> str:
        self._pacer.admit(self._scope)
        asked = {
            "speech": {"speech": base64.b64encode(samples).decode()},
            "config": {"file_id": sha256(samples).hexdigest()[:16], "format": "pcm", "engine_type": "16k_auto"},
        }
        try:
            return str(self._client.tell(PATH, asked).get("recognition_text") or "")
        except Refused:
            raise Undeliverable("sound_refused") from None


def _samples(sound: bytes) -> bytes:
    try:
        with wave.open(BytesIO(sound)) as file:
            shape = file.getnchannels(), file.getsampwidth(), file.getframerate()
            samples: bytes = file.readframes(file.getnframes())
    except (wave.Error, EOFError, ValueError):
        raise Undeliverable("sound_format") from None
    if shape != (1, _WIDTH, _RATE):
        raise Undeliverable("sound_format")
    return samples


def _pieces(samples: bytes) -> Iterator[bytes]:
    for start in range(0, len(samples), _PIECE):
        yield samples[start : start + _PIECE]
