"""Facts to 跟进摘要: who wants what, money, date, rival, who decides, next step; sixty to a hundred characters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from bot.nlp.facts import TICKED, Fact
from bot.nlp.lexicon import Lexicon
from bot.nlp.tags import PRICE_SENSITIVE, Situation
from bot.nlp.text import Said

LEAST, MOST = 60, 100
_TALKS = "沟通"
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
    parts = [part for part in (*_money(ticked), *_race(ticked), *_decision(seen), *_steps(ticked)) if part]
    text = _fitted(_head(seen.thread, ticked, lexicon), parts)
    return _filled(text, seen.thread, {fact.evidence.quote for fact in ticked if fact.kind != "tag"}, lexicon)


def revise(text: str, facts: Sequence[Fact]) -> str:
    """A summary after its reader's corrections: the same head, told again from the facts that were kept, and nothing else.

    Where there was no fact, and so no head, there is one now.
    """
    head = text.removesuffix("。").partition("：")[0].partition("。")[0]
    parts = [part for part in (*_money(facts), *_race(facts), *_steps(facts)) if part]
    return _fitted(head if _TALKS in head or not parts else f"客户{_TALKS}", parts)


def _fitted(head: str, parts: Iterable[str]) -> str:
    text = head
    for part in parts:
        longer = f"{text}{'，' if text != head else '：'}{part}"
        text = longer if len(longer) < MOST else text
    return f"{text}。"


def _filled(text: str, thread: Sequence[Said], told: set[str], lexicon: Lexicon) -> str:
    """A short summary is rounded off with the customer's most telling words."""
    if len(text) >= LEAST:
        return text
    room = MOST - len(text) - 5
    heard = [
        (_weight(clause.text, lexicon), -said.index, said.message.text[clause.start : clause.end])
        for said in thread
        if not said.ours and not said.passed_on and said.trusted
        for clause in said.clauses
    ]
    fresh = [item for item in heard if not any(item[2] in quote for quote in told)]
    fitting = [item for item in fresh if 6 <= len(item[2]) <= room and "\n" not in item[2]]
    return f"{text}客户说「{max(fitting)[2]}」。" if fitting else text


def _weight(text: str, lexicon: Lexicon) -> int:
    cues = ("business", "events", "decide", "price_pressure", "price_denied", "hedged", "budget", "compare", "incumbent")
    return sum(lexicon.says(cue, text) for cue in cues) * 10 + min(len(text), 20)


def _head(thread: Sequence[Said], facts: Sequence[Fact], lexicon: Lexicon) -> str:
    names = [said.message.by_name for said in thread if not said.ours and said.message.by_name]
    company = next((str(fact.value["name"]) for fact in facts if fact.kind == "contact_company"), "")
    ware = _ware(thread, lexicon)
    who = "".join((company, names[0][:12] if names else "")) or "客户"
    return f"{who}{_TALKS}{ware}"


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


def _money(facts: Sequence[Fact]) -> list[str]:
    labels = (("budget", "预算"), ("our_quote", "我方报价"), ("deal_amount", "成交"))
    return [f"{label}{_list(facts, kind)}" for kind, label in labels if _list(facts, kind)]


def _list(facts: Sequence[Fact], kind: str) -> str:
    return "、".join([fact.shown for fact in facts if fact.kind == kind][:2])


def _race(facts: Sequence[Fact]) -> list[str]:
    dated = [f"{_day(str(f.value['date']))}{f.value['what']}" for f in facts if f.kind == "deadline"][:2]
    rivals = [str(f.value["name"]) for f in facts if f.kind == "competitor" and f.value["role"] == "compare"][:3]
    using = [str(f.value["name"]) for f in facts if f.kind == "competitor" and f.value["role"] == "incumbent"][:1]
    pressed = any(f.kind == "tag" and f.value["name"] == PRICE_SENSITIVE for f in facts)
    against = f"在比{'、'.join(rivals)}" if rivals else ""
    return [
        *dated,
        f"现用{using[0]}" if using else "",
        f"{against}{'，' if against and pressed else ''}{'嫌价高' if pressed else ''}",
    ]


def _decision(seen: Situation) -> list[str]:
    names = list(dict.fromkeys(found.name for found in seen.deciders))[:2]
    return [f"{'、'.join(names)}拍板"] if names else []


def _steps(facts: Sequence[Fact]) -> list[str]:
    ours = [fact for fact in facts if fact.kind == "next_action"]
    ordered = sorted(ours, key=lambda fact: (fact.value["due"] is None, not fact.value["ours"], str(fact.value["due"])))
    return [_step(fact) for fact in ordered[:2]]


def _step(fact: Fact) -> str:
    who = "我方" if fact.value["ours"] else "客户"
    due = _day(fact.value["due"]) if fact.value["due"] else ""
    return f"{who}{due}{str(fact.value['what'])[:16]}"


def _day(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.month}月{day.day}日"
