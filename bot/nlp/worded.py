"""Facts in a few words each, as a report writes them: 12台监护仪 P12, 预算约50万, 在比汇川42万, 我方3月16日发报价单."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from bot.nlp import money
from bot.nlp.facts import Fact
from bot.nlp.numbers import parse
from bot.nlp.patterns import late

_IN_FULL = 100_000
"""Fen; a smaller amount reads the same either way."""
_SIX_FIGURES, _A_THOUSAND = 10_000_000, 100_000
_WITH_WAN = late(r"\d\.\d+ ?[万wW]")
_RANGE = late(r"([\d.]+)([万亿])到([\d.]+\2)")
_PART = late(r"月(?:份)?(?:的)?(上旬|中旬|下旬|底|末|初)")
_EARLY = 10
"""The last day of 月初."""
_FEAST = late(
    r"(?:清明|五一|六一|七一|八一|十一|端午|中秋|国庆|元旦|春节|正月十五|元宵|除夕|小年|过年|圣诞|感恩节|情人节|教师节"
    r"|七夕|重阳|双十[一二]|双1[12]|双旦"
    r"|618|冬至|夏至|春分|秋分|立[春夏秋冬]|谷雨|惊蛰|芒种|霜降|处暑|[大小]寒|[大小]暑|腊八|[正冬腊]月(?:初|二?十|廿"
    r"|三十)?[一二三四五六七八九十]?)(?:放?假|长假|期间)?(?:(?:之|以)?[前后])?"
    r"|(?:年|节)(?:之)?[前后]"
)
_SHORT = 20
"""Characters of a customer's words that a summary takes up."""
_DATED = late(r"..[^\W\d]{0,6}\d{1,2}月")
"""我方3月16日, 客户国庆前9月30日."""
_PLAIN = ("quote_requested", "quote_sent", "negotiation", "demo_scheduled", "visit_scheduled", "visit_done")
"""Events that the rest of the summary tells anyway."""
_PRICED = ("target_price", "deal_amount", "competitor_price", "competitor_delta")
"""Facts beside which 嫌贵 tells nothing: it was said how much, dearer than what, or agreed on."""
_PASSED = {
    "sample_requested": ("sample_sent", "sample_received"),
    "sample_sent": ("sample_received",),
    "poc_requested": ("poc_started",),
}
"""Steps of a deal that nobody reports once a later one is told."""
_OWN_WORDS = {
    event: tuple((late(f"(?i:{word})"), told) for word, told in words)
    for event, words in {
        "sample_sent": (("寄出", "样品已寄出"),),
        "test_passed": (
            ("(?<![不没])合格", "测试合格"), ("达标", "测试达标"), ("过关", "测试过关"), ("满意", "测试满意"),
            ("认可", "测试认可"),
        ),
        "test_failed": (
            ("未过|没过", "测试未过"), (r"不合格|没合格|\bng\b|判ng", "测试不合格"), ("[没未不]达标", "测试未达标"),
        ),
        "contract_signed": (("电子签", "合同已电子签"), ("章", "合同已签盖章")),
        "po_issued": (("(?<![a-z])po(?![a-z])", "PO已下单"), ("采购单", "采购单已下"), ("订单", "订单已下")),
        "payment_received": (("[付结]清", "已付清"), ("[定订]金", "定金已到账")),
        "delivered": (("装[好完上]", "已装好"), ("[到卸收]", "已到货")),
        "acceptance": (
            ("[没未不等再].{0,3}[签盖合通]|整改|(?:合格|通过)[后才就]|[吗?？]", "验收"),
            ("验收单.{0,8}[签盖]|[签盖].{0,6}验收单", "验收单已签"),
            ("合格|通过", "验收合格"),
        ),
        "renewal": (("续签", "续签"), ("续费", "续费")),
        "bidding": (("竞价", "竞价"), ("比选", "比选"), ("询价", "询价采购"), ("磋商", "磋商"), ("招标", "招标")),
        "contract_review": (("法务", "法务审合同"),),
        "technical_review": (("专家", "专家评审"),),
    }.items()
}  # fmt: skip
"""What a word of the chat makes of an event's name."""


def wanted(facts: Sequence[Fact]) -> list[str]:
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


def amounts(facts: Sequence[Fact]) -> list[str]:
    labels = (("budget", "预算"), ("target_price", "还价"), ("our_quote", "报价"), ("deal_amount", "成交"))
    told: list[str] = []
    known: set[str] = set()
    for kind, label in reversed(labels):  # what was asked, quoted and agreed is often the same
        amounts = [text for text in _of_kind(facts, kind) if kind == "budget" or text not in known]
        known.update(amounts)
        told = [f"{label}{'、'.join(amounts)}", *told] if amounts else told
    status = next((str(fact.value["status"]) for fact in facts if fact.kind == "budget_status"), "")
    open_budget = {"pending_approval": "预算待批", "undecided": "预算未定", "none": "没有预算"}.get(status, "")
    if told and told[0].startswith("预算") and open_budget:
        return [f"{told[0]}（{open_budget.removeprefix('预算')}）", *told[1:]]
    return [open_budget, *told]


def _of_kind(facts: Sequence[Fact], kind: str) -> list[str]:
    return [_amount(fact) for fact in facts if fact.kind == kind][:2]


def _amount(fact: Fact) -> str:
    """As it was written where it was in full (14200元), else 46.8万; 25到30万."""
    value = fact.value
    if fact.currency != "CNY":
        return _RANGE.sub(r"\1到\3", fact.shown)
    fen = value["amount"] if "amount" in value else value["low"] if value["low"] == value["high"] else 0
    if _IN_FULL <= fen < _SIX_FIGURES and fen % _A_THOUSAND and not _WITH_WAN.search(fact.evidence.quote):
        return f"{'约' if value.get('approx') else ''}{fen / 100:g}元"
    if fen >= _IN_FULL and f"{fen // 100}" in fact.evidence.quote.replace(",", ""):
        return f"{'约' if value.get('approx') else ''}{fen // 100}元"
    return _RANGE.sub(r"\1到\3", fact.shown)


def dates(facts: Sequence[Fact]) -> list[str]:
    return [f"{_day(str(f.value['date']), f.evidence.quote)}{f.value['what']}" for f in facts if f.kind == "deadline"][:3]


def race(facts: Sequence[Fact]) -> list[str]:
    against = [_rival(str(f.value["name"]), facts) for f in facts if f.kind == "competitor" and f.value["role"] == "compare"]
    using = [_rival(str(f.value["name"]), facts) for f in facts if f.kind == "competitor" and f.value["role"] == "incumbent"]
    return [f"在比{'、'.join(against[:3])}" if against else "", f"现用{using[0]}" if using else ""]


def _rival(name: str, facts: Sequence[Fact]) -> str:
    """汇川42万, 金蝶低10%"""
    price = next((_price(f) for f in facts if f.kind == "competitor_price" and f.value["name"] == name), "")
    return name + (price or next((_beside(f) for f in facts if f.kind == "competitor_delta" and f.value["name"] == name), ""))


def _price(fact: Fact) -> str:
    full = f"{fact.value['amount'] // 100}"
    as_written = full in fact.evidence.quote and len(full) > 3 and fact.currency == "CNY"
    return f"{full}元" if as_written else money.shown(fact.value["amount"], fact.currency)


def _beside(fact: Fact) -> str:
    than, percent = "低" if fact.value["than"] == "lower" else "高", fact.value["percent"]
    if percent is not None:
        return f"{than}{_share(percent, fact.evidence.quote)}"
    return f"{than}{money.shown(fact.value['amount'], fact.currency)}"


def _share(percent: float, said: str) -> str:
    """8个点, 两成, 15%: as it was said."""
    if re.search(r"\d ?个点", said):
        return f"{percent:g}个点"
    tenths = re.search(r"([一两二三四五六])成(?!交)", said)
    return tenths[0] if tenths and parse(tenths[1]) == percent / 10 else f"{percent:g}%"


def deciders(facts: Sequence[Fact]) -> list[str]:
    names = [str(fact.value["name"]) for fact in facts if fact.kind == "decision_maker"][:2]
    return [f"{'、'.join(names)}拍板"] if names else []


def stages(facts: Sequence[Fact]) -> list[str]:
    events = {fact.value["event"] for fact in facts if fact.kind == "stage_event"}
    past = {event for event, later in _PASSED.items() if not events.isdisjoint(later)}
    told = (fact for fact in facts if fact.kind == "stage_event" and fact.value["event"] not in {*_PLAIN, *past})
    return [_stage(fact) for fact in told][:3]


def _stage(fact: Fact) -> str:
    """In the chat's own word for it where it has one: 合同已签盖章, PO已下单; else by the event's name."""
    said = fact.evidence.quote
    return next((told for word, told in _OWN_WORDS.get(fact.value["event"], ()) if word.search(said)), fact.shown)


def pressed(facts: Sequence[Fact]) -> list[str]:
    priced = any(fact.kind == "objection" and fact.value["category"] == "price" for fact in facts)
    return ["嫌贵"] if priced and not any(fact.kind in _PRICED for fact in facts) else []


def blockers(facts: Sequence[Fact]) -> list[str]:
    """What hurts the customer and what holds him up, in his words."""
    pains = [str(fact.value["text"]) for fact in facts if fact.kind == "pain_point"]
    held = [str(fact.value["text"]) for fact in facts if fact.kind == "objection" and fact.value["category"] != "price"]
    short = [[text for text in texts if len(text) <= _SHORT][:2] for texts in (pains, held)]
    return [f"「{text}」" for texts in short for text in texts]


def steps(facts: Sequence[Fact], last: date | None = None) -> list[str]:
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
    once: dict[tuple[bool, str], Fact] = {}
    for fact in ordered:
        once.setdefault((fact.value["ours"], fact.value["what"]), fact)
    return [_step(fact) for fact in once.values()][:3]


def by_side(steps: Sequence[str]) -> list[str]:
    """我方补样、4月24日演示: who does it is said once, and first what has no day, so that no other's day is read with it."""
    sides: dict[str, list[str]] = {}
    for step in sorted(steps, key=lambda step: bool(_DATED.match(step))):
        sides.setdefault(step[:2], []).append(step[2:])
    return [who + "、".join(done) for who, done in sides.items()]


def _step(fact: Fact) -> str:
    who = "我方" if fact.value["ours"] else "客户"
    due = _day(fact.value["due"], fact.evidence.quote) if fact.value["due"] else ""
    return f"{who}{due}{str(fact.value['what'])[:16]}"


def _day(iso: str, said: str) -> str:
    """3月16日; of a span its last day. What was said without a day stays so: 4月底, 10月下旬, 11月初; 清明前 is told with its
    day.
    """
    day = date.fromisoformat(iso.rpartition("/")[2][:10])
    part = _PART.search(said)
    early = part is not None and part[1] == "初" and day.day == _EARLY
    if part and (part[1].endswith("旬") or early or (day + timedelta(days=1)).day == 1):
        return f"{day.month}月{part[1].replace('末', '底')}"
    feast = _FEAST.search(said)
    return f"{feast[0] if feast else ''}{day.month}月{day.day}日"
