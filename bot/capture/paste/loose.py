"""A chat in no format: names that come again, each on a line of its own."""

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
