"""The stage of a lead (阶段), derived from its milestones (关键事件) and never typed in."""

from __future__ import annotations

from collections.abc import Collection

MILESTONES: dict[str, str] = {
    "needs_confirmed": "需求确认",
    "sample_sent": "样品寄出",
    "proposal_sent": "方案发出",
    "poc_agreed": "POC 约定",
    "quote_sent": "报价发出",
    "agreement_signed": "技术协议签署",
    "contract_signed": "合同签署",
    "payment_received": "首款到账",
}
"""Kind → what people call it."""

DELIVERABLES: dict[str, str] = {
    "contract": "contract_signed",
    "quote": "quote_sent",
    "proposal": "proposal_sent",
    "agreement": "agreement_signed",
    "sample": "sample_sent",
    "payment": "payment_received",
}
"""What a file can be (交付物; the cards' catalog says what people call it) → the milestone that it proves."""
PROVES = ("image", "file")
"""Kinds of files that a deliverable may be: a document or its photograph, no voice and no film."""

STAGES = ("new", "contacted", "testing", "quoted", "buying", "won")
"""In order. What people call them, the cards' catalog says; `lost` is a state that a person gives, not a stage reached."""

_REACHED_BY: tuple[tuple[str, frozenset[str]], ...] = (
    ("won", frozenset({"contract_signed", "payment_received"})),
    ("buying", frozenset({"agreement_signed"})),
    ("quoted", frozenset({"quote_sent"})),
    ("testing", frozenset({"sample_sent", "poc_agreed"})),
    ("contacted", frozenset({"needs_confirmed", "proposal_sent"})),
)


def stage_of(milestones: Collection[str], *, touched: bool) -> str:
    """The furthest stage that a milestone reached; without one, whether there was any activity. One of `STAGES`."""
    kinds = frozenset(milestones)
    furthest = next((stage for stage, reached_by in _REACHED_BY if kinds & reached_by), "")
    return furthest or ("contacted" if touched else "new")


def further(now: str, derived: str) -> str:
    """A stage never falls back by a chat; what no milestone gives (`lost`) stays."""
    if now not in STAGES:
        return now
    return max(now, derived, key=STAGES.index)
