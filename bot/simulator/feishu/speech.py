"""Speech to text as Feishu does it (vendor: speech_to_text-v1/speech/file_recognize); what a sound says, the town knows."""

from __future__ import annotations

import base64
import binascii
import re
from hashlib import sha256

from bot.simulator.feishu.http import Refusal, body

_BYTES_A_SECOND, _MOST_SECONDS = 32_000, 60
_FILE_ID = re.compile(r"[A-Za-z0-9_]{16}")


class Speech:
    """Knobs: `off`, as for a tenant on the free plan. Silence is heard in whatever nobody has spoken."""

    def __init__(self) -> None:
        self.off = False
        self._spoken: dict[str, str] = {}

    def spoken(self, samples: bytes, words: str) -> None:
        """These samples (PCM) say this."""
        self._spoken[sha256(samples).hexdigest()] = words

    def recognise(self) -> dict[str, object]:
        asked = body()
        samples = _samples(asked.get("speech"))
        config = asked.get("config")
        if not isinstance(config, dict) or (config.get("format"), config.get("engine_type")) != ("pcm", "16k_auto"):
            raise Refusal(1255001, "invalid config")
        if not _FILE_ID.fullmatch(str(config.get("file_id"))) or len(samples) > _MOST_SECONDS * _BYTES_A_SECOND:
            raise Refusal(1255001, "invalid param")
        if self.off:
            raise Refusal(1255002, "the tenant's plan does not include speech to text")
        return {"data": {"recognition_text": self._spoken.get(sha256(samples).hexdigest(), "")}}


def _samples(speech: object) -> bytes:
    try:
        return base64.b64decode(str(speech["speech"]), validate=True) if isinstance(speech, dict) else b""
    except (KeyError, binascii.Error):
        raise Refusal(1255001, "invalid speech") from None
