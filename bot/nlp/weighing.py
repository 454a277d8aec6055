"""Which of the customer's messages hold something against us: what the rules claim, weighed with what the learned model hears.

A cue word alone says too little: 年前要到 is a demand in one mouth and an order in the next, 得刘总签 a refusal or a mere
answer. The model hears the whole line, what it answers and whether we had to answer it; a claim of the rules makes its class
likelier by a measured step (ADR 0023).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log

from bot.nlp import bids, harmless, waived
from bot.nlp.facts import TICKED, Fact
from bot.nlp.learned import said_most
from bot.nlp.lexicon import Lexicon
from bot.nlp.listed import listed
from bot.nlp.patterns import late
from bot.nlp.phrases import clean
from bot.nlp.state import Turn
from bot.nlp.text import Clause, Said

LEAST = 0.0
"""The odds (a logarithm) from which a message counts, measured on chats that no rule had seen."""
_SHORTLY = 2.6
"""The same in a chat of a few messages, which tell less of what is going on."""
_UNLIKELY = -6.5
"""The odds below which no claim counts in such a chat: of 33 claims seven were, all wrong; no right one was below -4.8."""
_OF_THEIRS = 2.5
"""How much sooner where it sounds like a trouble of theirs: 电话高峰期占线 客户打十个有四个接不通."""
_TELLING = 12
"""Letters of a message from which its odds tell that: 太贵了 alone has too few to sound like anything."""
_NEUTRAL = late(
    r"(?:能|可以|可不可以|支持|支不支持)[^,。]{0,4}(?:对接|接入|兼容|打通|集成|导入|同步|连)|同行|案例|(?:谁|哪些?|别人|人)[^,。]{0,4}[在用]"
    r"|[有包含带][^,。]{0,6}(?:培训|售后|上门|安装|驻场|接口|备件|网点)"
)
"""What a question only wants to know."""
_OF_CLASS = 1.8
"""What a class weighs by its share in all classes of a message, beside the odds of the message."""
_CLAIMED, _FAINTLY = 4.0, 1.2
"""What a claim of the rules adds to the odds of its class; one that is only hinted at, or whose subject was guessed."""
_OFTEN_WRONG = {"timing": 2.5, "contract": 3.0}
"""The same for a plain claim of these: 等样机到了再说 and 尾款按合同走 are in many mouths no more than what comes next."""
_SURELY = 0.65
_CLASSES = {"contract": -0.3, "integration": -1.2, "feature": 0.9, "price": -0.6}
"""More or less of it for these: what the model hears too seldom, or too often."""
_OWN = 20.0
"""The same where the organisation's own cue stands: no doubt."""
_ON_HOLD = 1.5
"""What it adds to a claim of timing that the deal stands still for it."""
_MOST_LEANING = max(_CLASSES.values())
_DENIED = ("objection_not", "not_ours", "imagined")
_MOST = 0.7
"""What a guess of the model alone is worth at most."""
Heard = tuple[Turn, float, Mapping[str, float]]
"""A customer's turn, the odds that it holds something against us, and those of each class."""


@dataclass(frozen=True)
class _Weighed:
    odds: float
    fact: Fact


def objections(
    heard: Sequence[Heard],
    lexicon: Lexicon,
    claims: Sequence[Fact],
    *,
    halted: set[str],
    short: bool,
    hurt: Collection[str] = (),
) -> list[Fact]:
    """Every message that is likely enough to, by the class that it says most likely, the surest first; of a list every class.

    `claims`: the clearest first. `halted`: messages that put the deal on hold; `hurt`: that sound like a trouble of
    theirs. `short`: so few messages that there is little to weigh a claim by; all count but those of a message that sounds
    like nothing of the kind.
    """
    by_message: defaultdict[str, dict[str, Fact]] = defaultdict(dict)
    doubted = _doubted(heard, hurt, lexicon) if short else set[str]()
    for claim in (claim for claim in claims if not short or _shortly(claim, doubted)):
        by_message[claim.evidence.message].setdefault(str(claim.value["category"]), claim)
    each = [claim for turn, _, _ in heard for claim in _listed(turn.said, by_message)]
    kept: list[Fact] = []
    if short:
        first = [next(iter(here.values())) for here in by_message.values()]
        by_class = {str(claim.value["category"]): claim for claim in reversed(first)}
        kept = [*by_class.values(), *(one for one in first if one.confidence == bids.SURE and one not in by_class.values())]
        heard = [one for one in heard if one[0].said.message.id not in by_message]
    least = _SHORTLY if short else LEAST
    weighed = [_weighed(one, by_message.get(one[0].said.message.id, {}), lexicon, halted, least) for one in heard]
    kept += (one.fact for one in sorted(filter(None, weighed), key=lambda one: -one.odds))
    told = {(fact.evidence.message, fact.value["category"]) for fact in kept}
    held = {message for message, _ in told}
    return [
        *kept,
        *(one for one in each if one.evidence.message in held and (one.evidence.message, one.value["category"]) not in told),
    ]


def _listed(said: Said, claims: Mapping[str, Mapping[str, Fact]]) -> list[Fact]:
    """三个要求 25号前到货 质保三年: all that is plainly claimed of a list."""
    here = claims.get(said.message.id)
    return [one for one in here.values() if one.confidence > _SURELY] if here and listed(said.own) else []


def _doubted(heard: Sequence[Heard], hurt: Collection[str], lexicon: Lexicon) -> set[str]:
    """三个系统各管各的 报表全靠小姑娘拿excel拼: the messages that hold nothing against us, whatever words stand in them."""
    said = ((turn.said, odds) for turn, odds, _ in heard)
    return {
        one.message.id
        for one, odds in said
        if odds < _UNLIKELY + _OF_THEIRS * (one.message.id in hurt)
        and (len(one.own) >= _TELLING or _only_asks(one))
        and not lexicon.says_own(one.own)
    }


def _only_asks(said: Said) -> bool:
    """能对接MES吗, 有同行用过吗; 你们靠谱吗 doubts."""
    return all(clause.asks for clause in said.clauses) and _NEUTRAL.search(said.own) is not None


def _shortly(claim: Fact, doubted: set[str]) -> bool:
    return claim.confidence >= TICKED and (claim.confidence == bids.SURE or claim.evidence.message not in doubted)


def _weighed(heard: Heard, claims: Mapping[str, Fact], lexicon: Lexicon, halted: set[str], least: float) -> _Weighed | None:
    turn, odds, classes = heard
    own = turn.said.own
    sure = _OWN if lexicon.says_own(own) else 0.0
    steps = {name: (sure if claim.confidence >= TICKED else 0) or _step(claim, halted) for name, claim in claims.items()}
    if odds + max(steps.values(), default=0.0) + _MOST_LEANING < least:
        return None
    together = log(sum(map(exp, classes.values())))
    barred = "price" if waived.unpressed(own, lexicon) else ""
    weights = {
        name: odds + _OF_CLASS * (one - together) + steps.get(name, 0.0) + _CLASSES.get(name, 0.0)
        for name, one in classes.items()
        if name != barred
    }
    category = max(weights, key=lambda name: weights[name])
    claimed = any(claim.confidence >= TICKED for claim in claims.values())
    if (not claimed and _denied(own, lexicon)) or weights[category] < least:
        return None
    claim = claims.get(category)
    if claim and claim.confidence >= TICKED:
        return _Weighed(weights[category], claim)
    clause = said_most(f"objection_{category}", turn.said)
    if harmless.nothing(category, clause, turn.said):
        return None
    return _Weighed(weights[category], _guess(category, weights[category], turn.said, clause))


def _denied(own: str, lexicon: Lexicon) -> bool:
    """Words that hold nothing against us; 我们计划12月20日前上线 unless something presses beside it."""
    told = lexicon.says("planned", own) and not lexicon.says("press", own)
    return told or any(lexicon.says(name, own) for name in _DENIED)


def _step(claim: Fact, halted: set[str]) -> float:
    held = _ON_HOLD if claim.value["category"] == "timing" and claim.evidence.message in halted else 0.0
    plainly = _OFTEN_WRONG.get(str(claim.value["category"]), _CLAIMED)
    return (plainly if claim.confidence > _SURELY else _FAINTLY) + held


def _guess(category: str, odds: float, said: Said, clause: Clause) -> Fact:
    text = clean(said.message.text[clause.start : clause.end]) or said.message.text[clause.start : clause.end]
    sure = round(min(_MOST, TICKED + 0.1 / (1 + exp(-odds))), 2)
    return said.fact("objection", {"category": category, "text": text}, text, sure, (clause.start, clause.end))
