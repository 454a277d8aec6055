"""The formats we know, one entry each. A new client's format is one more entry here and nothing else.

`docs/capture.md` says which of them are established and which are our best knowledge.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from bot.capture.paste.stamps import STYLES, Stamp


class Shape(Enum):
    """Where the name and the time stand."""

    TAIL = "name, time; the text on the next lines"
    PAIR = "name; time on the next line; the text below"
    LEAD = "time, name; the text on the next lines"
    LEAD_COLON = "time, name: text"
    COLON = "name: and the text on the next lines"
    LINE = "name: text"


class Divider(Enum):
    """Lines between messages that say when."""

    NONE = "none; a line that is a time is somebody's words"
    DASHED = "a day between dashes"
    DAY = "a line that is nothing but a day"
    PLAIN = "a line that is nothing but a day or a time"


@dataclass(frozen=True)
class Format:
    """`styles`: how days are written (`stamps.STYLES`). `seconds`, `twelve` (上午/下午): None for either. `wide`: two spaces
    at least stand between name and time. `least` headers make it this format. `read_marks`: 「已读」 stands below messages.
    `divided`: it is this format only with dividers."""

    name: str
    shapes: tuple[Shape, ...]
    example: str
    styles: frozenset[str] = frozenset(STYLES)
    seconds: bool | None = None
    twelve: bool | None = None
    wide: bool = False
    divider: Divider = Divider.NONE
    least: int = 1
    read_marks: bool = False
    divided: bool = False

    def takes(self, stamp: Stamp) -> bool:
        """Is a time written so in this format?"""
        return (
            stamp.clock is not None
            and stamp.style in self.styles
            and self.seconds in (None, stamp.seconds)
            and self.twelve in (None, stamp.twelve)
        )

    @property
    def needs_day(self) -> bool:
        """A single header is enough, but a time of day alone is not."""
        return self.timed and self.least == 1 and not self.wide

    @property
    def timed(self) -> bool:
        return self.shapes[0] not in (Shape.COLON, Shape.LINE)


_RELATIVE = ("", "昨天", "星期")

PRECISE = (
    Format("wecom_desktop", (Shape.TAIL,), "王海@华辰精密 11/5 15:05:33", frozenset(("m/d", "y/m/d")), seconds=True),
    Format(
        "wecom_phone", (Shape.TAIL,), "王海@华辰精密  11月5日 下午3:05", frozenset(("m月d日", "y年m月d日", *_RELATIVE)),
        seconds=False, twelve=True,
    ),
    Format(
        "wechat_phone", (Shape.TAIL,), "王海  15:05", frozenset(("",)),
        seconds=False, twelve=False, wide=True, divider=Divider.DASHED, divided=True,
    ),
    Format("wechat_mac", (Shape.TAIL,), "王海 2026/11/5 15:05", frozenset(("y/m/d",)), seconds=False, twelve=False),
    Format(
        "dingtalk_desktop", (Shape.PAIR,), "王海(华辰精密)⏎11-05 15:05", frozenset(("m-d", "y-m-d", *_RELATIVE)),
        twelve=False, divider=Divider.DAY, least=2, read_marks=True,
    ),
    Format(
        "dingtalk_phone", (Shape.TAIL,), "王海 2026-11-05 15:05", frozenset(("y-m-d", "m-d")),
        twelve=False, read_marks=True,
    ),
    Format(
        "feishu_desktop", (Shape.TAIL, Shape.PAIR), "王海 2026年11月5日 15:05",
        frozenset(("y年m月d日", "m月d日", *_RELATIVE)), seconds=False, twelve=False, divider=Divider.DAY,
    ),
    Format("lead", (Shape.LEAD,), "2026-11-05 15:05:33 王海", frozenset(STYLES) - {""}, least=2),
)  # fmt: skip
"""Their times alone tell them apart from other words. Stricter ones first."""

LOOSE = (
    Format("lead_colon", (Shape.LEAD_COLON,), "[15:05] 王海：文字", least=2),
    Format("wechat_windows", (Shape.COLON,), "王海:⏎文字", divider=Divider.PLAIN, least=2),
    Format("feishu_phone", (Shape.LINE,), "11月5日 15:05⏎王海：文字", divider=Divider.PLAIN, least=2, divided=True),
    Format("named_lines", (Shape.LINE,), "王海：文字", divider=Divider.PLAIN, least=2),
    Format("timed", (Shape.TAIL,), "王海 15:05", divider=Divider.DAY, least=2),
    Format("timed_pairs", (Shape.PAIR, Shape.TAIL), "王海⏎15:05", divider=Divider.DAY, least=2),
)
"""Taken when no precise one fits."""
