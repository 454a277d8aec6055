"""Words of a chat that round a summary off: short clauses whose number or subject nothing has told yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from bot.nlp import money
from bot.nlp.dated import dated
from bot.nlp.facts import Evidence
from bot.nlp.learned import Learned
from bot.nlp.lexicon import Lexicon
from bot.nlp.numbers import parse
from bot.nlp.patterns import late
from bot.nlp.text import HIDDEN, Said, hide, normalise

_CODED = late(r"单号|税号|账号|\bpo\b|抬头|\d{6,}|https?:|\n|收件|密码|@")
_NUMBER = late(
    r"(?P<digits>\d+(?:\.\d+)?|[两二三四五六七八九十百千][一二三四五六七八九十百千万半零两来几多]{0,6}"
    r"|一[百千万][一二三四五六七八九零]{0,4})"
    r"(?P<unit>[a-z]{0,3}[%‰万亿台套个只组间人名件箱桶袋吨米平方罐瓶盒包块毛元美刀港欧折成点天周年月小时分秒期批次车柜页条张册把支根卷片枚颗栋层栏班家店课单位斤克度]?)"
)
_LONE = late(
    rf"(?:大概|大约|差不多|也就|就是?|我们|预算|左右|总共|一共|估计|[ ]){{0,3}}(?:{_NUMBER.pattern})"
    r"(?:左右|以内|上下|出头|的?样子|[ ]){0,2}[吧啊呢嘛哈呀的]{0,2}"
)
"""大概50万吧: a number that says of nothing what it is."""
_WEAK = late(r"(?:分钟|点[钟半]|号|日|楼|单元|路|岁|月份?|小时前|分之)")
_COUNTED = late(
    r"(?<![第0-9一二三四五六七八九十百千万点])"
    r"(?P<number>[一两二三四五六七八九][百千万][一二三四五六七八九十百千万零]{0,6}|[二三四五六七八九]?十[一二三四五六七八九]?|[两二三四五六七八九])"
    r"(?=[台套个只组间人名件箱桶袋吨米罐瓶盒包块颗栋层家店班张条把支根卷片枚辆]|公斤|平方|小时|千米|课时|高柜)"
)
_LARGE = late(r"[万亿千百][一二三四五六七八九\d]?|[一二三四五六七八九十]块")
_ROUGH = late(r"[几来多把半]")
_ASKS = late(r"[吗呢]\Z|多少|几时|什么|怎么|哪|咋|谁|你算|能不能|可不可以")
_IDLE = late(
    r"哈哈|谢谢|辛苦|早上好|您好|你好|收到|好的|再见|晚安|在吗|快乐|微信|加一下|稍等|哦哦|嗯嗯|换号|新号|号码|手机|邮箱|[说打写发]错了"
)
_LEARNED = 0.1
"""What a hundredth of the odds weighs by which the learned model hears words that a summary tells."""
_HELD = 40
"""What it weighs that the words are of what hurts the customer or holds him up: more than one number."""
_ENOUGH = 6
_LEAST, _MOST = 3, 18
"""Characters of a clause that is taken up."""


@dataclass(frozen=True, slots=True)
class Phrase:
    ours: bool
    index: int
    text: str
    weight: int


def pick(
    thread: Sequence[Said],
    told: str,
    quotes: set[str],
    held: Mapping[str, Sequence[Evidence]],
    room: int,
    lexicon: Lexicon,
) -> list[Phrase]:
    """As many as there is room for, the weightiest first; in the order of the chat. `held`, by message: what is in the way."""
    found = [phrase for said in thread for phrase in _of_message(said, told, quotes, held.get(said.message.id, ()), lexicon)]
    found.sort(key=lambda phrase: (-phrase.weight, phrase.index))
    chosen: list[Phrase] = []
    numbers: set[str] = set()
    for spoken in found:
        if room < _LEAST:
            break
        phrase = replace(spoken, text=in_figures(spoken.text))
        mine = {m["digits"] for m in _NUMBER.finditer(phrase.text.lower())}
        if len(phrase.text) + 2 > room or (mine and mine <= numbers) or any(phrase.text in one.text for one in chosen):
            continue
        chosen.append(phrase)
        numbers |= mine
        room -= len(phrase.text) + 2
    return sorted(chosen, key=lambda phrase: (phrase.ours, phrase.index))


def in_figures(text: str) -> str:
    """八组 is 8组, 58万6 is 58.6万: as a report writes it."""
    plain = normalise(text)
    for one in reversed(money.find(plain)):
        if one.amount is not None and _LARGE.search(plain, one.start, one.end) and not _ROUGH.search(plain, one.start, one.end):
            text = f"{text[: one.start]}{money.shown(one.amount)}{text[one.end :]}"
    for m in reversed(list(_COUNTED.finditer(text))):
        number = parse(m["number"])
        if number is not None and not _ROUGH.search(m["number"]):
            text = f"{text[: m.start('number')]}{_figure(number)}{text[m.end('number') :]}"
    return text


def _figure(number: Decimal) -> str:
    return f"{(number / 10_000).normalize():f}万" if number >= 10_000 and number % 1000 == 0 else f"{number:f}"


def _of_message(said: Said, told: str, quotes: set[str], trouble: Sequence[Evidence], lexicon: Lexicon) -> Iterator[Phrase]:
    if said.passed_on or not said.trusted or said.outside:
        return
    text, days = dated(said)
    plain = hide(text, ((d.start, d.end) for d in days))
    for clause in said.clauses:
        words = said.message.text[clause.start : clause.end]
        if len(words) < _LEAST or _CODED.search(clause.text) or _IDLE.search(clause.text) or _LONE.fullmatch(clause.text):
            continue
        spoken = plain[clause.start : clause.end]
        fresh = list(_fresh(spoken, told))
        if _is_told(words, told, quotes) or (not fresh and _says_again(spoken, told)):
            continue
        weight = _weight(clause.text, len(fresh)) - (9 if said.ours else 0)
        weight += round(_LEARNED * Learned.shipped().speaks_for("key", clause.text, ours=said.ours))
        weight += _HELD if any(one.start < clause.end and clause.start < one.end for one in trouble) else 0
        short = _around(words, fresh, lexicon) if len(words) > _MOST else words
        if short and (weight > 0 or (not said.ours and len(words) > 5)) and (fresh or not said.ours or weight > _ENOUGH):
            yield Phrase(said.ours, said.index, short, weight)


def _is_told(words: str, told: str, quotes: set[str]) -> bool:
    return words in told or any(words in quote or quote in words for quote in quotes if len(quote) > 3)


def _says_again(spoken: str, told: str) -> bool:
    """汇川那边报42万, after 汇川42万; 我们想换12台, after 12台."""
    figures = (m["digits"] for m in _NUMBER.finditer(spoken))
    amounts = (money.shown(one.amount) for one in money.find(spoken) if one.amount is not None)
    return any(one in told for one in (*amounts, *(figure for figure in figures if figure.isascii())))


def _fresh(plain: str, told: str) -> Iterator[tuple[int, int]]:
    """Numbers that are not told yet, neither as they are written nor as an amount."""
    numbers = list(_NUMBER.finditer(plain))
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


def _weight(clause: str, fresh: int) -> int:
    """Numbers weigh most; a question little; and what is neither long nor a mere word a little more."""
    return min(fresh, 2) * 24 - (10 if _ASKS.search(clause) else 0) - abs(len(clause) - 10) // 3


def _around(words: str, fresh: Sequence[tuple[int, int]], lexicon: Lexicon) -> str:
    """Of a long clause what stands around its first number, cut between words."""
    if not fresh:
        return ""
    start, end = fresh[0]
    cuts = sorted({edge for _, left, right in lexicon.words.cut(words) for edge in (left, right)})
    first = min((cut for cut in cuts if start - cut <= 9 and cut <= start), default=start)
    last = max((cut for cut in cuts if cut - first <= _MOST and cut >= end), default=min(end, first + _MOST))
    return words[first:last].strip(" ,，。")
