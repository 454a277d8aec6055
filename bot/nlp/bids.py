"""What the customer holds against a price of ours by an amount alone: a lower one (75呗, 人家报2块5, 只批了210万), or
ours itself, called too high (三十二万太高了, 五万六高了点, 你们怎么要四百八).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from bot.nlp import money
from bot.nlp.dated import dated
from bot.nlp.facts import Fact
from bot.nlp.lexicon import Lexicon
from bot.nlp.patterns import late
from bot.nlp.phrases import clean
from bot.nlp.retorts import MEASURE
from bot.nlp.text import Clause, Said, hide

_ELSE = late(
    r"定金|订金|首付|预付|尾款|押金|保证金|付|款|打给|到账|罚|赔|扣|工资|省|赚|补贴|运费|发票|开票|质保|成交|合同额|营收|产值|奖金|抽成|税|退"
    r"|可以\Z|没问题|同意|就按|定了|下单吧|便宜[了的]|不贵|月销|销量|面积|投资|注册"
    r"|(\d{1,9})就\1|好了|可以?接受|没[理睬]|到时|招标|转了|打过|公户"
)
"""Amounts of another thing, and those that are agreed to."""
_OURS_ELSE = late(
    r"定金|订金|首付|预付|尾款|押金|保证金|到账|收到|罚|赔|补贴|运费|省下|节省|他们|他家|客户|去年|市场|[您你]们?[说要报]"
)
_BEFORE = late(
    r"(?:报|报价|报到|报的|给到?|给的|给我的?|才|开口|压到|目标|目标价|单价|总价|合计|一共|做到|不过|别超|不超|顶到|就批|只批|只给|只认|心理价|最多|一(?:台|套|个|吨|平|箱|件|米|年|次|天|公斤|月|人|条|桌|盒))(?:还是|[是在了])?\Z"
)
_BEHIND = late(r"(?:封顶|打住|以内|行不|行吗|能做|可以不|我就|我今天|就走|[呗吧](?:\Z|\s))")
_PRICED = late(
    r"(?:[一每/](?:台|套|个|吨|平|箱|件|米|年|次|天|公斤|斤|月|人|条|桌|盒|托|席|只|槽|片|张|瓶|袋|副|支|根|趟|间|本|对|桶|份|班|盏|樘|扇|辆|车|卷|块|家|店)|"
    r"[是算就]?(?:我的?|咱的?)?(?:底|最低|到底|含税|自提|送到|到(?:厂|岸|工地)|出库))"
)
"""Behind a bare number of ours: a price."""
_CODE = late(r"[a-z\d]-?\Z")
"""Before a number that is part of a name: po-20260806."""
_HELD = late("你们|报|才|只")
"""Beside what another customer or seller has: it is held against us."""
_WAN = 10_000
"""What a bare number leaves out: 人家271, where we told 289万."""
_LITTLE, _BARE = 3, 10
"""Characters beside a bare number, at most, and the least that such a number is."""
SURE = 0.75
"""Of a round of bidding."""
_BACK = 6
"""Messages of ours that are remembered."""
_FURTHEST = Decimal("2.2")
"""Times the lower amount: what is further off is of another measure."""
_NEAR = Decimal("1.3")
"""The same of a bare number that nothing else tells for a price."""
_EACH = r"(?:[块元]钱?)?(?:[一每/](?:台|套|个月|个|吨|平|箱|件|米|年|次|天|晚|月|人|位|间|公斤|斤))?"
_HIGH = r"(?:(?:太|偏|有点|有些|略|稍微?)高(?![新端档配校中级])|高了)"
_IS_HIGH = late(rf"{_EACH}(?:这个?价|的价格?)?[ ,]?(?:我们?|觉得|感觉|也|还是|确实|实在|真的?|就|是){{0,3}}{_HIGH}")
_HIGH_IS = late(rf"(?:价格?|还是|确实|感觉|觉得|也|真的?){{0,3}}{_HIGH}[点些]?了?[啊呀吧]?[ ,]*")
"""有点高了 32万."""
_HOW_COME = late(
    r"(?:[你您]们?|[你您]家|贵司)(?:这边?|家)?(?:怎么|咋|为什么|为啥|凭什么)(?:还|就)?(?:要|卖|报|收|得)(?:我们?)?(?:了|到)?\Z"
)
_HOW_COME_SO = late(r"(?:[你您]们?|[你您]家|贵司)(?:这边?|家)?(?:怎么|咋)\Z")
"""你们怎么四百八啊, where no more than that follows."""
_OTHERS = late(r"(?:他们?|人家|别家|别人|那[家边]|对方|同行|市场|客户)[^,。;!?]{0,6}\Z")
_NO_PRICE = late(
    r"首付|预付|定金|订金|押金|保证金|质保金|违约金|起订|订量|门槛|工资|薪|电费|水费|油费|租金|房租|成本|业绩|销量|指标|投资|营业额|产值|目标|预算|罚|年龄|学历"
)
_MEASURED = 100
"""The least that a bare number is which is called high: 80太高 may be a share or a size."""
_ASKED = late(rf"{_EACH}(?:行不行|行不|行吗|成不成|中不中|干不干|可不可以|可以吗|可以不|能做吗|能不能做|做不做)")
_ASKS = late(r"[行成中干做]不|行吗|可以[吗不]|可不可以|能做")
_HIGH_WORDS = late(r"[太偏点些略稍微]高|高了|怎么|咋|为什么|为啥|凭什么")
"""Without such words no amount needs to be read."""
_EXCLAIMS = late(rf"{_EACH}[啊呀呢]?\s?")
_HIGH_SURE = 0.85


def find(thread: Sequence[Said], lexicon: Lexicon) -> Iterator[Fact]:
    """One a message: the clause with an amount below what we told before, that we have not told ourselves; else the one that
    calls an amount too high.
    """
    told: list[list[money.Money]] = []
    for said in thread:
        if said.passed_on or not said.trusted or said.outside:
            continue
        if said.ours:
            here = [one for clause in said.clauses for one in _told(said, clause)]
            told = [*told, here][-_BACK:] if here else told
            continue
        lower = next((c for c in said.clauses if told and _lower(said, c, told, lexicon)), None)
        clause = lower or next((c for c in said.clauses if called_high(said, c, lexicon)), None)
        if clause is not None:
            text, sure = clean(said.message.text[clause.start : clause.end]), SURE if lower else _HIGH_SURE
            yield said.fact("objection", {"category": "price", "text": text}, text, sure, (clause.start, clause.end))


def called_high(said: Said, clause: Clause, lexicon: Lexicon) -> bool:
    """Whether an amount is called too high, or asked about (你们怎么要四百八), and is neither another's nor a measure."""
    if not _HIGH_WORDS.search(clause.text) or lexicon.says("not_ours", clause.text):
        return False
    if _NO_PRICE.search(clause.text) or MEASURE.search(clause.text):
        return False
    text, amounts = _amounts(said, clause)
    rivals = [end for _, _, end in lexicon.rivals.find(text)]
    return any(
        _high(text, one) and not _OTHERS.search(text, 0, one.start) and not any(end <= one.start for end in rivals)
        for one in amounts
        if one.sure or _size(one) >= _MEASURED
    )


def _high(text: str, one: money.Money) -> bool:
    if _IS_HIGH.match(text, one.end) or _HIGH_IS.fullmatch(text, 0, one.start) or _HOW_COME.search(text, 0, one.start):
        return True
    return _HOW_COME_SO.search(text, 0, one.start) is not None and _EXCLAIMS.fullmatch(text, one.end) is not None


def asked(said: Said, clause: Clause) -> bool:
    """六万行不行, 一个月8000行不行: an offer, whatever else 不行 is said of."""
    return _ASKS.search(clause.text) is not None and any(
        _ASKED.match(text, one.end) for text, amounts in (_amounts(said, clause),) for one in amounts if _size(one) >= _BARE
    )


def _told(said: Said, clause: Clause) -> list[money.Money]:
    """Ours, in a clause that speaks of nothing else: what is surely money, and a bare number that is priced (4980一吨)."""
    if _OURS_ELSE.search(clause.text):
        return []
    text, amounts = _amounts(said, clause)
    return [one for one in amounts if one.sure or _bid(text, one) or (_size(one) >= _BARE and _PRICED.match(text, one.end))]


def _amounts(said: Said, clause: Clause) -> tuple[str, list[money.Money]]:
    """A clause without its days, and the amounts in it."""
    _, days = dated(said)
    text = hide(said.own, ((day.start, day.end) for day in days))[clause.start : clause.end]
    return text, [one for one in money.find(text) if _size(one) and not one.denied and not _CODE.search(text, 0, one.start)]


def _size(one: money.Money) -> Decimal:
    """3400以上不下单 caps as 3400 does."""
    return one.most or one.least or Decimal(0)


def _bid(text: str, one: money.Money) -> bool:
    """A bare number that stands as a price does (75呗, 人家报158)."""
    if _size(one) < _BARE:
        return False
    alone = len(text) - (one.end - one.start) <= _LITTLE and not one.start
    return alone or _BEFORE.search(text, 0, one.start) is not None or _BEHIND.match(text, one.end) is not None


def _lower(said: Said, clause: Clause, told: Sequence[Sequence[money.Money]], lexicon: Lexicon) -> bool:
    other = lexicon.says("not_ours", clause.text) and not _HELD.search(clause.text)
    if other or _ELSE.search(clause.text):
        return False
    ours = [one for here in told for one in here]
    known = {_size(one) for one in ours}
    text, amounts = _amounts(said, clause)
    named = bool(lexicon.rivals.find(clause.text))
    return any(
        one.currency == bid.currency and _size(one) / furthest <= amount < _size(one)
        for bid in amounts
        for furthest in (_FURTHEST if bid.sure or named or _bid(text, bid) else _NEAR,)
        for amount in (_size(bid) * unit for unit in ((1,) if bid.sure else (1, _WAN)))
        if amount not in known and (bid.sure or _size(bid) >= _BARE)
        for one in ours
    )
