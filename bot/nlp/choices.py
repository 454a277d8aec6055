"""Which of the wares that are named are meant: the one chosen of two, the one that is not the other, none now (选定与取消)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from bot.nlp.lexicon import Lexicon
from bot.nlp.nicknames import Hit
from bot.nlp.orders import Seen
from bot.nlp.patterns import late
from bot.nlp.state import Turn
from bot.nlp.text import Said

_OR = late(r"\s?[,、]?(?:还是|或者?)(?:是|说|要|用|上|做|选)?\s?")
_NOT_IT = late(r"(?:而不是|并不是|不是|不要|别)\s?\Z")
_BUT_IT = late(r"(?:要的?|买的?|订的?|看的?|用的?|就|是|换的?)?(?:是|要|就)\s?\Z")
_NO_DENIAL = late(r"的(?:问题|事|原因|话)|[^,。;!?]{0,8}[吗么嘛?]")
_OFF = late(
    r"(?:算了|不好意思|抱歉|唉)?[ ,]?(?:那|就|先|都|全|全都|全部|暂时|我们?|这[些批次单]|订?单){0,4}"
    r"(?:不(?:要|买|订|做|上|换|采购|定)了|取消|作废|撤了|黄了)(?:吧|哈|啊|哦|了|先)?(?=[ ,。;!]|\Z)"
)
_ALL = late(r"都|全|这[些批]|取消|作废|撤|黄")
_ACKS = late(
    r"(?:[好行嗯哦对收中成可明][^,。;!?]{0,3}|ok|没问题|稍等)(?=[ ,。;!]|\Z)"
    r"|[^?吗么呢]{0,24}(?:下单|录单|排产|备货|安排|合同|开单)[^?吗么呢]{0,8}\Z"
)
_AGAIN = late(r"(?:算了|那)?[ ,]?(?:我们?)?还是要(?!求|等|看|问|考虑|商量|走|报|请|先|经)")
_BEGINS = 2
_BACK = 6
"""Messages after which 不要了 is of something else."""


def chosen(said: Said, hits: Sequence[Hit], following: Sequence[Turn], lexicon: Lexicon) -> Sequence[Hit]:
    """台式机还是笔记本, answered by 笔记本12台: without the one that was not taken."""
    pairs = [
        (one[0], other[0]) for one, other in pairwise(hits) if one[0] != other[0] and _OR.fullmatch(said.own, one[2], other[1])
    ]
    answer = next((turn.said for turn in following if turn.said.theirs), None) if pairs else None
    taken = _named_in(answer, said, hits, lexicon) if answer else set()
    lost = {name for pair in pairs if len(taken & {*pair}) == 1 for name in pair if name not in taken}
    return [hit for hit in hits if hit[0] not in lost] if lost else hits


def _named_in(answer: Said, said: Said, hits: Sequence[Hit], lexicon: Lexicon) -> set[str]:
    """By the whole name, or as 旗舰吧 takes 旗舰版: by the beginning of what we called it."""
    named = {name for name, _, _ in lexicon.wares.find(answer.own)}
    return named or {name for name, start, end in hits if end - start > _BEGINS and said.own[start:][:_BEGINS] in answer.own}


def denied(said: Said, hits: Sequence[Hit]) -> Sequence[Hit]:
    """我要的是变频器不是控制柜: without the one that it is not, where another is named beside it."""
    if len({name for name, _, _ in hits}) < 2:
        return hits
    own = said.own
    no = [hit for hit in hits if _NOT_IT.search(own[max(0, hit[1] - 5) : hit[1]]) and not _NO_DENIAL.match(own, hit[2])]
    yes = [hit for hit in hits if hit not in no and _BUT_IT.search(own[max(0, hit[1] - 6) : hit[1]])]
    return [hit for hit in hits if hit not in no] if no and yes else hits


def called_off(seen: Seen, turn: Turn) -> None:
    """不要了, 都取消吧, by itself and to no question of ours: of the one ware spoken of, or of all; 还是要吧 takes one up."""
    said = turn.said
    if not said.theirs:
        return
    last = max(seen.refused, key=lambda name: seen.refused[name], default="")
    if last and said.index - seen.refused[last] <= _BACK and _AGAIN.match(said.own):
        seen.refused.pop(last)
        seen.keep(last, said, (said.clauses[0].start, said.clauses[0].end))
        return
    off = _OFF.match(said.own)
    spoken = [name for name, (where, _) in seen.named.items() if said.index - where.index <= _BACK]
    if off is None or not spoken or (turn.asked and not _ACKS.match(turn.asked.own)):
        return
    for name in spoken if _ALL.search(off[0]) or len(spoken) == 1 else ():
        seen.refuse(name, said)
