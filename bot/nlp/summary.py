"""Facts to 跟进摘要: who wants what, money, date, rival, who decides, next step; at most a hundred characters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from bot.nlp import money, telling
from bot.nlp.facts import TICKED, Fact
from bot.nlp.lexicon import Lexicon
from bot.nlp.tags import NO_BUSINESS, Situation
from bot.nlp.text import Said

MOST = 98
"""Characters that a manager reads at a glance."""
_TALKS = "沟通"
_ROOM = 16
"""Characters that a customer's sentence needs at least."""
_IN_FULL = 100_000
"""Fen; a smaller amount reads the same either way."""
_SIX_FIGURES, _A_THOUSAND = 10_000_000, 100_000
_WITH_WAN = re.compile(r"\d\.\d+ ?[万wW]")
_RANGE = re.compile(r"([\d.]+)([万亿])到([\d.]+\2)")
_PART = re.compile(r"月(?:份)?(?:的)?(上旬|中旬|下旬|底|末)")
_FEAST = re.compile(
    r"(?:清明|五一|六一|七一|八一|十一|端午|中秋|国庆|元旦|春节|正月十五|元宵|除夕|小年|过年|圣诞|感恩节|情人节|教师节"
    r"|七夕|重阳|双十[一二]|双1[12]|双旦"
    r"|618|冬至|夏至|春分|秋分|立[春夏秋冬]|谷雨|惊蛰|芒种|霜降|处暑|[大小]寒|[大小]暑|腊八|[正冬腊]月(?:初|二?十|廿"
    r"|三十)?[一二三四五六七八九十]?)(?:放?假|长假|期间)?(?:(?:之|以)?[前后])?"
    r"|(?:年|节)(?:之)?[前后]"
)
_SHORT = 20
"""Characters of a customer's words that a summary takes up."""
_IN_WORDS = ("pain_point", "objection", "deadline", "next_action", "decision_maker", "competitor")
"""Facts whose words the summary tells; of the others it tells a number or a label."""
_PLAIN = ("quote_requested", "quote_sent", "negotiation", "demo_scheduled", "visit_scheduled", "visit_done")
"""Events that the rest of the summary tells anyway."""
_HEADS = ("系统", "平台", "软件", "设备", "方案", "网关", "看板", "产线", "服务器", "传感器", "机器人", "仪器", "样品")
_FILLERS = {
    "你们",
    "我们",
    "您",
    "那个",
    "这个",
    "这套",
    "那套",
    "一套",
    "咱们",
    "他们",
    "现在",
    "目前",
    "关于",
    "这边",
    "贵司",
    "老",
    "新",
    "标准",
    "整个",
    "对接",
    "需要",
    "想要",
    "了解",
    "采购",
    "一下",
}


def write(seen: Situation, facts: Sequence[Fact], lexicon: Lexicon) -> str:
    """Empty for a chat without any fact. Every number in it is one of a fact's, or in quotation marks."""
    ticked = [fact for fact in facts if fact.confidence >= TICKED]
    if not ticked:
        return ""
    idle = any(fact.kind == "tag" and fact.value["name"] == NO_BUSINESS for fact in ticked)
    parts = ["闲聊，没有商机信息"] if idle else [*_parts(ticked), *_not_price(seen, ticked, lexicon)]
    last = max((said.at.date() for said in seen.thread), default=None)
    text = _fitted(_head(seen.thread, ticked, lexicon), parts, [] if idle else _steps(ticked, last))
    return _filled(text, seen.thread, {fact.evidence.quote for fact in ticked if fact.kind in _IN_WORDS}, lexicon)


def revise(text: str, facts: Sequence[Fact]) -> str:
    """A summary after its reader's corrections: the same head, told again from the facts that were kept, and nothing else.

    Where there was no fact, and so no head, there is one now.
    """
    head = text.removesuffix("。").partition("：")[0].partition("。")[0]
    parts, steps = _parts(facts), _steps(facts)
    return _fitted(head if _TALKS in head or not (parts or steps) else f"客户{_TALKS}", parts, steps)


def _parts(facts: Sequence[Fact]) -> list[str]:
    """In order of weight."""
    told = (_wanted, _money, _dates, _race, _deciders, _stages, _blockers)
    return [part for parts in told for part in parts(facts) if part]


def _fitted(head: str, parts: Sequence[str], steps: Sequence[str]) -> str:
    """As many as there is room for; the next step always has some."""
    room = MOST - sum(len(step) + 1 for step in steps[:1]) - 1
    chosen: list[str] = []
    for part in parts:
        if len(head) + sum(len(one) + 1 for one in (*chosen, part)) <= room:
            chosen.append(part)
    body = "，".join(chosen)
    text = f"{head}：{body}" if body else head
    for step in steps:
        longer = f"{text}{'；' if body or text != head else '：'}{step}"
        text = longer if len(longer) < MOST else text
    return f"{text}。"


def _filled(text: str, thread: Sequence[Said], told: set[str], lexicon: Lexicon) -> str:
    """What room is left goes to the most telling words of either side."""
    if len(text) >= MOST - _ROOM:
        return text
    chosen = telling.pick(thread, text, told, MOST - len(text) - 10, lexicon)
    for ours, who in ((False, "客户"), (True, "我方")):
        quoted = "".join(f"「{phrase.text}」" for phrase in chosen if phrase.ours == ours)
        text += f"{who}说{quoted}。" if quoted else ""
    return text


def _head(thread: Sequence[Said], facts: Sequence[Fact], lexicon: Lexicon) -> str:
    names = [said.message.by_name for said in thread if said.theirs and said.message.by_name]
    company = next((str(fact.value["name"]) for fact in facts if fact.kind == "contact_company"), "")
    who = "".join((company, names[0][:12] if names else "")) or "客户"
    return f"{who}{_TALKS}{'' if _wanted(facts) else _ware(thread, lexicon)}"


def _ware(thread: Sequence[Said], lexicon: Lexicon) -> str:
    """A product of ours that was named; else the noun that the customer speaks of (数据采集 + 系统)."""
    mine = [said for said in thread if not said.passed_on and said.trusted]
    for said in mine:
        for name, _, _ in lexicon.wares.find(said.own):
            return name
    return next((noun for said in mine if not said.ours and (noun := _noun(said, lexicon))), "")


def _noun(said: Said, lexicon: Lexicon) -> str:
    if not any(head in said.own for head in _HEADS):
        return ""
    for clause in said.clauses:
        words = [word for word, _, _ in lexicon.words.cut(clause.text)]
        for index, word in enumerate(words):
            if word.endswith(_HEADS):
                return _with_attributes(words[: index + 1])
    return ""


def _with_attributes(words: list[str]) -> str:
    noun = words[-1]
    for word in reversed(words[:-1]):
        if len(word) < 2 or word in _FILLERS or not word.isalnum() or len(noun) + len(word) > 10:
            break
        noun = word + noun
    return noun if len(noun) > 2 else ""


def _wanted(facts: Sequence[Fact]) -> list[str]:
    """12台监护仪 P12"""
    listed = [fact.value for fact in facts if fact.kind == "product" and fact.value["quantity"] is not None]
    return (
        ["、".join(f"{_count(value['quantity'])}{value['unit'] or ''}{value['name']}" for value in listed[:3])]
        if listed
        else []
    )


def _count(number: float) -> str:
    """2万, 1200"""
    wan, rest = divmod(number, 10_000)
    return f"{number / 10_000:g}万" if wan and rest % 1000 == 0 else f"{number:.10g}"


def _money(facts: Sequence[Fact]) -> list[str]:
    labels = (("budget", "预算"), ("target_price", "还价"), ("our_quote", "报价"), ("deal_amount", "成交"))
    settled = _list(facts, "deal_amount")  # told once: what was asked, quoted and agreed is often the same
    told = [
        f"{label}{text}"
        for kind, label in labels
        if (text := _list(facts, kind)) and (text != settled or kind == "deal_amount")
    ]
    status = next((str(fact.value["status"]) for fact in facts if fact.kind == "budget_status"), "")
    open_budget = {"pending_approval": "预算待批", "undecided": "预算未定", "none": "没有预算"}.get(status, "")
    if told and told[0].startswith("预算") and open_budget:
        return [f"{told[0]}（{open_budget.removeprefix('预算')}）", *told[1:]]
    return [open_budget, *told]


def _list(facts: Sequence[Fact], kind: str) -> str:
    return "、".join([_amount(fact) for fact in facts if fact.kind == kind][:2])


def _amount(fact: Fact) -> str:
    """As it was written where it was in full (14200元), else 46.8万; 25到30万."""
    value = fact.value
    fen = value["amount"] if "amount" in value else value["low"] if value["low"] == value["high"] else 0
    if _IN_FULL <= fen < _SIX_FIGURES and fen % _A_THOUSAND and not _WITH_WAN.search(fact.evidence.quote):
        return f"{'约' if value.get('approx') else ''}{fen / 100:g}元"
    if fen >= _IN_FULL and f"{fen // 100}" in fact.evidence.quote.replace(",", ""):
        return f"{'约' if value.get('approx') else ''}{fen // 100}元"
    return _RANGE.sub(r"\1到\3", fact.shown)


def _dates(facts: Sequence[Fact]) -> list[str]:
    return [f"{_day(str(f.value['date']), f.evidence.quote)}{f.value['what']}" for f in facts if f.kind == "deadline"][:3]


def _race(facts: Sequence[Fact]) -> list[str]:
    against = [_rival(str(f.value["name"]), facts) for f in facts if f.kind == "competitor" and f.value["role"] == "compare"]
    using = [_rival(str(f.value["name"]), facts) for f in facts if f.kind == "competitor" and f.value["role"] == "incumbent"]
    return [f"在比{'、'.join(against[:3])}" if against else "", f"现用{using[0]}" if using else ""]


def _rival(name: str, facts: Sequence[Fact]) -> str:
    """汇川42万, 金蝶低10%"""
    price = next((_price(f) for f in facts if f.kind == "competitor_price" and f.value["name"] == name), "")
    return name + (price or next((_beside(f) for f in facts if f.kind == "competitor_delta" and f.value["name"] == name), ""))


def _price(fact: Fact) -> str:
    full = f"{fact.value['amount'] // 100}"
    return f"{full}元" if full in fact.evidence.quote and len(full) > 3 else money.shown(fact.value["amount"])


def _beside(fact: Fact) -> str:
    than = "低" if fact.value["than"] == "lower" else "高"
    percent = fact.value["percent"]
    return f"{than}{percent:g}%" if percent is not None else f"{than}{money.shown(fact.value['amount'])}"


def _deciders(facts: Sequence[Fact]) -> list[str]:
    names = [str(fact.value["name"]) for fact in facts if fact.kind == "decision_maker"][:2]
    return [f"{'、'.join(names)}拍板"] if names else []


def _stages(facts: Sequence[Fact]) -> list[str]:
    told = [fact.shown for fact in facts if fact.kind == "stage_event" and fact.value["event"] not in _PLAIN]
    return ["、".join(told[:3])] if told else []


def _blockers(facts: Sequence[Fact]) -> list[str]:
    objections = [fact for fact in facts if fact.kind == "objection"]
    priced = any(fact.value["category"] == "price" for fact in objections)
    bargained = any(fact.kind == "target_price" for fact in facts)
    rest = [str(f.value["text"]) for f in objections if f.value["category"] != "price" and len(str(f.value["text"])) <= _SHORT]
    pains = [str(f.value["text"]) for f in facts if f.kind == "pain_point" and len(str(f.value["text"])) <= _SHORT]
    return ["嫌贵" if priced and not bargained else "", *(f"「{text}」" for text in (*pains[:2], *rest[:2]))]


def _not_price(seen: Situation, facts: Sequence[Fact], lexicon: Lexicon) -> list[str]:
    """不是价格的问题: worth knowing where something else holds the customer up."""
    said = any(said.theirs and said.trusted and lexicon.says("price_denied", said.own) for said in seen.thread)
    pressed = any(
        fact.kind in ("objection", "target_price") and fact.value.get("category", "price") == "price" for fact in facts
    )
    held = any(fact.kind == "stage_event" and fact.value["event"] in ("on_hold", "lost") for fact in facts)
    return ["非价格原因"] if said and held and not pressed else []


def _steps(facts: Sequence[Fact], last: date | None = None) -> list[str]:
    """What is next: what is not over by the `last` day of the chat first, then ours and dated. A deadline is told already."""
    told = {(fact.evidence.message, fact.value["date"]) for fact in facts if fact.kind == "deadline"}
    steps = [fact for fact in facts if fact.kind == "next_action"]
    steps = [fact for fact in steps if (fact.evidence.message, fact.value["due"]) not in told] or steps[:1]
    over = last.isoformat() if last else ""
    ordered = sorted(
        steps,
        key=lambda fact: (
            fact.value["due"] is None,
            str(fact.value["due"]) < over,
            not fact.value["ours"],
            str(fact.value["due"]),
        ),
    )
    return [_step(fact) for fact in ordered[:3]]


def _step(fact: Fact) -> str:
    who = "我方" if fact.value["ours"] else "客户"
    due = _day(fact.value["due"], fact.evidence.quote) if fact.value["due"] else ""
    return f"{who}{due}{str(fact.value['what'])[:16]}"


def _day(iso: str, said: str) -> str:
    """3月16日; of a span its last day. What was said without a day stays so: 4月底, 10月下旬; 清明前 is told with its day."""
    day = date.fromisoformat(iso.rpartition("/")[2][:10])
    part = _PART.search(said)
    if part and (part[1] in ("上旬", "中旬", "下旬") or (day + timedelta(days=1)).day == 1):
        return f"{day.month}月{part[1].replace('末', '底')}"
    feast = _FEAST.search(said)
    return f"{feast[0] if feast else ''}{day.month}月{day.day}日"
