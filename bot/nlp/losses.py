"""Who has gone to another (丢单): 我们最后选了X; not who once chose him, or uses him today."""

from __future__ import annotations

import re
from collections.abc import Collection

from bot.nlp.intents import Talk
from bot.nlp.lexicon import Lexicon
from bot.nlp.patterns import late
from bot.nlp.text import Clause, Said

_CHOSEN = late(r"(?:选|定|签|换成?|(?<!不)(?<!不再)用|给|选择|采购)了?\Z")
_SETTLED = late(
    r"(?:选|定|签|拍|订)的\Z|决定[选用换上买找跟和]\Z|中[标选](?:的|人|方|单位|公司)(?:最[后终])?是\Z"
    r"|(?:已经|最后|最终|还是|后来|刚刚?|都)[^,。]{0,3}[买订]了?\Z"
)
_WITH = late(r"[与和跟同从找在向]\Z")
_SIGNED = late(
    r"(?:那边?|那[儿里]|他们|家)?(?:已经?|都|也)?(?:签[约了好完合]|合作了|[定订买]了|成交|下了?[一个张]{0,2}单|采购了|拿了货)"
)
_ORDERED = late(r"[^,。]{0,2}(?:[订买定签]了|下了?[一个张]{0,2}单|签合同|合同|采购了|付|打了)")
"""已经从X订了, 在X那下了单: no order with us."""
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
_FOR_LONG = late(r"[\d一二两三四五六七八九十几多好半]\s?个?(?:年|月|季度|学期)|[很好]久")
_IN_USE = late(r"用了?\Z")
"""我们用X用了三年: he uses it, and may well be tired of it."""
_PART = late(
    r"(?:功能|模块|接口|二期|袋子?|礼品|赠品|礼盒|logo|poc|试用|试点|样品?|测试|演示|印字|配件|附件)"
    r"[^,。]{0,4}\Z"
)
"""这个功能我们不做了: one thing is dropped, not the deal."""
_IF_SO = late(r"(?:要是?(?!求)|如果|只要|能(?!不能)|到位|跟得上|做得?到|的话)[^。;!?]{0,16}就不换")
"""你们要跟得上这个价我就不换了: then he stays with us."""
_DROPPED = late(r"不(?:做|要|搞|弄|买)|砍|取消")
_THREAT = late(
    r"(?:[再还又一]?涨价?|[再还]不[^,。;了]{1,6}|不(?:降价?|便宜|解决|处理|改|修|免)|(?:解决|修)不了|做不到|达不到)(?:的话)?[我咱]?们?(?:就|只能)不"
)
"""涨价我就不续了: a threat."""
_FOR_NOW = late(r"(?:先|暂时?|目前|近期|短期)(?:都|就|也|内)?\Z")
"""先不续了: put off."""
_ALL_OF_IT = late(r"(?:不要|不考虑)了")
_WHOLLY = late(r"(?:那|就|算了|不好意思|抱歉|所以|现在|这次|[我咱]们?|这边|公司|领导说|老板说|也|都|[, ])*")
"""我们不要了; but 发票我们不要了, 别家我们不考虑了."""
_ENDS = late(r"[了吧掉哈啊呀算嘛,。;!? ]|\Z")
"""订单取消; 合同取消盖章环节 takes one thing out of it."""
_ANEW = late(r"重[新拍下做]|再[拍下]|另[外下]|改[成为]|换成")
"""订单取消 我重新拍."""
_MOVED_UP = late(r"轮到[你您贵]|[你您]们?(?:递补|补上|顶上|替补)|顺延[给到][你您]")
"""你们排第二 第一名放弃了 轮到你们."""


_BREATH = 24


def gone(said: Said, lexicon: Lexicon, rivals: Collection[str]) -> Clause | None:
    """我们最后选了X, X中标了: where the customer says that a rival has it."""
    if not said.theirs:
        return None
    for start, end in named(said.own, lexicon, rivals):
        clause = said.clause_at(start)
        before, after = said.own[clause.start : start], said.own[end : clause.end]
        if _is_chosen(before, after) and not (
            clause.asks or _USUAL.search(before) or _FORCED.search(before) or lexicon.says("supposed", clause.text)
        ):
            return clause
    return None


def named(text: str, lexicon: Lexicon, rivals: Collection[str]) -> list[tuple[int, int]]:
    """Where a rival stands, known by the lexicon or by how the chat speaks of him."""
    known = [(start, end) for _, start, end in lexicon.rivals.find(text)]
    told = ((text.find(name), name) for name in rivals)
    return known + [(at, at + len(name)) for at, name in told if at >= 0 and not any(s <= at < e for s, e in known)]


def with_rival(text: str, until: int, lexicon: Lexicon, rivals: Collection[str]) -> bool:
    """已经从X订了, 在X那下了单, told up to there."""
    spans = named(text, lexicon, rivals)
    return any(end <= until and _WITH.search(text[:start]) and _ORDERED.match(text[end:]) for start, end in spans)


def _is_chosen(before: str, after: str) -> bool:
    """选了X, 换X了, 定的X, 决定用X, 跟X签了, X中标了."""
    if _IN_USE.search(before) and _FOR_LONG.search(after):
        return False
    signed = _WITH.search(before) and _SIGNED.match(after)
    if signed or _SETTLED.search(before) or _WON_BY.match(after):
        return True
    return _CHOSEN.search(before) is not None and ("了" in before[-3:] or "了" in after)


def none(talk: Talk, m: re.Match[str]) -> bool:
    """现在用的是别家的, 去年没选你们, 礼品袋就不做了, 能做到我就不换了: they have not left us."""
    before = talk.said.own[talk.clause.start : m.start()]
    if _DROPPED.search(m[0]) and _PART.search(before):
        return True
    if any(threat.search(talk.said.own, max(0, m.start() - _BREATH), m.end() + 1) for threat in (_IF_SO, _THREAT)):
        return True
    if _open_still(talk, m, before):
        return True
    if not _TAKEN.search(m[0]):
        return False
    once = _ONCE.search(before + m[0])
    if once and not _ATTRIBUTE.search(before[once.end() :]):
        return True
    return _TODAY.search(before) is not None and "了" not in talk.said.own[m.start() : talk.clause.end]


def _open_still(talk: Talk, m: re.Match[str], before: str) -> bool:
    """先不续了, 发票我们不要了, 订单取消 我重新拍, 你们排第二 轮到你们: nothing is lost for good."""
    own = talk.said.own
    if m[0].startswith("不") and _FOR_NOW.search(before):
        return True
    if _ALL_OF_IT.search(m[0]) and not _WHOLLY.fullmatch(before):
        return True
    if "取消" in m[0]:
        return _ANEW.search(own) is not None or not _ENDS.match(own, m.end())
    return "第二" in m[0] and _MOVED_UP.search(own) is not None
