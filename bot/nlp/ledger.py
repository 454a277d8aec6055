"""The amounts of a chat that stand, by kind. A correction replaces what it corrects; two pots (一期, 二期) are two budgets."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.nlp import multiples
from bot.nlp.lexicon import Lexicon
from bot.nlp.money import Money
from bot.nlp.patterns import late
from bot.nlp.text import Said

TOTAL = "total"
PAID = "paid"
_WAN = 10_000
_OTHER = 0.45
"""What part of a budget a later number has to be, to be a new word on it …"""
_CUT = late(r"砍|减|缩|只[批给拨]|压到|变成|改|调|实际|其实|[总一]共|给[您你]")
_PLAIN = 0.9
"""… unless the message says that it was cut, what he gives us (最多给你20万), or plainly what the budget is (预算30万)."""
LATELY = 6
"""Messages after which the talk is no longer of the price."""


@dataclass(frozen=True, slots=True)
class Claim:
    """An amount with its meaning. `open`: the customer says in the same breath that it is not granted yet.

    `pot`: which of several pots it is; empty: the only one, or not said. `for_one`: the price of one piece.
    """

    kind: str
    money: Money
    said: Said
    span: tuple[int, int]
    confidence: float
    open: bool = False
    pot: str = ""
    for_one: bool = False


class Seen(NamedTuple):
    """An amount in a message, whatever the rules make of it: `raw` as it stands there, `money` with a 万 that was left unsaid;
    `reasons` by name, those of no strength left out.
    """

    said: Said
    raw: Money
    money: Money
    for_one: bool
    is_money: bool
    reasons: frozenset[str]


class Ledger:
    """What stands; and which kind was said last on each side, for a correction that names none."""

    def __init__(self, taken: Collection[tuple[int, int]]) -> None:
        self.taken = taken
        self.kinds: dict[str, list[Claim]] = {}
        self._last: dict[bool, str] = {}
        self.replaced: set[tuple[str, int | None]] = set()
        """(kind, amount) of what stood once, or is told to have stood, and gave way to another."""
        self.spent = set(taken)
        """(message, start) of every number that is money, whether it still stands or not."""
        self.signed = self.haggled = -LATELY - 1
        self.named: list[int] = []
        """Amounts that were asked about or are a rival's, in fen: what a price here is of the size of."""
        self.seen: list[Seen] = []
        """Every amount that was weighed, in the order of the chat: for a judge of them all (`judges.price`)."""

    def standing(self, kind: str) -> list[Claim]:
        return self.kinds.get(kind, [])

    def amounts(self, *kinds: str) -> list[int]:
        """In fen, of these kinds or of all."""
        found = (claim for kind in kinds or self.kinds for claim in self.standing(kind))
        return [claim.money.amount for claim in found if claim.money.amount]

    def last(self, ours: bool) -> str:
        """The kind that this side spoke of last; empty: none."""
        return self._last.get(ours, "")

    def name(self, index: int, amounts: Sequence[Money]) -> None:
        """Those of message `index` that are a rival's."""
        self.named += [one.amount for one in amounts if (index, one.start) in self.taken and one.amount]

    def note(self, kind: str, ours: bool, past: int | None = None) -> None:
        """Spoken of, though not as what stands (`past`): 原来50万."""
        self._last[ours] = kind
        if past:
            self.replaced.add((kind, past))

    def mark(self, said: Said, lexicon: Lexicon) -> None:
        """What was said about money without naming any: 预算取消了, 合同盖章了, 能便宜点吗."""
        if lexicon.says("signed", said.own):
            self.signed = said.index
        if said.theirs and lexicon.says("budget_gone", said.own):
            self._drop("budget")
        if said.theirs and any(lexicon.says(cue, said.own) for cue in ("quote_asked", "price_pressure", "money_bid")):
            self.haggled = said.index

    def _drop(self, kind: str) -> None:
        self.kinds.pop(kind, None)
        self._last = {side: last for side, last in self._last.items() if last != kind}

    def add(self, found: Sequence[Claim], *, corrects: bool, extra: bool) -> None:
        """The claims of one message. A correction replaces the last one, another pot stands beside, else all are replaced."""
        self.spent |= {(claim.said.index, claim.money.start) for claim in found}
        for kind in dict.fromkeys(claim.kind for claim in found):
            mine, old = [claim for claim in found if claim.kind == kind], self.standing(kind)
            self.kinds[kind] = _standing(old, mine, corrects, extra) + mine
            self.replaced |= {(kind, claim.money.amount) for claim in old if claim not in self.kinds[kind]}
            self.note(kind, mine[0].said.ours)

    def __iter__(self) -> Iterator[Claim]:
        return (claim for found in self.kinds.values() for claim in found)


def _of_something_else(old: Sequence[Claim], new: Sequence[Claim]) -> list[Claim]:
    """专项130万, and later 网关另留五万: no new word on the first."""
    if any(_CUT.search(claim.said.own) or (claim.confidence >= _PLAIN and not claim.pot) for claim in new):
        return []
    most = max(claim.money.amount or 0 for claim in new)
    return [claim for claim in old if most <= _OTHER * (claim.money.amount or 0)]


def _undercut(old: Claim, new: Sequence[Claim], extra: bool, *, alone: bool) -> bool:
    """一共76万, and later 打包70万: the same whole for less; 单价1900, and later 调到1600."""
    here = old.money.amount or 0
    if any(claim.money.amount == here * _WAN for claim in new):
        return True  # 你们报312, and then ours: 312万
    if old.pot != TOTAL and (extra or (old.pot and not alone)):
        return False
    return any(0.6 * here <= (claim.money.amount or 0) < here and claim.pot in ("", TOTAL) for claim in new)


def _bundled(old: Sequence[Claim], new: Sequence[Claim]) -> bool:
    """小的26万，大的38万, and later 两套55万: less than the parts together, more than any."""
    parts, (first, *others) = [claim.money.amount or 0 for claim in old], new
    return not others and len(parts) > 1 and first.pot in ("", TOTAL) and max(parts) < (first.money.amount or 0) < sum(parts)


def _of_the_sum(old: Claim, told: Sequence[Claim], new: Sequence[Claim]) -> bool:
    """2150一支, or 18块 and no other price, and later 30支64500: still the price of one."""
    here = old.money.amount or 0
    one = old.kind == "our_quote" and (old.for_one or len(told) == 1)
    return one and all(multiples.times(claim.money.amount or 0, here) for claim in new)


def _of_another(old: Claim, told: Sequence[Claim], new: Sequence[Claim]) -> bool:
    """三个柜8万1, and later 药剂一公斤62: far from all that its message told (`told`), and of another ware or measure."""
    amounts = [claim.money.amount or 0 for claim in new]
    if old.kind != "our_quote" or any(_alike(claim.money.amount or 0, here) for claim in told for here in amounts):
        return False
    named = all(claim.pot not in ("", TOTAL, old.pot) for claim in new)
    return named or all(
        claim.for_one and (old.for_one or here < (old.money.amount or 0)) for claim, here in zip(new, amounts, strict=True)
    )


def _alike(amount: int, other: int) -> bool:
    """Of one size, so that the one may stand instead of the other."""
    return amount * 2 <= other * 5 and other * 2 <= amount * 5


def _left(old: Sequence[Claim], new: Sequence[Claim]) -> list[Claim]:
    """What one correction leaves of several."""
    return list(old[:-1]) if len(new) == 1 else []


def _standing(old: Sequence[Claim], new: Sequence[Claim], corrects: bool, extra: bool) -> list[Claim]:
    """What is left of the old. 预算50万, and later 出口那批5万美元: in another currency it is another pot."""
    money = {claim.money.currency for claim in new}
    apart = [] if corrects else [claim for claim in old if claim.money.currency not in money]
    rest = [claim for claim in old if claim not in apart]
    more = [] if corrects or new[0].kind != "budget" else _of_something_else(rest, new)
    return apart + (more or _kept(rest, new, corrects, extra))


def _kept(old: Sequence[Claim], new: Sequence[Claim], corrects: bool, extra: bool) -> list[Claim]:
    named = {claim.pot for claim in new}
    if new[0].kind == "our_quote":
        old = [claim for claim in old if not _undercut(claim, new, extra, alone=len(old) == 1)]
        old = [] if _bundled(old, new) and not extra else old
    if new[0].kind == "deal_amount":
        return [claim for claim in old if claim.pot not in named]  # what was paid does not replace what was agreed
    if corrects and len(new) == 1 and not any(claim.pot in named for claim in old):
        return list(old[:-1])
    if "" not in named and all(claim.pot for claim in old):
        return [claim for claim in old if claim.pot not in named]
    if extra or (named == {TOTAL} and new[0].kind == "our_quote"):
        return list(old)
    return _left(old, new) if corrects else _beside(old, new)


def _beside(old: Sequence[Claim], new: Sequence[Claim]) -> list[Claim]:
    """What a new price of another measure, or of another ware, leaves as it was."""
    kept = []
    for claim in old:
        told = [other for other in old if other.said.index == claim.said.index]
        if _of_the_sum(claim, told, new) or _of_another(claim, told, new):
            kept.append(claim)
    return kept
