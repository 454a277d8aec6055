"""The day that was fixed in other words, on which a promise without one will be kept: 周六上午我们过来, 我在门口等您."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from bot.nlp.dated import dated
from bot.nlp.dates import Dated
from bot.nlp.intents import Talk, talks
from bot.nlp.patterns import late
from bot.nlp.text import Said

_THERE = late(
    r"陪(?!跑|练)|(?<![对直间])接(?![口单触收受近手])|(?<![稍请])等(?:[您你](?!们?(?:的|信|消息|电话|通知|回|反馈|结果|好))|[候着]|\Z)|恭候"
    r"|到场(?!长)|参加|列席|出席|一起[来去到过]|(?:也|都|准时|一定|肯定)[来到去]"
    r"|(?<!都)带(?![宽电货])|拉上|叫上|留个?人|那天|到时|当[天日]|[前头]一?天|主讲|顺[路便道]"
)
"""What is done where and when two sides meet."""
_ON_THE_WAY = late(r"顺[路便道][去到来上过]")
_DAY_BEFORE = late(r"(?<!年)(?<!几)(?:提?前一天|头一?天)")
_BRINGS_BEFORE = late(r"报[到给]|提交|递|带上去|汇报|拿.{1,3}去|跟.{1,6}(?:说|讲|谈|汇报)")
_SESSION = late(r"会(?![员计用展不签])|评审|过\Z")
_BACK = 2
"""Messages before in which the day may have been fixed."""
_FAR = timedelta(days=60)


def day_of(talk: Talk) -> date | None:
    """Of a clause without a day that speaks of a meeting, of being there, of what is brought along."""
    if talk.dates or talk.clause.asks:
        return None
    if talk.said.theirs and _BRINGS_BEFORE.search(talk.bare):
        return _of_session(talk)
    if _THERE.search(talk.bare) is None or (talk.said.theirs and not ("我" in talk.bare or _ON_THE_WAY.search(talk.bare))):
        return None
    day = next(_fixed(talk), None)
    return day - timedelta(days=1) if day and _DAY_BEFORE.search(talk.bare) else day


def _of_session(talk: Talk) -> date | None:
    """我报上去, 周四上会: the day on which those sit to whom he brings it."""
    near = (other for other in talks(talk.said) if other.dates and _SESSION.search(other.bare))
    return next((one.last for other in near for one in other.dates if _is_one_day(one, talk.said)), None)


def _fixed(talk: Talk) -> Iterator[date]:
    """The nearest days before the clause: in its message, else where the other side spoke before."""
    said, own = talk.said, dated(talk.said)[1]
    yield from (one.last for one in reversed(own) if one.end <= talk.clause.start and _is_one_day(one, said))
    for _ in range(0 if own else _BACK):
        if said.before is None:
            return
        said = said.before
        found = {one.last for one in dated(said)[1] if _is_one_day(one, talk.said)}
        if found:
            yield from found if len(found) == 1 else ()
            return


def _is_one_day(one: Dated, said: Said) -> bool:
    today = said.at.date()
    return one.first == one.last and not (one.limit or one.after) and today <= one.last <= today + _FAR
