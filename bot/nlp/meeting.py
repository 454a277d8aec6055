"""A day on which both sides meet, and nothing of the project is due: 周五您方便吗? 周五可以."""

from __future__ import annotations

from bot.nlp.patterns import late
from bot.nlp.text import Said

_PROPOSED = late(
    r"(?:[您你]们?|我们?)[^,。]{0,6}(?:方便|有空|有时间|过来|拜访|上门|碰|见)"
    r"|拜访|来访|培训|方便吗|哪天方便|见面|当面|量尺|勘"
)
_BRINGS = late(r"货|交付|上线|验|投产|[送装运]|开[业工]|用")


def answered(said: Said) -> bool:
    """The message before, of ours, proposes to meet, and neither speaks of what is brought."""
    before = said.before
    if before is None or not before.ours or before.passed_on or _BRINGS.search(before.own) or _BRINGS.search(said.own):
        return False
    return _PROPOSED.search(before.own) is not None
