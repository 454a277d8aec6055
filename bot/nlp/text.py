"""Text made easier to read for a grammar, every character still in its place; and the clauses of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from functools import cached_property

from bot.model import Message
from bot.nlp.facts import Evidence, Fact

HIDDEN = "\x00"
"""Stands in for a character that belongs to something already understood, or to somebody else."""

_FULL = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_UPPER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
_PAIRS = {
    "　": " ", "\u00a0": " ", "\t": " ", "￥": "¥", "–": "-", "—": "-", "−": "-", "～": "~", "〜": "~", "〇": "零",
    "萬": "万", "億": "亿", "兩": "两", "預": "预", "報": "报", "價": "价", "週": "周", "號": "号", "點": "点", "後": "后",
    "貴": "贵", "們": "们", "這": "这", "買": "买", "單": "单", "總": "总", "電": "电", "話": "话", "對": "对", "個": "个",
    "塊": "块", "錢": "钱", "過": "过", "簽": "签", "還": "还", "沒": "没", "給": "给", "發": "发", "長": "长", "約": "约",
    "幾": "几", "內": "内", "級": "级", "關": "关", "機": "机", "時": "时", "間": "间", "線": "线", "貨": "货", "驗": "验",
    "禮": "礼", "鐘": "钟", "鍾": "钟", "國": "国", "慶": "庆", "節": "节", "農": "农", "曆": "历", "歷": "历",
    "陰": "阴", "陽": "阳", "聖": "圣", "誕": "诞", "兒": "儿", "婦": "妇", "勞": "劳", "動": "动", "開": "开",
    "從": "从", "現": "现", "臘": "腊", "閏": "闰", "淩": "凌", "剛": "刚", "當": "当", "歲": "岁", "紀": "纪",
    "諸": "诸", "靈": "灵", "護": "护", "軍": "军", "樹": "树", "親": "亲", "師": "师", "復": "复", "來": "来",
    "雙": "双", "聽": "听", "尋": "寻", "遲": "迟", "於": "于", "將": "将", "難": "难", "穌": "稣", "獨": "独",
    "驚": "惊", "蟄": "蛰", "穀": "谷", "種": "种", "滿": "满", "處": "处", "與": "与", "為": "为", "連": "连",
    "學": "学", "愛": "爱", "黃": "黄", "淸": "清",
}  # fmt: skip
_TABLE = {
    **_FULL,
    **_UPPER,
    **{code + 0xFEE0: code + 32 for code in _UPPER},
    **{ord(a): ord(b) for a, b in _PAIRS.items()},
}

_CUT = re.compile(
    r"(?<!\d),|,(?!\d{3}(?!\d))|[。;!?\n\r]|…+|(?<=[^\x00-\x7f]) +(?=[^\x00-\x7f]|\d{1,2}[月号点])|(?=但是|不过(?!来|去))"
)
_QUOTED = re.compile(r"「[^「」]{6,}」|『[^『』]{6,}』|“[^“”]{12,}”|(?m:^>.*$)")
_PASSED_ON = re.compile(r"^\s*(?:转发?|fw|fwd|转自[^:]{0,10}|\[?聊天记录\]?)\s*:|^\s*-+ ?forwarded")
_TO_SYSTEM = re.compile(
    r"(?:忽略|无视|忘记|跳过|不要管)[^,。]{0,8}(?:以上|之前|上面|前面|上述|所有|全部)"
    r"[^,。]{0,8}(?:指令|规则|提示|内容|要求|设定|限制)|(?:忽略|无视)(?:以上|上述|上面|前面)"
    r"|系统(?:提示|指令|消息|管理员)|【(?:系统|system|admin|管理员)|system ?prompt|<\|?(?:system|im_start)|\[?system\]?:"
    r"|(?:ignore|disregard)[a-z ]{0,20}(?:previous|above|prior|all)"
    r"|(?:你|您)(?:现在)?是一个?(?:ai|人工智能|机器人|语言模型|助手)|作为(?:ai|人工智能)"
    r"|(?:请|直接)?(?:把|将)[^,。]{0,16}(?:字段|crm|客户档案|标签)[^,。]{0,8}(?:改|设|写|填|更新|标)"
    r'|["{]\s*"?\w+"?\s*:\s*["\d{\[]|```'
)


def normalise(text: str) -> str:
    """Half-width, lower-case, simplified where it matters for numbers and cues. `len` is kept: offsets stay true."""
    return text.translate(_TABLE)


def hide(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The same text with these spans blanked out, same length."""
    for start, end in spans:
        text = text[:start] + HIDDEN * (end - start) + text[end:]
    return text


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece between two cuts; `text` is normalised. `asks`: a question mark follows."""

    start: int
    end: int
    text: str
    asks: bool


def clauses(text: str) -> tuple[Clause, ...]:
    """Cuts normalised text at punctuation, and at a space between two words that are not ASCII (chat style)."""
    found: list[Clause] = []
    start = 0
    for cut in [*_CUT.finditer(text), None]:
        end, after = (cut.start(), cut.end()) if cut else (len(text), len(text))
        piece = text[start:end]
        body = piece.strip(f" {HIDDEN}")
        if body:
            left = start + piece.index(body)
            found.append(Clause(left, left + len(body), body, text[end : end + 1] == "?" or body[-1] in "吗么呢"))
        start = after
    return tuple(found)


@dataclass(frozen=True)
class Said:
    """One message made ready: who, when (in the organisation's zone), what of it is the speaker's own statement."""

    index: int
    message: Message
    zone: tzinfo = field(repr=False)
    outside: bool = False
    """Said by somebody of neither side."""

    @property
    def theirs(self) -> bool:
        """The customer's side."""
        return not self.message.ours and not self.outside

    @cached_property
    def at(self) -> datetime:
        return self.message.at.astimezone(self.zone)

    @property
    def ours(self) -> bool:
        return self.message.ours

    @cached_property
    def whole(self) -> str:
        """Normalised, quotations included."""
        return normalise(self.message.text)

    @cached_property
    def own(self) -> str:
        """Normalised, other people's words blanked out. Empty words for what was only passed on."""
        if self.passed_on:
            return HIDDEN * len(self.message.text)
        return hide(self.whole, (m.span() for m in _QUOTED.finditer(self.whole)))

    @cached_property
    def passed_on(self) -> bool:
        return self.message.kind in ("quote", "forward") or bool(_PASSED_ON.match(self.whole))

    @cached_property
    def trusted(self) -> bool:
        """False for words that address the machine instead of a person."""
        return not _TO_SYSTEM.search(self.whole)

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        return clauses(self.own)

    def clause_at(self, position: int) -> Clause:
        """The clause that holds this character, else the nearest before it, else the whole message."""
        inside = [c for c in self.clauses if c.start <= position]
        return inside[-1] if inside else Clause(0, len(self.own), self.own, False)

    def fact(self, kind: str, value: dict[str, object], shown: str, confidence: float, span: tuple[int, int]) -> Fact:
        """A fact whose evidence is cut from the message as it was written."""
        start, end = span
        sure = confidence if self.trusted else min(confidence, 0.4)
        quote = self.message.text[start:end]
        return Fact(kind, value, shown, sure, Evidence(self.message.id, start, end, quote))
