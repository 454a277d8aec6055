"""Dates of the customer's project (截止日): what must be done by when, and what moved it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from bot.nlp import besides, bygone, fragments, meeting, replaced, rescheduled
from bot.nlp import dated as reading
from bot.nlp.dates import Dated
from bot.nlp.facts import Fact
from bot.nlp.intents import TO_YOU, Talk, side, talks
from bot.nlp.lexicon import Lexicon
from bot.nlp.otherdays import (
    background,
    comes_by,
    counted_from,
    expires,
    like_then,
    named_by,
    names_an_event,
    of_a_life,
    of_a_rival,
    of_an_offer,
    of_his_papers,
    of_holidays,
    of_the_project,
    or_else,
    our_task,
    refused,
)
from bot.nlp.patterns import late
from bot.nlp.text import HIDDEN, SLIP, Said

_EVENT_NAMES = {
    "poc": "POC",
    "报上去": "上报",
    "要用": "要用",
    "截止": "截止",
    "签": "签约",
    "签框架": "签框架协议",
    "标书": "投标",
}
_BEFORE_IT = late(r"(?:之|以)?前")
_DELIVERY = late(r"交付|交货|到货|发货|供货|上线|验收|投产|出货|送到|到仓|装[好完上]|进场")
_IS_A_WEEKDAY = late(r"[^是]{2,8}是[周星礼][^嘛呀哦]{1,2}[嘛呀哦啊]*")
"""8号是礼拜天嘛: told why another day."""
_BATCH = late(r"第[一二三四1-4][批期车单]|[一二三四]期|剩下|其余|尾货|首[批期单]")
_ARRIVES = late(r"(?:前|要|能|号|日|必须|得|\x00) ?到(?![货期仓位账场齐港时了底处达付现今\x00 ])")
_MEETING = late(r"(?P<name>[一-鿿]{1,3}(?<![不才就都也机一开约学唱聚])会)(?:定|放|安排|改)?(?:在|是|到)?\x00")
_PUBLIC = late(r"[开截投评]标|截止|公[告示]|招标")
"""What an agency outside of both sides makes known."""
_VAGUELY = late(r"赶在(?![^,]{0,4}\d)")
"""赶在大促前: beside a day by its number it is only why."""
_LOT = late(
    r"(?:首批|头批|第[一二三]批|(?:剩下|剩余|其余|余下|尾货)的?|其[他它]的)[^,。;!?款钱付票]{0,8}?(?:到|等|放|在|就)?\s?\Z"
)
_LOT_ENDS = late(r"[之以]?前?(?:再?[到发交送给出要来]{1,2}|吧|了|好了)?(?=[ ,。;!]|\Z)")
"""首批60台 4月底 剩下的6月中."""
_FROM_THEN = late(r"(?:\A从.+|[号日])(?:起|开始)\Z")
_AHEAD = 20
"""Characters before a day that say what it is of."""
_NO_WORK = late(r"[^,。;!?]{0,6}(?:休|放假|请假|停[工产机电水]|闭|不上|不在|涨|调价|出差|没人|封|歇|执行|生效|免租|计租)")
_IF_THEN = late(r"(?:如果|要是|假如|万一|说是|听说)[^,。;!?]{0,8}\Z")
_IT_CLOSES = late(r"截[止标稿](?:时间)?[就也]?[是到]?\Z")
_DUE_TODAY = late(r"必须|务必|一定|最[晚迟]|到?就行")
_GOODS_TODAY = late(
    r"到货|交货|送到|到位|到账|入库|进场|装[好完上]|上线|验收|投产|切换|割接|签完|到[仓现]"
    rf"|[要得能必须前]到(?=[{HIDDEN} ,。]|\Z)|{HIDDEN}[{HIDDEN} ]*到(?=就行|\Z)"
)
"""今天必须到货, 货今天下班前要到, 周四下午到就行 (on a Thursday)."""
_DUE_THEN = late(
    r"[ 我们就要得必须务一定全部给货把]{0,6}(?:[交到发供出提进]货|交付|上线|验收|投产|送[到来过]"
    r"|[进入]场|装[好完上]|开[业工课学班展标]|[要得]?到位|投标|评审|(?<=[要得])(?:[用到货装]|\Z))"
)
"""两周后交货, 十天后就要用."""
_TILL = late(r"[离距](?![职婚岗谱])离?[^,。你您]{2,8}\Z")
"""离验收还有三周."""
_CLOSES = late(r"(?:就)?截[止标稿]|开标|封标")
_BEGINS = late(r"(?:开始|[号日]起)\Z")
_OF_IT = late(r"[ ]?的(?!时候|话)")
_CHANGED = late(r"[又要得]?(?:改(?:了|在|去|成|为|到)?|变(?:成|为|到|更[为到]?)?)(?:日子|时间|日期)?[ ,]?(?:是|到)? ?")
_FAR_BACK = 12
"""Messages in which a day may have been told that is moved now."""
_SEEN_AGAIN = late(r"[^,。;!? ]{0,6}再(?:看(?![看一货样])|说|议|考虑|研究|讨论|启动|动)(?:吧|了|情况|\Z|(?=[ ,。!]))")
"""明年3月开学再看: nothing is due then."""
_NOT_MOVED = late(r"(?:别|不|(?<!能)不能)\Z")
"""别拖到12月; but 能不能提前到8号."""
_PUT_OFF = late(r"往后[推延拖挪]|推迟|延[期后]|取消|黄了|不[办开搞做]了|没谱")
_WHEN = late(
    r"什么时[候间]|啥时候?|几[号月]|[周期拜]几|哪[天月]|多会儿?|何时|何日|时间节点|时间[上]?(?:有|怎么|要求|定)|最[晚迟]|截止"
    r"|什么日子|ddl|deadline|工期|交期|[货付线收标工装样业]的?(?:时间|日期)\?"
)
_ASKS = late(r"(?:不|没有?|吧)[呀啊哈]?\Z")
_WILL_IT_DO = late(r"(?:[行成好]不[行成好]?|可不可以)[呀啊]?\Z")
_FILLED = late(r"(?:[那就在嗯哦,， ]|大概|大约|估计|最快|最早|也得|得|要|不(?:着|太)?急|还早)*")
_THEN = late(r"(?:吧|左右|好了|[ 。,!]|\Z)")
_EXACT = late(r"[\d一二三四五六七八九十][号日]|\d[./]\d|月底前|截止")
"""A day by its number: who names one, means it."""
_TOMORROW = timedelta(days=1)
_PERIODS = 20
"""Days from which on a date is a period: 十月份 is no day of anything small."""


@dataclass
class _Calendar:
    """The deadlines that stand, by what they are for; the last is the one a correction moves.

    `told`: every day that stood once, was taken back, or told only why another does.
    """

    standing: dict[tuple[str, str], Fact] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)

    @property
    def days(self) -> dict[str, Fact]:
        return {str(fact.value["date"]): fact for fact in self.standing.values()}

    def last(self) -> str:
        return next(reversed(self.standing))[0] if self.standing else ""

    def last_but(self, days: Collection[Fact]) -> set[str]:
        """The message of the one told last, where others are told instead of it."""
        told = list(self.standing.values())[-1:]
        return {one.evidence.message for one in told if days and all(one.value["date"] != day.value["date"] for day in days)}

    def forget(self, messages: Collection[str] = (), days: Collection[str] = ()) -> None:
        """What was promised in these messages, or by these days."""
        if not (messages or days):
            return
        self.told.update(days)
        self.standing = {
            key: fact
            for key, fact in self.standing.items()
            if fact.evidence.message not in messages and fact.value["date"] not in days
        }

    def put_off(self, text: str) -> None:
        """开机往后推, 推到啥时候没谱: what it was for has no day any more."""
        self.standing = {key: fact for key, fact in self.standing.items() if key[0] == SOME or key[0] not in text}

    def put(self, fact: Fact, *, moved: bool = False, ours: bool = False) -> None:
        """A day is told once: the surer word for it stands. One that is `moved` takes the place of what it was for."""
        self.told.add(str(fact.value["date"]))
        what, batch = str(fact.value["what"]), _BATCH.search(fact.evidence.quote)
        vague = what == SOME or fact.confidence < DIRECT
        key = what, batch[0] if batch else (str(fact.value["date"]) if vague else "")
        if key in self.standing and not moved and self.standing[key].evidence.message == fact.evidence.message:
            key = what, str(fact.value["date"])
        if moved and not batch:
            self.standing = {other: one for other, one in self.standing.items() if other[0] != what}
        if not ours:
            self.standing = {other: one for other, one in self.standing.items() if not besides.outdone(one, fact)}
        same = next((other for other, one in self.standing.items() if one.value["date"] == fact.value["date"]), None)
        told_apart = same is not None and not vague and _in_one_breath(self.standing[same], fact)
        if same is not None and same != key and not told_apart:
            if self.standing[same].confidence >= fact.confidence:
                return
            self.standing.pop(same)
        self.standing.pop(key, None)
        self.standing[key] = fact


def _in_one_breath(one: Fact, other: Fact) -> bool:
    """7月中旬前摆好, 7月20号搬家: two things of one message, and not one day said twice."""
    day = str(other.value["date"])[-2:].lstrip("0")
    return one.evidence.message == other.evidence.message and not (day in one.evidence.quote and day in other.evidence.quote)


DIRECT = 0.7
SOME, _DELIVERY_DAY, _START_DAY = "截止", "到货", "开始"
"""What a date is for, where the customer only says that it is a limit."""


class Deadlines(NamedTuple):
    """`withdrawn`: the days that were told, or taken back, and do not stand."""

    facts: list[Fact]
    withdrawn: frozenset[str]


def find(thread: Sequence[Said], lexicon: Lexicon) -> Deadlines:
    """The last word about an event stands, 推到 moves the one before."""
    calendar = _Calendar()
    ours = {said.message.id for said in thread if said.ours}
    for place, said in enumerate(thread):
        if said.theirs and said.trusted and not reading.dated(said)[1]:
            _move(calendar, said)
        if said.trusted and reading.dated(said)[1] and (not said.outside or _PUBLIC.search(said.own)):
            _enter(calendar, thread, place, lexicon, ours)
    facts = list(calendar.standing.values())
    return Deadlines(facts, frozenset(calendar.told - {str(fact.value["date"]) for fact in facts}))


def _move(calendar: _Calendar, said: Said) -> None:
    """交货往后推一周, 开机推迟, 先不上了: of the day that stands."""
    calendar.forget(days=rescheduled.dropped(said, calendar.standing.values()))
    by = rescheduled.shifted(said)
    if by is not None and len(calendar.standing) == 1:
        (old,) = calendar.standing.values()
        day, what = (date.fromisoformat(str(old.value["date"])) + by).isoformat(), str(old.value["what"])
        calendar.forget(days=[str(old.value["date"])])
        clause = next((one for one in said.clauses if rescheduled.shifts(one.text)), said.clauses[0])
        calendar.put(said.fact("deadline", {"date": day, "what": what}, f"{day} {what}", DIRECT, (clause.start, clause.end)))
    elif _PUT_OFF.search(said.own):
        calendar.put_off(said.own)


def _enter(calendar: _Calendar, thread: Sequence[Said], place: int, lexicon: Lexicon, ours: Set[str]) -> None:
    """The days of one message: those that it takes back are forgotten, those that it tells stand."""
    said, before, stood = thread[place], thread[max(0, place - 3) : place], calendar.days
    again = {talk.clause for talk in talks(said) if talk.span[0] >= talk.clause.end}
    read = [talk for talk in talks(said) if talk.clause not in again or talk.span[0] >= talk.clause.end]
    moved = _moves(said, lexicon) is not None if said.theirs else False
    old = _moved_away(said, read, lexicon, thread[max(0, place - _FAR_BACK) : place]) if moved else frozenset()
    old |= rescheduled.given_up(said, talks(said), lexicon)
    calendar.forget(days={d.last.isoformat() for talk in talks(said) for d in talk.dates if refused(talk, d)} | old)
    agreed = _agreed(thread, place, lexicon)
    here = [fact for talk in read for fact in _deadlines(talk, lexicon, calendar, agreed=agreed)]
    here = [fact for fact in here if fact.value["date"] not in old]
    if rescheduled.settles(said, before, lexicon):
        here = here or list(_alone(said, calendar.last() or SOME, 0.6))
        calendar.forget(ours & calendar.last_but(here))
    answers = list(_answer(said, before, lexicon))
    here = here or list(_shifted(said, lexicon)) or answers or list(_over_lines(thread, place, lexicon))
    here = here or list(_limit_alone(said, before))
    told = {fact.value["date"] for fact in here}
    more = (*answers, *_lots(said), *_starts(said))
    here = [*(fact for fact in more if fact.value["date"] not in told), *here]
    if moved and here:
        calendar.forget(ours)
    here = _in_place(calendar, stood, thread, place, lexicon, here)
    calendar.told.update(str(fact.value["date"]) for fact in here)
    here = besides.leading(said, here) if said.theirs else here
    plain = [fact for fact in here if not _VAGUELY.search(fact.evidence.quote)]
    for number, fact in enumerate(plain or here):
        calendar.put(fact, moved=moved and number == 0, ours=said.ours)


def _in_place(
    calendar: _Calendar, stood: Mapping[str, Fact], thread: Sequence[Said], place: int, lexicon: Lexicon, here: list[Fact]
) -> list[Fact]:
    """The same, and the day that takes the place of one told just before: 不对，是12月15号."""
    said = thread[place]
    swap = replaced.find(thread, place, lexicon, {day: fact.evidence.message for day, fact in stood.items()})
    if swap is None:
        return here
    day, old = swap.day.last.isoformat(), next((fact for gone, fact in stood.items() if gone in swap.old), None)
    what = event_in(swap.source.own, lexicon) or (str(old.value["what"]) if old else "")
    if not what:
        return here
    calendar.forget(days=swap.old)
    new = said.fact("deadline", {"date": day, "what": what}, f"{day} {what}", 0.75, (swap.day.start, swap.day.end))
    return [*(fact for fact in here if fact.evidence.message != said.message.id), new]


def _moved_away(said: Said, read: Sequence[Talk], lexicon: Lexicon, before: Sequence[Said]) -> frozenset[str]:
    """The days before 改到, where one stands behind it, and one that was told before: 改23号了, 16号撞上审厂."""
    cue = _moves(said, lexicon)
    days = {d.start: d.last.isoformat() for talk in read for d in talk.dates}
    if cue is None or not any(start >= cue for start in days):
        return frozenset()
    to = min(start for start in days if start >= cue)
    stood = {d.last.isoformat() for other in before for d in reading.dated(other)[1]}
    away = (day for start, day in days.items() if start < cue or (start != to and day in stood))
    return frozenset(day for day in away if day != days[to])


def _moves(said: Said, lexicon: Lexicon) -> int | None:
    """Where he moves a day; 别拖到12月 moves none."""
    if not lexicon.says("moved", said.own) and "改" not in said.own and "变" not in said.own:
        return None
    found = (m.start() for m in lexicon.cue("moved").finditer(said.own))
    days = {d.start for d in reading.dated(said)[1]}
    to = next((m.start() for m in _CHANGED.finditer(said.own) if m.end() in days), None)
    if to is not None:
        return to
    real = (start for start in found if not _NOT_MOVED.search(said.own, 0, start) and start not in days)
    return next((start for start in real if not like_then(said.own, start)), None)


def _answer(said: Said, before: Sequence[Said], lexicon: Lexicon) -> Iterator[Fact]:
    """A day alone, where we had asked for the day of something of his: 什么时候要货? 12月15号."""
    asked = next((other for other in reversed(before) if other.ours), None)
    if not said.theirs or asked is None or of_holidays(said) or meeting.answered(said):
        return
    if _WHEN.search(asked.own) and not our_task(asked.own):
        yield from _alone(said, event_in(asked.own, lexicon) or SOME, 0.75, first=True)


def _limit_alone(said: Said, before: Sequence[Said]) -> Iterator[Fact]:
    """最晚26号, and nothing more: of what he spoke of before; no answer to us about a deed of ours."""
    found = reading.dated(said)[1]
    asked = before[-1] if before and before[-1].ours else None
    if said.theirs and len(found) == 1 and found[0].limit and not (asked and our_task(asked.own)) and not of_holidays(said):
        yield from _alone(said, SOME, 0.65)


def _shifted(said: Said, lexicon: Lexicon) -> Iterator[Fact]:
    """原定12月14号上线，推迟一周."""
    by, days = rescheduled.shifted(said), reading.dated(said)[1]
    if by is not None and len(days) == 1 and days[0].first == days[0].last:
        day, what = (days[0].last + by).isoformat(), event_in(said.own, lexicon) or SOME
        yield said.fact("deadline", {"date": day, "what": what}, f"{day} {what}", DIRECT, (0, len(said.own)))


def _over_lines(thread: Sequence[Said], place: int, lexicon: Lexicon) -> Iterator[Fact]:
    """到货时间 | 12月18号: what the day is of stands in a message of its own."""
    topic = fragments.topic(thread, place, lexicon)
    what = event_in(topic, lexicon) if topic else ""
    if what:
        yield from _alone(thread[place], what, DIRECT)


def _lots(said: Said) -> Iterator[Fact]:
    """A day and nothing else, behind a part of what was ordered."""
    for one in reading.dated(said)[1]:
        lot = _LOT.search(said.own, max(0, one.start - _AHEAD), one.start) if one.last > said.at.date() else None
        if lot and _LOT_ENDS.match(said.own, one.end) and not said.passed_on:
            day = one.last.isoformat()
            yield said.fact(
                "deadline", {"date": day, "what": _DELIVERY_DAY}, f"{day} {_DELIVERY_DAY}", 0.65, (lot.start(), one.end)
            )


def _starts(said: Said) -> Iterator[Fact]:
    """从后天起按171份送, 8号开始: the first day of what goes on from then."""
    for one in reading.dated(said)[1]:
        spoken = said.own[one.start : one.end]
        if not (one.after and _FROM_THEN.search(spoken) and one.first > said.at.date()) or said.passed_on:
            continue
        if (
            _NO_WORK.match(said.own, one.end)
            or _IF_THEN.search(said.own, max(0, one.start - _AHEAD), one.start)
            or said.clause_at(one.start).asks
        ):
            continue
        day = one.first.isoformat()
        yield said.fact("deadline", {"date": day, "what": _START_DAY}, f"{day} {_START_DAY}", 0.65, (one.start, one.end))


def _alone(said: Said, what: str, sure: float, *, first: bool = False) -> Iterator[Fact]:
    """A message that is a day and nothing else; or one that is so at `first`: 9号吧 考完就回来."""
    found = reading.dated(said)[1]
    if said.passed_on or not found or (talks(said) and not (first and _says_first(said, found[0]))):
        return
    told = found[0] if talks(said) else found[-1]
    of_it = (told.last - told.first).days >= _PERIODS and _OF_IT.match(said.own, told.end) is not None
    if told.last > said.at.date() and not of_it:
        day = told.last.isoformat()
        yield said.fact("deadline", {"date": day, "what": what}, f"{day} {what}", sure, (found[0].start, told.end))


def _says_first(said: Said, dated: Dated) -> bool:
    return _FILLED.fullmatch(said.own, 0, dated.start) is not None and _THEN.match(said.own, dated.end) is not None


def _agreed(thread: Sequence[Said], place: int, lexicon: Lexicon) -> bool:
    """The other side's next words say yes."""
    side_of = thread[place].ours
    answer = next((other for other in thread[place + 1 : place + 3] if other.ours != side_of), None)
    said = answer.own.strip() if answer else ""
    return lexicon.cue("agreed").match(said) is not None and not said.startswith("好像")


def _deadlines(talk: Talk, lexicon: Lexicon, calendar: _Calendar, *, agreed: bool) -> Iterator[Fact]:
    slipped = SLIP.match(talk.said.whole, talk.clause.end) and all(one.end <= talk.clause.end for one in talk.dates)
    if slipped or besides.no_hurry(talk) or of_an_offer(talk) or of_his_papers(talk):
        return
    usable = [d for d in talk.dates if _may_be(talk, d) and not names_an_event(d, talk.dates, talk.said.own)]
    usable = [d for d in usable if not _unsure(talk, d, lexicon)]
    for dated in usable:
        what, sure = _meant(talk, dated, lexicon, calendar, alone=len(usable) == 1, agreed=agreed)
        if sure:
            day = dated.last.isoformat()
            yield talk.said.fact("deadline", {"date": day, "what": what}, f"{day} {what}", sure, talk.span)


def _unsure(talk: Talk, dated: Dated, lexicon: Lexicon) -> bool:
    """Supposed, of others, or guessed: 估计下周; but 估计12月18号, 现在那家合同到9月底, 周五前出不来我就找别家."""
    text = talk.clause.text
    if of_a_rival(talk, dated, lexicon) or comes_by(talk, dated):
        return True
    spoken = talk.said.own[dated.start : dated.end]
    if "估计" in text and not (_EXACT.search(spoken) or "旬" in spoken):
        return True
    if _SEEN_AGAIN.match(talk.said.own, dated.end):
        return True
    if or_else(talk, dated) or not any(lexicon.says(cue, text) for cue in ("hedged", "if", "not_ours", "other_seller")):
        return False
    return not expires(talk) or lexicon.says("if", text) or lexicon.says("not_ours", text)


def _may_be(talk: Talk, dated: Dated) -> bool:
    """A coming day that nobody took back; 10月8号开始 and 两周后交货 are ones, 春节后 none."""
    return (
        (not dated.after or _due_from_then(talk, dated))
        and not ((dated.last - dated.first).days >= _PERIODS and _OF_IT.match(talk.said.own, dated.end))
        and (dated.last > talk.said.at.date() or _later_today(talk.said, dated) or _due_today(talk, dated))
        and not bygone.happened(dated, talk.said.own)
        and not besides.long_over(dated, talk.said.own, talk.said.at.date())
        and not besides.in_a_name(dated, talk.said.own)
        and not besides.of_a_thing(dated, talk.said.own)
        and not besides.of_a_service(dated, talk.said.own)
        and not refused(talk, dated)
        and not _IS_A_WEEKDAY.fullmatch(talk.clause.text)
        and not counted_from(talk, dated)
    )


def _later_today(said: Said, dated: Dated) -> bool:
    """今天下午5点前要."""
    bound = dated.limit or _CLOSES.match(said.own, dated.end) is not None
    later = dated.clock is not None and dated.clock > said.at.time()
    return said.theirs and bound and later and dated.first == dated.last == said.at.date()


def _due_today(talk: Talk, dated: Dated) -> bool:
    """今天必须到货, and 周四下午到就行 on a Thursday: what must be there by the evening."""
    said, text = talk.said, talk.bare
    if not (said.theirs and dated.first == dated.last == said.at.date()) or talk.clause.asks:
        return False
    if talk.said.own.startswith(("截标", "截止"), dated.end) or _IT_CLOSES.search(talk.said.own, 0, dated.start):
        return True
    return bool((dated.limit or _DUE_TODAY.search(text)) and _GOODS_TODAY.search(text))


def _due_from_then(talk: Talk, dated: Dated) -> bool:
    if dated.away:
        own, left = talk.said.own, _TILL.search(talk.said.own, max(0, dated.start - _AHEAD), dated.start)
        return talk.said.theirs and (left or _DUE_THEN.match(own, dated.end)) is not None
    return dated.first == dated.last and _BEGINS.search(talk.said.own, dated.start, dated.end) is not None


def _meant(talk: Talk, dated: Dated, lexicon: Lexicon, calendar: _Calendar, *, alone: bool, agreed: bool) -> tuple[str, float]:
    """What it is a date of, and how surely; 0: of nothing of the project."""
    if expires(talk):
        return "到期", DIRECT if talk.clause.asks else 0.85
    what = _event(talk, dated, lexicon, calendar, alone=alone)
    his = not (our_task(talk.clause.text) or side(talk, lexicon))
    if or_else(talk, dated) or (his and (_later_today(talk.said, dated) or _due_today(talk, dated))):
        return what or SOME, 0.65
    sure = _certainty(talk, dated, lexicon, what, agreed=agreed) if what else 0.0
    if sure:
        return what, sure
    if talk.said.ours:
        return (_work(talk, lexicon) or SOME, 0.6) if _our_work(talk, dated, lexicon, agreed=agreed) else ("", 0.0)
    return (_left_over(talk, dated, alone=alone), 0.65) if _of_his(talk, dated, lexicon) else ("", 0.0)


def _of_his(talk: Talk, dated: Dated, lexicon: Lexicon) -> bool:
    """A day of his project by exclusion."""
    if talk.said.outside or of_holidays(talk.said) or bygone.long_past(talk, dated):
        return False
    return of_the_project(talk, dated, lexicon)


def _left_over(talk: Talk, dated: Dated, *, alone: bool) -> str:
    """What it is for, in his own words."""
    start = talk.clause.start
    return named_by(talk.bare if alone else talk.bare[max(0, dated.end - start) :].partition(HIDDEN)[0]) or SOME


def _event(talk: Talk, dated: Dated, lexicon: Lexicon, calendar: _Calendar, *, alone: bool) -> str:
    """What the clause says that it is a date of; empty: nothing that we know a word for."""
    text, start = talk.bare, talk.clause.start
    found = event_in(text, lexicon) if alone else _beside(text, dated.start - start, dated.end - start, lexicon)
    if found:
        return found
    there = (dated.last - dated.first).days < _PERIODS or talk.said.own[: dated.start].endswith("到")
    moved = talk.said.theirs and there and _moves(talk.said, lexicon) is not None
    told = "，".join(clause.text for clause in talk.said.clauses if not lexicon.says("clash", clause.text)) if moved else ""
    return event_in(told, lexicon) or ((calendar.last() or _its_goods(told)) if moved else "")


def _its_goods(told: str) -> str:
    """周三的货提前到明天."""
    return _DELIVERY_DAY if "货" in told else ""


def _beside(text: str, start: int, end: int, lexicon: Lexicon) -> str:
    """Of two dates in a clause each has what stands behind it, else what stands before it."""
    behind = text[max(0, end) :].partition(HIDDEN)[0]
    before = text[: max(0, start)].rpartition(HIDDEN)[2]
    return event_in(behind[:10], lexicon) or event_in(before[-8:], lexicon)


def event_in(text: str, lexicon: Lexicon) -> str:
    heard = [(_BEFORE_IT.match(text, m.end()) is not None, m) for m in lexicon.cue("events").finditer(text)]
    if not heard:
        meeting = _MEETING.search(text)
        return "到货" if _ARRIVES.search(text) else meeting["name"] if meeting else ""
    found = min(heard, key=lambda pair: pair[0])[1]  # 大促前要上线: the date is the one of 上线
    return SOME if found[0][:2] in ("时间", "日子") else _EVENT_NAMES.get(found[0], found[0])


def _certainty(talk: Talk, dated: Dated, lexicon: Lexicon, what: str, *, agreed: bool) -> float:
    """0: no deadline."""
    if talk.said.ours:
        return _ours(talk, lexicon, what, agreed=agreed)
    if lexicon.says("done", talk.clause.text) or bygone.long_past(talk, dated) or background(talk):
        return 0.0
    named = talk.said.own[dated.start : dated.end]
    if not dated.limit and not any(map(str.isdigit, named)) and of_a_life(talk.clause.text):
        return 0.0
    if side(talk, lexicon) and not _DELIVERY.search(talk.bare):
        return 0.0
    if (dated.last - dated.first).days >= _PERIODS and lexicon.says("small_event", what):
        return 0.0
    return 0.7 if talk.clause.asks else 0.85


def _ours(talk: Talk, lexicon: Lexicon, what: str, *, agreed: bool) -> float:
    """A firm delivery date, or the date of the customer's own event: 11月16号开课."""
    if (talk.clause.asks or _ASKS.search(talk.clause.text)) and not agreed:
        return 0.0
    firm = re.search(r"可以|保证|没问题|能|肯定", talk.said.own) and re.search(r"交|到货|上线|发货|供货", talk.clause.text)
    project = lexicon.says("their_event", what)
    return 0.6 if (firm or project) and not TO_YOU.search(talk.clause.text) else 0.0


def _our_work(talk: Talk, dated: Dated, lexicon: Lexicon, *, agreed: bool) -> bool:
    """Goods that come or work that is done by then: 下周二送, 12月31号到头; no paper that we send, no call that we pay."""
    return (
        dated.last - talk.said.at.date() > _TOMORROW
        and (dated.last - dated.first).days < _PERIODS
        and (agreed or not (talk.clause.asks or _WILL_IT_DO.search(talk.said.own, *talk.span)))
        and not (our_task(talk.clause.text) or of_holidays(talk.said))
        and bool(_work(talk, lexicon) or _exact(talk, dated, lexicon))
    )


def _exact(talk: Talk, dated: Dated, lexicon: Lexicon) -> bool:
    """1月8号发, 2月底前落实: a day by its number is meant, whatever we do then; 可能要9月2号 is not sure."""
    exact = _EXACT.search(talk.said.own, dated.start, dated.end) is not None
    return exact and not lexicon.says("not_our_work", talk.clause.text)


def _work(talk: Talk, lexicon: Lexicon) -> str:
    m = lexicon.cue("our_work").search(talk.bare.replace(HIDDEN, ""))
    return m[0] if m else ""
