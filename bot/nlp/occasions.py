"""What a few words in passing stand for, by what was said before: 收到了, 签了, 测完了, 周四上午来."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.nlp.intents import Talk, talks
from bot.nlp.lexicon import Lexicon
from bot.nlp.text import Said

MEETINGS = ("demo", "visit")
PRICE = re.compile(r"报价|单价|总价|价格|\d[万块元折毛]|[一二三四五六七八九十][万块毛]|\d{2,}(?![\d年月号日点台套人天])")
"""In words of ours: a price was told."""
_BARE = {
    name: tuple((re.compile(words), event) for words, event in events)
    for name, events in {
        "got": (
            ("样|色卡|试用装|小料|料册", "sample_received"),
            (r"款|钱|付|[转打][你您给]|打[款过]|汇|到账|回单|定金|首付|尾款|\d万", "payment_received"),
            (r"(?<!年)货|设备|机器|送到|装车|司机|卸", "delivered"),
        ),
        "signed": (("合同|协议|框架|纸质版|盖章版|签字", "contract_signed"),),
        "gone": (("样|色卡|试用装|小料|料册", "sample_sent"),),
    }.items()
}
"""What 收到了, 签了 and 寄了 are about, by the words around."""
_BARE_CLAUSE = re.compile(
    r"(?:嗯|哦|好的?|都|刚|刚刚|已经?|今[天早]|昨[天晚]|上午|下午|早上|中午|晚上|两份|[三四]套|货|章|上周|前天|给您|给你|东西|我们?|这边|也)*"
    r"(?:收到|拿到|签收|到|查到|看到|进来|入账|签[好完回掉]?|盖[完好]?|拆|[寄发邮](?:出去?|走)?)(?:[了啦哈啊哦呀的咯喽]|谢谢)*"
)
_PAID = re.compile(r"查到|看到|进来|入账")
"""Said of money alone."""
_PAPERS = re.compile(
    "方案|报价|合同|资料|发票|邮件|文件|图|报告|链接|名片|账号|表|清单|通知|消息|短信|证书|协议|电话|地址|钱|款|视频|照片|标书|函"
)
"""Got or sent, too, but no wares."""
_THERE = re.compile(r"[了啦的]|已|昨|今|刚")
_BACK = 3
"""Messages before that may tell what it is about."""
_TESTED = {
    "sample_received", "sample_sent", "trial_started", "poc_started", "waiting_test_report", "test_failed", "poc_requested",
}  # fmt: skip
"""After these something is being tried."""
_NO_DAY = re.compile(r"不行|没空|不方便|来不了|去不了|改天|再约|再说|出差|截止|之前|前|报价|合同|发货|到货|寄|打款|付")
_HOW = re.compile(r"怎么样|咋样|如何|感觉|效果|结果|反馈|过了[吗没]|行不行|通过了[吗没]|还行|满意|有说法|好用[吗不]|习惯")
_USED = re.compile(r"用着|用得|用下来|跑得|跑着|戴着|喝着|吃着|试得|测得|穿着|试用|试下来|装上")
_ELSE = re.compile(r"过[来去程一]|通过|[来去]过一|不过")
"""过 that tells of nothing past."""
_SHORT = 30
_ASKS = re.compile(r"(?:了没有?|没有?|吗|么|呢|不)[呀啊]?\Z")
_WHEN = re.compile(r"[周号点午早晚明后日天拜]")


@dataclass(frozen=True, slots=True)
class Scene:
    """One message in its chat, with the events that stand before it. `pressed`: the customer presses on our price."""

    thread: Sequence[Said]
    position: int
    standing: Collection[str]
    pressed: bool = False

    @property
    def said(self) -> Said:
        return self.thread[self.position]


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
    paid = _PAID.search(text) is not None
    back = 1 if paid else _BACK
    for said in reversed(scene.thread[max(0, scene.position - back) : scene.position + 1]):
        for words, event in _BARE[name]:
            if words.search(said.own) and (not paid or event == "payment_received"):
                return event
    return "" if paid else _due(name, scene)


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
    if name == "tried" and not (_TESTED & {*scene.standing}):
        return ""
    return _went(talk.said.own[talk.clause.start :], lexicon)


def _went(text: str, lexicon: Lexicon) -> str:
    if lexicon.says("test_bad", text):
        return "test_failed"
    return "test_passed" if lexicon.says("test_good", text) else ""


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
    event = _went(said.own, lexicon)
    return (event, talk) if event else None


def meeting(name: str, talk: Talk, scene: Scene, lexicon: Lexicon) -> str:
    """A demo or visit is done or agreed on; else the word alone says nothing."""
    day = talk.said.at.date()
    if any(dated.last > day for dated in talk.dates) or _arranged(talk, lexicon):
        agreed = not asks(talk) or _agreed(scene, lexicon)
        return f"{name}_scheduled" if agreed else ""
    return f"{name}_done" if lexicon.says("past", _ELSE.sub("", talk.clause.text)) and not asks(talk) else ""


def appointed(scene: Scene, lexicon: Lexicon) -> tuple[str, Talk] | None:
    """那就周四上午, right after the other side has spoken of coming or of showing something."""
    said = scene.said
    if len(said.own) > _SHORT or not _WHEN.search(said.own) or _NO_DAY.search(said.own):
        return None
    before = next((other for other in reversed(scene.thread[: scene.position][-2:]) if other.ours != said.ours), None)
    if before is None or before.passed_on or before.outside:
        return None
    day = said.at.date()
    talk = next((t for t in talks(said) if not t.clause.asks and any(dated.last > day for dated in t.dates)), None)
    if talk is None:
        return None
    spoken = {n for n, m in lexicon.spotter("stage_").find(before.own) if n.removeprefix("stage_") in MEETINGS}
    name = next((n for n in MEETINGS if f"stage_{n}" in spoken and not lexicon.says(f"{n}_not", before.own)), "")
    return (f"{name}_scheduled", talk) if name else None


def _arranged(talk: Talk, lexicon: Lexicon) -> bool:
    return any(dated.last == talk.said.at.date() for dated in talk.dates) and not lexicon.says("past", _ELSE.sub("", talk.bare))


def _agreed(scene: Scene, lexicon: Lexicon) -> bool:
    """The other side's next words say yes."""
    said = scene.said
    answer = next((other for other in scene.thread[scene.position + 1 : scene.position + 4] if other.ours != said.ours), None)
    yes = answer and lexicon.cue("agreed").match(answer.own.lstrip())
    return yes is not None


def asks(talk: Talk) -> bool:
    """A question; 到了吧, from us, is one too."""
    text = talk.clause.text
    return talk.clause.asks or _ASKS.search(text) is not None or (talk.said.ours and text.endswith("吧"))
