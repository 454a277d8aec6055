"""What a few words in passing stand for, by what was said before: 收到了, 签了, 测完了, 周四上午来."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence, Set
from dataclasses import dataclass

from bot.nlp import trials
from bot.nlp.dated import dated
from bot.nlp.intents import Talk, talks
from bot.nlp.lexicon import Lexicon
from bot.nlp.patterns import late
from bot.nlp.text import Said

MEETINGS = ("demo", "visit")
PRICE = late(r"报价|单价|总价|价格|\d[万块元折毛]|[一二三四五六七八九十][万块毛]|\d{2,}(?![\d年月号日点台套人天])")
"""In words of ours: a price was told."""
_BARE = {
    name: tuple((late(words), event) for words, event in events)
    for name, events in {
        "got": (
            ("样|色卡|试用装|小料|料册", "sample_received"),
            (r"款|钱|付|[转打](?:[你您给了好]|过[去来])|现转|打款|汇|到账|回单|定金|首付|尾款|\d万", "payment_received"),
            (r"(?<!年)货|设备|机器|送到|装车|司机|卸|[套台箱件批桶袋][^,。]{0,6}(?:发出|发走|发了|寄出)", "delivered"),
        ),
        "signed": (("合同|协议|框架|纸质版|盖章版|签字", "contract_signed"),),
        "gone": (("样|色卡|试用装|小料|料册", "sample_sent"),),
    }.items()
}
"""What 收到了, 签了 and 寄了 are about, by the words around."""
_BARE_CLAUSE = late(
    r"(?:嗯|哦|好的?|都|刚|刚刚|已经?|今[天早]|昨[天晚]|上午|下午|早上|中午|晚上|两份|[三四]套|货|章|上周|前天|给您|给你|东西|我们?|这边|也)*"
    r"(?:收到|拿到|签收|到|查到|看到|进来|入账|签[好完回掉]?|盖[完好]?|拆|[寄发邮](?:出去?|走)?)(?:[了啦哈啊哦呀的咯喽]|谢谢)*"
)
_PAID = late(r"查到|看到|进来|入账")
"""Said of money alone."""
_SOMEBODY = late(r"(?:师傅|工程师|技术员?|同事|售后|来人)[^,。]{0,6}(?:几点|什么时候|多久|到|来)")
"""师傅几点到 … 到了: no wares came."""
_PUBLISHED = late(r"预算|招标|公告|标书|公示")
"""看到了 预算金额186万: no money came."""
_PAPERS = late(
    "方案|报价|合同|资料|发票|邮件|文件|图|报告|链接|名片|账号|表|清单|通知|消息|短信|证书|协议|电话|地址|钱|款|视频|照片|标书|函"
)
"""Got or sent, too, but no wares."""
_SHEETS = late("方案|报价|合同|资料|文件|邮件|图纸|清单|附件|链接|群里|表")
_THERE = late(r"[了啦的]|已|昨|今|刚")
_BACK = 3
"""Messages before that may tell what it is about."""
_TESTED = {
    "sample_received", "sample_sent", "trial_started", "poc_started", "waiting_test_report", "test_failed", "poc_requested",
}  # fmt: skip
"""After these something is being tried."""
_NO_DAY = late(
    r"不行|(?:来|赶)不[及上]|最快|没空|不方便|来不了|去不了|改天|再约|再说|出差|截止|之前|前|报价|合同|发货|到货|寄|打款|付"
)
_HOW = late(r"怎么样|咋样|如何|感觉|效果|结果|反馈|过了[吗没]|行不行|通过了[吗没]|还行|满意|有说法|好用[吗不]|习惯")
_USED = late(r"用着|用得|用下来|跑得|跑着|戴着|喝着|吃着|试得|测得|穿着|试用|试下来|装上")
_ELSE = late(r"过[来去程一]|通过|[来去]过一|不过")
_CANNOT = late(r"[来去到赶]不[了成及上]|过不[来去]|没法[来去过到]|没[来去]成")
"""今天来不了了: nobody came."""
_ONCE_MEANT = late(r"原[定本]|原计划|本来")
"""过 that tells of nothing past."""
_CALLED_OFF = late(r"(?<![要用做看])(?:不用|不做|不看|不搞|不要|免)了?(?:[吧啦哈]|\Z)|取消")
_THANKED = late(r"(?:感谢|谢谢|多谢)[^,。]{0,12}(?:听|看|参加|观看|出席|接待)")
"""感谢各位今天抽时间听我们演示: it is over, though it was today."""
_MOVED = late(r"(?:改|挪|推|提前|延后?|调)(?:到|在|成)")
"""演示改到周五行吗: that there is one is no question."""
_COME = late(r"(?:过?来|去)[吧呗](?![?])")
"""来吧, to 明天我过去可以吧."""
_SHORT = 30
_ASKS = late(r"(?:了没有?|没有?|吗|么|呢|不)[呀啊]?\Z")
_WHEN = late(r"[周号点午早晚明后日天拜]")


_OFFERS = late(r"[吗吧么呢?]\s?\Z|要不要|好不好|行不行|可以不|哪|几|多少|没\s?\Z")
_DECLINES = late(r"不用|不要|先不|不急|不必|不需要|别|没有|还没|没下|再说|再看|再定|算了|等|不是|考虑|试过|收到|到了|寄了")
_YES = (
    r"^(?:[要好行可嗯对中成]|ok|来|寄|发|送|给|报|先|麻烦|最好|尽快|各|就|老地址|[\d一二两三四五六七八九十]"
    r"|[^,。]{0,6}(?:都要|也要|来一|各))"
)
_ACCEPTED = tuple(
    (late(asked), late(yes), event)
    for asked, yes, event in (
        (
            r"(?:寄|看|拿|申请|准备|送|带|剪|打|做|给|备|要)[^,。]{0,6}(?:样|试用装|试吃|小料|色卡|色板)"
            r"|(?:样|试用装|试吃|小料|色卡|色板)[^,。]{0,8}(?:几|哪|多少|要|寄)",
            _YES,
            "sample_requested",
        ),
        (
            r"(?:报|出|做|发|给|要|算)[^,。]{0,8}(?:报价|价格|价目|份价|个价)|报价[^,。]{0,8}(?:几|哪|要|怎么|按|包含|还是)|单价|核个?价",
            _YES,
            "quote_requested",
        ),
        (
            r"(?:订单|采购单|下单|单子|po|料|补货)[^,。]{0,8}(?:了[吗没]|没|吧|什么时候|什么情况)",
            r"^(?:嗯|对|已经?|刚|都)?\s?(?:下|补|订|拍|提|推|录)[了过好到]|在系统|正式下",
            "po_issued",
        ),
    )
)
"""What we asked, a yes, and what it stands for."""


@dataclass(frozen=True, slots=True)
class Scene:
    """One message in its chat, with the events that stand before it. `pressed`: the customer presses on our price. `wares`:
    all that the chat names, when asked. `tries`: the place of the first message that speaks of a test or a sample, when asked.
    `rivals`: those that the chat speaks of, normalised.
    """

    thread: Sequence[Said]
    position: int
    standing: Collection[str]
    pressed: bool = False
    wares: Callable[[], Set[str]] = frozenset
    tries: Callable[[], int] = int
    rivals: Collection[str] = ()

    @property
    def said(self) -> Said:
        return self.thread[self.position]

    @property
    def tried(self) -> bool:
        return self.tries() <= self.position or bool(_TESTED & {*self.standing})


def of_short(name: str, talk: Talk, scene: Scene, lexicon: Lexicon) -> str:
    """收到了, 签了: what, was said in the same message or the ones before, or is what is due now."""
    text = talk.clause.text
    if _BARE_CLAUSE.fullmatch(text):
        return _topic(name, text, scene)
    if _PAPERS.search(text):
        return ""
    if name == "gone" or (name == "got" and "sample_sent" in scene.standing):
        return _due(name, scene) if _THERE.search(text) else ""
    if name == "got" and talk.said.theirs and lexicon.wares.find(text):
        sample = lexicon.cue("class_sample").search(text) or ("样" in text)
        return "sample_received" if sample else "delivered"
    return ""


def _topic(name: str, text: str, scene: Scene) -> str:
    """By the nearest message that names something; got right after papers, nothing of the deal."""
    paid = _PAID.search(text) is not None
    if _of_another(name, scene, paid=paid):
        return ""
    back = 1 if paid else _BACK
    for said in reversed(scene.thread[max(0, scene.position - back) : scene.position + 1]):
        for words, event in _about(name, scene.said):
            if words.search(said.own) and (not paid or event == "payment_received"):
                return event
        if name == "got" and said.index == scene.position - 1 and _SHEETS.search(said.own):
            return ""
    return "" if paid else _due(name, scene)


def _of_another(name: str, scene: Scene, *, paid: bool) -> bool:
    """Who has seen a paper or a published budget got no money; who came is no goods."""
    if name == "got" and somebody_comes(scene.thread, scene.position):
        return True
    before = scene.thread[scene.position - 1].own if scene.position else ""
    return paid and (_PUBLISHED.search(scene.said.own) or _SHEETS.search(before)) is not None


def somebody_comes(thread: Sequence[Said], place: int) -> bool:
    """师傅几点到, shortly before: who came is no goods."""
    return any(_SOMEBODY.search(said.own) for said in thread[max(0, place - _BACK) : place])


def _about(name: str, said: Said) -> list[tuple[re.Pattern[str], str]]:
    """What it may be about: who buys gets no money."""
    return [(words, event) for words, event in _BARE[name] if said.ours or event != "payment_received"]


def _due(name: str, scene: Scene) -> str:
    """What was sent is now there, what was asked for is now sent."""
    now = scene.standing
    if name == "got" and scene.said.theirs:
        if "sample_sent" in now and "sample_received" not in now:
            return "sample_received"
        return "delivered" if "po_issued" in now else ""
    return "sample_sent" if name == "gone" and scene.said.ours and "sample_requested" in now and "po_issued" not in now else ""


def outcome(name: str, talk: Talk, scene: Scene, lexicon: Lexicon) -> str:
    """测完了, and of what is being tried, 跑了一晚上: how it went is told in the same message."""
    if (name == "tried" and not (_TESTED & {*scene.standing})) or not scene.tried:
        return ""
    event = trials.went(talk.said.own[talk.clause.start :], lexicon)
    return "" if event and lexicon.says(f"{event}_not", talk.clause.text) else event


def answered(scene: Scene, lexicon: Lexicon) -> tuple[str, Talk] | None:
    """挺好的, right after we asked how the sample or the trial does."""
    said, before = scene.said, scene.thread[scene.position - 1] if scene.position else None
    if not said.theirs or before is None or not before.ours or before.passed_on or not _HOW.search(before.own):
        return None
    words = (_USED, lexicon.cue("class_sample"), lexicon.cue("class_test"))
    asked = any(pattern.search(before.own) for pattern in words)
    talk = next(iter(talks(said)), None)
    if not asked or talk is None or asks(talk):
        return None
    event = trials.went(said.own, lexicon)
    return (event, talk) if event else None


def accepted(scene: Scene) -> tuple[str, Talk] | None:
    """来两个, right after 需要先看看样品吗; 下了, after 订单下了吗: a short yes to what we asked."""
    said, before = scene.said, scene.thread[scene.position - 1] if scene.position else None
    if not said.theirs or len(said.own) > _SHORT or before is None or not before.ours or before.passed_on:
        return None
    if not _OFFERS.search(before.own) or _DECLINES.search(said.own):
        return None
    both = (event for asked, yes, event in _ACCEPTED if asked.search(before.own) and yes.search(said.own))
    event = next(both, "")
    talk = next(iter(talks(said)), None) if event else None
    return (event, talk) if talk and not asks(talk) else None


def offered(scene: Scene, what: re.Pattern[str]) -> bool:
    """Whether the customer answers a question of ours about it: 要不要寄个样品给您."""
    before = scene.thread[scene.position - 1] if scene.position else None
    if not scene.said.theirs or before is None or not before.ours or before.passed_on:
        return False
    return _OFFERS.search(before.own) is not None and what.search(before.own) is not None


def meeting(name: str, talk: Talk, scene: Scene, lexicon: Lexicon) -> str:
    """A demo or visit is done or agreed on; else the word alone says nothing."""
    day, text = talk.said.at.date(), talk.clause.text
    if _CALLED_OFF.search(text) or _CANNOT.search(text) or (_ONCE_MEANT.search(text) and not _MOVED.search(talk.said.own)):
        return ""
    later = any(one.last > day for one in talk.dates)
    if not later and _THANKED.search(text):
        return f"{name}_done"
    if later or _arranged(talk, lexicon):
        agreed = not asks(talk) or _MOVED.search(text) or _agreed(scene, lexicon)
        return f"{name}_scheduled" if agreed else ""
    return f"{name}_done" if lexicon.says("past", _ELSE.sub("", text)) and not asks(talk) else ""


def appointed(scene: Scene, lexicon: Lexicon) -> tuple[str, Talk] | None:
    """那就周四上午, right after the other side has spoken of coming or of showing something."""
    said = scene.said
    if len(said.own) > _SHORT or not _WHEN.search(said.own) or _NO_DAY.search(said.own):
        return None
    before = next((other for other in reversed(scene.thread[: scene.position][-2:]) if other.ours != said.ours), None)
    if before is None or before.passed_on or before.outside:
        return None
    day = said.at.date()
    talk = next(
        (t for t in [*talks(said), *_day_alone(said)] if not t.clause.asks and any(d.last > day for d in t.dates)), None
    )
    if talk is None:
        return None
    side = "ours" if before.ours else "theirs"
    spoken = {n.removesuffix(f"_{side}") for n, _ in lexicon.spotter("stage_").find(before.own)}
    name = next((n for n in MEETINGS if f"stage_{n}" in spoken and not lexicon.says(f"{n}_not", before.own)), "")
    return (f"{name}_scheduled", talk) if name else None


def _day_alone(said: Said) -> Iterator[Talk]:
    """周四下午, and no more: no clause for it to belong to."""
    found = () if talks(said) else tuple(dated(said)[1])
    if found and said.clauses:
        clause = said.clauses[0]
        yield Talk(said, clause, found, (clause.start, clause.end))


def _arranged(talk: Talk, lexicon: Lexicon) -> bool:
    return any(one.last == talk.said.at.date() for one in talk.dates) and not lexicon.says("past", _ELSE.sub("", talk.bare))


def _agreed(scene: Scene, lexicon: Lexicon) -> bool:
    """The other side's next words say yes."""
    said = scene.said
    answer = next((other for other in scene.thread[scene.position + 1 : scene.position + 4] if other.ours != said.ours), None)
    said_so = answer.own.lstrip() if answer else ""
    return lexicon.cue("agreed").match(said_so) is not None or _COME.match(said_so) is not None


def asks(talk: Talk) -> bool:
    """A question; 到了吧, from us, is one too."""
    text = talk.clause.text
    return talk.clause.asks or _ASKS.search(text) is not None or (talk.said.ours and text.endswith("吧"))
