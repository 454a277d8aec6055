"""What is put off is small (小事稍等): an offer declined, a further lot later, one parcel awaited; the deal goes on."""

from __future__ import annotations

import re
from datetime import timedelta

from bot.nlp.intents import Talk, talks
from bot.nlp.occasions import Scene, offered
from bot.nlp.patterns import late

_DECLINED = late(
    r"(?:[嗯哦额好的]{0,3}[ ,]?)(?:暂时|目前|现在|先)?(?:先|还|都)?(?:不用|不需要|用不[上着])[了的吧哈啊呢]{0,2}\Z"
)
_OFFER = late(
    r"报价|报个价|样|试用|过[去来]|来一?趟|上门|拜访|演示|会议|见面|合同|发票|开票|纸质|安装|师傅|工程师|资料|介绍|画册|视频|[寄送发派]"
    r"|[给帮][您你]"
)
"""What we may offer beside what we sell: 要不要寄个样品给您 … 暂时不用."""
_MORE = late(
    r"再[买订补办上进拿做来加换开租采要](?:购|货)?"
    r"(?:[\d一二两三四五六七八九十几半]{1,4}|[点些])(?![次下遍轮]|趟)(?:台|套|[^,。 ])"
)
"""下个月再订一批, 明年再买两台: more of it, later."""
_WAITS = late("等")
_ONE_THING = late(
    r"等[^,。]{0,4}(?:看[完了过]|收到|拿到|见[了到]|试[完了过])"
    r"|等[^,。批]{0,6}(?:样品?|样机|货|快递|资料|方案|报价单?|图纸|师傅|发票)[^,。批]{0,4}(?:[到来出寄发][了来]?|好)"
)
"""等样品到了再定, 等我看完资料再说."""
_AGAIN = late(r"再(?:[说看定议聊谈]|决定|考虑)")
_DAY = late(r"(?:周[一二三四五六日天]|[明后]天|今晚|明早|下午|晚上|上午|\d{1,2}[号点日])[^,。]{0,4}再?[发送寄拉来做装卸]")
"""先别发 周四再发."""
_SEND = late(r"[别不](?:发|送|寄|装|卸|来)")
_FETCHED = late(r"放(?:着|那|门|前台|你)[^。]{0,12}[去来过][^,。]{0,3}[取拿提拉]")
"""先放着 我下班去取."""
_WORKS_ON = late(
    r"[你您]们?(?:先|再|慢慢|好好)?(?:把|做|弄|改|写|准备|整理|忙)|慢慢|(?:但|不过|还是)[^,。]{0,4}(?:还|照|得|要)(?:做|上|买|要|推|办|干)"
)
"""先不急 你把方案做细点; 预算砍了30% 但还做."""
_EASY = late("急|砍")
_REST = late(r"剩下|剩余|其余|余下|尾数")
"""剩下的过了年再要."""
_CUT = late(r"(?:了|掉了?)?\s?[^,。]{0,2}(?:一大?半|[一二三四五六七八九十几两\d.]{1,6}\s?(?:成|万|千|%|个点|分之))")
_LEFT = late(
    r"(?:只|还|就)[剩有]下?了?[^,。]{0,2}[\d一二两三四五六七八九十]|(?:改[成为到]|减到|降到|只能?[买要订上做])[^,。]{0,3}[\d一二两三四五六七八九十]"
)
"""预算砍了一半, 预算砍掉了 只剩10万, 12台改成10台 预算砍了: the deal goes on, smaller."""
_SHIFTED = late(r"(?:往后|后)[推放拖延排]|推迟|延期|顺延")
_PROJECT = late(r"项目|采购|立项|预算|计划|合同|签约|[这那](?:个?事|块)|改造|投资")
_SOON = timedelta(days=45)
_PART = late(r"(?:poc|功能|模块|接口|样品?)[^,。]{0,3}\Z")
"""POC先不做 直接看报价."""


def _resumes(talk: Talk, m: re.Match[str]) -> bool:
    """送货推迟到下周二, 会往后推推 改到周五: it has its new day."""
    if not _SHIFTED.search(m[0]) or _PROJECT.search(talk.clause.text[: m.end() - talk.clause.start]):
        return False
    day = talk.said.at.date()
    return any(day <= one.last <= day + _SOON for other in talks(talk.said) for one in other.dates)


def _goes_on_smaller(talk: Talk, m: re.Match[str]) -> bool:
    own = talk.said.own
    if "砍" in m[0]:
        return (_CUT.match(own, m.end()) or _LEFT.search(own)) is not None
    return _REST.search(own, talk.clause.start, m.start()) is not None


def small(talk: Talk, m: re.Match[str], scene: Scene) -> bool:
    if _resumes(talk, m) or _goes_on_smaller(talk, m):
        return True
    return _another_thing(talk, m) or (_DECLINED.fullmatch(talk.clause.text) is not None and offered(scene, _OFFER))


def _another_thing(talk: Talk, m: re.Match[str]) -> bool:
    """再订一批, 等样品到了再定, 先别发 周四再发: of what is bought beside, of one parcel or one part."""
    own = talk.said.own
    if _MORE.search(own, m.start(), min(len(own), m.end() + 8)) and not _WAITS.search(talk.clause.text):
        return True
    if _AGAIN.search(talk.clause.text) and _ONE_THING.search(talk.clause.text):
        return True
    if _PART.search(own, talk.clause.start, m.start()):
        return True
    if _SEND.search(m[0]) and _DAY.search(own, m.end()):
        return True
    return _FETCHED.search(own, m.start()) is not None or (_EASY.search(m[0]) and _WORKS_ON.search(own, m.end())) is not None
