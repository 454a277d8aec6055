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


class Status(StrEnum):
    """Whether somebody works here, and how far (docs/people.md)."""

    ACTIVE = "active"
    """在职"""
    PAUSED = "paused"
    """暂停分配: works, and is given no lead"""
    LEAVE = "leave"
    """休假"""
    MATERNITY = "maternity"
    """产假"""
    DISABLED = "disabled"
    """停用"""
    LEFT = "left"
    """离职"""
    TEST = "test"
    """测试账号"""


GONE: frozenset[str] = frozenset({Status.LEFT, Status.DISABLED})
"""Who can neither sign in nor act, and is told nothing."""
AWAY: frozenset[str] = frozenset({Status.LEAVE, Status.MATERNITY})
"""Who is a colleague and keeps the customers, is given none and is not nudged meanwhile: the manager is."""


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
