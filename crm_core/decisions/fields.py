"""What each proposed value means: where it belongs in the record, and how its JSON becomes column values."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from crm_core.decisions.stages import MILESTONES

Json = Mapping[str, Any]
Columns = dict[str, Any]
"""Column → value, plain JSON (a date as its ISO text), so that it can be kept as what was and what is."""
Entity = Literal["account", "contact", "opportunity", "lead_tag", "next_step", "milestone", "insight"]

INSIGHTS = ("foreign_amount", "product", "competitor_price", "competitor_delta", "pain_point", "objection")
"""Fields of which a customer has any number, kept as they read (`tables.Insight`)."""
BUDGET_STATES: Mapping[str, str] = {
    "confirmed": "已确定",
    "range": "有范围",
    "pending_approval": "待审批",
    "undecided": "未定",
    "none": "没有预算",
}
"""What the customer says of the budget → what people call it."""
OBJECTIONS: Mapping[str, str] = {
    "price": "价格",
    "delivery": "交期",
    "feature": "功能",
    "service": "服务",
    "contract": "合同",
    "timing": "时机",
    "trust": "信任",
    "integration": "集成",
    "authority": "权限",
}
"""Category of an objection (异议) → what people call it."""
MAX_FEN = 10**15
"""Ten trillion yuan: what is above was misread."""


class BadValue(ValueError):
    """A value that does not have its field's shape. Names the field, never the value."""


@dataclass(frozen=True, slots=True)
class Field:
    """`row`: a confirmed value makes a new row of `entity`; otherwise it sets columns of the one row a lead has.
    `who`: says who the customer is, so it never overwrites another value unless a person ticks it."""

    kind: str
    entity: Entity
    read: Callable[[Json], Columns]
    row: bool = False
    who: bool = False


def columns(kind: str, value: Json) -> Columns:
    """`value` as columns of the field's entity. Raises BadValue for an unknown field or another shape."""
    spec = FIELDS.get(kind)
    if spec is None:
        raise BadValue("unknown field")
    try:
        return spec.read(value)
    except (KeyError, TypeError, ValueError) as wrong:
        raise BadValue(f"not a {kind}") from wrong


def shown(kind: str, held: Columns) -> str:
    """How the value that the record holds reads to a person; empty for nothing there."""
    first = next((value for value in held.values() if value is not None), None)
    if first is None:
        return ""
    if kind == "budget":
        return _range(held["budget_low"], held["budget_high"])
    if kind == "target_price":
        return _range(held["target_low"], held["target_high"])
    if kind == "budget_status":
        return BUDGET_STATES.get(str(first), str(first))
    if kind == "milestone":
        return MILESTONES.get(str(first), str(first))
    return money(first) if isinstance(first, int) else str(first)


def money(fen: int) -> str:
    """46800000 → 46.8万; 999 → 9.99元."""
    yuan = fen / 100
    for size, unit in ((100_000_000, "亿"), (10_000, "万")):
        if yuan >= size:
            return f"{_plain(yuan / size)}{unit}"
    return f"{_plain(yuan)}元"


def _plain(number: float) -> str:
    return f"{number:.4f}".rstrip("0").rstrip(".")


def _range(low: int | None, high: int | None) -> str:
    if low == high or high is None:
        return money(low) if low is not None else ""
    return money(high) if low is None else f"{money(low)}-{money(high)}"


def _fen(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MAX_FEN:
        raise BadValue("fen")
    return value


def _in_yuan(value: Json) -> None:
    """The record sums and compares: an amount in another currency is kept as it reads (`foreign_amount`)."""
    if value.get("currency", "CNY") != "CNY":
        raise BadValue("currency")


def _amount(value: Json) -> int:
    _in_yuan(value)
    return _fen(value["amount"])


def _words(value: object, longest: int) -> str:
    if not isinstance(value, str) or not value.strip():
        raise BadValue("words")
    return value.strip()[:longest]


def _matching(value: object, pattern: str) -> str:
    text = _words(value, 200)
    if not re.fullmatch(pattern, text):
        raise BadValue("pattern")
    return text


def _iso(value: object) -> str:
    return date.fromisoformat(_words(value, 40)).isoformat()


def _between(value: Json, name: str) -> Columns:
    _in_yuan(value)
    low, high = value["low"], value["high"]
    if low is None and high is None:
        raise BadValue("empty")
    return {f"{name}_low": None if low is None else _fen(low), f"{name}_high": None if high is None else _fen(high)}


def _one_of(value: object, known: Mapping[str, str]) -> str:
    if value not in known:
        raise BadValue("unknown")
    return str(value)


def _insight(kind: str, *names: str) -> Callable[[Json], Columns]:
    """`names`: values that must be words. How it reads stands in the line."""

    def read(value: Json) -> Columns:
        for name in names:
            _words(value[name], 300)
        return {"kind": kind, "label": _words(value["label"], 32) if value.get("label") else ""}

    return read


def _objection(value: Json) -> Columns:
    _words(value["text"], 300)
    return {"kind": "objection", "label": OBJECTIONS[_one_of(value["category"], OBJECTIONS)]}


def _next_action(value: Json) -> Columns:
    due = value["due"]
    if not isinstance(value["ours"], bool):
        raise BadValue("ours")
    return {"what": _words(value["what"], 300), "due": None if due is None else _iso(due), "ours": value["ours"]}


def _milestone(value: Json) -> Columns:
    if value["kind"] not in MILESTONES:
        raise BadValue("kind")
    return {"kind": value["kind"]}


_ALL = (
    Field("budget", "opportunity", lambda v: _between(v, "budget")),
    Field("budget_status", "opportunity", lambda v: {"budget_status": _one_of(v["status"], BUDGET_STATES)}),
    Field("target_price", "opportunity", lambda v: _between(v, "target")),
    Field("our_quote", "opportunity", lambda v: {"quote": _amount(v)}),
    Field("deal_amount", "opportunity", lambda v: {"deal": _amount(v)}),
    Field("deadline", "opportunity", lambda v: {"deadline": _iso(v["date"])}),
    Field("competitor", "opportunity", lambda v: {"competitor": _words(v["name"], 80)}),
    Field("decision_maker", "opportunity", lambda v: {"decision_maker": _words(v["name"], 80)}),
    Field("contact_phone", "contact", lambda v: {"phone": _matching(v["phone"], r"\+?[0-9-]{5,31}")}),
    Field("contact_email", "contact", lambda v: {"email": _matching(v["email"], r"[^\s@]{1,64}@[^\s@]{1,95}").lower()}),
    Field("contact_person", "contact", lambda v: {"name": _words(v["name"], 80)}, who=True),
    Field("contact_company", "account", lambda v: {"name": _words(v["name"], 160)}, who=True),
    Field("contact_uscc", "account", lambda v: {"uscc": _matching(v["uscc"], r"[0-9A-Z]{18}")}, who=True),
    Field("contact_address", "account", lambda v: {"address": _words(v["address"], 200)}),
    Field("foreign_amount", "insight", _insight("foreign_amount", "text"), row=True),
    Field("product", "insight", _insight("product", "name"), row=True),
    Field("competitor_price", "insight", _insight("competitor_price", "name"), row=True),
    Field("competitor_delta", "insight", _insight("competitor_delta", "name"), row=True),
    Field("pain_point", "insight", _insight("pain_point", "text"), row=True),
    Field("objection", "insight", _objection, row=True),
    Field("next_action", "next_step", _next_action, row=True),
    Field("tag", "lead_tag", lambda v: {"tag": _words(v["name"], 32)}, row=True),
    Field("milestone", "milestone", _milestone, row=True),
)
FIELDS: dict[str, Field] = {spec.kind: spec for spec in _ALL}
