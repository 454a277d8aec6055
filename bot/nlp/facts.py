"""What the extractor may say. A value without the words that say it is not a fact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

JSON = Any
"""A plain JSON value: str, int, float, bool, None, or lists and string-keyed mappings of them."""

KINDS = (
    "budget",
    "budget_status",
    "target_price",
    "our_quote",
    "deal_amount",
    "product",
    "deadline",
    "competitor",
    "competitor_price",
    "competitor_delta",
    "decision_maker",
    "contact_company",
    "contact_person",
    "contact_phone",
    "contact_email",
    "contact_uscc",
    "contact_address",
    "pain_point",
    "objection",
    "stage_event",
    "next_action",
    "tag",
)
"""Every kind, in the order in which a draft shows them."""

MONEY = ("budget", "target_price", "our_quote", "deal_amount")
"""What the record keeps in yuan."""

LINES = tuple(kind for kind in KINDS if kind != "stage_event")
"""Those that a draft proposes: the record has a place for them (`crm_core.decisions.fields`)."""

BUDGET_STATES: Mapping[str, str] = {
    "confirmed": "已确定",
    "range": "有范围",
    "pending_approval": "待审批",
    "undecided": "未定",
    "none": "没有预算",
}
"""What the customer says of the budget (预算状态), and how it reads."""

TICKED = 0.6
"""From this confidence on a line is ticked by default."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Which message, which characters (code points of `Message.text`), and the words themselves."""

    message: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One value. `shown` is how a person reads it; `reread(kind, shown)` understands it again. Money is in fen; where it is not
    yuan it is in hundredths of its unit, and the value has a `currency` besides (ISO 4217).

    Values: budget and target_price {low, high, approx} (either end None: open), our_quote and deal_amount {amount},
    budget_status {status: confirmed|range|pending_approval|undecided|none}, product {name, quantity: number or None, unit},
    deadline {date, time? (HH:MM), what}, competitor {name, role: compare|incumbent}, competitor_price {name, amount},
    competitor_delta {name, than: lower|higher, percent: number or None, amount: fen or None} (their price beside ours),
    decision_maker {name}, contact_phone {phone}, contact_email {email}, contact_company {name}, contact_person {name},
    contact_uscc {uscc}, contact_address {address}, pain_point {text, label?}, objection {category, text}, stage_event {event},
    next_action {what, due: date or None, ours, label?}, tag {name}. `label`: the entry of the fixed list (痛点, 下一步动作).
    """

    kind: str
    value: Mapping[str, JSON]
    shown: str
    confidence: float
    evidence: Evidence

    @property
    def currency(self) -> str:
        """Of its money (ISO 4217)."""
        return str(self.value.get("currency", "CNY"))


@dataclass(frozen=True, slots=True)
class Extraction:
    """Facts in the order of `KINDS`, then of the chat. `summary` is empty where nothing was said.

    `cut` are the ids of messages that were too long to be read to their end.
    """

    facts: tuple[Fact, ...]
    summary: str
    cut: tuple[str, ...] = ()
