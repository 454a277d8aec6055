"""Where one amount stands: its piece of the message, and how near the cue words of `money_*` are to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.nlp.ledger import Ledger
from bot.nlp.lexicon import Lexicon
from bot.nlp.money import Money
from bot.nlp.patterns import late
from bot.nlp.percents import Percent
from bot.nlp.state import Turn
from bot.nlp.text import Clause, Said

Cue = tuple[str, int, int]
"""A list of `money_*`, and where a cue of it stands in the message."""

REACH_BACK = frozenset(
    (
        "money_pot",
        "money_boss",
        "money_grant",
        "money_only",
        "money_paid",
        "money_deal",
        "money_firm",
        "money_total",
        "money_told",
    )
)
_REACH_ON = frozenset(("money_bid", "money_only", "money_cap", "money_deal", "money_firm", "money_pot"))
_HERE = frozenset(("money_cannot", "money_else", "money_ask"))
_BEFORE = frozenset(("money_lower", "money_yours", "money_wish"))
_FAR = 0.8
"""What a cue of another clause is worth."""
BACK = 30
_OF_A_PURSE = ("money_pot", "money_cap", "money_grant", "money_only")
_RIGHT_BEHIND = 3
_CLOSES = late(r"封顶|打住|到顶|顶天|到头|为限|以内|以下|之内|封死")
"""Of what was said before them."""
_COMES_TO = late(r"[ ,。]{1,2}(?:也就是|就是|大概|大约|约|合计?|折合|是|差不多)?")
_PAUSE = late(r"[ ,。;!?]")
_OF_NEXT = 8
"""Characters before the next amount, within which a pot is the next one's."""


@dataclass(frozen=True)
class Place:
    """The amount `heard[place]` of one message; `cues` are those of the whole message."""

    turn: Turn
    clause: Clause
    text: str
    heard: Sequence[Money]
    place: int
    cues: Sequence[Cue]
    lexicon: Lexicon
    ledger: Ledger
    found: Sequence[str]
    """What the amounts before it in this message were."""

    @property
    def said(self) -> Said:
        return self.turn.said

    @property
    def raw(self) -> Money:
        return self.heard[self.place]

    @cached_property
    def left(self) -> int:
        """Where what belongs to it begins: its clause, but not the amount before it."""
        return max(self.clause.start, self.heard[self.place - 1].end if self.place else 0)

    @cached_property
    def right(self) -> int:
        following = self.heard[self.place + 1].start if self.place + 1 < len(self.heard) else len(self.text)
        return max(self.raw.end, min(self.clause.end, following))

    @cached_property
    def before(self) -> str:
        return self.text[self.left : self.raw.start]

    @cached_property
    def after(self) -> str:
        return self.text[self.raw.end : self.right]

    @cached_property
    def here(self) -> str:
        """The words between the spaces around it: a chat writer's clause."""
        return self.text[slice(*self.here_at)]

    @cached_property
    def here_at(self) -> tuple[int, int]:
        left = self.text.rfind(" ", self.clause.start, self.raw.start) + 1 or self.clause.start
        right = self.text.find(" ", self.raw.end, self.clause.end)
        return max(left, self.clause.start), self.clause.end if right < 0 else right

    @cached_property
    def share_ahead(self) -> Percent | None:
        """The share of which it is the sum: 打了百分之三十 before 一万三千五."""
        return next((one for one in self.turn.shares if _COMES_TO.fullmatch(self.text, one.end, self.raw.start)), None)

    @property
    def share_told(self) -> str:
        """What is told with that share; empty: none."""
        share = self.share_ahead
        return self.said.own[self.said.clause_at(share.start).start : share.end] if share else ""

    @cached_property
    def short(self) -> bool:
        """Hardly a word more than the amount."""
        return len(self.here) - (self.raw.end - self.raw.start) <= 5

    def near(self, name: str) -> float:
        """How near a cue of this list stands: 1 in the same piece, less in another clause or what led up to it; 0: nowhere."""
        best = 0.0
        for cue, start, end in self.cues:
            if cue == name:
                best = max(best, self._nearness(name, start, end))
        if best < _FAR and name in REACH_BACK and self.turn.lead and self.lexicon.says(name, self.turn.lead):
            return _FAR
        return best

    def _nearness(self, name: str, start: int, end: int) -> float:
        if start >= self.raw.end and (name in _BEFORE or self.text.startswith("就有", start)):
            return 0.0  # 网上3万2就有
        if name in _HERE:
            return 1.0 if start < self.here_at[1] and end > max(self.left, self.here_at[0]) else 0.0
        if name in _OF_A_PURSE and self._of_the_next(start, end):
            return 0.0
        if start < self.right and end > self.left:
            return 1.0
        floor = self.heard[self.place - 1].end if self.place else 0
        if name in REACH_BACK and end <= self.raw.start and start >= max(floor, self.clause.start - BACK):
            return _FAR
        following = self.heard[self.place + 1].start if self.place + 1 < len(self.heard) else len(self.text)
        return _FAR if name in _REACH_ON and self.raw.end <= start and end <= following and self._reaches(name) else 0.0

    def _of_the_next(self, start: int, end: int) -> bool:
        """就48个 预算公司给的是55万."""
        if start < self.raw.end or self.place + 1 == len(self.heard) or _CLOSES.fullmatch(self.text, start, end):
            return False
        if start - self.raw.end < _RIGHT_BEHIND and not _PAUSE.search(self.text, self.raw.end, start + 1):
            return False
        return 0 <= self.heard[self.place + 1].start - end <= _OF_NEXT

    def _reaches(self, name: str) -> bool:
        return name in ("money_bid", "money_only") or self.short

    def span(self, name: str) -> tuple[int, int]:
        """The words that say it: from its cue, where that stands in the clause before, to the end of its clause."""
        near = [start for cue, start, end in self.cues if cue == name and self._nearness(name, start, end)]
        if any(self.clause.start <= start < self.clause.end for start in near):
            return self.clause.start, self.clause.end
        ahead = [self.said.clause_at(start).start for start in near if start < self.clause.start]
        return min([self.clause.start, *ahead]), self.clause.end

    def says(self, cue: str, text: str) -> bool:
        return self.lexicon.says(cue, text)

    def asked(self, cue: str) -> bool:
        asked = self.turn.asked
        return asked is not None and self.says(cue, asked.own)
