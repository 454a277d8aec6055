"""How long a voice lasts, where its bytes say so without being decoded. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping

_AMR_FRAMES = (12, 13, 15, 17, 19, 20, 26, 31, 5, 0, 0, 0, 0, 0, 0, 0)
"""Bytes of a frame of 20 ms after its head, by its mode (RFC 4867)."""
_FRAMES_A_SECOND = 50


def seconds_of(content: bytes, mime: str) -> int:
    """Whole seconds, at least 1; 0: not known."""
    read = _READERS.get(mime)
    try:
        length = read(content) if read else 0.0
    except (IndexError, ValueError, ZeroDivisionError):
        return 0
    return max(1, round(length)) if 0 < length < 24 * 3600 else 0


def _amr(content: bytes) -> float:
    at, frames = len(b"#!AMR\n"), 0
    while at < len(content):
        at += 1 + _AMR_FRAMES[content[at] >> 3 & 15]
        frames += 1
    return frames / _FRAMES_A_SECOND


def _silk(content: bytes) -> float:
    """Each frame of 20 ms says its length first; 0xffff ends them."""
    at, frames = content.index(b"SILK_V3") + 7, 0
    while at + 2 <= len(content) and (size := _little(content[at : at + 2])) != 0xFFFF:
        at += 2 + size
        frames += 1
    return frames / _FRAMES_A_SECOND


def _wav(content: bytes) -> float:
    """The data's size over the bytes a second of the format."""
    form, data = content.index(b"fmt "), content.index(b"data")
    return _little(content[data + 4 : data + 8]) / _little(content[form + 16 : form + 20])


def _ogg(content: bytes) -> float:
    """Where the last page says it ends; Opus always counts 48000 a second, Vorbis says its rate."""
    last = content.rindex(b"OggS")
    rate = 48000 if b"OpusHead" in content[:200] else _little(content[40:44])
    return _little(content[last + 6 : last + 14]) / rate


def _mp4(content: bytes) -> float:
    """The movie header: duration over time scale."""
    at = content.index(b"mvhd") + 4
    wide = content[at] == 1
    scale = at + (20 if wide else 12)
    return _big(content[scale + 4 : scale + (12 if wide else 8)]) / _big(content[scale : scale + 4])


def _little(raw: bytes) -> int:
    return int.from_bytes(raw, "little")


def _big(raw: bytes) -> int:
    return int.from_bytes(raw, "big")


_READERS: Mapping[str, Callable[[bytes], float]] = {
    "audio/amr": _amr,
    "audio/silk": _silk,
    "audio/x-wav": _wav,
    "audio/ogg": _ogg,
    "audio/mp4": _mp4,
    "video/mp4": _mp4,
    "video/quicktime": _mp4,
}
