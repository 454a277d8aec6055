"""Who has gone to another (丢单): 我们最后选了X; not who once chose him, or uses him today."""

from __future__ import annotations

import re

from bot.nlp.intents import Talk
from bot.nlp.lexicon import Lexicon
from bot.nlp.patterns import late
from bot.nlp.text import Clause, Said

_CHOSEN = late(r"(?:选|定|签|换成?|(?<!不)(?<!不再)用|给|选择|采购)了?\Z")
_SETTLED = late(r"(?:选|定|签|拍|订)的\Z|决定[选用换上买找跟和]\Z")
_WITH = late(r"[与和跟同]\Z")
_SIGNED = late(r"(?:已经?|都)?(?:签[约了好完]|合作了|定了|成交)")
_FORCED = late(r"就(?:只能|只好|得|要|去|找|换|考虑)")
"""再测不过我就只能用X: a threat."""
_WON_BY = late(r"中[的标了]|拿[下走]了|胜出")
_FORMERLY = r"之前|以前|从前|早先|先前|当时|那时|去年|前年|往年|头[几两]年|上[次回]|[上前]一[次回]"
_USUAL = late(rf"现在|一直|目前|原来|{_FORMERLY}|老|再|不行|不然|否则")
_ONCE = late(_FORMERLY)
_ATTRIBUTE = late(r"[的那]")
"""上次说的那个单子定了别家: the time is of something else."""
_TODAY = late(r"(?:现在|目前|一直)(?:都|也|还)?(?:在|是)?\Z|(?<!现)在\Z")
_TAKEN = late(r"[选定签用买中]")
_PART = late(
    r"(?:功能|模块|接口|二期|袋子?|礼品|赠品|礼盒|logo|poc|试用|试点|样品?|测试|演示|印字|配件|附件)"
    r"[^,。]{0,4}\Z"
)
"""这个功能我们不做了: one thing is dropped, not the deal."""
_IF_SO = late(r"(?:要是?(?!求)|如果|只要|能(?!不能)|到位|跟得上|做得?到|的话)[^。;!?]{0,16}就不换")
"""你们要跟得上这个价我就不换了: then he stays with us."""
_DROPPED = late(r"不(?:做|要|搞|弄|买)|砍|取消")


_BREATH = 24


def gone(said: Said, lexicon: Lexicon) -> Clause | None:
    """我们最后选了X, X中标了: where the customer says that a rival has it."""
    if not said.theirs:
        return None
    for _, start, end in lexicon.rivals.find(said.own):
        clause = said.clause_at(start)
        before, after = said.own[clause.start : start], said.own[end : clause.end]
        if _is_chosen(before, after) and not (
            clause.asks or _USUAL.search(before) or _FORCED.search(before) or lexicon.says("supposed", clause.text)
        ):
            return clause
    return None


def _is_chosen(before: str, after: str) -> bool:
    """选了X, 换X了, 定的X, 决定用X, 跟X签了, X中标了."""
    signed = _WITH.search(before) and _SIGNED.match(after)
    if signed or _SETTLED.search(before) or _WON_BY.match(after):
        return True
    return _CHOSEN.search(before) is not None and ("了" in before[-3:] or "了" in after)


def none(talk: Talk, m: re.Match[str]) -> bool:
    """现在用的是别家的, 去年没选你们, 礼品袋就不做了, 能做到我就不换了: they have not left us."""
    before = talk.said.own[talk.clause.start : m.start()]
    if _DROPPED.search(m[0]) and _PART.search(before):
        return True
    if _IF_SO.search(talk.said.own, max(0, m.start() - _BREATH), m.end() + 1):
        return True
    if not _TAKEN.search(m[0]):
        return False
    once = _ONCE.search(before + m[0])
    if once and not _ATTRIBUTE.search(before[once.end() :]):
        return True
    return _TODAY.search(before) is not None and "了" not in talk.said.own[m.start() : talk.clause.end]
