"""Clauses with a word of objection that hold nothing against us: 你们交期多久, 演示提前到周三吧, 明年再买两台, 维保再续两年."""

from __future__ import annotations

from bot.nlp.patterns import late
from bot.nlp.text import Clause, Said

_SPAN = r"(?:天|周|个?月|礼拜|星期|年|小时|个?钟头)"
_COUNTED = r"(?:\d{1,5}|[一二两三四五六七八九十百几]{1,3})"
_ASKS_HOW_LONG = late(rf"(?:多久|多长(?:时间)?|多少{_SPAN}|几个?{_SPAN}|怎么[算样排])[啊呀呢哈]?\Z")
_IMPATIENT = late(r"最[快短早迟晚]|到底|究竟|还[要得没]|已经|都[等拖]|等[了的]|拖|怕|保证|能不能")
"""最快多久 and 还要多久 press; 你们交期多久 asks."""
_LATER_PLEASE = late(
    r"(?<![不别没又再])(?:延期?|推迟|顺延|挪|改期?)(?:到|至)[^,。;!?]{1,10}?(?:吧|[行好]吗|可以吗|行不行)\Z"
    rf"|(?<!不)能(?:不能)?再?(?:延|宽限|缓)(?:长|期)?(?:[几两一三五]个?{_SPAN})"
)
"""交货延期到下月吧: it is he who wants it later."""
_PAYS_BY = late(
    r"前[^,。;!?]{0,4}到(?:账|帐|岗|期|款)|款[^,。;!?]{0,6}前到|(?:能|会|就|可以)到[账帐]"
    r"|(?:款|首付|定金|订金|钱)[^,。;!?货]{0,8}(?:能|会|就|可以)到(?![货厂仓场工现位])"
)
"""款明天能到: of money, and no ware."""
_PAID = late(r"(?<![不没未])(?:打|付|转|汇)(?:了|过去|出去|给[你您]们?)了?[啊呀哈]?\Z")
_PAY_FIRST = late(r"才|先|再|必须|一定|[不没未只]")
_PAYS_LATER = late(
    r"(?:付款|打款|转账|汇款|尾款|款)(?:可能|估计|最快|恐怕){0,2}(?:要|得)等?到?"
    r"(?:明天|后天|下?周[一二三四五六日天]|下周|\d{1,2}[号日])(?:以?后|才能付)?了?\Z"
)
"""付款要明天了: the day only, and no term."""
_SERVER = late(r"服务器|服务区|服务台|服务员")
_STAFFED = late(
    r"(?:服务|客服|师傅|工程师|技术员|司机|老师|维保|驻场|人员)[^,。;!?]{0,4}(?<![必只])要做?"
    + rf"(?:{_COUNTED}(?:个?人|[个名位台套份]|个?{_SPAN}))\Z"
    rf"|要{_COUNTED}[个名位](?:驻场|常驻)[^,。;!?]{{0,6}}\Z"
)
"""客服要三个人, 保洁服务要一年: how much of it is wanted."""
_WARRANTY = late(r"质保|保修|响应|售后|到场|内")
_PRAISED = late(r"态度(?:也|都|还|挺|很|蛮|真){0,2}(?:好|不错|可以|没得说)\Z")
_LIAISON = late(r"(?:我们?)?(?:这边|公司)?的?对接人(?:已经|也|都)?(?:换了|换人了|换成?[^,。;!?又]{1,6})\Z")
"""对接人换了, and 你们对接人又换了 is a reproach."""
_OTHER_WARE = late(r"没有?(?:怎么)?用过(?!\Z|[^,。;!?]{0,4}(?:[你您]|贵|国产|这个?牌|吗))")
"""没用过钉钉: what they do not know, which is none of ours."""
_DOUBTS = late(r"不敢|怕|担心|放心|靠谱|不知道|[你您]们|贵司")
_NOT_AS_ORDERED = late(r"(?:收到|发来|送来|拿到|[订定买]的|样品|颜色|尺寸|型号|款式|图片?)[^,。;!?价钱]{0,8}不一样")
"""收到的跟我订的不一样: of the goods; 给别人的价不一样 is of the price."""
_MEETING = late(
    r"(?:演示|会议|开会|培训|拜访|参观|见面|电话|面谈|讲解|路演|交流|考察|试听)[^,。;!?]{0,6}(?:提前|提早|改|推|延|挪)(?:到|至)"
)
_IS_IT = late(r"(?:对|是)(?:吧|吗|么|不)\Z")
_IS_IT_WRITTEN = late(r"(?:合同|协议)里?[^,。;!?]{0,4}有[^,。;!?没]{0,4}[吗么]\Z")
_WHEN_TO_MEET = late(r"什么时候(?:方便|有空|有时间|过去|见)|几点|开会|见面|拜访|上门|过去|约个?|通电?话|方便吗|有空吗")
_BUSY = late(
    r"(?:我们?)?(?:这两天|这几天|这周|今天|明天|下午|上午|最近|现在)?(?:都|比较|有点|太|实在)?(?:没空|没时间|忙|不方便|来不及|赶不上)[了啊呀哦]?"
)
"""Of a meeting: 这周没空."""
_LASTS = late(r"(?:培训|试用|课程?|合同|租期|会议?|演示|质保)[^,。;!?]{0,6}太[长久]")
"""培训两天太长: of no delivery."""
_WHEN_TO_TALK = late(
    r"价[^,。;!?]{0,4}(?:今天|明天|后天|下午|晚上|晚点|周[一二三四五六日天]|见面|当面|改天|回头)[^,。;!?必一要得]{0,3}"
    r"(?:谈|聊|说|沟通)(?:一?下)?吧?\Z"
)
_OWN_PRICE = late(r"\A我们(?:自己)?(?:的?产品|的?货|的?东西|卖)?的?(?:价格|售价|卖价|定价)(?!预期|要求|接受)")
"""我们价格太高 卖不动."""
_NEVER_MET = late(r"没有?(?:再|怎么)?(?:遇到|出现|发生|碰到)过")
_APART = late(r"(?:我们|现在|目前|各?(?:部门|系统)(?:之间)?的?){0,3}数据(?:都|也|互相?|根本)?不通")
"""各部门各用各的 数据不通: as they live now, where no word is of us."""
_WITH_YOU = late(r"[你您]们?|贵司|接口|对接|打通|接入")
_TAKES_ORDERS = late(r"(?:单子?|活|生意|客户|电话)[^,。;!?]{0,3}接不[了过完]")
"""订单都接不了."""
_TO_BE_SENT = late(
    r"(?:文档|资料|协议|说明|格式)[^,。;!?]{0,4}[发给传][我一下过份]|的事[^,。;!?必]{0,5}(?:聊|谈|说|沟通)(?:一?下)?吧?\Z"
)
"""接口文档发我, 跟ERP对接的事下周聊."""
_OF_A_KIND = late(r"要(?:[红蓝黑白灰绿黄粉紫棕银金]色?|[加大中小]{1,2}[号码]|\d{1,3}[号码])的\Z")
"""颜色要蓝的: what he takes."""
_SEND_MORE = late(
    r"\A(?:那|先|今天|明天|下午|上午|麻烦){0,2}再送(?:\d{2,5}|[二三四五六七八九]十|十)[一二三四五六七八九]?[^你我您天% ]"
)
"""再送20箱: an order; 再送两箱 may be a gift."""
_WAIT = late(rf"\A(?:那|就|先|再|还要|我们?|[您你]们?){{0,3}}等{_COUNTED}个?{_SPAN}(?:吧|看看?|再[说看])?\Z")
_RENEWS = late(r"(?<![不没别])续(?:签|费|约|保|订|一|两|二|三|上|\d)|续\Z")
_NO_RENEWAL = late(r"[不没别]续|再[说看议定聊谈]|考虑|犹豫|要不要续|续(?:签|费|约)?(?:不|太|怎么|贵|[吗么])")
_ONCE_MORE = late(r"再来[一两几]?[次回趟期](?:[吧哈啊]|就行|\Z)")
_NEVER_AGAIN = late(r"别|不要|不能|可别|又")
_COMES = late(
    r"(?:今天|明天|后天|下?周[一二三四五六日天]|下周|[\d一二三四五六七八九十][号日]|上午|下午)[^,。;!?]{0,5}"
    r"(?:来人|派人|派师傅|来个?师傅|来培训|来安装|来检修)"
)
_MUST = late(r"必须|一定|务必|千万|得|不然|否则|不放心|再不|还不|才|怎么|能不能|[最不][晚迟能许]|晚了|就")
_WANTS = late(r"[请要没]|承诺")
_BUYS_LATER = late(rf"再(?:买|订|拿|进|补|办|加|下|来|上|招|采购?|追加|要|续){_COUNTED}?[一二两三四五六七八九十\d几][一-鿿]")
"""明年再买两台 is what comes besides; 明年再买 puts us off."""
_BOUGHT = late(r"(?:去年|前年|今年|上次|之前|上个?月)[^,。;!?]{0,4}(?:买|订|拿|进|用)(?:了|过)")
_BOSS_AWAY = late(
    r"(?:我们)?(?:[一-鿿]{0,2}(?:领导|老板|老总|总|主任|经理|院长|校长|厂长|局长|书记))(?:今天|这周|这两天|最近|现在|目前)?"
    r"(?:不在(?:公司|家|厂里)?|出差|休假|在外地|请假|开会)了?[呢啊]?"
)
_DECIDES = late(r"定|批|签|拍板|同意|点头|商量|请示|汇报|做主|决定|说了算|审")
_NOT_NEEDED = late(r"(?:暂时|目前|现在|先)?(?:还)?(?:不用|不需要|用不着|不必|没必要)(?:了|吧|啦|哈|谢谢){0,2}")
_OFFER = late(
    r"(?:需不需要|要不要|用不用|需要|要)[^,。;!?]{0,12}(?:报[个下份]?价|样[品机]?|过去|上门|拜访|演示|会议|资料|方案|发票|纸质|师傅"
    r"|电话|介绍|寄|发[您你给]|帮[您你])"
)
"""An offer of ours that may be declined without a word against us: 要不要寄个样品给您."""


def nothing(category: str, clause: Clause, said: Said) -> bool:
    """Whether a clause of a message that sounds like this class is none."""
    harmless = _OF_CLASS.get(category)
    return harmless is not None and harmless(clause.text, said)


def _delivery(clause: str, _: Said) -> bool:
    if _ASKS_HOW_LONG.search(clause) and _IMPATIENT.search(clause) is None:
        return True
    return any(one.search(clause) for one in (_PAYS_BY, _LATER_PLEASE, _MEETING, _LASTS, _IS_IT))


def _price(clause: str, _: Said) -> bool:
    return any(one.search(clause) for one in (_WHEN_TO_TALK, _OWN_PRICE, _SEND_MORE, _NOT_AS_ORDERED))


def _service(clause: str, _: Said) -> bool:
    if _WAIT.search(clause) or (_renews(clause) and not _demands(clause)) or _staffed(clause):
        return True
    if _LIAISON.match(clause) or _PRAISED.search(clause):
        return True
    if _ONCE_MORE.search(clause):
        return _NEVER_AGAIN.search(clause) is None
    return _COMES.search(clause) is not None and not _demands(clause)


def _staffed(clause: str) -> bool:
    """What they buy, by its amount: 云服务器我们要6台."""
    told = _STAFFED.search(clause) or _SERVER.search(clause)
    return told is not None and _WARRANTY.search(clause) is None and _MUST.search(clause) is None


def _trust(_: str, said: Said) -> bool:
    return _OTHER_WARE.search(said.own) is not None and _DOUBTS.search(said.own) is None


def _timing(clause: str, said: Said) -> bool:
    if _BUYS_LATER.search(clause) or _BOUGHT.search(clause) or _renews(said.own) or _declines(clause, said.before):
        return True
    arranged = said.before is not None and said.before.ours and _WHEN_TO_MEET.search(said.before.own) is not None
    return arranged and _BUSY.fullmatch(clause) is not None


def _feature(clause: str, _: Said) -> bool:
    return any(one.search(clause) for one in (_OWN_PRICE, _NEVER_MET, _OF_A_KIND))


def _authority(clause: str, said: Said) -> bool:
    return _BOSS_AWAY.fullmatch(clause) is not None and _DECIDES.search(said.own) is None


def _integration(clause: str, said: Said) -> bool:
    if _TAKES_ORDERS.search(clause) or _TO_BE_SENT.search(clause):
        return True
    return _APART.fullmatch(clause) is not None and _WITH_YOU.search(said.own) is None


def _demands(clause: str) -> bool:
    return _MUST.search(clause) is not None or _WANTS.search(clause) is not None


def _renews(own: str) -> bool:
    return _RENEWS.search(own) is not None and _NO_RENEWAL.search(own) is None


def _declines(clause: str, asked: Said | None) -> bool:
    """暂时不用, where we had offered a sample, a visit or another small thing."""
    offered = asked is not None and asked.ours and _OFFER.search(asked.own) is not None
    return offered and _NOT_NEEDED.fullmatch(clause) is not None


def _contract(clause: str, _: Said) -> bool:
    if _PAID.search(clause) and _PAY_FIRST.search(clause) is None:
        return True
    return any(one.search(clause) for one in (_IS_IT_WRITTEN, _IS_IT, _PAYS_LATER))


_OF_CLASS = {
    "contract": _contract,
    "delivery": _delivery,
    "feature": _feature,
    "integration": _integration,
    "price": _price,
    "service": _service,
    "timing": _timing,
    "trust": _trust,
    "authority": _authority,
}
