"""What a few words hold against what we have just said: 有点高 against our price, 那不行 against what we do not do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from bot.nlp.facts import Fact
from bot.nlp.lexicon import Lexicon
from bot.nlp.occasions import PRICE
from bot.nlp.patterns import late
from bot.nlp.phrases import clean
from bot.nlp.text import HIDDEN, Clause, Said, hide

_SURE = 0.85
_HIGH = late(
    r"(?:嗯|啊|这|这个|价格?|还是|确实|感觉|真的?|也|有点|有些|稍微?|略|偏|太|比我?们?(?:想|预想|预期|估计)的?(?:要|还)?){0,4}高了?[点些]?了?[啊呀吧哦]?"
)
_OPENING = 4
"""Characters before a retort: 嗯 太长了; 软件三万硬件还要两万 太多了 is about his own words."""
MEASURE = late(r"高度|层高|台面|温度|浓度|转速|尺寸|身高|楼层|毫米|厘米|公分|mm|cm|\d米|\d度")
"""A number of ours that is high, and no price."""
_TOO = late(
    r"(?:[\d一二两三四五六七八九十半]{1,3}个?(?:年|月|天|周|成))?(?:也|还是|确实)?(?:太|偏|有点)(?:短|长|久|少|多|晚|慢)了?[点些]?[啊呀吧哦]?"
)
_REFUSES = late(r"那(?:我们)?(?:就|可|肯定)?(?:不行|用不了|没法用|不考虑|没戏|不合适)了?[啊呀吧哦]?")
_WE_LACK = late(r"(?:不|没法|无法|未)(?:支持|能|提供|包含?|含|做|带|接受|兼容)|没有(?!问题|事|空|时间)|做不[了到]")
_SPAN_ALONE = late(
    r"(?:(?:大概|差不多|一般|最快|至少|得|要|嗯|交期|货期){0,3}[\d一二两三四五六七八九十百到半-]{1,7}个?(?:天|周|月|星期|礼拜|工作日)(?:左右|吧|能[到发交]货?)?[。]?)"
)
"""12周, and no more: how long it takes to come."""
_LESS = late(
    r"(?:[你您]们?|[你您]家|贵司)(?:这边|的)?(?:才|只有|只给|只|就|也就|要|得)[\d一二两三四五六七八九十半]{1,3}个?(?:年|天|个?月|周|小时)(?:了)?[啊呀吧]?"
)
"""汇川质保三年 你们才一年."""
_WHAT_BLOCKS = late(
    r"(?:卡|差)在(?:哪|什么)|(?:顾虑|顾忌|担心|犹豫|不满意|纠结|介意)[^,。;!?]{0,6}(?:什么|哪|啥)|(?:什么|哪些|啥)[^,。;!?]{0,3}(?:顾虑|顾忌|担心)"
)
_ONE_WORD = late(r"(?:主要|就|还|是|在|嗯|卡|担心|怕|你们|这个?|格|的|吧|啊|问题|方面|这块|这一块){0,5}")
"""What may stand around the subject in the answer: 主要还是价格吧."""
_CLASSES = ("integration", "contract", "service", "delivery", "feature")
"""Of what we said; the first where they weigh alike."""
_ALL = (*_CLASSES, "price", "trust", "timing", "authority")


def find(thread: Sequence[Said], lexicon: Lexicon) -> Iterator[Fact]:
    """Claims of an answer that stands right behind what it is about."""
    for said in thread:
        asked = said.before
        if not said.theirs or said.passed_on or not said.trusted:
            continue
        heads = [one for one in said.clauses[:2] if len(said.own[: one.start].strip()) <= _OPENING]
        answers = [(one, _category(one, asked, lexicon)) for one in heads if asked and asked.ours]
        for clause, category in (*answers, *_compared(said, lexicon)):
            if category:
                text = clean(said.message.text[clause.start : clause.end])
                value: dict[str, object] = {"category": category, "text": text}
                yield said.fact("objection", value, text, _SURE, (clause.start, clause.end))


def _compared(said: Said, lexicon: Lexicon) -> Iterator[tuple[Clause, str]]:
    """What another gives, told right before."""
    for before, clause in pairwise(said.clauses):
        if _LESS.fullmatch(clause.text):
            yield clause, _subject(before.text, lexicon)


def _category(clause: Clause, asked: Said, lexicon: Lexicon) -> str:
    if clause.text != "高" and _HIGH.fullmatch(clause.text) and _priced(asked.own):
        return "price"
    refused = _REFUSES.fullmatch(clause.text) and _WE_LACK.search(asked.own)
    if refused or _TOO.fullmatch(clause.text):
        return _subject(asked.own, lexicon) or ("delivery" if _SPAN_ALONE.fullmatch(asked.own) else "")
    return _blocks(clause.text, lexicon) if _WHAT_BLOCKS.search(asked.own) else ""


def _blocks(text: str, lexicon: Lexicon) -> str:
    """您主要顾虑什么呢 … 售后: an answer that only names it."""
    found = [(name.removeprefix("topic_"), m) for name, m in lexicon.spotter("topic_").find(text)]
    rest = hide(text, (m.span() for _, m in found)).replace(HIDDEN, "")
    return _subject(text, lexicon, _ALL) if found and _ONE_WORD.fullmatch(rest) else ""


def _priced(text: str) -> bool:
    return PRICE.search(text) is not None and MEASURE.search(text) is None


def _subject(text: str, lexicon: Lexicon, classes: tuple[str, ...] = _CLASSES) -> str:
    weights: Counter[str] = Counter()
    for name, m in lexicon.spotter("topic_").find(text):
        weights[name.removeprefix("topic_")] += len(m[0])
    best = max(classes, key=lambda name: weights[name])
    return best if weights[best] else ""
