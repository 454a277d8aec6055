"""Chats in no format: names that come again on lines of their own, or words without any name. And what is no chat at all."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from bot.capture.paste.headers import Header
from bot.capture.paste.lines import Line
from bot.capture.paste.names import likely
from bot.capture.paste.said import kind

_SHORT_ANSWER = re.compile(
    r"(?:好|嗯|哦|噢|行|对|是|在|可以|收到|谢谢|感谢|没问题|不客气|明白|知道了?|了解|ok|okay|yes|no|hi|hello|你好|您好|早|晚安|再见|哈|呵)+[的了啊呀吧呢哈]*",
    re.I,
)
_TALK = re.compile(r"[?？~～]|[吗吧呢呀哈嘛哦啦]|[你您咱]|好的|收到|谢谢|麻烦|在吗|没问题|可以|\[\S{1,4}\]", re.IGNORECASE)
_MAIL = re.compile(
    r"^\s*(?:发件人|收件人|主题|抄送|From|To|Subject|此致|敬礼|顺祝|Dear\b|Hi \w+,|(?:Best|Kind) regards|尊敬的.{1,20}[:：]$)",
    re.I,
)
_CLAUSE = re.compile(
    r"^\s*(?:第[一二三四五六七八九十百\d]{1,4}[条章节款]|[一二三四五六七八九十]{1,3}、|\d{1,2}(?:\.\d{1,2})*[.、)）]|[-*•#]\s)"
)
_CODE = re.compile(
    r"[{};]$|^\s*(?:def|class|import|from|return|if|for|while|var|let|const|function|public|private|#include|SELECT|<\w+|//|/\*|@\w+)\b|=>|==|\(\)|</"
)
_LONG = 90


def alternating(lines: Sequence[Line]) -> list[Header]:
    """「王海⏎您好⏎李工⏎在的」: two names or more that come again, each with words under it, and the paste begins with one."""
    written = [(index, line.text.strip()) for index, line in enumerate(lines) if not line.blank]
    names = _names(written)
    found = [Header(index, index + 1, text) for index, text in written if text in names]
    beginnings = bool(found) and bool(written) and found[0].at == written[0][0]
    follow = {header.at for header in found}
    nexts = dict(zip([index for index, _ in written], [index for index, _ in written[1:]], strict=False))
    spoken = all(header.at in nexts and nexts[header.at] not in follow for header in found[:-1])
    return found if beginnings and spoken and len(names) > 1 and len(found) * 6 >= len(written) else []


def _names(written: Sequence[tuple[int, str]]) -> set[str]:
    counts = Counter(text for _, text in written)
    return {
        t
        for t, n in counts.items()
        if n > 1 and likely(t) and len(t) <= 16 and kind(t) == "text" and not _SHORT_ANSWER.fullmatch(t)
    }


def spoken(lines: Sequence[Line], dividers: int) -> bool:
    """Words without names that people said to each other, a line each. Not a letter, a contract, a program or an article."""
    texts = [line.text for line in lines if not line.blank]
    if len(texts) < 2 or any(_MAIL.search(text) for text in texts):
        return False
    count = len(texts)
    formal = sum(bool(_CLAUSE.search(text) or _CODE.search(text)) for text in texts) + sum(
        line.lead is not None for line in lines
    )
    long = sum(len(text) > _LONG for text in texts)
    stops = sum(text.endswith(("。", ".", ";", "；")) for text in texts)
    if formal * 3 >= count or long * 5 >= count or stops * 2 > count:
        return False
    talk = sum(bool(_TALK.search(text)) for text in texts)
    return dividers > 0 or talk * 3 >= count
