"""A day that is given up without being told so: 20号我有考试 25号行不; 能不能早一天, 可以 那就27号."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta

from bot.nlp.dated import dated
from bot.nlp.dates import Dated
from bot.nlp.days import count
from bot.nlp.facts import Fact
from bot.nlp.intents import Talk
from bot.nlp.lexicon import Lexicon
from bot.nlp.patterns import late
from bot.nlp.text import Said

_YIELDS = late(r"(?:可以|行|好|ok|嗯|那|最[早快晚]|没问题)")
_SHIFT = late(
    r"(?<![能别不可没])(?:(?P<later>往后再?(?:推|延|挪|拖|顺延)|推[迟后]|延[后期迟]|顺延|晚|缓)|往前[提赶挪]|提前|提早)(?:了|个)?"
    r"(?P<n>[一两二三四五六七八九十]|\d{1,2})个?(?P<unit>天|周|星期|礼拜)"
    r"(?=(?:也|都|就|再|才|那)?(?:行(?!不)|可以|成|没事|没关系|[到送发交装来上](?!不|得)|吧|了)|[ ,。]|\Z)(?!也不|都不)"
)
"""往后推一周, 提前两天, 晚三天也行; no 晚一天扣一个点."""
_DROPS_ALL = late(
    r"(?:项目|采购|整个|这[事单]|这个?单子|(?:\A|[ ,。])我们)[先也就都已经要得暂]{0,3}"
    r"(?:暂停|停了|搁置|不[做搞上办]了|黄了|取消)"
)
_DROPS = late(r"(?:(?<=[先就都也们暂 ,。])|\A)不(?P<deed>[上打签付发装交验办开做搞])了(?![吗么?])")
"""先不上了, of 12月20号上线; 先不打了, of 周五给你打款."""
_DROPS_LAST = late(
    r"\A[^,。]{0,3}(?:(?:不急|不着急|不赶)了|不用[这那]么急)"
    r"|(?:\A|们|货|[这那]批|[ ,。])[先就都也]{0,2}(?:不要|别发|不发)了"
    r"|(?:\A|[ ,。])(?:具体)?(?:时间|日期|日子)(?:再定|待定|先不定|再议|另行?通知|等通知)"
    r"|先(?:放一?放|缓缓|缓一缓|搁一?搁|停一?停)(?=[吧再 ,。]|\Z)"
)
"""不急了, 货先不要了, 时间再定吧, 先缓缓: of the day told last."""
_OF_MINE = late(r"我(?!们)|[付回答签]|打款|报价|方案")
_BACK = 3
_SHORT = 20
"""Characters of an answer that is about the day and nothing else."""


def given_up(said: Said, read: Sequence[Talk], lexicon: Lexicon) -> frozenset[str]:
    """The days on which he has something else, where he asks for others: 28号我们要去外地 能不能早一天."""
    days = [(d.last.isoformat(), _clashes(talk, d, lexicon)) for talk in read for d in talk.dates]
    if not (said.theirs and (_other_day(said, lexicon) or any(not clashing for _, clashing in days))):
        return frozenset()
    return frozenset(day for day, clashing in days if clashing)


def _clashes(talk: Talk, day: Dated, lexicon: Lexicon) -> bool:
    return talk.clause.start <= day.start < talk.clause.end and lexicon.says("clash", talk.clause.text)


def shifted(said: Said) -> timedelta | None:
    """By how much he moves the day that stands, where he names none."""
    m = _SHIFT.search(said.own) if "天" in said.own or "周" in said.own or "期" in said.own or "礼" in said.own else None
    clause = said.clause_at(m.start()) if m else None
    if m is None or clause is None or not said.theirs or clause.asks or _OF_MINE.search(clause.text):
        return None
    days = count(m["n"]) * (1 if m["unit"] == "天" else 7)
    return timedelta(days=days if m["later"] else -days)


def dropped(said: Said, told: Collection[Fact]) -> list[str]:
    """Of the days that stand those that he drops in passing: 先不上了, 项目暂停, 不急了; what expires does so all the same."""
    stood = [fact for fact in told if fact.value["what"] != "到期"]
    if _DROPS_ALL.search(said.own):
        return [str(fact.value["date"]) for fact in stood]
    if _DROPS_LAST.search(said.own):
        return _just_told(said, stood)
    deeds = {m["deed"] for m in _DROPS.finditer(said.own)}
    return [str(fact.value["date"]) for fact in stood if any(deed in fact.evidence.quote for deed in deeds)] if deeds else []


def _just_told(said: Said, stood: Collection[Fact]) -> list[str]:
    near, before = set(), said.before
    for _ in range(_BACK):
        if before is not None:
            near.add(before.message.id)
            before = before.before
    return [str(fact.value["date"]) for fact in stood if fact.evidence.message in near][-1:]


def shifts(clause: str) -> bool:
    """The clause that moves it."""
    return _SHIFT.search(clause) is not None


def settles(said: Said, before: Sequence[Said], lexicon: Lexicon) -> bool:
    """A short answer by a day, where another day had just been asked for: 再早点, 最早2月4号."""
    if len(said.own.strip()) > _SHORT or not _YIELDS.match(said.own.strip()) or not dated(said)[1]:
        return False
    return any(other.theirs and other.trusted and _other_day(other, lexicon) for other in before)


def _other_day(said: Said, lexicon: Lexicon) -> bool:
    return lexicon.says("other_day", said.own)
