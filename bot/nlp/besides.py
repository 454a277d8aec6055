"""Which day of a message is the limit, where others only tell why: 2月6号停线放假, 1月底前货要进仓."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from bot.nlp.dates import Dated
from bot.nlp.facts import Fact
from bot.nlp.intents import Talk
from bot.nlp.patterns import late
from bot.nlp.text import HIDDEN, Said

_NUMBER = late(
    r"(?:\d{1,2}|[一二三四五六七八九十]{1,3}) ?(?:[号日月]|[./]\d)|[周拜期][一二三四五六日天]|[上中下]旬|月[初底中]"
    r"|提前|[前头]一?天"
)
_LIMIT = late(r"(?:之|以)?前|最[晚迟]|务必|必须|截止|死线|[要得][^,]{0,6}(?:到|齐|完|好|进|上|出)|就行")
_WHY = late(
    r"就[^,前]{0,8}(?:了|放假|停\w?|开学|过[年节])[啊呀哦的嘛呢]*\Z|放(?:寒|暑|年)?假|停(?:线|产|工|炉|机|电|水|业)|封(?:路|航|网|关|账)|关账|收假|休市"
    r"|(?:中秋|国庆|春节|端午|过年)了"
)
"""What happens to him then: no deed that is due."""
_IN_VIEW = late(r"(?:节|放假|年|假期?|停[线产工]|那|[这此])(?:之|以)?前|[ ,](?:之|以)前")
_BEFORE_THAT = late(r"(?<![春清劳动国庆])节前|放假前|年前")
_NO_HURRY = late(r"[^,]{0,8}(?:不急|不着急|不赶(?!趟)|不影响|没关系|不耽误|赶不上(?:也|没|算)|无所谓)")
_NAME_OF = late(
    r"(?:节)?(?:杯|礼[盒品包]|粽|月饼|蛋糕|[新老]?款|档期?|套餐|特供|限定|装(?![车货柜船箱机好完上起到])|联名|主题|促销|订单|那[批次场单]|的货|货(?!到|要)|专场|海报|物料|备货)"
)
"""圣诞杯, 中秋礼盒: a feast in the name of a ware."""
_NUMBERED = late(
    r"(?:[色楼线罐泵库门窑炉庭岗井塔仓桥坝桩窗栋梯](?![到来进要出开])|[酸碱水油][罐箱池]|承台|泊位|料(?!要|到|来)|间(?!隔|或)|宿舍|果岭|机组|车间|厂房|仓库|规格|(?:平房|筒|立筒|冷)仓|[一-鿿]{2}泵|人(?![到来进]))"
)
_ON_A_STREET = late(r"(?:[路街巷弄栋幢]|大道|[东南西北中]段|[a-z]区|村)\Z")
"""3号罐, 高新路9号: a number of something."""
_HOURS = late(r"小时|钟头")
_FIRM = late(r"必须|务必|一定|死")
_SURE = 0.7
_WEEKS = timedelta(days=40)
_SOON_BESIDE, _LONG_BESIDE = timedelta(days=10), timedelta(days=30)
"""How long before a feast lies the day that makes it exact; one that is a limit."""
_JUST_OVER = timedelta(days=75)
_YEAR = timedelta(days=366)
_THAT_ONE = late(
    rf"[{HIDDEN} ]*(?:的?那(?:[批次单回趟场会版台套份个天]|时候)|到的|来的|的(?:货|单|报价|合同)"
    r"|[^,]{0,4}[发做装买签送交付寄拿定订下换修开](?:了|过|的(?!话|时候)))"
)


def long_over(dated: Dated, own: str, today: date) -> bool:
    """6月12号那批 at the end of June: the year was rolled past a day that is just over, and it is that one that is meant."""
    if not dated.rolled or dated.limit:
        return False
    if _THAT_ONE.match(own, dated.end):
        return True
    return timedelta() < today - (dated.last - _YEAR) <= _JUST_OVER and dated.first == dated.last


def in_a_name(dated: Dated, own: str) -> bool:
    """圣诞杯首批20万只, 618的货."""
    spoken = own[dated.start : dated.end]
    by_number = _NUMBER.search(spoken) is not None or (spoken[:1].isdigit() and not spoken.isdigit())
    return not dated.limit and not by_number and _NAME_OF.match(own, dated.end) is not None


def of_a_thing(dated: Dated, own: str) -> bool:
    """3号罐坏了, 在高新路9号, 三十号人干坐着: a number that is no day of a month."""
    if not own[dated.start : dated.end].endswith("号"):
        return False
    bare = "月" not in own[dated.start : dated.end]
    return bare and bool(_NUMBERED.match(own, dated.end) or _ON_A_STREET.search(own[: dated.start]))


def of_a_service(dated: Dated, own: str) -> bool:
    """人跑了48小时之内补上: how fast, at any time."""
    return _HOURS.search(own, dated.start, dated.end) is not None


def no_hurry(talk: Talk) -> bool:
    """母亲节活动5月10号 机器不急这一下."""
    own, end = talk.said.own, talk.span[1]
    return talk.said.theirs and _NO_HURRY.match(own, min(end + 1, len(own))) is not None


def leading(said: Said, found: Sequence[Fact]) -> list[Fact]:
    """Of one message's deadlines those that are no more than the reason of another, or a feast beside its day, are dropped."""
    due = [one for one in found if not _is_why(one)]
    limits = [one for one in due if _NUMBER.search(one.evidence.quote) and _LIMIT.search(one.evidence.quote)]
    why = () if _IN_VIEW.search(said.own) else [one for one in found if _is_why(one) and "放" in one.evidence.quote]
    kept = due if limits else [one for one in found if one not in why]
    if any("放假" in one.evidence.quote and _NUMBER.search(one.evidence.quote) for one in kept):
        kept = [one for one in kept if not _BEFORE_THAT.search(one.evidence.quote)]
    days = [_day(one) for one in kept if _NUMBER.search(one.evidence.quote)]
    near = _LONG_BESIDE if limits else _SOON_BESIDE
    return [one for one in kept if _NUMBER.search(one.evidence.quote) or not any(_beside(_day(one), day, near) for day in days)]


def _is_why(fact: Fact) -> bool:
    quote = fact.evidence.quote
    return _WHY.search(quote) is not None and not _LIMIT.search(_WHY.sub("", quote))


def _beside(feast: date, day: date, near: timedelta) -> bool:
    """最晚谷雨以前, 4月20: said again by its number; 过年前要用, 最晚1月15号."""
    return timedelta(days=-3) <= feast - day <= near


def _day(fact: Fact) -> date:
    return date.fromisoformat(str(fact.value["date"]))


def outdone(old: Fact, new: Fact) -> bool:
    """年前再来一批, and later 1月底前货要进仓: the day takes the place of the feast behind it."""
    if (
        _NUMBER.search(old.evidence.quote)
        or not _NUMBER.search(new.evidence.quote)
        or old.evidence.message == new.evidence.message
    ):
        return False
    if _FIRM.search(old.evidence.quote):
        return False
    same = old.confidence < _SURE or old.value["what"] == new.value["what"]
    return same and timedelta() < _day(old) - _day(new) <= _WEEKS
