"""Words of a chat that round a summary off: short clauses whose number or subject nothing has told yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from bot.nlp import money
from bot.nlp.dated import dated
from bot.nlp.empty_words import is_empty, says_only_when
from bot.nlp.facts import Evidence
from bot.nlp.judges import phrase
from bot.nlp.judges.judge import Judge
from bot.nlp.judges.phrase import NUMBER
from bot.nlp.lexicon import Lexicon
from bot.nlp.numbers import parse
from bot.nlp.overtaken import NOTHING, Overtaken
from bot.nlp.patterns import late
from bot.nlp.text import HIDDEN, Clause, Said, hide, normalise
from bot.nlp.trimmed import core, trimmed

_CODED = late(r"单号|税号|账号|\bpo\b|抬头|\d{6,}|https?:|\n|收件|密码|@")
_LONE = late(
    rf"(?:大概|大约|差不多|也就|就是?|我们|预算|左右|总共|一共|估计|[ ]){{0,3}}(?:{NUMBER.pattern})"
    r"(?:左右|以内|上下|出头|的?样子|[ ]){0,2}[吧啊呢嘛哈呀的]{0,2}"
)
"""大概50万吧: a number that says of nothing what it is."""
_WEAK = late(r"(?:分钟|点[钟半]|号|日|楼|单元|路|岁|月份?|小时前|分之)")
_COUNTED = late(
    r"(?<![第周期拜0-9一二三四五六七八九十百千万点])"
    r"(?P<number>[一两二三四五六七八九][百千万][一二三四五六七八九十百千万零]{0,6}|[二三四五六七八九]?十[一二三四五六七八九]?|[两三四五六七八九])"
    r"(?=[台套个只组间人名件箱桶袋吨米罐瓶盒包块颗栋层家店班张条把支根卷片枚辆]|公斤|平方|小时|千米|课时|高柜)"
)
_LARGE = late(r"[万亿千百][一二三四五六七八九\d]?|[一二三四五六七八九十]块")
_ROUGH = late(r"[几来多把半]")
_BETWEEN = late(r"[一二两三四五六七八九]{2}[十百千万]")
"""两三万 is no 3万."""
_IDLE = late(
    r"哈哈|谢谢|辛苦|早上好|您好|你好|收到|好的|再见|晚安|在吗|快乐|微信|加一下|稍等|哦哦|嗯嗯|换号|新号|号码|手机|邮箱|[说打写发]错了"
)
_DEAR = late(r"(?:你们?|这|价格?|还|是|有点儿?|太|也|比较|[ ]){0,4}(?P<dear>贵|高)(?:了|一?点儿?|些|[啊呀哦吧]){0,3}")
"""Where 嫌贵 is told, 太贵了 is nothing more; 有点高 neither beside what he bids."""
_UNLIKELY = -3.4
"""The odds (a logarithm) below which words are left out, however much room there is."""
_HELD = 1.0
"""What it adds to them that the words are of what hurts the customer or holds him up."""
_PAUSE = late(r"[ ,，、]+")
_LEAST, _MOST = 3, 24
"""Characters of a clause that is taken up."""


class Phrase(NamedTuple):
    """Words of a message that may be told, in figures, and what speaks for them."""

    said: Said
    clause: Clause
    text: str
    features: frozenset[str]

    @property
    def ours(self) -> bool:
        return self.said.ours

    def odds(self, held: Mapping[str, Sequence[Evidence]]) -> float:
        """The logarithm of the odds that a summary tells them. `held`, by message: what is in the way."""
        return Judge.shipped(phrase.LABEL).odds(self.features) + _HELD * self.hurts(held)

    def hurts(self, held: Mapping[str, Sequence[Evidence]]) -> bool:
        span, trouble = self.clause, held.get(self.said.message.id, ())
        return any(one.start < span.end and span.start < one.end for one in trouble)


_COUNT_ALONE = late(
    r"(?:我们?|咱们?|这次|先|再|还|要|来|拿|订|定|就|给我|大概|一共|按|[ ,]){0,4}"
    r"(?:\d{1,6}|[一二两三四五六七八九十百千万]{1,6})[一-鿿]{0,2}(?:吧|了|哈|呢)?"
)


def pick(
    thread: Sequence[Said],
    told: str,
    quotes: set[str],
    held: Mapping[str, Sequence[Evidence]],
    room: int,
    lexicon: Lexicon,
    old: Overtaken = NOTHING,
) -> list[Phrase]:
    """As many as there is room for, the likeliest first; in the order of the chat. `held`, by message: what is in the way;
    what is `old` is left out.
    """
    fresh = (one for one in candidates(thread, told, quotes, lexicon) if not old.has(one.said, one.clause))
    weighed = [(spoken.odds(held), spoken) for spoken in fresh]
    likely = sorted((one for one in weighed if one[0] >= _UNLIKELY), key=lambda one: (-one[0], one[1].said.index))
    chosen: list[Phrase] = []
    numbers: set[str] = set()
    for _, spoken in likely:
        if room < _LEAST:
            break
        mine = {m["digits"] for m in NUMBER.finditer(spoken.text.lower())}
        again = mine and mine <= numbers and not spoken.hurts(held)
        if len(spoken.text) + 2 > room or again or any(spoken.text in one.text for one in chosen):
            continue
        chosen.append(spoken)
        numbers |= mine
        room -= len(spoken.text) + 2
    return sorted(chosen, key=lambda one: (one.ours, one.said.index))


def in_figures(text: str) -> str:
    """八组 is 8组, 58万6 is 58.6万: as a report writes it."""
    plain = normalise(text)
    for one in reversed(money.find(plain)):
        rough = _ROUGH.search(plain, one.start, one.end) or _BETWEEN.search(plain, max(0, one.start - 1), one.end)
        if one.amount is not None and _LARGE.search(plain, one.start, one.end) and not rough:
            text = f"{text[: one.start]}{money.shown(one.amount)}{text[one.end :]}"
    for m in reversed(list(_COUNTED.finditer(text))):
        number = parse(m["number"])
        if number is not None and not _ROUGH.search(m["number"]):
            text = f"{text[: m.start('number')]}{_figure(number)}{text[m.end('number') :]}"
    return text


def _figure(number: Decimal) -> str:
    return f"{(number / 10_000).normalize():f}万" if number >= 10_000 and number % 1000 == 0 else f"{number:f}"


def candidates(thread: Sequence[Said], told: str, quotes: set[str], lexicon: Lexicon) -> Iterator[Phrase]:
    """Clauses of either side that say something that neither `told` nor `quotes` has."""
    for said in thread:
        if not (said.passed_on or said.outside) and said.trusted:
            yield from _of_message(said, len(thread), told, quotes, lexicon)


def _of_message(said: Said, many: int, told: str, quotes: set[str], lexicon: Lexicon) -> Iterator[Phrase]:
    text, days = dated(said)
    plain = hide(text, ((d.start, d.end) for d in days))
    for number, clause in enumerate(said.clauses):
        words, spoken = said.message.text[clause.start : clause.end], plain[clause.start : clause.end]
        if len(words) < _LEAST or any(no.search(clause.text) for no in (_CODED, _IDLE)) or _LONE.fullmatch(clause.text):
            continue
        dear = _DEAR.fullmatch(trimmed(words))
        if (
            (dear and ("嫌贵" in told or (dear["dear"] == "高" and "还价" in told)))
            or is_empty(clause, ours=said.ours)
            or says_only_when(spoken)
        ):
            continue
        fresh = list(_fresh(spoken, told))
        if _is_told(words, told, quotes) or (not fresh and _says_again(spoken, told)) or _only_counts(spoken, told, lexicon):
            continue
        short = around(words, fresh, lexicon) if len(words) > _MOST else words
        told_so = in_figures(trimmed(short))
        if len(told_so) >= _LEAST or NUMBER.search(told_so):
            yield Phrase(said, clause, told_so, phrase.features(said, number, spoken, len(fresh), many=many))


def _only_counts(spoken: str, told: str, lexicon: Lexicon) -> bool:
    """水泵20台 阀门6个, where 25台水泵 is told: a number that stands no more."""
    wares = lexicon.wares.find(spoken)
    rest = filter(None, hide(spoken, ((start, end) for _, start, end in wares)).split(HIDDEN))
    return bool(wares) and all(name in told for name, _, _ in wares) and all(_COUNT_ALONE.fullmatch(one) for one in rest)


def _is_told(words: str, told: str, quotes: set[str]) -> bool:
    """我跟公司报, where we 6月29日跟公司报并答复."""
    mine = core(words)
    return mine in told or any(words in quote or quote in words for quote in quotes if len(quote) > 3)


def _says_again(spoken: str, told: str) -> bool:
    """汇川那边报42万, after 汇川42万; 我们想换12台, after 12台."""
    figures = (m["digits"] for m in NUMBER.finditer(spoken))
    amounts = (money.shown(one.amount) for one in money.find(spoken) if one.amount is not None)
    return any(one in told for one in (*amounts, *(figure for figure in figures if figure.isascii())))


def _fresh(plain: str, told: str) -> Iterator[tuple[int, int]]:
    """Numbers that are not told yet, neither as they are written nor as an amount."""
    numbers = list(NUMBER.finditer(plain))
    if not numbers:
        return
    known = [m for m in money.find(plain) if m.amount is not None and money.shown(m.amount) in told]
    for m in numbers:
        bare = m["digits"].isascii()
        if (bare and m["digits"] in told) or (not bare and not m["unit"]) or _WEAK.match(plain, m.end("digits")):
            continue
        if any(one.start <= m.start() < one.end for one in known) or plain[m.start() - 1 : m.start()] == HIDDEN:
            continue
        yield m.start(), m.end()


def around(words: str, fresh: Sequence[tuple[int, int]], lexicon: Lexicon) -> str:
    """Of a long clause what stands around its first number: from pause to pause, else cut between words, never in a number."""
    if not fresh:
        return ""
    start, end = fresh[0]
    inside = [(m.start(), m.end() + (m["unit"] == "")) for m in NUMBER.finditer(words)]
    edges = {edge for _, left, right in lexicon.words.cut(words) for edge in (left, right)}
    cuts = {edge for edge in edges if not any(left < edge < right for left, right in inside)} | {len(words)}
    pauses = {0, len(words), *(edge for m in _PAUSE.finditer(words) for edge in m.span())}
    first = min(_in_reach(pauses, start - 9, start) or _in_reach(cuts, start - 9, start), default=start)
    last = max(_in_reach(pauses, end, first + _MOST) or _in_reach(cuts, end, first + _MOST), default=min(end, first + _MOST))
    return words[first:last].strip(" ,，。、").lstrip("的了")


def _in_reach(cuts: Iterable[int], least: int, most: int) -> list[int]:
    return [cut for cut in cuts if least <= cut <= most]
