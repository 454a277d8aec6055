"""Who shall do by a day what is asked for: he, of whom we ask it (您周三前把章盖好), or we (明天来一趟, 周四送来)."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bot.nlp.lexicon import Lexicon
from bot.nlp.patterns import late
from bot.nlp.text import Said

_NAMED = r"(?:[一-鿿]{1,2}(?:总|工|经理|主任|老师|姐|哥)[ ,]?)?"
_HAND_OVER = (
    r"(?:把|将|确认|付(?!得)|[打转汇](?!电话|不|样)|签(?!不|得)|盖|发(?![现货票生愁])|[寄传填审]"
    r"|提供|准备|提交|反馈|[答回]复|回[签传]|定下)"
)
_OF_HIM = late(
    rf"\A{_NAMED}(?:那|好的?|[\x00 ])*"
    r"(?:(?:麻烦|辛苦|劳烦|烦请|请|拜托)[您你]?们?|[您你]们?(?!看|的|放心|说|自己)|记得|别忘了?)(?:那边|这边)?"
    rf"(?:抽空|抽时间|务必|尽量|最好|一定|先|就|再|也|记得|帮忙?|能|可以|方便|之?前|[\x00 ])*{_HAND_OVER}"
)
"""王总明天记得把款打过来, 您周五前确认: of what is his to do."""
_HIS_ALONE = late(r"回签|签回|盖章|盖好章|[打付]款|付(?:定金|预付|尾款|首付)|回传")
_TELLS_US = late(r"[给回]我们?(?:这边)?一?个?(?:反馈|回复|答复|准信|准话|话|信|消息|结果)[吧哈哦啊]?\Z")
_WE_DO = late(r"[给帮为][您你]|(?<![给发传寄回转交拍])我们?(?:来|去|会|就|再|这边|给|把|发|安排|好)|[会能可]以?享|优惠")
_OF_US = late(
    r"\A(?:那|行|好|麻烦|[你您]们?|记得|先|再|顺便|就|能|可以|能不能|[\x00 ])*"
    r"(?:来(?:一趟|个?人|(?:安?装|量|修|取|看|拆|测|送|调试)(?!我们|货款))|派(?![出去到])|让(?!我)[^,我]{1,6}过?来"
    r"|安排(?!上会)[^,款付]{0,6}(?:来|上门|[发送]货)|样[品机件板衣布][先再\x00 ]{0,16}[发寄送带]过来"
    r"|[把将][^,我]{1,14}(?:[发寄送带传拿][^,我]{0,3}[来了]|(?:发|寄|送|带|传)给?我)"
    r"|[发寄送带传拉][^,我不了]{0,8}?过?来(?!不)|寄了吧?\Z|发货\Z|帮我)"
)
"""Towards him who says it: 明天来一趟, 周四把旧的拉走再送来."""
_TO_OUR_PLACE = r"来我们?(?:公司|厂里?|店里?|工地|这[边里]|单位|仓库|现场)[^,我你您]{0,3}[量看装修测谈]"
_BRINGS_US = late(rf"\A(?:那|你们?|您|就|[\x00 ])*{_TO_OUR_PLACE}")
"""明天下午来我们厂看现场."""
_CAN = late(r"\A[^,我]{0,8}(?:能不能|能|可以|可不可以|来得及)[^,我]{0,3}(?:[出寄送发给交装做到来弄]|安排|完成|搞定|提供|上门)")
_AT = late(r"@(?P<name>[^@ ,:\x00]{1,20})[ ,:]")
_DONE = late(r"[了过](?:吗|没有?)[呀啊]?\Z")
_MAY = late(r"来(?:我们?[公厂店工这单仓现]|一趟|个?人|[量修取看拆])|能到")
_YES = late(r"能(?:的|啊|呀|行|吧|到|发|给|出|做)?(?=[,。!~ ]|\Z)|必须的|当然|一定")
"""A yes to 能…吗."""


def asks_him(text: str) -> bool:
    """Of our clause, its days hidden."""
    return _OF_HIM.match(text) is not None and not _WE_DO.search(text)


def his(text: str, *, asks: bool, agreed: bool) -> bool:
    """That what we ask for is his to do: asked outright, or taken up by him."""
    if _WE_DO.search(text):
        return False
    if asks:
        return agreed and (_OF_HIM.match(text) is not None or _HIS_ALONE.search(text) is not None)
    return _OF_HIM.match(text) is not None or (agreed and _TELLS_US.search(text) is not None)


def ours(text: str, *, asks: bool) -> bool:
    """That what the customer asks for, and we take up, is ours to do."""
    return _OF_US.match(text) is not None or brings_us(text) or (asks and _CAN.match(text) is not None)


def brings_us(text: str) -> bool:
    return _BRINGS_US.match(text) is not None


def has_it_been_done(text: str) -> bool:
    """合同发过来了吗: asks for nothing more."""
    return _DONE.search(text) is not None


def may(text: str) -> bool:
    """Of a message of the customer's, whether `ours` may hold of it without a word of promises."""
    return _MAY.search(text) is not None


def to_one_of(names: Collection[str], said: Said) -> bool:
    """@陈静 周三前把数据给李娜: to somebody of those names."""
    m = _AT.match(said.own)
    return m is not None and m["name"] in names


def agrees(thread: Sequence[Said], position: int, lexicon: Lexicon) -> bool:
    """The other side's next words say yes: 周三我过来可以吗? 可以."""
    said = thread[position]
    answer = next((other.own.strip() for other in thread[position + 1 : position + 4] if other.ours != said.ours), "")
    return lexicon.cue("agreed").match(answer) is not None or _YES.match(answer) is not None
