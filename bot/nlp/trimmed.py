"""The words that a quotation can do without at its ends: 另外床垫少一个 is 床垫少一个, 行不行哦 is 行不行."""

from __future__ import annotations

from bot.nlp.patterns import late

_LEAD = late(
    r"(?:(?:另外|顺便|对了|然后呢?|而且|所以|其实|反正|也就是|就是说?|不过|但是?(?!书)|还有(?![一两二三四五六七八九十几\d])"
    r"|主要是|关键是|说白了|[一二三四]是(?=[一-鿿]{3})|我(?:补一句|讲一句|说一句)"
    r"|[一-鿿]{0,6}我(?:跟|和|给)[你您]们?说(?:一?下|个事|一?声)"
    r"|那就(?![算是])|那(?:么|就是|个(?=我|你|您))?(?=[我你您咱还给能先再要就得])|那个(?=[一-鿿]{2})"
    r"|[嗯哦啊对好行哎](?=[ ,，])|可以(?=[ ,，]))[ ,，、]{0,2}){1,3}"
)
_TAIL = late(r"[啊呀哦喔哈咯哟喇]{1,2}\Z")
_FACES = late(r"[\u2600-\u27bf\ufe0f\U0001f000-\U0001faff]{1,6}\Z")
_MARKS = " ,，。、~～!！"
_PERSON = late(r"\A(?:那|麻烦|请|我们?|你们?|您|咱们?|先|再){1,3}")
_TO_US = late(r"(?:给[我你您]们?|一下|过[来去])\Z")
_LEAST = 2
"""Characters that are left at least."""


def trimmed(words: str) -> str:
    """Without 另外, 对了 and 那 before them, and 哦 and 啊 behind; 吧 and 呢 ask, and stay."""
    m = _LEAD.match(words)
    short = _TAIL.sub("", _FACES.sub("", words[m.end() if m else 0 :].strip(_MARKS)))
    return short if len(short) >= _LEAST else words


def core(words: str) -> str:
    """What is done, without who does it and for whom: 你发个目录给我 is 发个目录."""
    short = _TO_US.sub("", _PERSON.sub("", trimmed(words)))
    return short if len(short) >= _LEAST else words
