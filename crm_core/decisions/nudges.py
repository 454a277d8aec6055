"""When a silence deserves a word (NDG-01). Pure: moments in, yes or no out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any


@dataclass(frozen=True, slots=True)
class SilenceRule:
    """One entry of `config/rules/nudges.yaml`: how long a lead may be quiet. `version` goes into each decision."""

    id: str = "silence_72h"
    hours: int = 72
    version: str = "1"

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> SilenceRule:
        """Raises KeyError for a missing word, ValueError for hours below one."""
        rule = cls(str(data["id"]), int(data["hours"]), str(data["version"]))
        if rule.hours < 1:
            raise ValueError(f"{rule.id}: hours must be at least 1")
        return rule

    def next_due_at(self, last_activity_at: datetime) -> datetime:
        """When this silence will have lasted as long as the rule allows."""
        return last_activity_at + timedelta(hours=self.hours)

    def due(self, last_activity_at: datetime, now: datetime) -> bool:
        return self.next_due_at(last_activity_at) <= now


def hours_silent(since: datetime, now: datetime) -> int:
    """Whole hours, never negative."""
    return max(0, int((now - since) / timedelta(hours=1)))
