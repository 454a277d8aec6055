"""What one says in several messages, a few words each: 我们要在 | 12月18号 | 之前到货."""

from __future__ import annotations

from collections.abc import Sequence

from bot.nlp.dated import dated
from bot.nlp.lexicon import Lexicon
from bot.nlp.patterns import late
from bot.nlp.text import Said

_LONGEST = 14
"""Characters of such a piece."""
_NAMES_A_TIME = late(
    r"(?:时间|日期|日子|工期|交期|节点)[ 也都已经刚总算]{0,4}(?:定了|定下来了?|有了|出来了|知道了|是|在)?[ :,。]{0,2}\Z"
    r"|(?:什么时候|哪天|几号)[^,。?吗呢]{1,6}(?:知道|定|有)了?\Z"
)
"""上线时间定了, 到货时间, 什么时候开标知道了."""
_GOES_ON = late(r"(?:(?:之|以)?前(?![天年面期])|要|得|必须|务必|一定|就要|就得)(?!是|不)[^,。?]{1,9}\Z")
"""之前到货, 要到货: behind a day."""


def topic(thread: Sequence[Said], place: int, lexicon: Lexicon) -> str:
    """Of a message of the customer that is a day and nothing else, the piece beside it that says what happens then."""
    said = thread[place]
    if not said.theirs:
        return ""
    behind = _piece(said, thread[place + 1] if place + 1 < len(thread) else None)
    if behind and (_GOES_ON.match(behind) or lexicon.cue("events").fullmatch(behind)):
        return behind
    before = _piece(said, thread[place - 1] if place else None)
    named = before and (_NAMES_A_TIME.search(before) or lexicon.cue("events").fullmatch(before))
    return before if named else ""


def _piece(said: Said, other: Said | None) -> str:
    if other is None or other.message.by != said.message.by or other.passed_on or dated(other)[1]:
        return ""
    text = other.own.strip()
    return text if len(text) <= _LONGEST and not text.endswith(("吗", "?", "吧", "呢")) else ""
