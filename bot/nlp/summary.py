"""Facts to 跟进摘要: who wants what, money, date, rival, who decides, next step; at most a hundred and twenty characters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from bot.nlp import telling, told_money, waived, worded
from bot.nlp.facts import TICKED, Evidence, Fact
from bot.nlp.kept import still_open
from bot.nlp.lexicon import Lexicon
from bot.nlp.overtaken import Overtaken, settled
from bot.nlp.tags import NO_BUSINESS, Situation
from bot.nlp.text import Said

MOST = 120
"""Characters that a manager reads at a glance."""
_TALKS = "沟通"
_ROOM = 8
"""Characters that somebody's words need at least."""
_HELD = ("pain_point", "objection")
"""What hurts the customer or holds him up: of his words these are told first."""
_IN_WORDS = ("deadline", "next_action", "decision_maker", "competitor", "budget_status")
"""Facts whose words the summary tells; of the others it tells a number or a label."""
_HEADS = ("系统", "平台", "软件", "设备", "方案", "网关", "看板", "产线", "服务器", "传感器", "机器人", "仪器", "样品")
_MACHINES = ("机", "仪", "车", "床", "泵", "阀", "柜")
_NO_WARE = {
    "手机", "司机", "飞机", "时机", "有机", "随机", "危机", "动机", "临机", "开机", "关机", "停机", "死机", "待机", "宕机",
    "上机", "样机", "主机", "整机", "登机", "装车", "停车", "上车", "下车", "开车", "堵车", "打车", "坐车", "派车", "发车",
    "拼车", "叫车", "起床", "临床", "上床", "装机", "转机", "接机", "送机", "机", "车",
}  # fmt: skip
"""Ends of a ware's name, and words that end so and are none."""
_FILLERS = {
    "你们", "我们", "您", "那个", "这个", "这套", "那套", "一套", "咱们", "他们", "现在", "目前", "关于", "这边", "贵司", "老",
    "新", "标准", "整个", "对接", "需要", "想要", "了解", "采购", "一下",
    "其中", "这种", "那种", "哪种", "还有", "以及", "另外", "放假",
}  # fmt: skip

_NUMERALS = "0123456789一二两三四五六七八九十几前"
"""三个方案 is no name of a ware, 前两天全区报名系统 one without its day."""


def write(seen: Situation, facts: Sequence[Fact], lexicon: Lexicon) -> str:
    """Empty for a chat without any fact. Every number in it is one of a fact's, or in quotation marks."""
    ticked = [fact for fact in facts if fact.confidence >= TICKED]
    if not ticked:
        return ""
    idle = any(fact.kind == "tag" and fact.value["name"] == NO_BUSINESS for fact in ticked)
    parts = ["闲聊，无商机信息"] if idle else [*_parts(ticked), *_not_price(seen, ticked, lexicon)]
    last = max((said.at.date() for said in seen.thread), default=None)
    told = _fitted(
        _head(seen.thread, ticked, lexicon), parts, [] if idle else worded.steps(still_open(ticked, seen.thread), last)
    )
    full = _filled(told, seen, ticked, lexicon)
    return full if "：" in full else _fitted(told.head, worded.reached(ticked), []).text


def revise(text: str, facts: Sequence[Fact]) -> str:
    """A summary after its reader's corrections: the same head, told again from the facts that were kept, and nothing else.

    Where there was no fact, and so no head, there is one now.
    """
    head = text.removesuffix("。").partition("：")[0].partition("。")[0]
    parts, steps, words = _parts(facts), worded.steps(facts), worded.blockers(facts)
    return _fitted(head if _TALKS in head or not (parts or steps or words) else f"客户{_TALKS}", parts, steps, words).text


def _parts(facts: Sequence[Fact]) -> list[str]:
    """In order of weight."""
    told = (worded.wanted, told_money.amounts, worded.dates, worded.race, worded.deciders, worded.stages, worded.pressed)
    return [part for parts in told for part in parts(facts) if part]


class _Told(NamedTuple):
    head: str
    body: list[str]
    steps: list[str]

    @property
    def text(self) -> str:
        parts = ["，".join(self.body), *worded.by_side(self.steps)]
        rest = "；".join(part for part in parts if part)
        return f"{self.head}：{rest}。" if rest else f"{self.head}。"


def _fitted(head: str, parts: Sequence[str], steps: Sequence[str], words: Sequence[str] = ()) -> _Told:
    """As many as there is room for: first the next step, then the `parts`, the step after it, and the customer's `words`.

    12月2日送货 is not told beside 我方12月2日送货上门.
    """
    parts = [one for one in parts if not any(step[2:].startswith(one) for step in steps[:1])]
    room = MOST - len(head) - 1
    chosen: dict[str, None] = {}
    for one in (*steps[:1], *parts, *steps[1:2], *words, *steps[2:]):
        if len(one) < room and one not in chosen:
            chosen[one] = None
            room -= len(one) + 1
    body, done = ([one for one in dict.fromkeys(told) if one in chosen] for told in ((*parts, *words), steps))
    return _Told(head, body, done)


def _filled(told: _Told, seen: Situation, facts: Sequence[Fact], lexicon: Lexicon) -> str:
    """What room is left goes to the most telling words of either side; where nobody is named they are the customer's."""
    room = MOST - len(told.text)
    quotes = {fact.evidence.quote for fact in facts if fact.kind in _IN_WORDS}
    old = Overtaken(settled(facts, seen.thread), seen.withdrawn)
    chosen = telling.pick(seen.thread, told.text, quotes, _held(facts), room - 4, lexicon, old) if room >= _ROOM else []
    for ours, who in ((False, ""), (True, "我方")):
        words = "".join(f"「{spoken.text}」" for spoken in chosen if spoken.ours == ours)
        told.body.extend([f"{who}{words}"] if words else [])
    return told.text


def _held(facts: Sequence[Fact]) -> dict[str, list[Evidence]]:
    """By message."""
    held: defaultdict[str, list[Evidence]] = defaultdict(list)
    for fact in facts:
        if fact.kind in _HELD:
            held[fact.evidence.message].append(fact.evidence)
    return held


def _head(thread: Sequence[Said], facts: Sequence[Fact], lexicon: Lexicon) -> str:
    names = [said.message.by_name for said in thread if said.theirs and said.message.by_name]
    company = next((str(fact.value["name"]) for fact in facts if fact.kind == "contact_company"), "")
    who = "".join((company, names[0][:12] if names else "")) or "客户"
    return f"{who}{_TALKS}{'' if worded.wanted(facts) else _ware(thread, lexicon)}"


def _ware(thread: Sequence[Said], lexicon: Lexicon) -> str:
    """A product of ours that was named; else the noun that the customer speaks of (数据采集 + 系统)."""
    mine = [said for said in thread if not said.passed_on and said.trusted]
    for said in mine:
        for name, _, _ in lexicon.wares.find(said.own):
            return name
    return next((noun for said in mine if not said.ours and (noun := _noun(said, lexicon))), "")


def _noun(said: Said, lexicon: Lexicon) -> str:
    if not any(head in said.own for head in (*_HEADS, *_MACHINES)):
        return ""
    for clause in said.clauses:
        words = [word for word, _, _ in lexicon.words.cut(clause.text)]
        for index, word in enumerate(words):
            if word.endswith(_HEADS) or (word.endswith(_MACHINES) and word not in _NO_WARE):
                return _with_attributes(words[: index + 1])
    return ""


def _with_attributes(words: list[str]) -> str:
    noun = words[-1]
    for word in reversed(words[:-1]):
        if len(word) < 2 or word in _FILLERS or word[0] in _NUMERALS or not word.isalnum() or len(noun) + len(word) > 10:
            break
        noun = word + noun
    return noun if len(noun) > 2 else ""


def _not_price(seen: Situation, facts: Sequence[Fact], lexicon: Lexicon) -> list[str]:
    """不是价格的问题: worth knowing where something else holds the customer up."""
    said = any(said.theirs and said.trusted and waived.price(said.own, lexicon) for said in seen.thread)
    pressed = any(
        fact.kind in ("objection", "target_price") and fact.value.get("category", "price") == "price" for fact in facts
    )
    held = any(fact.kind == "stage_event" and fact.value["event"] in ("on_hold", "lost") for fact in facts)
    return ["非价格原因"] if said and held and not pressed else []
