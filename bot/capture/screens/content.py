"""What one bubble holds: words, or a file, a voice message, a red packet, a picture."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.capture.screens.ocr import Line
from bot.capture.screens.shapes import Shape
from bot.capture.screens.wrapped import Habits, joined, rows, size

_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|csv|txt|zip|rar|7z|dwg|step|jpe?g|png|mp[34]|mov|wps|et)$", re.IGNORECASE)
_SIZE = re.compile(r"^[\d.,]+\s*(?:[KMG]B?|B|字节)\b", re.IGNORECASE)
_VOICE = re.compile(r"^\W*(\d{1,3})\s*[\"”“″'’′〞]{1,2}\W*$")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_QUOTED = re.compile(r"\W*(?:回复|.{1,20}[:：]\s*\S)")
_EVEN = 0.6
"""Below it the rim is of many colours: a picture."""
_SMALL = 0.85
"""Of the other letters' width: a quote's are smaller."""


def said(shape: Shape, pieces: Sequence[Line], unit: float, habits: Habits) -> tuple[str, str]:
    """Kind and text. An empty text: nothing was said here."""
    if shape.even < _EVEN or not pieces:
        return "image", "[图片]" if min(shape.box.width, shape.box.height) > 44 * unit else ""
    if name := _file_name(shape, pieces, unit):
        return "file", f"[文件] {name}"
    lines = rows(pieces)
    if _is_packet(shape):
        return "red_packet", f"[红包] {rows(_right_of_icon(shape, pieces, unit))[0].text}"
    if len(lines) == 1 and (voice := _VOICE.match(lines[0].text)):
        return "voice", f'[语音] {voice[1]}"'
    return "text", joined(_without_quote(lines), shape.box, habits)


def _right_of_icon(shape: Shape, pieces: Sequence[Line], unit: float) -> Sequence[Line]:
    return [piece for piece in pieces if piece.box.left > shape.box.left + 30 * unit] or pieces


def _is_packet(shape: Shape) -> bool:
    red, green, blue = shape.colour
    return red > 215 and 90 < green < 185 and blue < 110


def _file_name(shape: Shape, pieces: Sequence[Line], unit: float) -> str:
    """The name may take two lines; a line with the size follows; the icon's letters stand at the right."""
    names = rows([piece for piece in pieces if piece.box.left < shape.box.right - 64 * unit])
    for count in (1, 2, 3):
        name = "".join(line.text for line in names[:count])
        if _FILE.search(name) and len(names) > count and _SIZE.match(names[count].text):
            return name
    return ""


def _without_quote(lines: Sequence[Line]) -> Sequence[Line]:
    """DingTalk and Feishu set what is answered above the answer, in smaller letters. Chinese ones tell, Latin ones vary."""
    if not _QUOTED.match(lines[0].text):
        return lines
    for count, line in enumerate(lines[:-1]):
        rest = [other for other in lines[count + 1 :] if _CHINESE.search(other.text)]
        if not rest or not _CHINESE.search(line.text) or size([line]) > _SMALL * size(rest):
            return lines[count:]
    return lines[-1:]
