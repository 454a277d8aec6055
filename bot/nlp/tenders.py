"""The price that a tender caps (最高限价, 招标控制价): whoever tells it, a notice that is passed on or we, it is the budget."""

from __future__ import annotations

from collections.abc import Sequence

from bot.nlp.ledger import Claim
from bot.nlp.patterns import late
from bot.nlp.recaps import SAYS_YES
from bot.nlp.state import Turn

_CAPS = late(r"(?:最高(?:投标)?限价|招标控制价|拦标价)[^,。;!?\d一二三四五六七八九十百千万不没]{0,8}\Z")
_NEAR = 16
"""Characters before an amount in which it is called so."""
_ANOTHERS = late(r"隔壁|别家|别的|另一?个|上[次个回期]|去年|前年|他们")
_SURE = 0.75


def cap(turns: Sequence[Turn]) -> Claim | None:
    """The last that was told; one that we only ask about counts where he says yes."""
    for turn in reversed(turns):
        said, text = turn.said, turn.plain
        if not said.trusted or _ANOTHERS.search(text):
            continue
        for one in reversed(turn.amounts):
            named = _CAPS.search(text, max(0, one.start - _NEAR), one.start) if one.sure and not one.denied else None
            asks = said.ours and said.clause_at(one.start).asks
            if named and not (asks and not (turn.answer and SAYS_YES.match(turn.answer.own))):
                return Claim("budget", one._replace(least=None), said, (named.start(), one.end), _SURE)
    return None
