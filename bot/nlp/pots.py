"""Of several budgets in one message those of this deal: not the whole that it is a part of, nor what only stands beside."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import NamedTuple

from bot.nlp.ledger import Claim
from bot.nlp.patterns import late

_HERE = late(r"这次|本次|这块|这部分|这边|这笔|这一?[个项]|这个?包|这回|这摊|今年这")
_WHOLE = late(r"全年|年度|总共|一共|总预算|整体|总盘|全部|总额|总投资|全[市县区省院校厂]|专项债")
SUM = late(r"一共|总共|合计|加起来|加一起|加一块|总计|拢共|统共")
_LEFT = late(r"剩")
_ASKED_FOR = late(r"(?:申?报|申请|要|打|提)(?:了|的是?|上去)")
_GOT = late(r"批|核|拨|砍|下来|给了|只给")
"""年初报了60万，这周只批了45万."""
_OF_ITS_OWN = late(
    r"其中|另|一[块笔]|部分|占|这块|这边|这笔|这个?包|加上|下来|出|给|凑|切|拨|批|再|还有|[一总]共|合计|软件|硬件|期|包|运维|每年|[省市县区镇国][里级家]|财政|中央|补"
)
"""Before an amount that is a pot of its own, or the whole of it."""
_FROM = late(r"(?:最[低少]|至少|少则|起码|不低于|不少于)(?:也?[要得有]|是)?\Z")
_UP_TO = late(r"(?:最[高多]|顶多|多则|不超过?)(?:能?到|也就|是)?\Z")
_NEAR_ENDS = 8
"""Characters between the ends of one budget."""
_BREAK, _REACH = late(r"[ ,。;!?、\d]"), 4
"""Characters behind an amount that still speak of it, up to a pause."""


class Told(NamedTuple):
    """`spoken_for`: words of a purse stand near it, and not only beside another amount."""

    claim: Claim
    spoken_for: bool


def of_this(told: Sequence[Told]) -> list[Claim]:
    """All claims of one message but for the budgets that are none here.

    全年预算20万，这次最多7万: of two the one for this. 凑了八万，加一起十六万: the sum. 我算了下二十七万，财政打包30万: what
    was granted.
    """
    told = _spanned(told)
    mine = [one for one in told if one.claim.kind == "budget"]
    if len(mine) < 2:
        return [one.claim for one in told]
    words = {id(one.claim): _words(mine, place) for place, one in enumerate(mine)}
    kept = _kept([one.claim for one in _spoken_for(mine, words)], words)
    return [one.claim for one in told if one.claim.kind != "budget" or id(one.claim) in kept]


def _spanned(told: Sequence[Told]) -> list[Told]:
    """最低10万，最高15万; 三万起步 五万封顶: the ends of one."""
    found: list[Told] = []
    for one in told:
        whole = _between(found[-1].claim, one.claim) if found else None
        found[-1:] = [Told(whole, one.spoken_for)] if whole else [*found[-1:], one]
    return found


def _between(low: Claim, high: Claim) -> Claim | None:
    least, most, own = low.money.least, high.money.most, low.said.own
    budgets = low.kind == high.kind == "budget" and high.money.start - low.money.end <= _NEAR_ENDS
    ends = low.money.least if low.money.most is None or _FROM.search(own, 0, low.money.start) else None
    capped = high.money.least is None or _UP_TO.search(own, 0, high.money.start) is not None
    if not (budgets and ends and capped and least and most and least < most):
        return None
    money = high.money._replace(start=low.money.start, least=least, most=most, approx=False)
    return replace(high, money=money, span=(min(low.span[0], high.span[0]), high.span[1]))


def _words(mine: Sequence[Told], place: int) -> str:
    """From the amount before it to a little behind it."""
    claim, own = mine[place].claim, mine[place].claim.said.own
    start = mine[place - 1].claim.money.end if place else claim.span[0]
    return own[start : claim.money.start] + _BREAK.split(own[claim.money.end : claim.money.end + _REACH])[0]


def _spoken_for(mine: Sequence[Told], words: dict[int, str]) -> list[Told]:
    """Where one is, a number beside it that nothing speaks for is none."""
    if not any(one.spoken_for for one in mine):
        return list(mine)
    return [one for one in mine if one.spoken_for or one.claim.pot or _OF_ITS_OWN.search(words[id(one.claim)])]


def _kept(claims: Sequence[Claim], words: dict[int, str]) -> Collection[int]:
    keys = [id(claim) for claim in claims]
    whole = [key for key in keys if _WHOLE.search(words[key])]
    here = [key for key in keys if _HERE.search(words[key])]
    if here and whole and keys.index(whole[0]) < keys.index(here[-1]):
        return {key for key in keys if key in here or key not in whole}
    if any(_GOT.search(words[key]) for key in keys):
        keys = [key for key in keys if _GOT.search(words[key]) or not _ASKED_FOR.search(words[key])]
    left = [key for key in keys if _LEFT.search(words[key])]
    if left:
        return set(left[-1:])
    sums = [key for key in keys if SUM.search(words[key])]
    return set(keys[keys.index(sums[0]) :]) if len(sums) == 1 and sums[0] != keys[0] else set(keys)
