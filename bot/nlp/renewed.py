"""Promises that are one: begun and finished in a message, asked and taken up, made again with another day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from bot.nlp.deeds import shown
from bot.nlp.facts import Fact
from bot.nlp.intents import Talk
from bot.nlp.patterns import late

_REPLY = late(r"(?:给|答复|回复|回话|回音|准信|准话|回|再次询问|发资料|\w{0,3}(?:结果|消息))\w{0,2}\Z")
_NEAR = 4
"""Messages within which a promise without a day is made again with one."""

_THEN = r"[\x00 ]*\x00[\x00 ]*(?:之?前|我们?|就|再|能|一定|准时|肯定|到时|左右|预计|可以|[\x00 ])*"
_TO_YOU = r"(?:[您你]们?(?:公司|厂里?|店里?|仓库|工地|手[里上]|那[边儿里]?|这[边儿里]?)?)?"
_GOES_ON = late(
    rf"{_THEN}(?:到[一-鿿]{{0,6}}(?:[ ,][^\x00]{{0,30}})?"
    rf"|(?:(?:[送给发寄打装跑答回交收]|快递|顺丰|搞定)(?:[给到过去来出回走完好全部了]|顺丰|快递){{0,4}}{_TO_YOU}|[您你]们?[就也都能可以会应该收到看拿]*)"
    r"[吧了哈啊呢呀哦的]{0,2}[\x00 ]*)\Z"
)
"""A day first, and no new thing behind it: 今天装车, 明天到; but 后天寄样品 is a thing of its own …"""
_COMES_OF_IT = late(rf"{_THEN}(?:[给发打答回送交](?:到|复)?{_TO_YOU}|告诉[您你])")
_PREPARES = late(
    r"问|查|[磨谈]|争取|申请|请示|协调|商量|核[实对]?|[测估]算|仿真|过一遍|汇报|报上去|重新|加急|让[^,您你]{1,6}|研究|[测试]"
)
"""… unless it is what comes of the first: 周末仿真，下周三给方案; 晚上跟厂里磨磨，明天给你准话."""
_SHIPPED = late(r"[发寄](?:出去?|货|走|顺丰)?[哈啊呀]*\Z")
_ARRIVES = late(r"到|收")


def add(found: list[Fact], fact: Fact, talk: Talk) -> None:
    """明天打样, 后天快递给您 is one promise, kept with its last step; 今天发, 周四到 with the first."""
    before = found[-1] if found else None
    if before is None or not (_same_side(before, fact) and before.value["due"] and _is_its_end(before, talk)):
        found.append(fact)
    elif not (_SHIPPED.search(before.evidence.quote) and _ARRIVES.search(talk.bare)):
        what = before.value["what"] if _GOES_ON.match(talk.bare) else _both(before, fact)
        value = {**before.value, "what": what, "due": fact.value["due"] or before.value["due"]}
        told = shown(str(value["what"]), value["due"], bool(value["ours"]))
        found[-1] = Fact(fact.kind, value, told, before.confidence, fact.evidence)


def _is_its_end(before: Fact, talk: Talk) -> bool:
    if _GOES_ON.match(talk.bare):
        return True
    return _COMES_OF_IT.match(talk.bare) is not None and _PREPARES.search(before.evidence.quote) is not None


def once(found: Sequence[Fact], place: Mapping[str, int], theirs: set[str]) -> list[Fact]:
    """Each promise once. `place`: message → where it stands in the talk; `theirs`: the messages that are not ours."""
    return _last_word(_without_answered(_joined(found), theirs), place)


def taken_over(guess: Fact, told: Sequence[Fact], place: Mapping[str, int]) -> bool:
    """Whether what a message seems to promise was promised again later, by another day."""
    here, what = place[guess.evidence.message], str(guess.value["what"])
    same = (fact for fact in told if fact.value["ours"] == guess.value["ours"])
    again = (fact for fact in same if fact.value["what"] == what or str(fact.value["what"])[1:] == what[1:] != "")
    return bool(guess.value["due"]) and any(fact.value["due"] and place[fact.evidence.message] > here for fact in again)


def _joined(found: Sequence[Fact]) -> list[Fact]:
    """我请示一下，明早给您回话 is one promise: what of the first, the day of the second."""
    kept: list[Fact] = []
    for fact in found:
        before = kept[-1] if kept else None
        if before and _continues(before, fact):
            kept[-1] = _together(before, fact)
        else:
            kept.append(fact)
    return kept


def _continues(before: Fact, fact: Fact) -> bool:
    return _same_side(before, fact) and (
        None in (before.value["due"], fact.value["due"]) or before.value["due"] == fact.value["due"]
    )


def _same_side(before: Fact, fact: Fact) -> bool:
    return before.evidence.message == fact.evidence.message and before.value["ours"] == fact.value["ours"]


def _together(before: Fact, fact: Fact) -> Fact:
    what = _both(before, fact)
    due = before.value["due"] or fact.value["due"]
    value = {**before.value, "what": what, "due": due}
    dated = before if before.value["due"] else fact
    sure = max(before.confidence, fact.confidence)
    return Fact(fact.kind, value, shown(what, due, bool(value["ours"])), sure, dated.evidence)


def _both(before: Fact, fact: Fact) -> str:
    first, second = (str(one.value["what"]) for one in (before, fact))
    return first if _alike(second, first) else f"{first}并答复" if _REPLY.match(second) else f"{first}，{second}"


def _last_word(found: Sequence[Fact], place: Mapping[str, int]) -> list[Fact]:
    """A promise of ours without a day that is soon made again with one is said once; a new day replaces the old."""
    kept: list[Fact] = []
    dated: defaultdict[int, list[str]] = defaultdict(list)
    """Message → what we promise there by a day, of all that comes later in the list."""
    about: dict[str, int] = {}
    """Two characters → the last of those messages that speaks of them."""
    for fact in reversed(found):
        here, what = place[fact.evidence.message], str(fact.value["what"])
        if fact.value["due"] is None:
            soon = (again for ahead in range(1, _NEAR + 1) for again in dated.get(here + ahead, ()))
            renewed = any(_taken_up(what, again) for again in soon)
        else:
            renewed = any(about.get(pair, -1) > here for pair in _pairs(what))
        if not (fact.value["ours"] and renewed):
            kept.append(fact)
        if fact.value["ours"] and fact.value["due"]:
            dated[here].append(what)
            about |= {pair: max(here, about.get(pair, -1)) for pair in _pairs(what)}
    return kept[::-1]


def _taken_up(what: str, again: str) -> bool:
    return _alike(what, again) or _REPLY.match(what) is not None or _REPLY.match(again) is not None


def _without_answered(found: list[Fact], theirs: set[str]) -> list[Fact]:
    """Drops a request of the customer's that one of our promises answers, and a promise said twice."""
    promised = {fact.value["due"] for fact in found if fact.value["ours"] and fact.evidence.message not in theirs}
    ours = (_pairs(str(f.value["what"])) for f in found if f.value["ours"] and f.evidence.message not in theirs)
    spoken_of = frozenset[str]().union(*ours)
    kept: dict[tuple[object, ...], Fact] = {}
    for fact in found:
        asked = fact.value["ours"] and fact.evidence.message in theirs
        if asked and (fact.value["due"] in promised or not spoken_of.isdisjoint(_pairs(str(fact.value["what"])))):
            continue
        kept[fact.value["what"], fact.value["due"], fact.value["ours"]] = fact
    return list(kept.values())


def _alike(request: str, promise: str) -> bool:
    return not _pairs(request).isdisjoint(_pairs(promise))


def _pairs(words: str) -> set[str]:
    return {words[i : i + 2] for i in range(len(words) - 1)}
