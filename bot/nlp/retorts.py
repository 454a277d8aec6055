"""What a few words hold against what we have just said: 有点高 against our price, 那不行 against what we do not do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from bot.nlp.facts import Fact
from bot.nlp.lexicon import Lexicon
from bot.nlp.occasions import PRICE
from bot.nlp.patterns import late
from bot.nlp.phrases import clean
from bot.nlp.text import Clause, Said

_SURE = 0.85
_HIGH = late(
    r"(?:嗯|啊|这|这个|价格?|还是|确实|感觉|真的?|也|有点|有些|稍微?|略|偏|太|比我?们?(?:想|预想|预期|估计)的?(?:要|还)?){0,4}高了?[点些]?了?[啊呀吧哦]?"
)
_OPENING = 4
"""Characters before a retort: 嗯 太长了; 软件三万硬件还要两万 太多了 is about his own words."""
_MEASURE = late(r"高度|层高|台面|温度|浓度|转速|尺寸|身高|楼层|毫米|厘米|公分|mm|cm|\d米|\d度")
"""A number of ours that is high, and no price."""
_TOO = late(
    r"(?:[\d一二两三四五六七八九十半]{1,3}个?(?:年|月|天|周|成))?(?:也|还是|确实)?(?:太|偏|有点)(?:短|长|久|少|多|晚|慢)了?[点些]?[啊呀吧哦]?"
)
_REFUSES = late(r"那(?:我们)?(?:就|可|肯定)?(?:不行|用不了|没法用|不考虑|没戏|不合适)了?[啊呀吧哦]?")
_WE_LACK = late(r"(?:不|没法|无法|未)(?:支持|能|提供|包含?|含|做|带|接受|兼容)|没有(?!问题|事|空|时间)|做不[了到]")
_CLASSES = ("integration", "contract", "service", "delivery", "feature")
"""Of what we said; the first where they weigh alike."""


def find(thread: Sequence[Said], lexicon: Lexicon) -> Iterator[Fact]:
    """Claims of an answer that stands right behind what it is about."""
    for said in thread:
        asked = said.before
        if asked is None or not asked.ours or not said.theirs or said.passed_on or not said.trusted:
            continue
        for clause in [one for one in said.clauses[:2] if len(said.own[: one.start].strip()) <= _OPENING]:
            category = _category(clause, asked, lexicon)
            if category:
                text = clean(said.message.text[clause.start : clause.end])
                value: dict[str, object] = {"category": category, "text": text}
                yield said.fact("objection", value, text, _SURE, (clause.start, clause.end))


def _category(clause: Clause, asked: Said, lexicon: Lexicon) -> str:
    if clause.text != "高" and _HIGH.fullmatch(clause.text) and _priced(asked.own):
        return "price"
    refused = _REFUSES.fullmatch(clause.text) and _WE_LACK.search(asked.own)
    return _subject(asked.own, lexicon) if refused or _TOO.fullmatch(clause.text) else ""


def _priced(text: str) -> bool:
    return PRICE.search(text) is not None and _MEASURE.search(text) is None


def _subject(text: str, lexicon: Lexicon) -> str:
    weights: Counter[str] = Counter()
    for name, m in lexicon.spotter("topic_").find(text):
        weights[name.removeprefix("topic_")] += len(m[0])
    best = max(_CLASSES, key=lambda name: weights[name])
    return best if weights[best] else ""
