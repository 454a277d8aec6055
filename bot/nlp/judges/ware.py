"""Which of the wares that a chat names are wanted: by the words around every mention of each, and by the other wares.

Customers turn a ware down, put it off or only speak of it in more ways than the rules know; what does not sound wanted falls.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.nlp.called import Named
from bot.nlp.facts import Fact
from bot.nlp.judges import mentioned
from bot.nlp.judges.judge import Judge
from bot.nlp.patterns import late
from bot.nlp.reading import Reading
from bot.nlp.sifting import SHORT, undoubted

LABEL = "ware"
_UNWANTED, _COUNTED = 0.25, -0.5
"""The odds (logarithms) below which a ware is not told: without a quantity, and with one."""
_ASKED_FOR = late(
    r"(?:也|都|先)?(?:给我|帮我)?报(?!废|警|修)|[也都][要来配]|多少钱|怎么卖|什么价"
    r"|(?:[你您]们|现货|还|现在){0,2}(?:有没有|做不做|卖不卖|有货[吗没么])"
)
"""阀门也报一下, 看板你们做不做: however it sounds."""


def candidates(reading: Reading) -> dict[str, frozenset[str]]:
    """Every ware that is named, with what speaks for or against its being wanted."""
    return mentioned.features(reading.named)


def revised(found: Sequence[Fact], reading: Reading) -> list[Fact]:
    """The facts without the wares that hardly anybody wants."""
    if len(reading.turns) <= SHORT or not any(fact.kind == "product" for fact in found):
        return list(found)
    own, judge = undoubted(reading.turns, reading.lexicon), Judge.shipped(LABEL)
    odds = {name: judge.odds(features) for name, features in candidates(reading).items()}
    asked = {name for one in reading.named if one.turn.said.theirs for name, _, end in one.hits if _asked_for(one, end)}
    return [
        fact
        for fact in found
        if fact.kind != "product" or fact.evidence.message in own or fact.value["name"] in asked or _wanted(fact, odds)
    ]


def _asked_for(one: Named, end: int) -> bool:
    return _ASKED_FOR.match(one.turn.said.own, end) is not None


def _wanted(fact: Fact, odds: Mapping[str, float]) -> bool:
    least = _UNWANTED if fact.value["quantity"] is None else _COUNTED
    return odds.get(str(fact.value["name"]), least) >= least
