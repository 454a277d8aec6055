"""A chat as turns: what somebody led up to a message with, what he was answering, and the numbers in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.nlp import contacts, dates, money, percents, quantities, sums
from bot.nlp.dated import Reading, dated
from bot.nlp.lazy import lazy
from bot.nlp.learned import Learned, around
from bot.nlp.money import Money
from bot.nlp.patterns import late
from bot.nlp.percents import Percent
from bot.nlp.text import Said, hide

_SOON = timedelta(minutes=5)
_SHORT = 16
_BACK = 5
"""Messages after which a question counts as forgotten."""
SOON_AFTER = 3
"""Messages within which an answer comes."""
_COUNT_AGAIN = late(
    r"(?:还是|总数|总共|一共|数量|确认|按)[^。;!]{0,16}(?:不|吗|么|吧|嘛|对|没变|[?])[?。!]?\s*\Z"
    r"|(?:上[次回批]|去年|往年|之前)(?:[您你]?们?)?(?:是|要了?|拿了?|订了?|做了?|用了?)?的?\s?\d{1,6}"
)
_NUMBER = late(r"[\d二两三四五六七八九十百千万亿]")
_NUMERAL = late(r"[\d一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾半]")
_SHARE = late(r"[%％折成点分]")


@dataclass(frozen=True)
class Turn:
    """A message in its place. `lead`: what its sender wrote in short messages right before, without a number: 预算, 大概.

    `before`: his message right before, whatever its length; `asked`: the other side's last words before him, `topic` what his
    own side said last before those; `answer`: the other side's next words soon after. `thread`: the whole chat.
    """

    said: Said
    lead: str
    before: Said | None
    asked: Said | None
    topic: Said | None
    answer: Said | None
    thread: Sequence[Said]

    @lazy
    def heard(self) -> Sequence[int]:
        """What the learned model hears: the odds of each of its labels (`Learned.labels`), in hundredths of their logarithm;
        nothing where there is no word, or it is somebody else's, or not for a person.
        """
        said, place, thread = self.said, self.said.index, self.thread
        if not said.clauses or said.passed_on or said.outside or not said.trusted:
            return ()
        before, after = (other.own if other else "" for other in (self.asked, self.answer))
        answers = place > 0 and thread[place - 1].ours != said.ours
        answered = place + 1 < len(thread) and thread[place + 1].ours != said.ours
        beside = around(said.own, before, after, answers=answers, answered=answered, place=place, many=len(thread))
        return Learned.shipped().listen(said.own, ours=said.ours, before=before, around=beside)

    @lazy
    def plain(self) -> str:
        """The words (of what was passed on: all of them) with everything hidden whose digits are not money."""
        text, found = self._whole if self.said.passed_on else dated(self.said)
        return hide(text, ((d.start, d.end) for d in found))

    @property
    def _whole(self) -> Reading:
        text = hide(self.said.whole, contacts.codes(self.said.whole))
        return text, dates.find(text, self.said.at, self.said.works)

    @lazy
    def amounts(self) -> list[Money]:
        return money.find(self.plain) if _NUMERAL.search(self.said.whole) else []

    @lazy
    def sums(self) -> list[Money]:
        """The same, as a reader of prices takes them (`sums.find`), of these words alone."""
        return sums.find("", self.plain)

    @lazy
    def named(self) -> list[Money]:
        """The amounts of the other side's last words, as they stand there."""
        return money.find(self.asked.own) if self.asked else []

    @lazy
    def counting(self) -> str:
        """The unit that we asked about right before, in words that name a count and no money: 总数还是460套不."""
        asked = self.asked
        if asked is None or not self.said.theirs or asked.index != self.said.index - 1 or not _COUNT_AGAIN.search(asked.own):
            return ""
        found = quantities.counts(asked.own)
        return "" if not found or any(one.sure for one in money.find(asked.own)) else found[-1].unit

    @lazy
    def shares(self) -> list[Percent]:
        return percents.find(self.plain) if _SHARE.search(self.said.whole) and _NUMERAL.search(self.said.whole) else []


def turns(thread: Sequence[Said]) -> list[Turn]:
    return list(_turns(thread))


def _turns(thread: Sequence[Said]) -> Iterator[Turn]:
    for place, said in enumerate(thread):
        mine = _run(thread, place)
        asked = _last(thread, place - len(mine), not said.ours)
        topic = _last(thread, asked.index, said.ours) if asked else None
        answer = next((other for other in thread[place + 1 : place + 1 + SOON_AFTER] if other.ours != said.ours), None)
        yield Turn(said, _lead(mine) if mine else "", mine[0] if mine else None, asked, topic, answer, thread)


def _last(thread: Sequence[Said], before: int, ours: bool) -> Said | None:
    """This side's last message among the few before that place."""
    for place in range(before - 1, max(0, before - _BACK) - 1, -1):
        if thread[place].ours == ours:
            return thread[place]
    return None


def _run(thread: Sequence[Said], place: int) -> list[Said]:
    """The sender's messages right before this one, latest first."""
    found: list[Said] = []
    later = thread[place]
    for said in reversed(thread[max(0, place - _BACK) : place]):
        if said.message.by != later.message.by or later.at - said.at > _SOON or said.passed_on or not said.trusted:
            break
        found.append(said)
        later = said
    return found


def _lead(run: Sequence[Said]) -> str:
    words = ""
    for said in run:
        if len(said.own) > _SHORT or _NUMBER.search(said.own):
            break
        words = said.own + words
    return words
