"""What the customer's side goes by, told anew: 打错了，13766665555 in the place of the number before, 是李明 of the name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.nlp import persons
from bot.nlp.facts import Fact
from bot.nlp.lexicon import Lexicon
from bot.nlp.patterns import late
from bot.nlp.text import SLIP, Said

_KINDS = ("contact_person", "contact_phone", "contact_email", "contact_company", "contact_address", "contact_uscc")
_ANEW = late(
    r"(?:电话|手机|号码?|邮箱|地址|抬头|联系人|收[货件]人)?(?:改一?下|更正|更新一?下|换了|变了|[发写打填]错了?|不对)|换号|sorry|[*]"
)
_BESIDE_IT = late(r"再加|另外|还有|也(?:可以|行)|备用")
"""换了, 还有…: both."""
_NAME_ALONE = late(r"(?:应该)?(?:是|叫|改成|改为|换成)?(?P<name>[一-鿿]{2,4})")
_BACK = 3
"""Messages before in which what was wrong may stand."""


def corrected(facts: Sequence[Fact], thread: Sequence[Said], lexicon: Lexicon) -> list[Fact]:
    """Without what a later message of the same speaker told otherwise."""
    place = {said.message.id: said.index for said in thread}
    told: dict[int, set[str]] = {}
    for fact in (fact for fact in facts if fact.kind in _KINDS):
        told.setdefault(place[fact.evidence.message], set()).add(fact.kind)
    renamed: list[Fact] = []
    gone: set[tuple[int, str]] = set()
    for said in (said for said in thread if said.theirs and _tells_anew(said)):
        before = [one.index for one in thread[max(0, said.index - _BACK) : said.index] if one.message.by == said.message.by]
        named = [] if said.index in told else list(_name(said, lexicon))
        if named and any("contact_person" in told.get(index, ()) for index in before):
            renamed += named
            told[said.index] = {"contact_person"}
        gone |= {(index, kind) for index in before for kind in told.get(said.index, ())}
    kept = [fact for fact in facts if (place[fact.evidence.message], fact.kind) not in gone]
    return [*kept, *renamed]


def _tells_anew(said: Said) -> bool:
    return (SLIP.match(said.own) or _ANEW.match(said.own)) is not None and not _BESIDE_IT.search(said.own)


def _name(said: Said, lexicon: Lexicon) -> Iterator[Fact]:
    """写错了 是李明."""
    m = _NAME_ALONE.fullmatch(said.clauses[-1].text) if said.clauses else None
    if m and (lexicon.named.fullmatch(m["name"]) or persons.is_name(m["name"], lexicon)):
        start = said.clauses[-1].start + m.start("name")
        name = said.message.text[start : start + len(m["name"])]
        yield said.fact("contact_person", {"name": name}, name, 0.7, (start, start + len(name)))
