"""Conditions told in a list, of which each counts: 三个条件:25号前到货,质保三年; 1、价格再降5% 2、账期60天."""

from __future__ import annotations

from bot.nlp.patterns import late
from bot.nlp.text import Clause

_MARK = late(
    r"(?<![^\s,.;:!?、])(?:[1-9]|[一二三四五六])(?:[、)]|\.(?!\d))|第[一二三四五](?![次批方天年季期个轮名版步阶段周月代款台家位条车层排档梯件套])"
)
_COUNTED = late(r"(?:[2-6两三四五六]|几)(?:个|条|点|件)(?:硬性?|基本)?(?:条件|要求|问题|诉求|前提|事情?)")
"""我们有三个要求."""


def listed(text: str) -> bool:
    """Whether normalised text tells more than one thing, and says so."""
    return _COUNTED.search(text) is not None or len(_MARK.findall(text)) > 1


def parts(clause: Clause) -> list[Clause]:
    """The pieces of a clause that the marks of a list cut."""
    cuts = [m.end() for m in _MARK.finditer(clause.text)]
    ends = [m.start() for m in _MARK.finditer(clause.text)]
    pieces = zip([0, *cuts], [*ends, len(clause.text)], strict=True)
    told = [(start, end) for start, end in pieces if clause.text[start:end].strip()]
    return [Clause(clause.start + start, clause.start + end, clause.text[start:end], clause.asks) for start, end in told]
