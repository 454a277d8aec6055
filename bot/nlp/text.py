"""Text made easier to read for a grammar, every character still in its place; and the clauses of it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from importlib.resources import files
from operator import attrgetter
from typing import Any, NamedTuple

from bot.model import Message
from bot.nlp.days import weekday_works
from bot.nlp.facts import Evidence, Fact
from bot.nlp.lazy import lazy
from bot.nlp.patterns import late
from bot.nlp.remembered import remembered

_CLAUSE = 300
"""Characters; nobody says more in one breath."""
_LONG, _LEAST = 28, 6
"""Characters of a clause that somebody typed; of a piece of what was dictated without a pause."""
_GOES_ON = late(
    r"(?=然后|另外|还有(?![没多])|而且|所以|因为|可是|要不然|反正|主要是|顺便|再就是|结果(?!出))|(?<=[啊呀嘛])(?![的啊呀嘛吧呢])"
    r"|(?<![们我的到])(?=现在(?!的)|最好|总共|一共)"
    r"|(?<![给跟和把让叫对替帮找问请向比像是的为等听催发送教借差欠罚要想])(?=[我你您咱俺他](?!们?(?:[的家就也再才都还]|可以|直接)))"
)
HIDDEN = "\x00"
"""Stands in for a character that belongs to something already understood, or to somebody else."""
_start = attrgetter("start")
_BLANK = f" {HIDDEN}"
SLIP = late(
    r"[,。 啊呃嗯]{0,3}(?:不对|哦不|噢不|啊不|不不|错了|[打写说发]错|[打手嘴输]快了|不是不是|不是(?=[,。 ])"
    r"|(?<=[,。 ])不(?=[,。]| ?[\d一二两三四五六七八九十]))"
)
"""Behind an amount, a day or a number: it was not the one meant. 30台，不，25台; but 50万 不 含税 is about the price."""

_FULL = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_UPPER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
_ALIKE = {
    "　": " ", "\u00a0": " ", "\u2009": " ", "\u202f": " ", "\t": " ", "￥": "¥", "￡": "£", "﹩": "$", "﹪": "%", "‐": "-",
    "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-", "﹣": "-", "～": "~", "〜": "~", "∼": "~", "〇": "零",
    "○": "零",
    "臨": "临", "懺": "忏", "蘭": "兰", "龍": "龙", "頭": "头", "陣": "阵", "統": "统", "倫": "伦", "馬": "马",
    "際": "际", "記": "记", "裡": "里", "裏": "里", "員": "员", "僅": "仅",
}  # fmt: skip
_TRADITIONAL = "".join((files("config") / "lexicon" / "traditional.txt").read_text("utf-8").split())
"""Traditional characters (繁体), each followed by its simplified one."""

_SIMPLE = {ord(a): ord(b) for a, b in zip(_TRADITIONAL[::2], _TRADITIONAL[1::2], strict=True)}
_TABLE = {
    **_FULL,
    **_UPPER,
    **{code + 0xFEE0: code + 32 for code in _UPPER},
    **{ord(a): ord(b) for a, b in _ALIKE.items()},
    **_SIMPLE,
}
_SIMPLER = frozenset(_SIMPLE.values()) - frozenset(_SIMPLE)
_NEXT_AMOUNT = late(r"(?<![0-9.])(?<![0-9][,，])([0-9]{1,3})，(?=[0-9]{3}(?![0-9,，]))")

_MARK = (
    r"[。;!?\n\r]|,(?:(?<!\d,)|(?!\d{3}(?!\d)))|…+|(?: (?:(?<=[^\x00-\x7f] )|(?<=:\d\d )) *)(?=[^\x00-\x7f]|\d{1,2}[月号点])"
)
_CUT, _CUT_AND_BUT = late(_MARK), late(rf"{_MARK}|(?=但是|不过(?!来|去))")
"""The first where neither 但是 nor 不过 stands: what must begin with one of a few characters is found much faster."""
_QUOTED = late(r"「[^「」]{6,}」|『[^『』]{6,}』|“[^“”]{12,}”|(?m:^>.*$)")
_PASSED_ON = late(r"^\s*(?:转发?|fw|fwd|转自[^:]{0,10}|\[?聊天记录\]?)\s*:|^\s*-+ ?forwarded")
_ENTER = r"(?:[把将][^,。]{0,16}(?:[改设写填记录]|登记|记录|标[记注]?|更新)[成为作到](?!了)|标[记注]为(?!了))"
"""把金额记成9万 is an order, 把客户名字弄错了 a complaint."""
_TO_SYSTEM = late(
    r"(?=[忽无忘跳不系【s<\[aid你您作请直把将智助机模程以上\"{`])(?:"
    r"(?:忽略|无视|忘记|跳过|不要管)[^,。]{0,8}(?:以上|之前|上面|前面|上述|所有|全部)"
    r"[^,。]{0,8}(?:指令|规则|提示|内容|要求|设定|限制)|(?:忽略|无视)(?:以上|上述|上面|前面)"
    r"|系统(?:提示|指令|消息|管理员)|【(?:系统|system|admin|管理员)|system ?prompt|<\|?(?:system|im_start)|\[?system\]?:"
    rf"|ai ?(?:小?助手|小?秘书?|机器人|模型)[:, ]{{0,2}}(?:请(?!问|教)|听[着好]|注意(?!力)|{_ENTER})"
    rf"|请(?:ai|智能)?小?助手{_ENTER}"
    rf"|(?:助手|机器人|模型|程序)(?:你好)?(?:[^,。!?]{{0,4}}[读看见]到[^,。!?]{{0,8}})?[:, ]{{0,2}}请?{_ENTER}"
    r"|(?:以上|上述|上面)(?:的?(?:内容|信息|聊天|对话|记录))?(?:全部|都|均)?(?:作废|无效)"
    r"[,。 ]{0,2}(?:请|并)?(?:记录|登记|写入|保存|录入)"
    r"|【[^】]{0,6}(?:ai|助手|模型|机器人|程序)[^】]{0,4}(?:指令|注意|通知|消息|提示)】"
    r"|(?:ignore|disregard)[a-z ]{0,20}(?:previous|above|prior|all)"
    r"|(?:你|您)(?:现在)?是一个?(?:ai|人工智能|机器人|语言模型|助手)|作为(?:ai|人工智能)"
    r"|(?:请|直接)?(?:把|将)[^,。]{0,16}(?:字段|crm|客户档案|标签)[^,。]{0,8}(?:改|设|写|填|更新|标)"
    r'|["{]\s*"?\w+"?\s*:\s*["\d{\[]|```)'
)


_THREE = late(r"参(?=[拾佰仟万亿])|(?<=[拾佰仟万零])参(?=[元圆角分])")
"""肆仟参佰玖拾元整: a three, as it is often written in full."""


def normalise(text: str) -> str:
    """Half-width, lower-case, simplified where it matters for numbers and cues. `len` is kept: offsets stay true."""
    if "，" in text:  # 20，300元 are two numbers; 20,300元 is one
        text = _NEXT_AMOUNT.sub(r"\1;", text)
    text = text.translate(_TABLE)
    return _THREE.sub("叁", text) if "参" in text else text


_KANA = late("[ぁ-んァ-ヶ]")


def simplified(text: str) -> str:
    """A few traditional characters among simplified ones, as an eye misreads them (三腳架), made simplified; a text that is
    written in traditional ones (繁体), or in Japanese, is left as it is.
    """
    if _KANA.search(text):
        return text
    plain = text.translate(_SIMPLE)
    changed = sum(a != b for a, b in zip(text, plain, strict=True))
    others = sum(ord(letter) in _SIMPLER for letter in text)
    return plain if changed < others else text


def in_simplified(text: str) -> str:
    """The same text, the same length, with simplified characters where we know them: to look for words in."""
    return text.translate(_SIMPLE)


def hide(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The same text with these spans blanked out, same length."""
    for start, end in spans:
        text = f"{text[:start]}{HIDDEN * (end - start)}{text[end:]}"
    return text


class Clause(NamedTuple):
    """A piece between two cuts; `text` is normalised. `asks`: a question mark follows."""

    start: int
    end: int
    text: str
    asks: bool


def clauses(text: str) -> tuple[Clause, ...]:
    """Cuts normalised text at punctuation, and at a space between two words that are not ASCII (chat style)."""
    found: list[Clause] = []
    start = 0
    for cut in (_CUT_AND_BUT if "但是" in text or "不过" in text else _CUT).finditer(text):
        end, after = cut.span()
        _add(found, text, start, end)
        start = after
    _add(found, text, start, len(text))
    return tuple(found)


def _add(found: list[Clause], text: str, start: int, end: int) -> None:
    """One clause, unless it is too long to be one: what looks at whole clauses stays linear."""
    while start < end:
        until = min(start + _CLAUSE, end)
        piece = text[start:until].lstrip(_BLANK)
        if body := piece.rstrip(_BLANK):
            first = until - len(piece)
            asks = text[end : end + 1] == "?" or body[-1] in "吗么呢"
            if len(body) > _LONG:
                found.extend(_breaths(first, body, asks=asks))
            else:
                found.append(Clause(first, first + len(body), body, asks))
        start = until


def _breaths(start: int, text: str, *, asks: bool) -> Iterator[Clause]:
    """Pieces of what was dictated without a pause: cut before a word that goes on from another, and before who does it."""
    first = 0
    for m in _GOES_ON.finditer(text, _LEAST):
        if m.start() - first >= _LEAST and len(text) - m.start() >= _LEAST:
            piece = text[first : m.start()]
            yield Clause(start + first, start + m.start(), piece, piece[-1] in "吗么呢")
            first = m.start()
    yield Clause(start + first, start + len(text), text[first:], asks)


class Wording:
    """What a text is by itself, whoever wrote it, whenever."""

    def __init__(self, text: str) -> None:
        self.text = text

    @lazy
    def whole(self) -> str:
        return normalise(self.text)

    @lazy
    def own(self) -> str:
        """Without what is quoted."""
        return hide(self.whole, (m.span() for m in _QUOTED.finditer(self.whole)))

    @lazy
    def passed_on(self) -> bool:
        return bool(_PASSED_ON.match(self.whole))

    @lazy
    def trusted(self) -> bool:
        return not _TO_SYSTEM.search(self.whole)

    @lazy
    def clauses(self) -> tuple[Clause, ...]:
        return clauses(self.own)


_wording = remembered(Wording)


@dataclass(frozen=True)
class Said:
    """One message made ready: who, when (in the organisation's zone), what of it is the speaker's own statement."""

    index: int
    message: Message
    zone: tzinfo = field(repr=False)
    outside: bool = False
    """Said by somebody of neither side."""
    works: Callable[[date], bool] = weekday_works
    """Whether a day is worked."""
    before: Said | None = field(default=None, repr=False, compare=False)
    kept: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What rules have read of it so far, by their names: nothing that several ask for is read twice."""

    @lazy
    def theirs(self) -> bool:
        """The customer's side."""
        return not self.message.ours and not self.outside

    @lazy
    def at(self) -> datetime:
        return self.message.at.astimezone(self.zone)

    @lazy
    def ours(self) -> bool:
        return self.message.ours

    @lazy
    def words(self) -> Wording:
        return _wording(self.message.text)

    @lazy
    def whole(self) -> str:
        """Normalised, quotations included."""
        return self.words.whole

    @lazy
    def origin(self) -> str:
        """Normalised: whose words were quoted or passed on, where the platform says."""
        return normalise(self.message.origin)

    @lazy
    def own(self) -> str:
        """Normalised, other people's words blanked out. Empty words for what was only passed on."""
        return HIDDEN * len(self.message.text) if self.passed_on else self.words.own

    @lazy
    def passed_on(self) -> bool:
        return self.message.kind in ("quote", "forward") or self.words.passed_on

    @lazy
    def trusted(self) -> bool:
        """False for words that address the machine instead of a person."""
        return self.words.trusted

    @lazy
    def clauses(self) -> tuple[Clause, ...]:
        return () if self.passed_on else self.words.clauses

    def clause_at(self, position: int) -> Clause:
        """The clause that holds this character, else the nearest before it, else the whole message."""
        place = bisect_right(self.clauses, position, key=_start)
        return self.clauses[place - 1] if place else Clause(0, len(self.own), self.own, False)

    def clause_before(self, clause: Clause) -> Clause | None:
        """The one right before it."""
        place = bisect_left(self.clauses, clause.start, key=_start)
        return self.clauses[place - 1] if place else None

    def fact(self, kind: str, value: Mapping[str, object], shown: str, confidence: float, span: tuple[int, int]) -> Fact:
        """A fact whose evidence is cut from the message as it was written."""
        start, end = span
        sure = confidence if self.trusted else min(confidence, 0.4)
        quote = self.message.text[start:end]
        return Fact(kind, value, shown, sure, Evidence(self.message.id, start, end, quote))
