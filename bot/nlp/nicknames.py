"""What wares are called for short beside a count: 泵二十台, 四十个箱房, 台子一百米."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from weakref import WeakKeyDictionary

from bot.nlp.lexicon import Lexicon
from bot.nlp.patterns import late
from bot.nlp.searching import Needles
from bot.nlp.text import normalise
from bot.nlp.units import CLASSIFIER, MEASURE

Hit = tuple[str, int, int]
_LETTER = late(r"[一-鿿]")
_CHINESE = late(r"[一-鿿]{2,}\Z")
_RUN = late(r"[一-鿿]{2,}")
_COUNT = rf"(?:\d{{1,6}}|[一二两三四五六七八九十百千万]{{1,5}})\s?(?:{CLASSIFIER}|{MEASURE})"
_BETWEEN = (
    r"(?:我|咱|这边|那边)?(?:大概|一共|总共|先|要|来|得|给我|走|差不多|约|就|各|上|换|订|定|需要|还要"
    r"|同样|也是?|一样|还是|照旧){0,2}"
)
_COUNTED_BEFORE = late(rf"{_COUNT}的?\Z")
_COUNT_BEHIND = late(rf"[ ]?{_BETWEEN}[ ]?{_COUNT}")
_OPENS = late(r"[^一-鿿]\Z|[要换订上]\Z")
_NO_THING = late(r"[一-鿿]{0,2}[会了]")
_NEAR = 12
_LONGEST = 4
_TAIL = 3
_JOINS = ("和", "跟", "与", "、")
_PIECES_BEFORE = late(r"(?:\d{1,6}|[一二两三四五六七八九十百千万]{1,5})\s?个\Z")
_BEGINS = late(r"(?:\A|[^一-鿿]|[和跟与、要订])\Z")
_THINGS = (
    "机器仪柜架车箱桶板片管线灯阀泵床椅桌剂液粉料油酒茶班课险桩锅炉罐梯门窗帘砖瓦漆胶膜布纱网杯碗壶瓶盒袋牌屏镜船叉秤表锁缸"
    "绳碑缆链鞋帽"
)
_CODE = late(r"(?=[a-z0-9-]*\d)[a-z]{1,5}-?\d{1,5}[a-z]{0,2}\Z")
_BY_ITSELF = late(r"(?:(?<![一-鿿a-z0-9])|(?<=[的换要修装])).(?=[^一-鿿]|\Z|[的坏要换有是就在从不没又都也])")
"""A character that is a word."""
_CODE_BEGINS, _CODE_ENDS = late(r"(?<![a-z0-9-])"), late(r"(?![a-z0-9])")
_UNITS = frozenset("版型款号线课费人天年月件套")
_COUNTS = late(rf"(?:{CLASSIFIER}|{MEASURE}|间夜)\Z")
"""The 台 of 平台 counts things: no name is that short."""


class Nicknames:
    """Of one lexicon: the end of a name, its first character with the last, and 台子 for 实验台; each of one ware only."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._products, self._vague = lexicon.products, lexicon.cues.lists.get("no_ware", ())

    def whole(self, text: str, known: Sequence[Hit]) -> list[Hit]:
        """With those found by their names the ones that are called by the code in a name: KL-3 of 智能门锁 KL-3."""
        return sorted([*known, *_free(self._codes.find(text), known)], key=lambda hit: hit[1])

    def thing(self, text: str) -> list[Hit]:
        """By the last character of a name, the thing it is: 缸要八十支, 3号间的灯."""
        return self._heads.find(text)

    def alone(self, text: str) -> list[Hit]:
        """Without a count beside it, where a chat calls no ware by its whole name: 剑杆 of 剑杆织机, 托福 of 托福VIP."""
        return [hit for hit in self._ends.find(text) if not _goes_on(text, hit)]

    def most(self, text: str, known: Sequence[Hit]) -> list[Hit]:
        """With those of which the end of a name is said, so long that nothing else is called so: 检查盒 of 一次性检查盒."""
        return sorted([*known, *_free(self._tails.find(text), known)], key=lambda hit: hit[1])

    def find(self, text: str, known: Sequence[Hit]) -> list[Hit]:
        """Beside those found by their whole names."""
        counted = [hit for hit in self._counted.find(text) if _beside_a_count(text, *hit[1:])]
        begun = [hit for hit in self._begun.find(text) if _is_listed(text, hit, known)]
        found = _free([*counted, *_free(self._pieces.find(text), counted)], known)
        return [*found, *_free(begun, [*known, *found])]

    @cached_property
    def _codes(self) -> _Finder:
        return _Finder(self._of_one(_coded), _is_whole_code)

    @cached_property
    def _heads(self) -> _Finder:
        return _Finder(self._of_one(_head), lambda text, start, _: _BY_ITSELF.match(text, start))

    @cached_property
    def _ends(self) -> _Finder:
        return _Finder(self._of_one(_ends))

    @cached_property
    def _tails(self) -> _Finder:
        return _Finder(self._of_one(_tail))

    @cached_property
    def _counted(self) -> _Finder:
        whole = {normalise(alias) for name, aliases in self._products.items() for alias in (name, *aliases)}
        return _Finder({nick: name for nick, name in self._of_one(_of).items() if nick not in whole})

    @cached_property
    def _pieces(self) -> _Finder:
        return _Finder(self._of_one(_piece), lambda text, start, _: _PIECES_BEFORE.search(text, max(0, start - _NEAR), start))

    @cached_property
    def _begun(self) -> _Finder:
        return _Finder(self._of_one(_beginning), lambda text, start, _: _BEGINS.search(text, max(0, start - 1), start))

    def _of_one(self, short: Callable[[str], Iterable[str]]) -> dict[str, str]:
        """What is short for one ware only, and a word for nothing else."""
        called = [(alias, name) for name, aliases in self._products.items() for alias in (name, *aliases)]
        found = {(nick, name) for alias, name in called for nick in short(alias)}
        many = Counter(nick for nick, _ in found)
        return {nick: name for nick, name in found if many[nick] == 1 and nick not in self._vague}


class _Finder:
    """What wares are called (→ their names), the longest first, where it `fits`."""

    def __init__(self, names: Mapping[str, str], fits: Callable[[str, int, int], object] = lambda *_: True) -> None:
        self._needles, self._names, self._fits = Needles(names), list(names.values()), fits

    def find(self, text: str) -> list[Hit]:
        return [(self._names[number], start, end) for number, start, end in self._needles.longest(text, self._fits)]


_KEPT: WeakKeyDictionary[Lexicon, Nicknames] = WeakKeyDictionary()


def nicknames(lexicon: Lexicon) -> Nicknames:
    """Made once for a lexicon, and gone with it: an organisation's own is the same at every sync until it is read anew."""
    if lexicon not in _KEPT:
        _KEPT[lexicon] = Nicknames(lexicon)
    return _KEPT[lexicon]


def _goes_on(text: str, hit: Hit) -> bool:
    """The 离心 of 离心管 is no 离心机."""
    name, _, end = hit
    return text[end : end + 1] in tuple(_THINGS) and text[end] not in normalise(name)


def thing_behind(text: str, end: int, name: str) -> int:
    """How many characters behind 两个 are the end of the ware's name: 两个站 of 去毛刺工作站."""
    word = normalise(name).split(" ")[0]
    thing = next((word[-size:] for size in (3, 2, 1) if len(word) > size and text.startswith(word[-size:], end)), "")
    alone = not text.startswith(("位", "员"), end + len(thing))  # 席位 is no 席
    return len(thing) if alone and thing not in _UNITS and _LETTER.match(thing) else 0


def _beside_a_count(text: str, start: int, end: int) -> bool:
    if _COUNTED_BEFORE.search(text, max(0, start - _NEAR), start):
        return not _NO_THING.match(text, end)
    return bool(_COUNT_BEHIND.match(text, end)) and bool(_OPENS.search(text, max(0, start - 1), start) or not start)


def _is_whole_code(text: str, start: int, end: int) -> bool:
    return bool(_CODE_BEGINS.match(text, start) and _CODE_ENDS.match(text, end))


def _coded(alias: str) -> list[str]:
    return [word for word in normalise(alias).split(" ") if _CODE.match(word)]


def _head(alias: str) -> list[str]:
    word = normalise(alias).split(" ")[0]
    return [word[-1]] if len(word) > 1 and word[-1] in _THINGS and word[-1] not in "班课险" else []


def _free(hits: Iterable[Hit], known: Sequence[Hit]) -> list[Hit]:
    """Those that lie over none of `known`."""
    return [hit for hit in hits if not any(start < hit[2] and hit[1] < end for _, start, end in known)]


def _ends(alias: str) -> Iterator[str]:
    """The beginnings and the ends of a name, of two characters and more."""
    for word in _RUN.findall(normalise(alias)):
        for size in range(2, min(_LONGEST, len(word)) + 1):
            yield from (word[:size], word[-size:])


def _tail(alias: str) -> list[str]:
    word = normalise(alias).split(" ")[0]
    return [word[-_TAIL:]] if len(word) > _TAIL and _CHINESE.match(word) else []


def _of(alias: str) -> list[str]:
    word = normalise(alias).split(" ")[0]
    if not _CHINESE.match(word):
        return []
    tails = [word[-size:] for size in range(1, min(_LONGEST, len(word) - 1) + 1)]
    bare = [word[:-1]] if len(word) > 2 and word[-1] in _THINGS else []
    return [
        nick
        for nick in (*tails, *bare, word[0] + word[-1], word[-1] + "子")
        if nick not in _UNITS and len(nick) < len(word) + 1 and not _COUNTS.match(nick) and _long_enough(nick)
    ]


def _piece(alias: str) -> list[str]:
    """两个柜 of 整柜: what counts things by itself is one behind 个."""
    word = normalise(alias).split(" ")[0]
    last = word[-1:]
    return [last] if len(word) > 1 and last in _THINGS and _COUNTS.match(last) else []


def _beginning(alias: str) -> list[str]:
    """春秋 of 春秋装."""
    word = normalise(alias).split(" ")[0]
    return [word[:size] for size in (2, 3) if len(word) - size in (1, 2)] if _CHINESE.match(word) else []


def _is_listed(text: str, hit: Hit, known: Sequence[Hit]) -> bool:
    """Joined to a ware that is called by its name: 春秋和夏装每人两套."""
    _, start, end = hit
    behind = text[end : end + 1] in _JOINS and any(other == end + 1 for _, other, _ in known)
    return behind or (text[start - 1 : start] in _JOINS and any(other == start - 1 for _, _, other in known))


def _long_enough(nick: str) -> bool:
    """A single character names only a thing: 泵二十台."""
    return len(nick) > 1 or nick in _THINGS
