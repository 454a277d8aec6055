"""Regular expressions that are compiled at their first use: the extractor has seven hundred, and a command that reads no chat
needs none of them.
"""

from __future__ import annotations

import re
from typing import Any, cast


class Late:
    """Stands for a compiled pattern. What is asked of it is found at once the next time."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern

    def __getattr__(self, name: str) -> Any:
        found = getattr(re.compile(self.pattern), name)
        setattr(self, name, found)
        return found


def late(pattern: str) -> re.Pattern[str]:
    """As `re.compile`, but that what is wrong with the pattern is told only at its first use."""
    return cast("re.Pattern[str]", Late(pattern))
