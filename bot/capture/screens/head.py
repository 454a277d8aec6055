"""The chat's name and a group's count, as they stand above the chat."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.capture.screens.ocr import Line
from bot.capture.screens.shapes import Screen
from bot.capture.screens.wrapped import rows

_COUNT = re.compile(r"\s*[(（]\s*(\d{1,5})\s*[)）]?$")
_BADGE = re.compile(r"^[<‹〈＜(]?\s*\d{0,3}\+?\s*[)>]?$|^[\W_]*$")
OUTER = re.compile(r"\s*[@＠](?:微信|[\u4e00-\u9fff]{2,12}(?:公司|集团)?)$")
"""WeCom writes behind a name where its bearer comes from."""
_BACK = re.compile(r"^[<‹〈＜《「くㄑ（(]+\s*\d{0,3}\+?\s*")
"""The arrow back and the count of what is unread, read together with the name."""
_TYPING = ("对方正在输入", "对方正在讲话")


@dataclass(frozen=True, slots=True)
class Head:
    """`title` is empty when no head is in the picture; `members`: a group's count, 0: none is to be seen."""

    title: str = ""
    members: int = 0


def head(lines: Sequence[Line], screen: Screen) -> Head:
    """From the lines above the chat: the largest that is neither status bar nor badge; small print stands below it."""
    rest = [line for line in lines if line.box.middle[1] > screen.top * 0.3 and not _BADGE.match(line.text)]
    rest = [line for line in rest if line.box.left < screen.width * 0.75]
    if not rest:
        return Head()
    tall = max(line.box.height for line in rest)
    line = next(x for x in sorted(rest, key=lambda x: x.box.top) if x.box.height > 0.8 * tall)
    text = _BACK.sub("", next(row for row in rows(rest) if row.box.top <= line.box.top < row.box.bottom).text)
    if text.startswith(_TYPING):
        return Head()
    count = _COUNT.search(text)
    return Head(OUTER.sub("", _COUNT.sub("", text)).strip(), int(count[1]) if count else 0)
