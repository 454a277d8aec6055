"""A chat extractor glued together from jionlp, the chat's own dictionary and a few keywords: an afternoon's work."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from benchmarks.tools import Look, Seen

Row = dict[str, Any]
_SAYS = {
    "quote_requested": "报个价",
    "quote_sent": "报价",
    "sample_requested": "样品",
    "test_passed": "测试通过",
    "demo_scheduled": "演示",
    "visit_scheduled": "拜访",
    "bidding": "招标",
    "contract_review": "法务",
    "contract_signed": "合同签",
    "po_issued": "下单",
    "payment_received": "到账",
    "acceptance": "验收",
    "on_hold": "再说",
    "renewal": "续",
}
_TAGS = {"价格敏感": "贵", "交期敏感": "交期", "决策人已浮现": "拍板", "采购流程中": "招标", "暂缓": "再说", "已成交": "下单"}


def glued(line: Mapping[str, Any], look: Look) -> Row:
    """In the shape of `suilu extract`."""
    ours = {one["key"] for one in line["participants"] if one["role"] in ("sales", "presale")}
    found: defaultdict[str, list[Any]] = defaultdict(list)
    for message in line["messages"]:
        proof = [{"msg": message["i"], "text": message["text"]}]
        for name, row in _of(line, message, look, we=message["sender"] in ours):
            found[name].append({**row, "evidence": proof} if isinstance(row, dict) else row)
    lists = {name: found[name] for name in ("facts", "pain_points", "objections", "stage_events", "next_actions")}
    return {"id": line["id"], **lists, "tags": sorted(set(found["tags"])), "summary": "。".join(found["summary"])}


def _of(line: Mapping[str, Any], message: Mapping[str, Any], look: Look, *, we: bool) -> Iterator[tuple[str, Row | str]]:
    text, at = message["text"], datetime.fromisoformat(message["time"])
    seen = list(look(text, at))
    for day in (value for kind, value in seen if kind == "day" and _ahead(value, at.date())):
        yield "facts", {"field": "deadline", "norm": day}
        yield "next_actions", {"side": "sales" if we else "customer", "who": "", "what": text, "due": day}
    yield from (("facts", {"field": field, "norm": norm}) for field, norm in _facts(seen, text, we=we))
    yield from (("facts", {"field": field, "norm": norm}) for field, norm in _terms(line, text))
    yield from (("stage_events", {"event": event}) for event, word in _SAYS.items() if word in text)
    if not we:
        yield from (("tags", tag) for tag, word in _TAGS.items() if word in text)
        yield "summary", text


def _ahead(day: str, today: date) -> bool:
    return re.fullmatch(r"\d{4}-\d\d-\d\d", day) is not None and date.fromisoformat(day) > today


def _facts(seen: Iterable[Seen], text: str, *, we: bool) -> Iterator[Seen]:
    for kind, value in seen:
        if kind == "money" and (we or "预算" in text):
            yield "our_quote" if we else "budget", f"{value} CNY"
        if kind in ("phone", "email") and not we:
            yield f"contact_{kind}", value


def _terms(line: Mapping[str, Any], text: str) -> Iterator[Seen]:
    for field, terms in (("product", "products"), ("competitor", "competitors")):
        for name, aliases in line["lexicon"][terms].items():
            if any(word in text for word in (name, *aliases)):
                yield field, f"{name}||" if field == "product" else name
