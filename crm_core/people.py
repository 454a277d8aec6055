"""Who is asking."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    REP = "rep"
    """销售"""
    MANAGER = "manager"
    """主管, 总监: own territories, no text"""
    OWNER = "owner"
    """老板: totals only"""
    STEWARD = "steward"
    """数据管理员, 运营: duplicates and merges"""
    NEWCOMER = "newcomer"
    """新人: the sandbox only"""
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Principal:
    """The one who asks. `territories` are those a manager answers for; `name` is for cards, never for logs."""

    person_id: int
    role: Role
    name: str = ""
    territories: frozenset[int] = frozenset()
    team_id: int | None = None


SYSTEM = Principal(0, Role.SYSTEM, "随录")
"""The house itself, for ticks. Reads everything; each such read is for a stated purpose and audited."""
