"""What was read of a text is kept for the next time: a conversation is read again at every sync, and people say the same."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, TypeVar

Reader = TypeVar("Reader", bound=Callable[..., Any])
_TEXTS = 8192
_SHORT = 160
"""Characters; longer texts are few, and would fill the memory."""


def remembered(read: Reader) -> Reader:
    """For a pure function of a text, and of what else it is given, whose answer nobody changes."""
    kept = lru_cache(maxsize=_TEXTS)(read)

    @wraps(read)
    def reading(text: str, *more: Any) -> Any:
        return kept(text, *more) if len(text) <= _SHORT else read(text, *more)

    return reading  # type: ignore[return-value]
