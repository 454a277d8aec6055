"""What the customer holds against a price of ours by an amount alone: a lower one (75呗, 人家报2块5, 只批了210万)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from bot.nlp import money
from bot.nlp.dated import dated
from bot.nlp.facts import Fact
from bot.nlp.lexicon import Lexicon
from bot.nlp.phrases import clean
from bot.nlp.text import Clause, Said, hide

_ELSE = re.compile(
    r"定金|订金|首付|预付|尾款|押金|保证金|付|款|打给|到账|罚|赔|扣|工资|省|赚|补贴|运费|发票|开票|质保|成交|合同额|营收|产值|奖金|抽成|税|退"
    r"|可以\Z|没问题|同意|就按|定了|下单吧|便宜[了的]|不贵|月销|销量|面积|投资|注册"
)
"""Amounts of another thing, and those that are agreed to."""
_OURS_ELSE = re.compile(
    r"定金|订金|首付|预付|尾款|押金|保证金|到账|收到|罚|赔|补贴|运费|省下|节省|他们|他家|客户|去年|市场|[您你]们?[说要报]"
)
_BEFORE = re.compile(
    r"(?:报|报价|报到|报的|给到?|给的|给我的?|才|开口|压到|目标|目标价|单价|总价|合计|一共|做到|不过|别超|不超|顶到|就批|只批|只给|只认|心理价|最多|一(?:台|套|个|吨|平|箱|件|米|年|次|天|公斤|月|人|条|桌|盒))[是在了]?\Z"
)
_BEHIND = re.compile(r"(?:封顶|打住|以内|行不|行吗|能做|可以不|我就|我今天|就走|[呗吧](?:\Z|\s))")
_HELD = re.compile("你们|报|才|只")
"""Beside what another customer or seller has: it is held against us."""
_WAN = 10_000
"""What a bare number leaves out: 人家271, where we told 289万."""
_LITTLE, _BARE = 3, 10
"""Characters beside a bare number, at most, and the least that such a number is."""
SURE = 0.75
"""Of a round of bidding."""
_BACK = 6
"""Messages of ours that are remembered."""
_FURTHEST = Decimal("2.2")
"""Times the lower amount: what is further off is of another measure."""


def find(thread: Sequence[Said], lexicon: Lexicon) -> Iterator[Fact]:
    """One a message: the clause with an amount below what we told before, that we have not told ourselves."""
    told: list[list[money.Money]] = []
    for said in thread:
        if said.passed_on or not said.trusted or said.outside:
            continue
        if said.ours:
            here = [] if _OURS_ELSE.search(said.own) else _amounts(said, 0, len(said.own))
            told = [*told, here][-_BACK:] if here else told
        elif told:
            clause = next((c for c in said.clauses if _lower(said, c, told, lexicon)), None)
            if clause is not None:
                text = clean(said.message.text[clause.start : clause.end])
                yield said.fact("objection", {"category": "price", "text": text}, text, SURE, (clause.start, clause.end))


def _amounts(said: Said, start: int, end: int, *, named: bool = False) -> list[money.Money]:
    """Of a stretch without its days: what is surely money, and a bare number that is bid (75呗, 人家报158).

    `named`: a rival is; any number behind may be his price.
    """
    text = _without_days(said)[start:end]
    return [
        one
        for one in money.find(text)
        if one.most is not None
        and not one.denied
        and (one.sure or _bid(text, one, said, start) or (named and one.most >= _BARE))
    ]


def _bid(text: str, one: money.Money, said: Said, start: int) -> bool:
    if one.most is None or one.most < _BARE:
        return False
    alone = len(text) - (one.end - one.start) <= _LITTLE and not start + one.start - said.clause_at(start).start
    return alone or _BEFORE.search(text, 0, one.start) is not None or _BEHIND.match(text, one.end) is not None


def _without_days(said: Said) -> str:
    _, days = dated(said)
    return hide(said.own, ((day.start, day.end) for day in days))


def _lower(said: Said, clause: Clause, told: Sequence[Sequence[money.Money]], lexicon: Lexicon) -> bool:
    other = lexicon.says("not_ours", clause.text) and not _HELD.search(clause.text)
    if other or _ELSE.search(clause.text):
        return False
    ours = [one for here in told for one in here]
    known = {one.most for one in ours}
    return any(
        one.currency == bid.currency and one.most and bid.most and one.most / _FURTHEST <= amount < one.most
        for bid in _amounts(said, clause.start, clause.end, named=bool(lexicon.rivals.find(clause.text)))
        for amount in ((bid.most or 0) * unit for unit in ((1,) if bid.sure else (1, _WAN)))
        if amount not in known
        for one in ours
    )
