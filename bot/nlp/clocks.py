"""Times of the day as people say them: 下午三点半, 差五分八点, 15:30, 8pm."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from bot.nlp.days import count
from bot.nlp.patterns import late

_EVENING = "下午|下昼|晏昼|午后|傍晚|黄昏|晚上|晚间|夜里|夜间|夜晚|深夜|今晚|当晚|半夜|午夜|晚|夜"
_EVENINGS = frozenset(_EVENING.split("|"))
PART = rf"凌晨|拂晓|黎明|清晨|清早|早晨|朝早|上昼|早上|大早上|一大?早|上午|中午|正午|{_EVENING}|早"
"""Parts of the day; 晚 and 早 alone only beside a day or a clock."""
OPENS = "凌拂黎清早朝晏大上中正下午傍黄晚夜深半ap"
"""What a clock may begin with, beside a numeral and 差."""
_H = r"(?:2[0-4]|1\d|0?\d|二十[一二三四]?|十[一二三四五六七八九]?|[零一二两三四五六七八九])"
_M = r"(?:[0-5]?\d|零[\d一二三四五六七八九]|[二三四五]?十[一二三四五六七八九]?|[一二两三四五六七八九])"
_MM = r"(?:[0-5]\d|零[一二三四五六七八九]|[二三四五]?十[一二三四五六七八九]?)"
_AT = r"(?:点钟?|时(?![间候代常刻期段节长效装差而]))"
CLOCK = late(
    rf"(?:(?P<part>{PART}) ?的?|(?P<half>[ap]m) )?(?:"
    rf"(?P<to>差 ?(?P<less>一刻|{_M})分? ?(?:钟?到?))?(?P<h>{_H}) ?(?:"
    rf":(?P<mm>[0-5]\d)(?::(?P<ss>[0-5]\d))?(?!\d)"
    rf"|{_AT}(?:(?P<sharp>整)|(?P<thirty>半)|过?(?P<quarter>[一三13])刻|(?P<minus>差)(?P<under>一刻|{_M})分?"
    rf"|过? ?(?P<m>{_M}) ?分钟?(?: ?(?P<s>{_M}) ?秒)?"
    rf"|过? ?(?P<bare>{_MM})(?![\d点个时天万千%.])|(?![\d零一二三四五六七八九])))?(?: ?(?P<half_day>[ap]\.?m\.?(?![a-z])))?)"
)


class Clock(NamedTuple):
    """A time of the day. `days`: 24:00 is 0:00 of the next. `bare`: nothing beside 三点 says that it is a time. `half_open`: no
    word says which half of the day is meant.
    """

    time: time
    days: int
    bare: bool
    end: int
    half_open: bool = False

    def on(self, day: date) -> datetime:
        return datetime.combine(day, self.time) + timedelta(days=self.days)


def read(text: str, at: int) -> Clock | None:
    """The clock that begins here, or None."""
    m = CLOCK.match(text, at)
    if m is None or not (m["mm"] or m["half_day"] or re.search("[点时]", m[0])):
        return None
    hour = _hour(count(m["h"]), m["part"] or "", m["half_day"] or m["half"] or "")
    minute, second = _minutes(m), count(m["s"] or m["ss"] or "0")
    if hour > 24 or (hour == 24 and minute > 0):
        return None
    total = hour * 3600 + minute * 60 + second
    days, rest = divmod(total, 86400)
    open_ = not (m["part"] or m["half_day"] or m["half"]) and 0 < hour < 12
    return Clock(time(rest // 3600, rest % 3600 // 60, rest % 60), days, _bare(m), m.end(), open_)


def _minutes(m: re.Match[str]) -> int:
    if m["thirty"]:
        return 30
    if m["quarter"]:
        return 15 * count(m["quarter"])
    less = m["less"] or m["under"]
    if less:
        return -15 if less == "一刻" else -count(less)
    return count(m["mm"] or m["m"] or m["bare"] or "0")


def _hour(hour: int, part: str, half_day: str) -> int:
    """下午三点 is 15; 晚上十二点 the end of the day; 半夜一点 stays."""
    if half_day:
        return hour % 12 + (12 if half_day.startswith("p") else 0)
    night = part in ("半夜", "午夜", "深夜", "夜里", "晚上", "晚", "今晚", "当晚", "夜间", "晚间", "夜")
    if hour == 0 and part in ("晚上", "晚", "今晚", "当晚", "晚间"):  # 今晚零点
        return 24
    if part in ("中午", "正午"):
        return hour + 12 if hour < 4 else hour
    if part in _EVENINGS and 0 < hour <= 12 and not (night and hour < 5):
        return hour + 12 if hour < 12 or night else hour
    return hour


def _bare(m: re.Match[str]) -> bool:
    said = ("part", "half", "to", "mm", "sharp", "thirty", "quarter", "minus", "m", "bare", "half_day")
    return not any(m[name] for name in said) and "钟" not in m[0]
