"""Words that a report leaves out: greetings, whom one calls, yes and thanks, and what we ask or offer by the way."""

from __future__ import annotations

from bot.nlp.patterns import late
from bot.nlp.text import HIDDEN, Clause

_MARKS = r"\W{0,6}"
_NAME = r"(?:[^\W\d_我你他她它您是找问叫给和跟要让请等见有没那这的了]{1,2}|[小老阿][一-鿿])"
_TITLE = r"(?:总监?|经理|主任|书记|老师|老板娘?|师傅|妹子|[科处局院校厂队园会]长|[科处局工姐哥叔嫂姨])"
_LEAD = r"(?:(?:那个|hi|hello|hey|嗨|喂|哎|欸|对的?|好吧?|好嘞|是的?)[ ,]?)?"
_CALLS = late(
    rf"{_LEAD}(?:{_NAME}{_TITLE}|[小老阿][一-鿿])[啊呀哎欸好呐]{{0,2}}(?:我[跟和给][你您]们?[说讲](?:一?[下声]|[个件]事)?[啊哈]?)?{_MARKS}"
    rf"|[一-鿿]{{2}}[啊呀]{_MARKS}"
)
"""尚书记, 小丁啊, 对的邱师傅, 喂林经理啊我跟你说下."""
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
_PASSING = late(
    rf"(?:嗯 ?|{_LEAD})(?:"
    r"(?:已经?|都|刚|截图|我)?(?:发|传|寄|推|转)(?:给|到)?[你您]们?(?:邮箱|微信|钉钉|手机|表格|私信)?上?(?:过去)?"
    r"|(?:还是|就|那)?[按照用](?:这|那)个(?:来|走|吧)?|[这那]个(?:也)?(?:写上|记下|算上)"
    r"|(?:那|我们?|就){0,2}等[你您]们?的?(?:电话|消息|通知|回复|信儿?|好消息|答复)"
    r"|(?:那|我们?|先|去){0,3}[核看问查算了数翻]{1,2}(?:一?下|账|一[核看问查算数翻])"
    r"|(?:晓得|懂|说好|讲好|有数|看到|看完|记下|记住|提交|群拉好)|[一-鿿]{1,2}的话"
    r"|sorry|thx|thanks|thank you|got it|yes"
    r")[了啦哈哦吧啊呀]{0,2}\W{0,6}"
)
"""发你了, 按那个, 那等你电话, 我核一下: said in passing, of nothing that it names."""
_SOOTHES = late(r"[^,]{0,4}(?:消消气|息怒|别(?:急|着急|生气|上火|担心)|[请您]见谅|多担待)[一-鿿]{0,1}")
_TELLS_YOU = late(r"[您你](?:先|再)?[一-鿿]{1,3}(?:一下|看看)")
_NUMBER = late(r"\d|一(?![下些点])|[二两三四五六七八九十百千]")
_BARE = 7
_ASKS_ALOUD = late(r"方便|电话|地址|邮箱")
_LONG = 16
"""We ask so for what the answer tells."""
_THAT_DAY = late(r"的[啊呀哦]?\Z")
_NO_MATTER = late(r"\W|[\d_就是的在了那我们你您他大概可以行好吧都也号日送来去说买]")
_ASKS = late(
    r"(?:[吗呢么不没嘛]|什么(?:时候)?|啥(?:时候)?|多少|怎么[样付办]?|如何|哪[天里个家些]?|谁|几点|咋样|行不行|可不可以|能不能)[呀啊呢嘞]?\Z"
    r"|\A(?:那|您看|咱们|你们|请问)?[^,。]{0,6}(?:什么时候|啥时候|几点|哪天|多少)"
)


def is_empty(clause: Clause, *, ours: bool) -> bool:
    """Whether nobody would report it. What we ask in a few words, without a number, the answer tells."""
    text = clause.text
    if _CALLS.fullmatch(text) or _NOTHING.fullmatch(text):
        return True
    if not ours:
        return _PASSING.fullmatch(text) is not None
    if _OUR_MANNERS.search(text) or _TELLS_YOU.fullmatch(text) or _SOOTHES.fullmatch(text):
        return True
    most = _LONG if _ASKS_ALOUD.search(text) else _BARE
    return len(text) <= most and _asks(clause) and not _NUMBER.search(text)


def says_only_when(plain: str) -> bool:
    """就周六送的, with its day hidden in `plain`; but not 明天吧 and 周三下午两点可以, which make an appointment."""
    return HIDDEN in plain and _THAT_DAY.search(plain) is not None and not _NO_MATTER.sub("", plain)


def _asks(clause: Clause) -> bool:
    return clause.asks or _ASKS.search(clause.text) is not None
