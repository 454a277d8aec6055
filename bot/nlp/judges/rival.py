"""Which of the rivals that a chat names are rivals in this deal: by the words around every mention, and by the other names.

They are named for more reasons than the rules know: a neighbour's, a supplier's, a friend's employer, a rumour, one who was
turned away. Who does not sound like a rival falls, with the prices.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.nlp.called import Named
from bot.nlp.facts import Fact
from bot.nlp.judges import mentioned
from bot.nlp.judges.judge import Judge
from bot.nlp.reading import Reading
from bot.nlp.sifting import SHORT, undoubted

LABEL = "rival"
_LEAST = 0.0
"""The odds (a logarithm) below which a rival is not told: of 1,767 rivals 18 are below, of 173 who
were none 83 (weights that had not met the chat).
"""
_TOLD = frozenset(("competitor", "competitor_price", "competitor_delta"))


def candidates(reading: Reading) -> dict[str, frozenset[str]]:
    """Every rival of the lexicon that is named, with what speaks for or against it; also in what was passed on."""
    spoken = [turn for turn in reading.turns if turn.said.trusted]
    found = [(turn, sorted(reading.lexicon.rivals.find(turn.said.whole), key=lambda hit: hit[1])) for turn in spoken]
    features = mentioned.features([Named(turn, hits, hits) for turn, hits in found])
    passed = {hit[0] for turn, hits in found if turn.said.passed_on for hit in hits}
    own = {hit[0] for turn, hits in found if not turn.said.passed_on for hit in hits}
    return {name: told | {f"passed{name in passed:d}{name in own:d}"} for name, told in features.items()}


def revised(found: Sequence[Fact], reading: Reading) -> list[Fact]:
    """The facts without whoever is hardly a rival here, and the prices."""
    if len(reading.turns) <= SHORT or not any(fact.kind in _TOLD for fact in found):
        return list(found)
    own, judge = undoubted(reading.turns, reading.lexicon), Judge.shipped(LABEL)
    none = {name for name, features in candidates(reading).items() if judge.odds(features) < _LEAST}
    return [fact for fact in found if fact.kind not in _TOLD or fact.value["name"] not in none or fact.evidence.message in own]
