"""A frame of Feishu's long connection, by hand (proto2; PLATFORMS 6.2): written apart from the SDK's module, and without its
175 MB."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

CONTROL, DATA = 0, 1
_VARINT, _BYTES = 0, 2


@dataclass(slots=True)
class Frame:
    service: int
    method: int
    headers: dict[str, str] = field(default_factory=dict)
    payload: bytes = b""
    seq: int = 0
    log: int = 0


def encoded(frame: Frame) -> bytes:
    """The required numbers stand there even when they are 0, as proto2 wants."""
    numbers = ((1, frame.seq), (2, frame.log), (3, frame.service), (4, frame.method))
    head = b"".join(_varint(number << 3 | _VARINT) + _varint(value) for number, value in numbers)
    headers = b"".join(_piece(5, _piece(1, key.encode()) + _piece(2, value.encode())) for key, value in frame.headers.items())
    return head + headers + (_piece(8, frame.payload) if frame.payload else b"")


def decoded(raw: bytes) -> Frame:
    """Raises ValueError for what is no frame. Fields that we do not know are passed over."""
    numbers: dict[int, int] = {}
    headers: dict[str, str] = {}
    payload = b""
    for number, value in _fields(raw):
        if isinstance(value, int):
            numbers[number] = value
        elif number == 5:
            pair = dict(_fields(value))
            headers[_text(pair.get(1))] = _text(pair.get(2))
        elif number == 8:
            payload = value
    if not {1, 2, 3, 4} <= numbers.keys():
        raise ValueError("a required field is missing")
    return Frame(numbers[3], numbers[4], headers, payload, seq=numbers[1], log=numbers[2])


def _fields(raw: bytes) -> Iterator[tuple[int, int | bytes]]:
    at = 0
    while at < len(raw):
        tag, at = _read(raw, at)
        value, at = _read(raw, at)
        if tag & 7 == _BYTES:
            if at + value > len(raw):
                raise ValueError("cut short")
            yield tag >> 3, raw[at : at + value]
            at += value
        elif tag & 7 == _VARINT:
            yield tag >> 3, value
        else:
            raise ValueError("a wire type that no frame has")


def _read(raw: bytes, at: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        if at >= len(raw):
            raise ValueError("cut short")
        byte, at = raw[at], at + 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
    raise ValueError("a number that does not end")


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _piece(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | _BYTES) + _varint(len(content)) + content


def _text(value: int | bytes | None) -> str:
    if not isinstance(value, bytes):
        raise ValueError("a header is two texts")  # noqa: TRY004 - what came is wrong, not the call
    return value.decode()
