"""Words of a chat made fit to be read in a record: without greetings, particles and connectives."""

from __future__ import annotations

from bot.nlp.patterns import late

_HEAD = late(
    r"(?:[\s,.、:~\-\x00]|而且|但是|但|不过|可是|可(?!以|能)|主要是?|关键是?|问题是|就是说?|然后|还有(?!没)|另外|其实"
    r"|反正|因为|所以|毕竟|再说|说实话|说真的"
    r"|老实说|讲真|不瞒您?你?说|您也知道|你也知道|你知道|您知道|跟您说|跟你说|[唉哎嗯哦啊呃额]|那(?!边|家|台|个)|那个"
    r"|这个(?!月|周)|对了|喂"
    r"|我跟你讲|我(?:们)?(?=现在|目前)|是的|对(?=[我你他现])|嘛|吧|我(?:们)?(?:觉得|感觉|发现|也)|感觉|总的来说|目前来说)+"
)
_LOOSE = late(r"[\s啊呀哦哈呢吧嘛啦哒哟唉哎诶欸咯呗嘞呐]|[^\w\s%)）」』”’\"/°℃]")
_LONGEST = 120


def clean(text: str, most: int = 40) -> str:
    """A clause without what a speaker puts around it: 而且现在的报警太吵了啊 is 现在的报警太吵."""
    body = text[:_LONGEST].replace("\n", " ")
    head = _HEAD.match(body)
    start, end = head.end() if head else 0, len(body)
    while end > start and _LOOSE.match(body[end - 1]):
        end -= 1
    told = body[start:end][:most].strip()
    return told.removesuffix("了") if "太" in told else told
