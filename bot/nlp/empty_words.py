"""Words that a report leaves out: greetings, whom one calls, yes and thanks, and what we ask or offer by the way."""

from __future__ import annotations

from bot.nlp.patterns import late
from bot.nlp.text import Clause

_MARKS = r"\W{0,6}"
_NAME = r"(?:[^\W\d_我你他她它您是找问叫给和跟要让请等见有没那这的了]{1,2}|[小老阿][一-鿿])"
_TITLE = r"(?:总监?|经理|主任|书记|老师|老板娘?|师傅|妹子|[科处局院校厂队园会]长|[科处局工姐哥叔嫂姨])"
_LEAD = r"(?:(?:hi|hello|hey|嗨|喂|哎|欸|对的?|好吧?|好嘞|是的?)[ ,]?)?"
_CALLS = late(
    rf"{_LEAD}(?:{_NAME}{_TITLE}|[小老阿][一-鿿])[啊呀哎欸好呐]{{0,2}}{_MARKS}"
    rf"|[一-鿿]{{2}}[啊呀]{_MARKS}"
)
"""尚书记, 小丁啊, 对的邱师傅."""
_NOTHING = late(
    r"(?:[嗯哦哈好行中对是得了啦的吧呗嘛呢啊呀噢那就这我你您先也都太]|可以|没问题|没事|ok|okay|hi|hello|好嘞|知道|理解|明白|有道理|放心|必须"
    r"|等[下等]|一下|快点|看看|说心里话|说实话|说真的|恭喜|爱你|感谢|多谢|拜托|请?查收|唔该|得唔得|发财|就这样|这个|这样|给力|牛){1,6}"
    rf"{_MARKS}"
)
"""行是行, 理解理解, 那行吧."""
_OUR_MANNERS = late(
    r"\A我(?:是|姓)[^,。按说想怕给从在]{2,10}\Z|\A我叫[一-鿿]{2,3}\Z|有需[要求](?:您|你|再|就)?随?时?|随时(?:叫|找|联系|招呼)"
    r"|打扰|恭喜|\A您?(?:先|再)?考虑(?:一下|考虑)?\Z|来就行|看您|春节愉快|(?:新年|节日|周末)愉快"
)
"""我是企服通小何; but 我叫财务重开 is a deed."""
_NUMBER = late(r"\d|[一二两三四五六七八九十百千]")
_BARE = 7
_ASKS = late(
    r"(?:[吗呢么不没嘛]|什么(?:时候)?|啥(?:时候)?|多少|怎么[样付办]?|如何|哪[天里个家些]?|谁|几点|咋样|行不行|可不可以|能不能)[呀啊呢嘞]?\Z"
    r"|\A(?:那|您看|咱们|你们|请问)?[^,。]{0,6}(?:什么时候|啥时候|几点|哪天|多少)"
)


def is_empty(clause: Clause, *, ours: bool) -> bool:
    """Whether nobody would report it. A few words in which we ask, without a number, name no matter."""
    text = clause.text
    if _CALLS.fullmatch(text) or _NOTHING.fullmatch(text):
        return True
    if not ours:
        return False
    return _OUR_MANNERS.search(text) is not None or (len(text) <= _BARE and _asks(clause) and not _NUMBER.search(text))


def _asks(clause: Clause) -> bool:
    return clause.asks or _ASKS.search(clause.text) is not None
