"""What is asked for, and answered by little more than a day: 什么时候发货? 明天; 款付了吗? 没有，周三付; 方案呢? 明天一定."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from bot.nlp.dated import dated
from bot.nlp.deeds import WHEN, YET, asked_in, shown, words
from bot.nlp.facts import Fact
from bot.nlp.intents import Talk, talks
from bot.nlp.otherdays import of_a_life, of_holidays
from bot.nlp.patterns import late
from bot.nlp.text import HIDDEN, Said, hide

_OUR_DEED = late(
    r"[发交送供]货|发(?!票|现|展|布)|寄|给(?!的)|出(?!差|国|去玩|来的|现|厂价|发)|送(?!的)|[来去上][装量修测]|安装|来(?!不及|的|源|自)"
    r"|开(?:票|发票|出来)|(?<=发票)开|[做弄搞改装修]好|派人|上门|(?:回|答)复|回话"
)
_HIS_DEED = late(
    r"[给发寄传回转交提][到给]?我|答复|反馈|回复|回话|准信|(?:过来|来|去)(?:考察|参观|看厂|验厂|[看提拿])|[打付汇](?!折|印|样|电话|包|算)|盖章|确认|提供|看(?:了[吗没]有?|[完好下]|一下)?\Z"
)
_WE_COME = late(
    r"(?:我|咱)们?(?:们|这边)?(?:\x00|[什么时候哪天还是再就去方便 ]){0,24}"
    r"(?P<what>(?:过[来去]|上门|登门|当面|去)?(?:拜访|演示|量尺|安装|培训|勘察|聊聊)|过[来去](?:一趟|看看)?|上门|碰一?下头?|见一?面)"
)
_EITHER, _WEEK_ASKED = late(r"\x00 ?还是 ?\x00"), late(r"[这下]周(?![一二三四五六日天末])[^,。]{0,12}[?吗吧呢]?\Z")
_OF_ELSE = late(
    r"放假|上班|涨价|年会|有货|有空|有时间|方便|开业|开标|开会|到期|结束|生效|成立|需要|[要急]用|要货|上线|开工|开始|回来|回去|打算|收到|我们?(?:什么时|啥时|几|哪|能|要|得|去|来)"
)
"""No deed that the other side owes by that day."""
_PAPER = late(r"(?:方案|报价单?|合同|发票|报告|样品|样板|图纸|资料|清单|效果图|初稿|计划书|检测报告|单号)")
_FILLS = r"[吧的了就在是得要会能可以行一定肯定左右大概应该估计最晚快迟之前前给您你好嗯哦啊呢哈呀,。!~ \x00]"
_ALONE = late(rf"(?:还?没有?呢?|还没[一-鿿]?|好的?|嗯)?{_FILLS}{{0,60}}(?P<verb>[看付打汇寄发交开装送回])?{_FILLS}{{0,8}}")
_TODAY = late(r"(?:今天|下午|今晚|晚上|中午|下班前|等下|一会儿?|待会儿?)")
_NEAR = 3
"""Messages before, in which it was asked."""


def of(said: Said) -> Iterator[Fact]:
    """What he who answers will do, and by when."""
    day, told = _day(said), _alone(said)
    if day is None or told is None or of_holidays(said):
        return
    asked = [(_deed(talk, said, told["verb"]), _our_visit(talk)) for talk in _asked(said)]
    what, visit = next((pair for pair in asked if any(pair)), ("", ""))
    if what or visit:
        ours = said.ours if what else True
        value = {"what": what or visit, "due": day.isoformat(), "ours": ours}
        span = (said.clauses[0].start, said.clauses[-1].end)
        yield said.fact("next_action", value, shown(what or visit, day.isoformat(), ours), 0.7, span)


def _our_visit(talk: Talk) -> str:
    """您看哪天方便我过来一趟? 周四下午: he names the day on which we come."""
    text = talk.bare
    visit = _WE_COME.search(text) if talk.said.ours else None
    if visit is None or not (WHEN.search(text) or _EITHER.search(text) or _WEEK_ASKED.search(talk.clause.text)):
        return ""
    return visit["what"]


def alone(said: Said) -> bool:
    """Little more than a day: by its own words nobody could tell what it is about."""
    return _alone(said) is not None


def _alone(said: Said) -> re.Match[str] | None:
    here = said.trusted and not said.outside and _day(said) is not None
    return _ALONE.fullmatch(hide(said.own, _spans(said))) if here else None


def _day(said: Said) -> date | None:
    today = said.at.date()
    days = [one.last for one in dated(said)[1] if one.last >= today]
    if days or dated(said)[1]:
        return days[-1] if len(days) == 1 else None
    return today if _TODAY.match(said.own) else None


def _spans(said: Said) -> Iterator[tuple[int, int]]:
    yield from ((one.start, one.end) for one in dated(said)[1])
    if not dated(said)[1] and (m := _TODAY.match(said.own)):
        yield m.span()


def _asked(said: Said) -> Iterator[Talk]:
    """What the other side asked last, the latest first."""
    before = said.before
    for _ in range(_NEAR):
        if before is None or before.passed_on or not before.trusted:
            return
        if before.ours != said.ours:
            yield from reversed(talks(before))
        elif dated(before)[1]:
            return
        before = before.before


def _deed(talk: Talk, said: Said, verb: str | None) -> str:
    """What the question is about, if it is for him who answers to do."""
    text = talk.bare.strip(f"{HIDDEN} ")
    when, yet = WHEN.search(text), YET.search(text)
    if not (when or yet) or _OF_ELSE.search(text) or of_a_life(text) or (verb and verb not in text):
        return ""
    asked = asked_in(talk.written)
    if not when and _PAPER.fullmatch(words(asked)) and said.ours:
        return f"给{words(asked)}"
    owed = _OUR_DEED if said.ours else _HIS_DEED
    if not owed.search(text) or not (when or verb):
        return ""
    what = f"看{words(asked[:-1])}" if asked.endswith("看") and len(asked) > 2 else words(asked)
    return what if len(what) > 1 else asked.lstrip("能可以会")
