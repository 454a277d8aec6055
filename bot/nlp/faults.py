"""A fault in what we delivered (投诉): a defect, and that it came from us, is to be made good, or is by our answer."""

from __future__ import annotations

import re

from bot.nlp.intents import Talk, talks
from bot.nlp.lexicon import Lexicon
from bot.nlp.occasions import Scene
from bot.nlp.patterns import late

_FROM_US = late(
    r"(?:[你您]们?家?|贵司)(?:上次|昨天|今天|刚|新|这次)?(?:的|[那这](?!边|里)|装|送|发|卖|做|给|换|修)|[买订](?:的|来|回来)|收到|到货|[送发寄拿]来的?"
    r"|(?:刚|新|才)[装买换到用修]|[这那上]一?批|还没修好|做[小大短长错]了|\d\s?[台箱件袋桶]|[两三四五六七八九几]\s?[台箱件袋桶把](?!机)"
)
_TO_BE_MENDED = late(
    r"[给你您](?:我们?)?(?:换|退|修|补|看|处理|解决)|换一下|要?退|赔|派(?:个|一个)?人|叫(?:个|一个)?人|来人|[来过]来?[看修][一下看]|修一?下|补发|拒收|不收"
    r"|(?:怎么|咋)[用整搞穿吃卖装]|[不没][敢法]用|什么质量|质量[太咋怎]|车间等|耽误|停[工产]"
)
_MENDED_BY_US = late(
    r"抱歉|不好意思|对不起|派人|师傅|售后|工程师|换新|换一|退款|补发|寄回来|上报|马上(?:处理|看|安排)|[过去来]看"
)
_OF_ANOTHER = late(
    r"[想要打算准备考虑]换|想[上买要装改]|推荐|[什哪][么个款]型号|有没有|多少钱|报价|收费|什么价|以前|之前|原来|旧|老(?:机|设备|系统|款)|现在用|[那别]家|他们|客户的|样[品机件]|小样|打样|试用|测试"
    r"|如果|要是|万一|会不会|担心|[怕防免]|避免|已经[修换]?好|修好了|解决了|没事"
)
"""Trouble with what they have from elsewhere, or that is only feared."""
_NONE = late(r"(?:没有?|不会?|未|无|别|零)[^,。]{0,2}\Z")


def told(scene: Scene, lexicon: Lexicon) -> list[Talk]:
    """The clause of it, if there is one: 净水器坏了 你派人来看下; 鸡排里吃出塑料片 你们怎么赔."""
    said = scene.said
    if not said.theirs or _OF_ANOTHER.search(said.own) or lexicon.rivals.find(said.own):
        return []
    talk = next((talk for talk in talks(said) if not talk.clause.asks and _fault(talk, lexicon)), None)
    return [talk] if talk and (_ours(said.own) or _answered(scene)) else []


def _fault(talk: Talk, lexicon: Lexicon) -> re.Match[str] | None:
    text = talk.clause.text
    hit = lexicon.cue("class_defect").search(text)
    if hit is None or _NONE.search(text[: hit.start()]) or lexicon.says("complaint_not", text):
        return None
    return hit


def _ours(text: str) -> bool:
    return _FROM_US.search(text) is not None or _TO_BE_MENDED.search(text) is not None


def _answered(scene: Scene) -> bool:
    after = scene.thread[scene.position + 1 : scene.position + 2]
    return any(said.ours and _MENDED_BY_US.search(said.own) for said in after)
