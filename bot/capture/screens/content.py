"""What one bubble holds: words, or a file, a voice message, a red packet, a picture."""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import median

from bot.capture.screens.ocr import Line
from bot.capture.screens.shapes import Shape
from bot.capture.screens.wrapped import joined

_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|csv|txt|zip|rar|7z|dwg|step|jpe?g|png|mp[34]|mov|wps|et)$", re.IGNORECASE)
_SIZE = re.compile(r"^[\d.,]+\s*(?:[KMG]B?|B|字节)\b", re.IGNORECASE)
_VOICE = re.compile(r"^\W*(\d{1,3})\s*[\"”“″'’′〞]{1,2}\W*$")
_EVEN = 0.6
"""Below it the rim is of many colours: a picture."""
_SMALL = 0.86
"""Of the other lines' height: a quote's."""


def said(shape: Shape, lines: Sequence[Line], unit: float) -> tuple[str, str]:
    """Kind and text. An empty text: nothing was said here."""
    if shape.even < _EVEN or not lines:
        return "image", "[图片]" if min(shape.box.width, shape.box.height) > 44 * unit else ""
    texts = [line.text for line in lines]
    if _is_packet(shape):
        return "red_packet", f"[红包] {texts[0]}"
    if name := _file_name(shape, lines, unit):
        return "file", f"[文件] {name}"
    if len(texts) == 1 and (voice := _VOICE.match(texts[0])):
        return "voice", f'[语音] {voice[1]}"'
    own = _without_quote(lines)
    return "text", joined(own, shape.box)


def _is_packet(shape: Shape) -> bool:
    red, green, blue = shape.colour
    return red > 215 and 90 < green < 185 and blue < 110


def _file_name(shape: Shape, lines: Sequence[Line], unit: float) -> str:
    """The name may take two lines; a line with the size follows; the icon's letters stand at the right."""
    names = [line for line in lines if line.box.left < shape.box.right - 60 * unit]
    for count in (1, 2, 3):
        name = "".join(line.text for line in names[:count])
        if _FILE.search(name) and len(names) > count and _SIZE.match(names[count].text):
            return name
    return ""


def _without_quote(lines: Sequence[Line]) -> Sequence[Line]:
    """DingTalk and Feishu set what is answered above the answer: smaller, and further in behind a bar."""
    last = lines[-1].box
    for count, line in enumerate(lines):
        if line.box.height >= _SMALL * last.height or line.box.left <= last.left:
            return lines[count:]
    return lines


def height(lines: Sequence[Line]) -> float:
    """Of the letters, in pixels; 0 without lines."""
    return median(line.box.height for line in lines) if lines else 0.0
