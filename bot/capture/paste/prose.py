"""What is no chat: a letter, a contract, a program, an article. And what people say to each other without any name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.capture.paste.lines import Line

_TALK = re.compile(r"[?？~～]|[吗吧呢呀哈嘛哦啦]|[你您咱]|好的|收到|谢谢|麻烦|在吗|没问题|可以|\[\S{1,4}\]", re.IGNORECASE)
_MAIL = re.compile(
    r"^\s*(?:(?:发件人|收件人|主题|抄送|From|To|Subject)\s*[:：]"
    r"|(?:此致|敬礼|顺祝)\b|Dear\b|Hi \w+,|(?:Best|Kind) regards|尊敬的.{1,20}[:：]$)",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"^\s*(?:第[一二三四五六七八九十百\d]{1,4}[条章节款]|[一二三四五六七八九十]{1,3}、|\d{1,2}(?:\.\d{1,2})*[.、)）]|[-*•#]\s)"
)
_CODE = re.compile(
    r"[{};]$|^\s*(?:def|class|import|from|return|if|for|while|var|let|const|function|public|private|#include|SELECT|<\w+|//|/\*|@\w+)\b|=>|==|\(\)|</"
)
_LONG = 90


def formal(lines: Sequence[Line]) -> bool:
    """A third of the lines are clauses, list items or statements of a program, or it is a letter or a log."""
    texts = [line.text for line in lines if not line.blank]
    counted = sum(bool(_CLAUSE.search(text) or _CODE.search(text)) for text in texts) + sum(
        line.lead is not None for line in lines
    )
    return counted * 3 >= len(texts) or any(_MAIL.search(text) for text in texts)


def spoken(lines: Sequence[Line], dividers: int) -> bool:
    """Words without names that people said to each other, a line each. Not a letter, a contract, a program or an article."""
    texts = [line.text for line in lines if not line.blank]
    if len(texts) < 2 or formal(lines):
        return False
    count = len(texts)
    long = sum(len(text) > _LONG for text in texts)
    stops = sum(text.endswith(("。", ".", ";", "；")) for text in texts)
    if long * 5 >= count or stops * 2 > count:
        return False
    return dividers > 0 or sum(bool(_TALK.search(text)) for text in texts) * 3 >= count
