"""What is told of a day and binds nobody: 12号起涨价, 周三有点赶, 周末愉快王总, 上午还是下午."""

from __future__ import annotations

from bot.nlp.patterns import late

GIVEN_WITH = r"买\d{1,3}[一-鿿]?[ ,]?[送赠]\d|满\d{1,6}[元件台套箱]?[减送赠]"
"""双12买5送1."""
_KNOWN_TO_ALL = late(
    r"(?:优惠|活动|折扣|促销|特价|政策|名额)[^,]{0,16}(?:截止|结束|恢复|到期)"
    r"|(?:下单|订货|[付打]款|签约|充值|续费)(?:的话|就|都|能|可以?|还|有|再)*(?:享受?|送(?![货到过样去])|打[\d一二三四五六七八九]+折|优惠|减|免(?!税))"
    r"|(?<![不没别])涨(?:价|\d)|起(?:涨|调价)|盘点|停[运发业]|停止|(?:公司|店|厂|仓库)[^,]{0,3}搬家|排到了?(?:\x00|\Z)|[质维]保到(?:\x00|\Z)"
    rf"|{GIVEN_WITH}"
    r"|\A[\x00 ,]*(?:腾讯会议|视频会议|电话会议|线上(?:会议)?)[\x00 ,]*\Z"
    r"|行情|[这老原]价(?:能|可以)?[管保留锁]?到(?:\x00|\Z|[本这]月|\d)|[跑用撑顶扛管][^,]{0,4}(?:天|年|个月|小时)没问题"
    r"|不(?:发货|派送|营业|上班|开门|收货|送货|出货)|(?:\A|[\x00 ])(?:就|才|都)?(?:开门|营业|关门)"
    r"|\A(?:这个?|我们的?)?(?:优惠|活动|折扣|促销|特价|政策|名额)[\x00到至 哦啊吧]{0,24}\Z"
    r"|\A[\x00 ]*\d{1,7}(?:\.\d{1,2})?[万块元]?(?:一|/|每)[一-鿿]{1,2}[\x00 ]*\Z"
)
"""An offer's end, a rise, a day off: made known to everybody."""
_DOUBTED = late(
    r"有[点些]儿?(?:紧|赶(?![紧快])|悬|难)|(?:比较|太|挺|很)(?:紧|赶(?![紧快])|悬)|够呛|紧张|(?<![拖耽])[到来去给发寄交做装出送赶走弄]不了"
)
"""Of a day that was asked for, or that we named."""
_WISHED = late(r"愉快|快乐|安康(?:\Z|[,。!])|注意(?:身体|保暖|安全|休息)|保重|记得(?:吃|穿|喝|添|多休息)|饺子|汤圆|粽子")
_CHOICE = late(r"还是(?:[上下]午|中午|早上|晚上|\x00)|(?:感觉|得)(?:如何|怎么样?|咋样?)|合适[吗呢]?\Z")
_WHETHER = late(r"要不要|得唔得|(?:怎么样|如何)[呢啊]?\Z|[行成好]不[行成好]?\Z")

_EVERY = late(r"每个?(?:月|周|星期|礼拜|季)")
_THIS_ONE = late(r"[这本下]个?(?:月|次|批|周|季|单)|今天|明天|后天")


def recurs(said: str) -> bool:
    """Of a message as far as its day: 每月10号对账，25号付款 is of no one day."""
    every = _EVERY.search(said)
    return every is not None and _THIS_ONE.search(said, every.end()) is None


def binds_nobody(text: str) -> bool:
    """Of a clause, its days hidden."""
    return any(told.search(text) for told in (_KNOWN_TO_ALL, _DOUBTED, _WISHED, _CHOICE))


def proposes(text: str) -> bool:
    """要不要我明天过来, 周四签怎么样: asked without a sign that asks."""
    return _WHETHER.search(text) is not None
