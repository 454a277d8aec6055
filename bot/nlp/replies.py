"""Short answers to what the other side asked or ordered (简短回答): 款打了吗 … 刚打, 合同法务看完了吗 … 还在看."""

from __future__ import annotations

from bot.nlp.intents import Talk, talks
from bot.nlp.occasions import Scene
from bot.nlp.patterns import late

_LONGEST = 16
_QUESTION = late(r"(?:[吗么呢?]|没有?|了吧|[吗没][您你]?|是不是[^。]{1,12})[呀啊]?\s?\Z")
_LEAD = (
    r"^(?:嗯{1,2}|对|是的?|都|早就?|昨[天晚]|今[天早]|上午|下午|早上|中午|前天|上?周[一二三四五六日天]|财务|我们?|老板"
    r"|[,。 ]){0,4}"
)


def _past(verbs: str) -> str:
    """打了, 昨天打的, 刚打; not 下午打."""
    done = r"(?:过去|出去|[好完过掉])?(?:了(?![^,。]{0,6}(?:电话|折|就|再|才))|的(?!话))"
    return rf"{_LEAD}(?:(?:刚刚?|已经?)[{verbs}]|[{verbs}]{done})"


_YES = r"^(?:是的?|嗯{1,3}|对的?|没错|不好意思|抱歉)"
_UNDER_WAY = r"^(?:还|正|都)?在(?:[看审走批等过排测检]|第|他|领导|老板|流程)|^(?:还|一直)?[走卡看审]着"
_ANSWERS = tuple(
    (late(asked), late(answer), event)
    for asked, answer, event in (
        (r"(?:[货余尾全]?款|[定订押]金|钱|首付|预付|费)[^,。]{0,6}[打付转汇]", _past("打付转汇"), "payment_received"),
        (r"(?:合同|协议)[^,。]{0,6}[签盖]", _past("签盖"), "contract_signed"),
        (r"报价|价格表|价目表|价单", rf"{_LEAD}(?:已经?)?(?:收到|看[到了过])", "quote_sent"),
        (
            r"[一-鿿]{2}(?<![迟收])到(?:货|齐)?[了没]|(?:货|设备|机器|东西|料)[^,。]{0,4}收到",
            rf"{_LEAD}(?:已经?|刚)?(?:收?到(?:齐|货)?[了的]|都到)",
            "delivered",
        ),
        (
            r"(?:检测|质检|化验|检验|测试|送检)[^,。]{0,8}(?:出|下来|好)",
            rf"^(?:[还暂]时?)?(?:没|未|得?等|要等|快)|{_UNDER_WAY}",
            "waiting_test_report",
        ),
        (r"(?:法务|律师|合同|协议)[^,。]{0,8}[看审过]", _UNDER_WAY, "contract_review"),
        (r"(?:财务|付款|审批|流程|申请)[^,。]{0,8}[批走过审]", rf"^(?:还没|没批)|{_UNDER_WAY}", "finance_approval"),
        (r"[选定找用签]了?(?:别家|别人|其他家|另外?一家)", _YES, "lost"),
        (r"项目[^,。]{0,6}[停缓搁]", rf"{_YES}|^(?:先|暂时|已经)?[停缓搁放]", "on_hold"),
        (
            r"试用[^,。]{0,4}(?:开始|用上|开通)",
            r"^(?:已经?|昨天|今天|都)?(?:开始|用上|用着|在用|装上|开通)了?",
            "trial_started",
        ),
    )
)
"""What we asked, an answer, and what it stands for."""
_OUR_ANSWERS = tuple(
    (late(asked), late(answer), event)
    for asked, answer, event in (
        (
            r"(?:报价单?|价格表|价目表)[^,。]{0,6}[发做出好]",
            r"^(?:已经?|刚刚?|早|昨天|上午)?(?:发|给|报)(?:您|你|过去|群里)?[了过的]",
            "quote_sent",
        ),
        (
            r"(?:poc|测试|试点|沙箱)[^,。]{0,8}[搭开建好装]",
            r"^(?:已经?|刚刚?|早|都|昨天)?(?:搭|开|建|弄|装)(?:好|通|完)?了",
            "poc_started",
        ),
    )
)
"""What they asked, our answer."""
_CLOSED = late(r"^(?:行|好的?|可以|ok|没问题|那|嗯)?(?:吧|啊)?[,。! ]{0,2}(?:那就)?成交(?![价量率额记])")
_SUM = late(r"\d|[一二三四五六七八九][万千百块]")
_NO_GOODS = late(
    r"师傅|工程师|司机|技术|[您你](?!们?[要订买拿]?的)|[总工姐哥人]到|领导|老板|[款钱账]|发票|合同|协议|报价|资料|方案|邮件|文件|通知|短信|消息|样|证|单|图|表"
    r"|红包|哪|几点|期|时间"
)
"""What arrives and is no delivery."""
_TRYING = {"sample_requested", "sample_sent", "poc_requested"}
_ORDER = late(
    r"(?:[订定备补留来发]|再要)[^,。?\d]{0,6}(?:\d{1,5}|[一二两三四五六七八九十半]{1,3})\s?[箱件桶袋瓶盒包卷吨斤公台套个支根条张米方车片块只双批令罐]"
)
_NO_ORDER = late(
    r"试|样|测|打算|大概|预计|估计|如果|要是|的话|多少|[报什啥给]个?么?价|单价|资料|方案|合同|图|视频|照片|发票|师傅|工程师|老师|会议|车位|房|定位|能不能|[吗么?]|[人位点号]"
)
_BOOKED = late(
    r"^(?:好|行|收到|没问题|嗯|ok)[^。?]{0,8}(?:下单|录单|开单|排单|排产|备货|安排(?!时间|人|上门|演示|师傅|技术|工程师)|发货)"
)
"""再来两吨 … 好嘞 马上安排."""


def replied(scene: Scene) -> tuple[str, Talk] | None:
    """The event that a short answer tells of, with its clause."""
    said, before = scene.said, scene.thread[scene.position - 1] if scene.position else None
    if before is None or before.ours == said.ours or before.passed_on or before.outside or len(said.own) > _LONGEST:
        return None
    event = _answered(before.own, said.own, scene) if said.theirs else _by_us(before.own, said.own)
    talk = next(iter(talks(said)), None) if event else None
    return (event, talk) if talk and not talk.clause.asks else None


def _answered(asked: str, said: str, scene: Scene) -> str:
    if not _QUESTION.search(asked):
        return ""
    both = (event for question, answer, event in _ANSWERS if question.search(asked) and answer.search(said))
    event = next(both, "")
    goods = event != "delivered" or not (_NO_GOODS.search(asked) or _TRYING & {*scene.standing})
    return event if goods else ""


def _by_us(asked: str, said: str) -> str:
    """报价单发了没 … 发了; 9万5 … 行，成交."""
    if _CLOSED.search(said) and _SUM.search(asked):
        return "po_issued"
    both = (event for question, answer, event in _OUR_ANSWERS if question.search(asked) and answer.search(said))
    told = next(both, "") if _QUESTION.search(asked) else ""
    return told or _booked(asked, said)


def _booked(ordered: str, said: str) -> str:
    """An order by the number that we say we have taken down."""
    taken = _ORDER.search(ordered) and not _NO_ORDER.search(ordered) and _BOOKED.search(said)
    return "po_issued" if taken else ""
