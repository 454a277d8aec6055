"""What arrives and is no delivery to the customer (不算交付): 物流显示签收了 我没收到, 原料到货了 明天开始生产."""

from __future__ import annotations

from bot.nlp.intents import Talk
from bot.nlp.patterns import late

_REPORTED = late(r"显示|(?:物流|快递|短信|系统|网上|驿站|司机)[^,。]{0,4}[说写]")
_NOT_GOT = late(r"没(?:有人|人|有)?(?:收|见|看|拿)[到着过]?|[这里家边]没有?(?!问题|错)|[没哪]有?货|找不[到着]")
_OUR_PLACE = late(
    r"(?:开始|安排|马上|可以)(?:生产|加工|排产|组装|发货|做)|[给帮][您你][^,。]{0,4}[送寄发换]|[送寄]回|发[给往][您你]"
)
"""配件到了 后天给您送回去: it came to us."""
_MATERIAL = late(r"原材?料|辅料|毛坯|坯料")
_YOURS = late(r"[您你]|贵")


def denied(text: str) -> bool:
    """物流显示签收了 我没收到啊."""
    reported = _REPORTED.search(text)
    return reported is not None and _NOT_GOT.search(text, reported.end()) is not None


def none(talk: Talk) -> bool:
    """Only the carrier says so; or it is we whom it reached."""
    clause, own = talk.clause, talk.said.own
    if _REPORTED.search(clause.text):
        return _NOT_GOT.search(own, clause.end) is not None or (talk.said.ours and any(c.asks for c in talk.said.clauses))
    if talk.said.theirs or _YOURS.search(clause.text):
        return False
    return _MATERIAL.search(clause.text) is not None or _OUR_PLACE.search(own, clause.end) is not None
