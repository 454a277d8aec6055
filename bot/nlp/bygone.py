"""Days that are over where they are named, whatever year they were read in: 8月15号就到货了, 周六就收到货了."""

from __future__ import annotations

from datetime import timedelta

from bot.nlp.dates import Dated
from bot.nlp.intents import Talk
from bot.nlp.patterns import late

_OVER = late(r"[^就快该]*了")
"""Behind a day; 2月12号我们就放假了 is yet to come."""
_WAS = late(
    r"[^,。]{0,4}就(?![要得会能可该])[^,。]{1,8}了(?![吧吗么])"
    r"|[ ]?(?:到货|签|装|买|订|下单|付款|发货|交货|验收|上线)[^,。]{0,2}的(?=[ ,。]|\Z)"
)
"""11月初就上线了, 9月5号到货的, of the months that are just over; 10月就要验收了 is to come."""
_EVER_SINCE = late(r"[^,。]{0,12}了[ ,。]{1,2}[^,。]{0,4}(?:一直|到现在|现在还|至今|怎么还|都没|还没)")
"""3月份就上线了，一直没用起来; 周三就装好了，一直没调试."""
_HAPPENED = late(r"[^,。]{0,3}(?:收到[^,。]{0,4}了|已经?(?:[到发送交装签付]|完成?)(?!期))")
"""周六就收到货了, 货周五就已经到您仓库了."""
_SET_TO = late(r"(?:推|改|延|挪|定|调|拖|移|提前|顺延|变更?)(?:到|在|成|为|至)了?\Z")
_HALF_A_YEAR = timedelta(days=183)


def happened(dated: Dated, own: str) -> bool:
    """货周五就已经到您仓库了."""
    return not dated.limit and bool(_HAPPENED.match(own, dated.end) or _EVER_SINCE.match(own, dated.end))


def long_past(talk: Talk, dated: Dated) -> bool:
    """A past tense behind a day that was rolled into next year: it was most likely the past day; but 验收推到1月15号了."""
    own, today = talk.said.own, talk.said.at.date()
    if not dated.rolled or dated.limit or _SET_TO.search(own, max(0, dated.start - 5), dated.start):
        return False
    just_over = dated.last - today > _HALF_A_YEAR and _WAS.match(own, dated.end, talk.clause.end)
    return bool(just_over or happened(dated, own) or _OVER.match(own, dated.end, talk.clause.end))
