"""The week that was just spoken of, for a weekday alone that answers it: 下周哪天方便? 周二下午吧."""

from __future__ import annotations

from datetime import date, timedelta

from bot.nlp.patterns import late
from bot.nlp.text import Said

_NAMED = late(r"(?P<next>下{1,2})个?(?:周|星期|礼拜)(?![一二三四五六日天末内底以之前])|[这本]个?(?:周|星期|礼拜)")
_PROPOSED = late(r"[吗吧呢不](?=[ ,。!?~]|\Z)|\?|方便|哪[天日]|[周期拜]几|几号|什么时[候间]|啥时候?|何时|约个?(?:时间|一下)")
_DUE = late(
    r"要(?:货|用|交|的|急|装|上)|急|来得及|[期周拜][之以]?前|[开投截评]标|开[业工课展]|上线|验收|出差|不在|没空|没时间"
    r"|不[行来]|放假|不方便"
)
"""下周要用 来得及吗? 周五送到: of a week in which something is due, or nobody is there, the day may lie before."""
_OTHER_DAY = late(r"\d ?[号日月]|今[天晚]|明[天早晚]|后天|月[初中底]")
_BACK = 3


def spoken_of(said: Said) -> date | None:
    """The Monday of the week that one of the last messages proposed."""
    for _ in range(_BACK):
        before = said.before
        if before is None or before.passed_on or not before.trusted:
            return None
        named = next(reversed(list(_NAMED.finditer(before.own))), None)
        if named:
            return _monday(before, len(named["next"] or "")) if _proposes(before.own) and named["next"] else None
        if _OTHER_DAY.search(before.own):
            return None
        said = before
    return None


def _proposes(text: str) -> bool:
    return _PROPOSED.search(text) is not None and _DUE.search(text) is None


def _monday(said: Said, ahead: int) -> date:
    today = said.at.date()
    return today + timedelta(days=7 * ahead - today.weekday())
