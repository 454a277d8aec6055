"""How likely the words of a clause are what a summary of the chat has to tell: their letters, numbers and place."""

from __future__ import annotations

from collections.abc import Iterator
from operator import add

from bot.nlp import money
from bot.nlp.judges.judge import pairs, plain_digits, side_of
from bot.nlp.patterns import late
from bot.nlp.text import Clause, Said

LABEL = "phrase"
NUMBER = late(
    r"(?P<digits>\d+(?:\.\d+)?|[两二三四五六七八九十百千][一二三四五六七八九十百千万半零两来几多]{0,6}"
    r"|一[百千万][一二三四五六七八九零]{0,4})"
    r"(?P<unit>[a-z]{0,3}[%‰万亿台套个只组间人名件箱桶袋吨米平方罐瓶盒包块毛元美刀港欧折成点天周年月小时分秒期批次车柜页条张册把支根卷片枚颗栋层栏班家店课单位斤克度]?)"
)
"""A number with what it counts."""
_HEARD = 60
"""Characters of a clause that are looked at."""
_ASKED = 12
_PARTS = 5


def features(said: Said, number: int, spoken: str, fresh: int, *, many: int) -> frozenset[str]:
    """Of the `number`th clause of a message, in a chat of `many`; `spoken`: the clause with its days hidden, `fresh`: its
    numbers that nothing has told.
    """
    return frozenset((*_words(said, said.clauses[number]), *_numbers(said, spoken, fresh), *_place(said, number, many)))


def _words(said: Said, clause: Clause) -> Iterator[str]:
    side, line = side_of(said), f"^{plain_digits(clause.text[:_HEARD])}$"
    two = [*map(add, line, line[1:])]
    groups = {*line, *two, *map(add, two, line[2:])}
    yield from groups
    yield from map(side.__add__, groups)
    before = said.before
    yield from pairs("?:", plain_digits(before.own[-_ASKED:]) if before else "")
    yield f"answers{before is not None and before.ours != said.ours:d}{side}"


def _numbers(said: Said, spoken: str, fresh: int) -> Iterator[str]:
    side, first = side_of(said), NUMBER.search(spoken)
    yield f"fresh{min(3, fresh)}{side}"
    yield f"money{any(one.amount for one in money.find(spoken)):d}{side}"
    if first:
        yield f"unit:{first['unit']}"
        yield f"unit:{first['unit']}{side}"
        yield f"digits{min(7, len(first['digits']))}"


def _place(said: Said, number: int, many: int) -> Iterator[str]:
    side, place = side_of(said), said.index
    yield f"part{place * _PARTS // many}{side}"
    yield f"first{min(2, place)}{side}"
    yield f"end{min(3, many - 1 - place)}{side}"
    yield f"clauses{min(4, len(said.clauses))}"
    yield f"clause{min(3, number)}"
    yield f"long{min(8, len(said.clauses[number].text) // 3)}"
