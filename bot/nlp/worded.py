"""Facts in a few words each, as a report writes them: 12台监护仪 P12, 预算约50万, 在比汇川42万, 我方3月16日发报价单."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from bot.nlp import money, told_days
from bot.nlp.facts import Fact
from bot.nlp.numbers import parse
from bot.nlp.patterns import late

_CARD = {
    "contact_address": "地址",
    "contact_phone": "电话",
    "contact_email": "邮箱",
    "contact_uscc": "税号",
    "contact_person": "联系人",
}
_UNNAMED = "截止"
_NO_DEED = late(r"(?:[好行中对嗯吧呢哈的]|可以|没问题|是吧|[上下中]午|早上|晚上|那就|就|最[迟晚]|[啦喇咯]){1,4}")
_SHORT = 20
"""Characters of a customer's words that a summary takes up."""
_LONGEST = 16
"""Characters of a step that are told."""
_SENSE = 6
"""As many before a pause say what is done."""
_WORD_ON, _WORD_CUT = late(r"[a-zA-Z\d@._+-]"), late(r"[\s,，、]{0,3}[a-zA-Z\d@._+-]{1,16}\Z")
_DAY = late(r"\d{1,2}月\d{1,2}日(?=[^前后起])")
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


def dates(facts: Sequence[Fact]) -> list[str]:
    return [_deadline(fact) for fact in facts if fact.kind == "deadline"][:3]


def _deadline(fact: Fact) -> str:
    """12月11日前到货; 12月3日截止, 1月20日后, and 定在12月5日 where only 好, 行 or 上午 stands beside the day."""
    day, what = told_days.told(str(fact.value["date"]), fact.evidence.quote), str(fact.value["what"])
    if what == _UNNAMED:
        return day if day.endswith(("后", "起")) else f"{day.removesuffix('前')}{what}"
    return f"定在{day}" if _NO_DEED.fullmatch(what) else f"{day}{what}"


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


def reached(facts: Sequence[Fact]) -> list[str]:
    """给了地址星湖街28号: what is on his card is told where nothing else is."""
    return [f"给了{_CARD[fact.kind]}{fact.shown}" for fact in facts if fact.kind in _CARD]


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
    days = [fact for fact in facts if fact.kind == "deadline"]
    told = {(fact.evidence.message, fact.value["date"]) for fact in days}
    again = {(fact.value["what"], fact.value["date"]) for fact in days}
    steps = [f for f in facts if f.kind == "next_action" and (f.value["what"], f.value["due"]) not in again]
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
    return [step for fact in once.values() if (step := _step(fact))][:3]


def by_side(steps: Sequence[str]) -> list[str]:
    """我方补样、4月24日演示: who does it is said once, and first what has no day, so that no other's day is read with it."""
    sides: dict[str, list[str]] = {}
    for step in sorted(steps, key=lambda step: bool(_DATED.match(step))):
        sides.setdefault(step[:2], []).append(step[2:])
    return [who + "、".join(_once_dated(done)) for who, done in sides.items()]


def _once_dated(done: Sequence[str]) -> Iterator[str]:
    """12月9日安排演示、10点腾讯会议: of two on one day the second goes without it."""
    before = ""
    for one in done:
        day = _DAY.match(one)
        yield one[day.end() :] if day and day[0] == before else one
        before = day[0] if day else ""


def _step(fact: Fact) -> str:
    who = "我方" if fact.value["ours"] else "客户"
    due = told_days.told(fact.value["due"], fact.evidence.quote) if fact.value["due"] else ""
    what = _clipped(str(fact.value["what"]))
    return f"{who}{due}{what}" if what else ""


def _clipped(what: str) -> str:
    """跟供电所那边打听打听, where there is no room for 有信儿了告诉您, nor for the whole of haojl@jinhui.com."""
    short = what[:_LONGEST]
    if short == what:
        return what
    pause = max(map(short.rfind, "，,；"))
    if pause >= _SENSE:
        return short[:pause]
    return _WORD_CUT.sub("", short) if _WORD_ON.match(what, _LONGEST) else short
