"""What the customer wants, and how many of it (产品与数量): wares of the lexicon with the last quantity that he said."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from bot.nlp.facts import Fact
from bot.nlp.lexicon import Lexicon
from bot.nlp.nicknames import Hit, nicknames
from bot.nlp.orders import COUNTED, NUMBER, Order, Seen, count
from bot.nlp.state import Turn
from bot.nlp.text import Said

_SWAP = re.compile(r"(?:换成|改成|改要|改为|换)\s?\Z")
_REFUSED = re.compile(
    r"不需要|不用|不要|用不上|用不着|没需求|没这个需求|不考虑|不买|暂时不|先不|不感兴趣|没兴趣|算了|停产|停工|囤什么|用不完|不缺"
)
_DROPPED_LEFT = re.compile(
    r"(?:不要|不用|去掉|取消|砍掉|不上|不做|不考虑|没打算上?|不打算上?|没想上?|不需要|用不上|别给我)[^,。;\d]{0,3}\Z"
)
_DROPPED_RIGHT = re.compile(
    r"[^,。;\d]{0,4}(?:不要|不用|去掉|取消|砍掉|不上|不做|不考虑|没打算|不打算|没想上|不需要|用不上|先不|暂时不|算了|不买|不换|不加|别[上买写报加放弄做]|就?免了|省了|拿掉|剔|划掉|删"
    r"|(?:我们?|咱们?|家里|库里)?(?:自己|这边|已经|还|都)?有(?:了|的|呢)?(?=[ ,。]|\Z)|刚[换买装上]过?|自己[买做弄配装找]"
    r"|[另已]外?找|找别|别人做|甲供)(?![紧错吗么])"
)
_ASIDE = re.compile(r"[^,。;\d]{0,14} (?:不要了?|不用了?|不买了?|不换了?|不做了?|免了|算了|先不上|拿掉|划掉)(?=\Z|[,。;! ])")
"""滇红嫌酸 不要; 防火墙用的别家 还在保 不换."""
_ORDERS = re.compile(r"[来要拿订上]一?[台套个只件批]|[来要拿订]\s?[\d两三四五六七八九十]")
"""我们不要自动进样器 基础的来一套: only a part of it is refused."""
_BREATH = 24
"""Characters that a supposition reaches."""
_AHEAD = 4
"""Messages in which a refusal answers our offer."""


def find(turns: Sequence[Turn], lexicon: Lexicon, taken: Collection[tuple[int, int]] = ()) -> list[Fact]:
    """Each ware that was spoken of and not refused; without a quantity where nobody gave one.

    `taken`: (message, start) of the numbers that are money.
    """
    seen = Seen(lexicon, frozenset(taken), frozenset(index for index, _ in taken))
    nicks = nicknames(lexicon)
    spoken = [turn for turn in turns if not (turn.said.passed_on or turn.said.outside) and turn.said.trusted]
    named = [lexicon.wares.find(turn.said.own) for turn in spoken]
    seen.first = _only(named)
    for place, (turn, hits) in enumerate(zip(spoken, named, strict=True)):
        said = turn.said
        if NUMBER.search(said.own):
            hits = sorted([*hits, *nicks.find(said.own, hits)], key=lambda hit: hit[1])
        if hits:
            _name(seen, said, hits, spoken[place + 1 : place + 1 + _AHEAD])
        if (seen.focus or seen.first) and COUNTED.search(said.own):
            count(seen, turn, hits)
    return list(_facts(seen))


def _only(named: Sequence[Sequence[Hit]]) -> str:
    names = {name for hits in named for name, _, _ in hits}
    return names.pop() if len(names) == 1 else ""


def _facts(seen: Seen) -> Iterator[Fact]:
    for name, (said, span) in seen.named.items():
        orders = [order for order in seen.orders.values() if order.name == name]
        for order in orders:
            yield _ordered(order)
        if not orders:
            value = {"name": name, "quantity": None, "unit": ""}
            yield said.fact("product", value, name, 0.75 if said.theirs else 0.6, span)


def _ordered(order: Order) -> Fact:
    number = int(order.number) if order.number == order.number.to_integral_value() else float(order.number)
    unit = f"{order.unit}/{order.per}" if order.per else order.unit
    value = {"name": order.name, "quantity": number, "unit": unit}
    return order.said.fact("product", value, f"{order.name} {number:g}{unit}", order.confidence, order.span)


def _name(seen: Seen, said: Said, hits: Sequence[Hit], following: Sequence[Turn]) -> None:
    if said.ours and _refused(hits[-1][0], following, seen.lexicon):
        hits = [hit for hit in hits if hit[0] != hits[-1][0]]
    before = ""
    for place, (name, start, end) in enumerate(hits):
        clause = said.clause_at(start)
        right_end = hits[place + 1][1] if place + 1 < len(hits) else len(said.own)
        left, right = said.own[clause.start : start], said.own[end : clause.end]
        if before not in ("", name) and _SWAP.search(left):
            seen.drop(before)
        dropped = _DROPPED_LEFT.search(left) or _DROPPED_RIGHT.match(right) or _ASIDE.match(said.own, end, right_end)
        if said.theirs and not clause.asks and dropped:
            seen.drop(name)
        elif not _only_supposed(seen, said, start, name):
            seen.keep(name, said, (clause.start, max(end, clause.end)))
            before = name


def _only_supposed(seen: Seen, said: Said, start: int, name: str) -> bool:
    """假如我买水泵呢; and what the customer refused does not come back by our naming it."""
    return name in seen.dropped if said.ours else seen.lexicon.says("if", said.own[max(0, start - _BREATH) : start])


def _refused(name: str, following: Sequence[Turn], lexicon: Lexicon) -> bool:
    """The customer's next words turn our offer down; 对 F6不要 turns down the other ware."""
    answer = next((turn.said for turn in following if turn.said.theirs), None)
    if answer is None or not _REFUSED.search(answer.own) or _ORDERS.search(answer.own):
        return False
    others = {hit[0] for hit in lexicon.wares.find(answer.own)}
    return name in others or not others
