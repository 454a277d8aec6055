"""Who and what must not leave the house is written as a placeholder, ⟦电话1⟧, and put back from the answer here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bot.nlp import contacts
from bot.nlp.lexicon import Lexicon
from bot.nlp.text import HIDDEN, Said, normalise

PHONE, MAIL, CODE, COMPANY, PERSON = "电话", "邮箱", "编号", "公司", "人名"
_PLACEHOLDER = re.compile(r"⟦[一-鿿]{2}\d{1,4}⟧")
_DIGIT, _BETWEEN = "[0-9零一二三四五六七八九幺]", r"[ .\-\u200b-\u200f\u2060\ufeff]?"
_DATE = r"20\d\d[-.]\d\d?[-.]\d\d?(?!\d)"
_NOT_YOU = "(?!我|你|您|他|她|这|那|来|想|说|做|不|啥|什)"
_MARKS = (
    (CODE, re.compile(rf"(?<!{_DIGIT})(?!{_DATE})(?:{_DIGIT}{_BETWEEN}){{6,}}{_DIGIT}")),
    (CODE, re.compile(rf"(?<![a-z0-9])(?!{_DATE})(?=[a-z_-]{{0,39}}\d)[a-z0-9_-]{{8,}}")),
    (CODE, re.compile(r"(?<=微信|信号|wx|vx|qq|信:|号:|x:|q:)[: ]{0,2}[a-z0-9_-]{5,}")),
    (CODE, re.compile(r"(?:https?://|www\.)[^\s\x00一-鿿]+")),
    (MAIL, re.compile(r"[^\s@,;:<>()\x00一-鿿]{1,64}@[^\s@,;:<>()\x00一-鿿]{1,100}")),
    (PERSON, re.compile(r"@[^\s@,;:<>()\x00]{1,20}")),
    (PERSON, re.compile(rf"(?:我[叫是]|[名人]叫|人[是:]|(?:^|[\s,。;:])叫)({_NOT_YOU}[一-鿿]{{2,3}})")),
    (PERSON, re.compile(rf"姓({_NOT_YOU}[一-鿿])")),
    (COMPANY, re.compile(r"(?:公司|厂子?|单位|店|全称|抬头)(?:名字?)?(?:叫做?|是|:)([一-鿿]{2,12})")),
    (COMPANY, re.compile(r"[一-鿿a-z0-9()·&]{2,20}?(?:有限责任|有限)公司(?:[一-鿿]{2,6}分公司)?")),
    (COMPANY, re.compile(r"[一-鿿]{2,4}(?:公司|集团|医院|大学|学院|银行|科技|实业|股份|药业|乳业|重工)")),
    (CODE, re.compile(r"[⟦⟧]")),
)
"""What is hidden is the group, where there is one. The last: a chat cannot write a placeholder of ours."""
_BORNE = frozenset(
    "王李张刘陈杨赵黄周吴徐孙朱郭罗宋郑谢韩唐冯董萧曹袁邓傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶潘杜戴姜姚谭廖邹熊陆郝崔邱秦顾侯邵孟雷尹黎乔贺赖龚"
)
"""Family names that are seldom a word of their own."""
_GIVEN = re.compile(r"(?![的了是在也和就都吗呢吧啊不没这那有要您你我他])[一-鿿]{1,2}")
_PIECE = re.compile(r"\w{2,40}")
_PLACE = re.compile(
    "(?:[一-鿿]{2,3}[省市区县]){1,3}|[东西南北中]?(?:北京|上海|天津|重庆|广州|深圳|杭州|南京|苏州|成都|武汉|西安|长沙|郑州|青岛|济南|宁波|无锡|厦门|福州|合肥"
    "|东莞|佛山|浙江|江苏|江南|广东|山东|福建|四川|湖北|湖南|河南|河北|安徽|陕西|辽宁|吉林|江西|云南|贵州|广西|海南|山西|中国)"
)
_LEGAL = re.compile("(?:股份|集团|控股)?(?:有限责任|有限)?公司.*|集团.*")
_NEVER = re.compile(r"(?!)")

Span = tuple[int, int, str]


class Mask:
    """Placeholders of one question; the same words have the same one. `restore(hide(…))` is the text itself."""

    def __init__(self, lexicon: Lexicon, names: Iterable[str] = ()) -> None:
        """`names`: of people and companies, as far as they are known beforehand, as they are written."""
        words = {word for name in names for word in _PIECE.findall(normalise(name))}
        self._lexicon = lexicon
        self._people = _either(part for word in words for part in _of_person(word))
        self._companies = _either(part for word in words for part in _of_company(word))
        self._hidden: dict[tuple[str, str], str] = {}
        self._shown: dict[str, str] = {}

    @property
    def count(self) -> int:
        """How many different things are hidden."""
        return len(self._shown)

    def hide(self, said: Said, start: int, end: int) -> str:
        """These characters of a message as they may leave: names and numbers are placeholders, and of others' words that it
        quotes there are three dots."""
        raw, pieces, at = said.message.text, [], start
        for left, right, label in _merged(self._spans(said)):
            left, right = max(left, at), min(right, end)
            if left < right:
                pieces += [_plain(said, at, left), self._placeholder(label, raw[left:right])]
                at = right
        return "".join([*pieces, _plain(said, at, end)])

    def restore(self, text: str) -> str:
        """A placeholder that stands for nothing stays as it is."""
        return _PLACEHOLDER.sub(lambda m: self._shown.get(m[0], m[0]), text)

    def _placeholder(self, label: str, words: str) -> str:
        key = label, words
        if key not in self._hidden:
            self._hidden[key] = f"⟦{label}{len(self._hidden) + 1}⟧"
            self._shown[self._hidden[key]] = words
        return self._hidden[key]

    def _spans(self, said: Said) -> Iterator[Span]:
        text = said.own
        for label, finder in ((PHONE, contacts.phones), (MAIL, contacts.emails), (CODE, contacts.usccs)):
            yield from ((start, end, label) for _, start, end in finder(text))
        yield from ((start, end, COMPANY) for _, start, end in self._lexicon.rivals.find(text))
        known = (COMPANY, self._companies), (PERSON, self._people), (PERSON, self._lexicon.named)
        for label, pattern in (*_MARKS, *known):
            yield from ((*m.span(m.lastindex or 0), label) for m in pattern.finditer(text))
        yield from self._strangers(text)

    def _strangers(self, text: str) -> Iterator[Span]:
        """张伟, whom nobody told us of: a family name that is no part of a word, and what follows it, or a word of three
        characters that begins with one. Rather a word too many (陈列柜) than a name too few."""
        if _BORNE.isdisjoint(text):
            return
        for word, start, end in self._lexicon.words.cut(text):
            if word[0] not in _BORNE:
                continue
            given = _GIVEN.match(text, end) if len(word) == 1 else None
            if given or len(word) == 3:
                yield start, given.end() if given else end, PERSON


def _plain(said: Said, start: int, end: int) -> str:
    """As it was written, what is hidden from the speaker's own words as dots."""
    raw = said.message.text[start:end]
    kept = (mine if own != HIDDEN else HIDDEN for mine, own in zip(raw, said.own[start:end], strict=True))
    return re.sub(f"{HIDDEN}+", "…", "".join(kept))


def _merged(spans: Iterable[Span]) -> list[Span]:
    """In order; those that overlap are one."""
    found: list[Span] = []
    for start, end, label in sorted(spans, key=lambda span: (span[0], -span[1])):
        if found and start < found[-1][1]:
            left, right, first = found[-1]
            found[-1] = left, max(right, end), first
        else:
            found.append((start, end, label))
    return found


def _of_person(word: str) -> Iterator[str]:
    """王海明 is 海明, too."""
    yield word
    if re.fullmatch(r"[一-鿿]{3}", word):
        yield word[1:]


def _of_company(word: str) -> Iterator[str]:
    """杭州远航物流有限公司 is called 远航, 远航物流, 杭州远航."""
    core = _LEGAL.sub("", word)
    if not re.fullmatch(r"[一-鿿]{4,}", core):
        return
    place = _PLACE.match(core)
    for name in (core, core[place.end() :] if place else ""):
        yield from (name[:end] for end in range(2, len(name) + 1) if not _PLACE.fullmatch(name[:end]))


def _either(names: Iterable[str]) -> re.Pattern[str]:
    ordered = sorted(set(names), key=lambda name: (-len(name), name))
    return re.compile("|".join(map(_bounded, ordered))) if ordered else _NEVER


def _bounded(name: str) -> str:
    """Tom is not in custom."""
    return rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])" if name.isascii() else re.escape(name)
