"""A day as a report tells it: 3月16日, 4月底, 国庆前9月30日, 12月28日9:30, 12月11日前."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from bot.nlp import dates
from bot.nlp.dates import Dated
from bot.nlp.hours import CLOCK
from bot.nlp.patterns import late
from bot.nlp.text import normalise

_PART = late(r"月(?:份)?(?:的)?(上旬|中旬|下旬|底|末|初)")
_EARLY = 10
"""The last day of 月初."""
_FEAST = late(
    r"(?:清明|(?<![周期拜])[五六]一|三八节?|七一|八一|(?<![二三四五六七八九])十一(?![月号日点个])|端午|中秋|国庆|元旦|春节"
    r"|正月十五|元宵|除夕|小年|过年|圣诞|感恩节|情人节|教师节"
    r"|七夕|重阳|双十[一二]|双1[12]|双旦"
    r"|618|冬至|夏至|春分|秋分|立[春夏秋冬]|谷雨|惊蛰|芒种|霜降|处暑|[大小]寒|[大小]暑|腊八|[正冬腊]月(?:初|二?十|廿"
    r"|三十)?[一二三四五六七八九十]?)(?:放?假|长假|期间)?(?:(?:之|以)?[前后])?"
    r"|(?:年|节)(?:之)?[前后]"
)
_TOLD_MORE = late(r"前|内|后|起|开始|最[晚迟]|截[止至]|[点时:]")
"""Without one of these, and without a feast, the words say no more than the day."""
_LATEST = late(r"(?:最[晚迟]|不[晚迟]于|截[止至]到?)[在是到]?\s?\Z")


def told(iso: str, said: str) -> str:
    """Of a span its last day. What was said without a day stays so: 4月底, 10月下旬, 11月初; 清明前 is told with its day, and
    a day with its hour, and whether it is the last (前) or the first (后, 起).
    """
    day = date.fromisoformat(iso.rpartition("/")[2][:10])
    part = _PART.search(said)
    early = part is not None and part[1] == "初" and day.day == _EARLY
    text = normalise(said)
    mention = _mention(text, day) if _TOLD_MORE.search(text) or _FEAST.search(text) else None
    if part and (part[1].endswith("旬") or early or (day + timedelta(days=1)).day == 1):
        return f"{day.month}月{part[1].replace('末', '底')}{'前' if mention and mention.limit else ''}"
    return _with_feast(day, text, mention) if mention else f"{day.month}月{day.day}日"


def _mention(text: str, day: date) -> Dated | None:
    """The words for it: the only ones, or those that would mean it on that day, too."""
    found: Sequence[Dated] = dates.find(text, datetime.combine(day, time()))
    return found[0] if len(found) == 1 else next((one for one in found if day in (one.first, one.last)), None)


def _with_feast(day: date, text: str, mention: Dated) -> str:
    """双12（12月12日）, as two numbers would run together; 周五一定 is not of 五一."""
    plain, words = f"{day.month}月{day.day}日", text[mention.start : mention.end]
    feast = _FEAST.search(text, mention.start, mention.end)
    if feast and feast[0][-1].isdigit():
        return f"{feast[0]}（{plain}）"
    if feast:
        return f"{feast[0]}{plain}"
    return f"{plain}{_hour(words, mention)}{_edge(text, words, mention)}"


def _hour(words: str, mention: Dated) -> str:
    """9:30, 14点"""
    clock = mention.clock if CLOCK.search(words) else None
    return "" if clock is None else f"{clock.hour}:{clock.minute:02}" if clock.minute else f"{clock.hour}点"


def _edge(text: str, words: str, mention: Dated) -> str:
    if mention.after:
        return "起" if words.endswith(("起", "开始")) else "后"
    return "前" if mention.limit or _LATEST.search(text, 0, mention.start) else ""
