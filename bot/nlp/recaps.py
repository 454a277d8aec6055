"""What we say again of an order, for the customer to confirm (复述确认): 一共200套对吧, 收到 6000条."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from bot.nlp.called import Named
from bot.nlp.nicknames import Hit
from bot.nlp.patterns import late
from bot.nlp.text import HIDDEN, Said, hide
from bot.nlp.units import CLASSIFIER, MEASURE

_NUMBER = r"(?:\d{1,6}(?!\d)|[一二两三四五六七八九十百千]{1,5}(?![一二两三四五六七八九十百千]))"
"""To its end: so that a long row of figures is cut in one way only."""
_NO_MORE = r"(?<![有满够每起\d一二两三四五六七八九十百千])"
_COUNT = rf"{_NO_MORE}{_NUMBER}\s?(?:{CLASSIFIER}|{MEASURE})"
_PROPOSES = late(
    rf"(?:[定订备拿要来上配发排给按]|安排)[您你]?(?:先|一?下)?{_NUMBER}[一-鿿](?:[^,"
    r"。;!?]{0,8})(?:[吗不吧呗没?]|行不|可以|如何|怎么样)\s*[?。!]?\Z"
)
"""那定一台不?"""
_CONFIRMS = late(
    rf"{_NO_MORE}{_NUMBER}\s?(?:{CLASSIFIER}|{MEASURE})?[^,。;!?\d]{{0,4}}(?:[吧吗么?]|[对是]不|是不是|对不对)[?。! ]*\Z"
    rf"|(?:一共|总共|合计|共计|总数|拢共)(?:就?是)?\s?\d{{1,6}}\s?(?:{CLASSIFIER}|{MEASURE})(?=[ ,。;!]|\Z)"
    rf"|{_COUNT}[^。;!?]{{0,24}}[ ,](?:对吧|对吗|对不对?|没错吧|是吧)[一-鿿]{{0,3}}[?。! ]*\Z"
)
"""还是18台？ 12支对吧, 一共200套, 148台, 对吧简工: what we understood, for him to confirm."""
_REPEATS = late(rf"(?:收到了?|好的?|好嘞|明白|记下了?|ok)[ ,]{{1,2}}{_COUNT}(?=[ ,。;!]|\Z)")
"""收到 6000条 包装按上次: what he did not say in this chat."""
_AGREES = late(
    r"(?:[嗯恩]+|好|行|可以|中|对|成|要|ok|没问题|得|妥|就这|定|是(?:[的啊呀滴]|(?=[ ,。]|\Z))|没错|系[嘅啊]|[不没]变|照旧)"
    r"(?![不吗么个])"
)
SAYS_YES = late(r"(?:[嗯恩]+|对|是(?:[的啊呀滴]|(?=[ ,。]|\Z))|没错|系[嘅啊])(?![不吗么个])")
_LAST_TIME = late(
    r"(?:上[次回批期]|之前|去年|往年|老样子)[^,。;!?]{0,8}[\d一二两三四五六七八九十百千][^。;!?\d]{0,8}(?:这[次回批]|今年|还是|现在|要多少|要几|也是?)"
)
_AS_BEFORE = late(
    r"(?:[嗯对好行] ?)?(?:这次)?(?:还是|就|也|仍然?)?[跟和照按同]?(?:上[次回批]|之前|去年|以前|原来|那个?)?的?(?:来|数量?)?"
    r"(?:也|都)?(?:一样|照旧|照常|老样子|不变|那么多|这么多|一个样|同样|照原样)(?![吗么])"
)
_LISTED = late(
    rf"(?:(?:收到|好的?|好嘞|明白|嗯)[ ,]{{0,2}})?(?P<so>那?就是|那|也就是|一共)?"
    rf"[ ,]?(?:(?:[是要各]|一共)?{_NUMBER}(?:\s?(?:{CLASSIFIER}|{MEASURE}))?[ ,、和]{{0,2}})+"
)


def agreed(named: Sequence[Named]) -> Iterator[int]:
    """Our messages of which he says that it is so."""
    for one, following in pairwise(named):
        said, answer = one.turn.said, following.turn.said
        if not (said.ours and answer.theirs and _AGREES.match(answer.own)):
            continue
        yes = SAYS_YES.match(answer.own) is not None
        asked = _PROPOSES.search(said.own) or _CONFIRMS.search(said.own) or (yes and _REPEATS.match(said.own))
        if asked or _lists(said, one.hits, yes=yes):
            yield said.index


def same(named: Sequence[Named]) -> Iterator[int]:
    """上次20台 这次呢, answered by 跟上次一样."""
    for one, answer in pairwise(named):
        said = one.turn.said
        if said.ours and answer.turn.said.theirs and _LAST_TIME.search(said.own) and _AS_BEFORE.match(answer.turn.said.own):
            yield said.index


def _lists(said: Said, hits: Sequence[Hit], *, yes: bool) -> bool:
    """摄像机60 录像机2: several wares with their numbers and nothing else; with 那就是 before them, 行 is a yes, too."""
    if len({name for name, _, _ in hits}) < 2:
        return False
    rest = _LISTED.fullmatch(hide(said.own, ((start, end) for _, start, end in hits)).replace(HIDDEN, ""))
    return rest is not None and (yes or rest["so"] is not None)
