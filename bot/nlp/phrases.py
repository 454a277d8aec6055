"""Words of a chat made fit to be read in a record: without greetings, particles and connectives."""

from __future__ import annotations

import re

_HEAD = re.compile(
    r"(?:[\s,.、:~\-\x00]+|而且|但是|但|不过|可是|可(?!以|能)|主要是?|关键是?|问题是|就是说?|然后|还有(?!没)|另外|其实|反正|因为|所以|毕竟|再说|说实话|说真的"
    r"|老实说|讲真|不瞒您?你?说|您也知道|你也知道|你知道|您知道|跟您说|跟你说|唉+|哎+|嗯+|哦+|啊+|呃+|额+|那(?!边|家|台|个)|那个|这个(?!月|周)|对了|喂"
    r"|我跟你讲|我(?:们)?(?=现在|目前)|是的|对(?=[我你他现])|嘛|吧|我(?:们)?(?:觉得|感觉|发现|也)|感觉|总的来说|目前来说)+"
)
_TAIL = re.compile(r"(?:[\s,.、:~!。…\-\x00]|[啊呀哦哈呢吧嘛啦哒哟唉哎的了诶欸咯呗嘞呐]|[^\w\s%)）」』”’\"/°℃])+\Z")
_NOT_TAIL = ("的", "了")


def clean(text: str, most: int = 40) -> str:
    """A clause without what a speaker puts around it: 而且电池一个小时就没电了啊 is 电池一个小时就没电."""
    body = _HEAD.sub("", text.replace("\n", " "), count=1) if _HEAD.match(text) else text
    return _TAIL.sub("", body)[:most].strip()
