"""What shall happen: promises of either side; and pressure on the price."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.nlp import contacts, dates
from bot.nlp.dates import Dated
from bot.nlp.facts import Fact
from bot.nlp.lexicon import Lexicon
from bot.nlp.text import Clause, Said, hide

_WHO = re.compile(r"我方|我们|我|咱们|咱|这边|本人")
TO_YOU = re.compile(r"[给发跟帮为问找到去来向请寄和回][您你]|您这|您们|您|你们")
_STRIP = re.compile(
    r"^(?:好的|好嘞|好|行|嗯+|那么?|明白|收到|可以|没问题|ok|对了|另外|然后|也|都|就|麻烦|请|记得|我方|我们|我|咱们|咱|这边|你们|您|你"
    r"|[一-鿿]总|会|再|先|争取|尽快|尽量|马上|这就|稍后|回头|待会|一会儿?|来|去|要|想|得|在|于|于是|把|将|最好|能|能不能|务必|必须"
    r"|要求|方便的话|的时候|[ ,\x00])+"
)
_OBJECT_FIRST = re.compile(
    r"^(?!让|叫|跟|和|去)(?P<what>.{2,14}?)(?:我们|我|这边)?(?:会|再|先|就|来)?"
    r"(?P<verb>发|提供|提交|给|寄|送|报|做|出|准备|整理|改|更新|确认|核实)(?:出来|出|好|完)?(?:给|到)?"
    r"(?:您|你们?|我们?)?(?:那边|这边)?[吧了哈啊呢]*$"
)
_BARE_GIVING = re.compile(r"[发给回]{1,2}[到过去来]?\Z")
_NOTHING_MORE = re.compile(r"[\x00 的是在要吧就那最晚迟好]*\Z")
_DOES = re.compile(r"[发打寄做出报送改写问约讲交提催回找拿带]|安排|准备|整理|确认|联系|申请|更新|演示|拜访|介绍|测试|沟通|签")
_TO_WHOM = re.compile(r"(?:给|跟|和|向|帮)?(?:您|你们|你)(?:那边|这边)?")


@dataclass(frozen=True, slots=True)
class Talk:
    """One clause with the dates that belong to it."""

    said: Said
    clause: Clause
    dates: tuple[Dated, ...]
    span: tuple[int, int]

    @property
    def bare(self) -> str:
        """The clause without its dates."""
        return self._without_dates(self.clause.text)

    @property
    def written(self) -> str:
        """The same as it was written: 方案和POC计划, not 方案和poc计划."""
        return self._without_dates(self.said.message.text[self.clause.start : self.clause.end])

    def _without_dates(self, text: str) -> str:
        start = self.clause.start
        inside = ((d.start - start, d.end - start) for d in self.dates if start <= d.start and d.end <= self.clause.end)
        return hide(text, inside)


def talks(said: Said) -> list[Talk]:
    """The clauses of a message with their dates. A clause that is only a date belongs to its neighbour."""
    if said.passed_on:
        return []
    text = hide(said.own, contacts.codes(said.own))
    found = dates.find(text, said.at, said.works)
    groups = [(c, [d for d in found if c.start <= d.start < c.end]) for c in said.clauses]
    return [_talk(said, groups, index) for index, (c, mine) in enumerate(groups) if not _only_date(c, mine)]


def _only_date(clause: Clause, found: Sequence[Dated]) -> bool:
    rest = hide(clause.text, ((d.start - clause.start, d.end - clause.start) for d in found))
    return bool(found) and _NOTHING_MORE.match(rest) is not None


def _talk(said: Said, groups: list[tuple[Clause, list[Dated]]], index: int) -> Talk:
    clause, mine = groups[index]
    start, end, taken = clause.start, clause.end, list(mine)
    if not mine:
        for near in (index + 1, index - 1):
            if 0 <= near < len(groups) and _only_date(*groups[near]):
                taken = groups[near][1]
                start, end = min(start, groups[near][0].start), max(end, groups[near][0].end)
                break
    return Talk(said, clause, tuple(taken), (start, end))


def actions(thread: Sequence[Said], lexicon: Lexicon, taken: Sequence[Fact]) -> list[Fact]:
    """Promises of either side and the customer's requests to us; a request that we took up is said once."""
    deadlines_at = {(fact.evidence.message, fact.evidence.start) for fact in taken}
    found: list[Fact] = []
    for said in thread:
        for talk in talks(said):
            if (said.message.id, talk.span[0]) in deadlines_at and not said.ours:
                continue
            found.extend(_action(talk, lexicon, _open_request(found, said)))
    return _without_answered(found, {said.message.id for said in thread if not said.ours})


def _open_request(found: Sequence[Fact], said: Said) -> str:
    """What the customer asked of us last: 下周二给您 takes it up without saying it again."""
    asked = [fact for fact in found if fact.value["ours"] and fact.confidence < 0.75]
    return str(asked[-1].value["what"]) if said.ours and asked else ""


def _said_before(talk: Talk) -> str:
    """特价得打报告，明天中午给您: what is given was said in the clause before."""
    before = [c for c in talk.said.clauses if c.end <= talk.clause.start][-1:]
    return "".join(action_words(talk.said.message.text[c.start : c.end]) for c in before)


def _action(talk: Talk, lexicon: Lexicon, request: str) -> Iterator[Fact]:
    ours = side(talk, lexicon)
    if ours is None:
        return
    due = _due(talk)
    if due is None and any(d.last < talk.said.at.date() for d in talk.dates):
        return
    what = action_words(talk.written)
    if len(what) < 2 or _BARE_GIVING.match(what):
        what = (request or _said_before(talk)) if due else ""
    if not what:
        return
    day = due.last.isoformat() if due else None
    confidence = (0.85 if day else 0.65) - (0.15 if ours != talk.said.ours else 0) + (0 if talk.said.ours or day else -0.05)
    shown = action_shown(what, day, ours)
    yield talk.said.fact("next_action", {"what": what, "due": day, "ours": ours}, shown, round(confidence, 2), talk.span)


def _due(talk: Talk) -> Dated | None:
    usable = [d for d in talk.dates if d.last >= talk.said.at.date()]
    return usable[-1] if usable else None


def side(talk: Talk, lexicon: Lexicon) -> bool | None:
    """True: we shall do it; False: the customer; None: nobody promised anything."""
    text = talk.bare
    if talk.clause.asks or lexicon.says("not_promise", text) or lexicon.says("other_seller", text):
        return None
    dated = bool(_due(talk))
    if talk.said.ours:
        return True if _promised(text, lexicon, dated) and not _asks_them(text) else None
    if lexicon.says("ask_us", text) and _asks_us(text):
        return True
    return False if dated and _WHO.search(text) and not _own_wish(text) and lexicon.says("promise", text) else None


def _promised(text: str, lexicon: Lexicon, dated: bool) -> bool:
    if not lexicon.says("promise", text):
        return False
    spoken_to, me = bool(TO_YOU.search(text)), bool(_WHO.search(text))
    if dated:
        return spoken_to or me
    return me and spoken_to and lexicon.says("promise_soon", text)


def _asks_them(text: str) -> bool:
    """麻烦您…, 您看…: our request to the customer is not our promise."""
    return bool(re.match(r"[\x00 ]*(?:麻烦|请|劳烦|辛苦|您看|您那边|您这边|您先|你先|等您|等你|如果|要是)", text))


def _asks_us(text: str) -> bool:
    return not re.search(
        r"^(?:我|我们)(?:[\x00 ]|会|来|先|再|去|这边|把)|给(?:领导|老板|集团|财务|总部|他|她|供应商)", text
    ) and bool(re.search(r"你们?|您|麻烦|请|帮|给我|发我|把|记得|^给|^发|^出|^报|^\x00+(?:给|发|出|报|来|过来)", text))


def _own_wish(text: str) -> bool:
    return bool(re.search(r"希望|想要|要求|计划|打算|预计", text))


def action_words(text: str) -> str:
    """What shall be done, verb first: 我下周三前把方案发您 is 发方案."""
    body = _STRIP.sub("", text.replace("\x00", "").strip())
    by_object = _OBJECT_FIRST.match(body)
    if by_object:
        return f"{by_object['verb']}{by_object['what']}".replace("给", "", by_object["verb"] == "给")[:40].strip()
    rest = _TO_WHOM.sub("", body).strip(" 吧哈啊呢哦了,")
    return (rest if _DOES.search(rest) or not body.startswith("给") else f"给{rest}")[:40]


def action_shown(what: str, due: str | None, ours: bool) -> str:
    """发方案（2026-12-02）; the customer's own: 客户：…"""
    side = "" if ours else "客户："
    return f"{side}{what}（{due}）" if due else f"{side}{what}"


def _without_answered(found: list[Fact], theirs: set[str]) -> list[Fact]:
    """Drops a request of the customer's that one of our promises answers, and a promise said twice."""
    promised = {fact.value["due"] for fact in found if fact.value["ours"] and fact.evidence.message not in theirs}
    verbs = [str(f.value["what"]) for f in found if f.value["ours"] and f.evidence.message not in theirs]
    kept: dict[tuple[object, ...], Fact] = {}
    for fact in found:
        asked = fact.value["ours"] and fact.evidence.message in theirs
        if asked and (fact.value["due"] in promised or any(_alike(str(fact.value["what"]), verb) for verb in verbs)):
            continue
        kept[fact.value["what"], fact.value["due"], fact.value["ours"]] = fact
    return list(kept.values())


def _alike(request: str, promise: str) -> bool:
    pairs = {request[i : i + 2] for i in range(len(request) - 1)}
    return any(promise[i : i + 2] in pairs for i in range(len(promise) - 1))
