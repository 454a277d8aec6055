"""Who signs besides those that a title or a family name tells: the speaker himself, two together, Kevin and Grace."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from bot.nlp import authority
from bot.nlp.lexicon import Lexicon
from bot.nlp.patterns import late
from bot.nlp.text import Clause, Said

Span = tuple[int, int, bool]
"""Start and end in the message, and whether it is a title or body alone."""
_DEED = r"(?:[定批签拍](?![期制位做点照摄片视评收到约量次])|审批|点头|同意|拍板|说了?算|[做作]主|盖章|过目|认可|打分|表决|投票)"
_ALONE = r"(?:自己|自个儿?|一个人|直接|本人|一句话)"
MYSELF = late(
    rf"(?:[归由]|授权给?)我(?:来|们?俩|一?{_ALONE})?(?:管|[定批签拍](?!的)|\Z|[,。])"
    rf"|我(?:这边|这里|这级|这层|{_ALONE})?(?:就|也|都|完全|其实|[本这下]周|[今明后]天|月底|当场|{_ALONE})*"
    r"(?:说(?:了就?|的)算|说行就|拍板|(?:能|可以|有权)?[做作]得?了?主|(?:能|可以|有权|来)(?:直接|自己)?[定批签拍盖](?![期制位做点照摄片视评收到约量次])"
    r"|[定批签拍](?:就[行能成可完中]|得[了动]|掉就)|(?<!给我)批了?[\d一二两三四五六七八九十]|签[字单]就|点头就|有权|有(?:签字|审批|采购|拍板)权"
    r"|一票否决|不(?:签字|放行|点头)|(?:已经|刚才?)?(?:批|审批)了(?=[,。! ]|\Z))"
    rf"|我(?:{_ALONE}|这边)+(?:就)?[定批签拍盖](?:了|掉|[,。! ]|\Z)|我签字?(?:[,。! ]|\Z)|\A我(?:就|来)?[定拍](?:[,。! ]|\Z)"
    r"|\A(?:我)?自(?:己|个儿?)(?:就)?(?:能|可以)?(?:签字?|批|定|拍板)(?:了|掉|就[行能成可完中]|[,。! ]|\Z)"
    r"|(?:[这那]个?(?:事|价|数|钱)?|价格?|钱|小钱)我(?:就)?定了(?![\w])"
    r"|我的?(?:权限|额度)(?:够|[之以]?内|范围|里|[\d一二两三四五六七八九十])"
)
"""这个我定了, 二十万以下我自己就能批, 归我批, 在我权限内, 不达标我一票否决; 我签好发你 is none."""
_NOT_MINE = late(
    rf"(?:要是|如果|假如|哪|轮不到|不归|不由|不是|以为|除非).{{0,3}}我|没有?我|{authority.TRIFLE}"
    r"|我.{0,4}(?:签收|签到|签个|盖的|定的|(?<!能)签的|订的)"
)
UNDER_OTHERS = late(
    r"[, ]{0,2}(?:但是?|不过|可是?|只是)[^。?!]{0,10}?(?:批|审|同意|点头|拍板|看上[面头级])"
    r"|[, ]{1,2}最[终后](?!我)[^。?!]{1,6}(?:批|审|同意|定)"
)
"""合同我签，不过得王总先批."""
_AND = late(
    r"(?:那边|这边)?(?:和|跟|与|、|加上?|还有|同|以及)(?:我们?|咱们?)?(?:公司|单位|集团|[a-z]{2,4}|财务|采购|技术|会计|老板|法人)?"
)
_BOTH = late(
    r"(?:那边|两个?人?|仨|俩人?|三个?人?|两位|一块儿?|两边|一起|共同|同时|都|各|全|要|得|须|来|去|必须|才|能|也|[ ])*"
    rf"(?:双|联|会|共|同)?{_DEED}"
)
_BOTH_SIGN = late(rf"(?:[和跟与、加同]|还有|以及).{{1,12}}{_DEED}")
_AS_EQUALS = late(r"[双联会共]签|两个?人|俩|两位|一[起块]|共同|同时|都|各")
"""Without it 我跟王总签 is no more than with whom he signs."""
_LATIN = late(
    r"(?<![A-Za-z\d])[A-Z][a-z]{2,10}(?<!Manager)(?<!Director)(?![A-Za-z\d]|[总董经主局处院姐哥老]| (?:Manager|Director))"
)
IS_CALLED = late(r"(?:就)?(?:是|叫) ?(?:[A-Z]{2,4} )?(?P<name>[A-Z][a-z]{2,10})(?![A-Za-z])")
"""VP是Grace."""
NAMED_SO = late(r"叫(?P<name>[一-鿿]{2,3})(?=[ ,。]|\Z)")
"""主任叫陶建军."""
THAT_IS = late(r"[, ]?(?:也就是|就是|即)(?:我们)?")
"""分管副总签，也就是陶总."""
NEXT_TO = late(r"[, ]{1,2}(?:[a-z]{3,10} )?(?P<name>[一-鿿]{2,3})(?=[,。;! ]|\Z)")
"""法人签 刘桂芳."""
WHICH = late(r"是?(?:哪位|谁(?!也)|哪个)|贵姓|怎么称呼|姓什么")
"""您老板是哪位呀?"""
CALLED = late(
    r"(?:^|[ ,。])(?:[他她]|人家|名字|大名|本名|全名)(?:的?名字)?(?:就)?(?:叫|是叫)"
    r"(?P<name>[一-鿿]{2,3}|[a-z]{3,10})(?![一-鿿a-z])"
)
"""她叫宋桂芝."""


def decides_himself(clause: Clause) -> bool:
    return (
        ("我" in clause.text or "自" in clause.text)
        and MYSELF.search(clause.text) is not None
        and not _NOT_MINE.search(clause.text)
    )


def foreign(said: Said, clause: Clause, lexicon: Lexicon) -> Iterator[Span]:
    """Kevin, Grace: a name in Latin letters that is neither a ware's nor a rival's."""
    text = said.message.text[clause.start : clause.end]
    found = [] if text.isascii() else list(_LATIN.finditer(text))
    known = [term for terms in (lexicon.wares, lexicon.rivals) for term in terms.find(clause.text)] if found else []
    for m in found:
        if not any(start < m.end() and m.start() < end for _, start, end in known):
            yield clause.start + m.start(), clause.start + m.end(), False


def together(clause: Clause, people: Sequence[Span]) -> Sequence[Span]:
    """王总和我双签, 陈总跟李董都点头: two that sign; the speaker is an empty span where his 我 stands."""
    if not _BOTH_SIGN.search(clause.text):
        return ()
    mine = [(m.start(), m.end(), False) for m in re.finditer("我(?!们|[这那]边|家|司)", clause.text)]
    named = [(start - clause.start, end - clause.start, title) for start, end, title in people]
    spans = sorted((*named, *mine))
    for first, second in pairwise(spans):
        behind = _BOTH.match(clause.text, second[1])
        if behind is None or not _AND.fullmatch(clause.text, first[1], second[0]):
            continue
        if (first in mine or second in mine) and not _AS_EQUALS.search(behind[0]):
            continue
        return [
            (clause.start + s, clause.start + s if (s, e, t) in mine else clause.start + e, t) for s, e, t in (first, second)
        ]
    return ()
