"""What the customer wants, and how many of it (产品与数量): wares of the lexicon with the last quantity that he said."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from bot.nlp import instead, recaps, referred
from bot.nlp.called import Named, only
from bot.nlp.choices import called_off, chosen, denied
from bot.nlp.counted import COUNTED, NUMBER
from bot.nlp.facts import Fact
from bot.nlp.lexicon import Lexicon
from bot.nlp.nicknames import Hit
from bot.nlp.orders import Seen, count
from bot.nlp.patterns import late
from bot.nlp.standing import Order
from bot.nlp.state import Turn
from bot.nlp.text import Clause, Said, hide

_SWAP = late(r"(?:换成|改成|改要|改为|换)\s?\Z")
_SWAPS = late(r"(?:那|就|都|要不|还是|全|给我|我们?|先|再){0,3}(?:换成|改成|改要|改为)")
_REFUSED = late(
    r"不需要|不用|不要|用不上|用不着|没需求|没这个需求|不考虑|不买|暂时不|(?<![价钱格])先不|不感兴趣|没兴趣|算了|停产|停工"
    r"|囤什么|用不完|不缺|没必要|(?:下[次回]|以后)(?:再说)?吧?[。!]?\Z"
)
_DROPPED_LEFT = late(
    r"(?:(?:不要|不用|不上|不做|不装|不买|不碰|不订|不考虑|不需要|用不上|不[含包带]|不包[含括]|不是[想要买问]要?)(?!了)|去掉|取消|砍掉|没打算上?|不打算上?|没想上?|别给我|没说[要想]看?|没问|没想)[^,。;\d]{0,3}\Z"
)
_DROPPED_RIGHT = late(
    r"[^,。;\d]{0,4}(?:(?<!要)不要(?![^,。;!?\d你您]{1,5}的(?=[ ,。;!]|\Z))"
    r"|(?<!用)不用|[用要]不着|莫[来要上买]|(?:都|先|就|暂时)?[唔冇]要?[住先嘞啦喇]?(?=[ ,。;]|\Z)"
    r"|(?:我们?)?(?:要|得)?再(?:想想?|看看?(?!看)|考虑|琢磨|研究)(?!怎|哪|多|几)|(?<!不)还够|(?<!不)够用|别再?给我(?![夹掺混拖漏断弄搞耍涨整坑])|去掉|取消|砍掉|(?<![登连传跟赶顶比接上])不上|(?<!做)不做|不考虑|没打算|不打算|没想上|不需要|用不上|(?<![价钱格])先不"
    r"|暂时不|(?<![新再刚核测估])就?算了(?!一?下|一遍|\s?\d)|不让|不发(?!货|票|车)|不在(?:这[次回批期]|里头|里面|范围)|(?<!买)不买|(?<!换)不换|(?<!加)不加|不续|不租|不订|别[上买写报加放弄做]|(?:那[款个套种]|这[款个套种]|的事)?别[老再总]?推|就?免了|省了|拿掉|剔|划掉|删"
    r"|暂缓(?!不)|先?放(?:一?放|放)(?=[ ,。;!吧了]|\Z)|往后[放推]|没必要|(?<!装)不装(?![货车])"
    r"|砍[了掉]?(?=[ ,。;]|\Z)|(?:先|就|再)?摘[掉了]|明年再|以后再|下次再"
    r"|(?:下个?月|下半年|下季度|年后)再[说看定议谈](?![明您你])|另外?再?[说议谈]|(?:今年|这次|这回|这批)?(?:都|先|也|就)?不(?:碰|增加|添)|停掉|轮不到"
    r"|(?:我们?|咱们?|家里|库里)?(?:自己|这边|已经|还|都)?(?<!没)有(?:了|的|呢)?(?=[ ,。]|\Z)|刚[换买装上]过?"
    r"|自己[买做弄配装找]|[另已]外?找|找别|别人做|甲供|可?(?:没|不是)[跟和找向]?[你您]们?(?:这里|这边)?(?:家)?[订要买]|[跟和与]?[你您]们(?:没关系|无关))(?![紧错吗么])"
)
_ASIDE = late(
    r"[^,。;\d]{0,14} (?:(?:今年|现在|暂时|这[次回]|先|就)?(?:不要|不用|不买|不换|不做|不考虑|不加|不上|不[搞弄])了?|免了|算了"
    r"|拿掉|划掉|[砍去]掉|莫来|莫要)(?=[哦啊吧哈呢]?(?:\Z|[,。;! ]))"
)
"""滇红嫌酸 不要; 防火墙用的别家 还在保 不换."""
_BOUGHT = late(
    r"[^,。;!? ]{0,3}(?:前年|去年|早就?|早几年|上个?月|之前|以前|前几年|开春|[一二两三几]年前"
    r"|刚)[^,。;!? ]{0,3}(?:装|买|上|换|做|办|订|签|弄|搞|建|配|采购)(?:了|过|好|完|的)"
    r"|[你您]们?上[次回](?:留|送|装|给|寄|拿|卖)"
)
"""水泵前年就装了, 水泵您上次留下的那台: his already."""
_WAITS = late(r"(?:的话|那边|那个|这块)?(?:再?等等|还?没定|待定|不急|先放放?|再说|再看)")
"""醋酸等等 颜色没定: what comes next is not said of it."""
_IN_USE = late(
    r"(?:现有|已有|原有|(?:手[上里]|库里|那边|仓库?)有)[^,。;!?]{0,8}\Z|(?:去年|前年|上[次回]|早几年"
    r"|[一二两三几]年前|之前)(?:[你您我]们?)?(?:从[你您]们?(?:这|那"
    r"|家)?)?(?:装|买|上|换|做|订|配)(?:了|过)?的\Z"
)
_GONE_TO = late(r"[^,。;!?]{0,6}(?:给|让|被|归|选|签|有|落到|便宜|(?:已经|早就|现在)?[用上装]的?(?:也?是)?)了?\Z")
"""水泵给格兰富了, 水泵用的格兰富."""
_KEEPS = late(
    r"(?<![要想])(?:不动|不换|[没不]打算换|不想换|[没不]考虑换|不用换|不需要|不用了|用着?(?:还行|挺好|蛮好|不错|没问题)|就行|够用|挺好)"
    r"(?![吗么呢?])"
)
"""水泵用的格兰富，不动: nothing for us."""
_ORDERS = late(r"[来要拿订上]一?[台套个只件批]|[来要拿订]\s?[\d两三四五六七八九十]")
"""我们不要自动进样器 基础的来一套: only a part of it is refused."""
_NONE_OF = late(
    r"(?:都|全|一样[都也]|哪样[都也])(?:先|暂时)?(?:不[要用买上做订换考需]|算了|取消|砍[掉了]|去掉|免了)(?![吗么紧错])"
)
_JOINS = late(r"[ ,、和跟与还有两样个]{0,5}")
_NO_PART = late(r"(?:我们)?(?:这[次轮回期批]|今年|就|先|暂时)不[做上含报算要]")
"""压片机这轮不做, said by us, too."""
_NOT_FOR_US = late(
    r"(?:发|打|传)(?:错|串)(?:了?[群人地]|对象|窗口)|窜群|不是(?:要|想)?[给发][给到]?[你您]们?(?:的|看|发)?(?=[ ,。;!]|\Z)"
)
"""刚才发错群了: what he said is for somebody else."""
_GIVEN = late(r"(?:我们|我)?(?:免费|另外|再|也|都)?(?:送|赠|搭)(?![货到来检样过去])")
_WITHOUT = late(r"不[含包带算][^,。;!?]{0,4}\Z")
"""那就压在三万四以内 不含门牌."""
_GIVES = late(
    r"(?:(?:\A|[ ,再还]|另外|可以|活动|每月|我|额外|价)送[您你]?(?=(?:[\d一二两三四五六七八九十]{1,3}[a-z一-鿿]{1,2})?\Z)"
    r"|送[您你](?=\d|[一二两三四五六七八九十])|免费送|再送|赠送?|搭送?|附送|白送|另送)[您你]?(?:[\d一二两三四五六七八九十]{1,3}[a-z一-鿿])?\Z"
    r"|(?:每[一-鿿]{1,3})?免一?[次年个][^,。;]{0,2}\Z"
)
"""What we throw in is nothing that he asked for."""
_BREATH = 24
"""Characters that a supposition reaches."""
_OTHERS = late(r"(?:[签用订买上选装](?:了|的是)|(?:上个?[周月]|去年|前年|刚刚?)[签用订买上选装])(?:我们|咱)[^,。;!?]{0,3}\Z")
"""育才上个月签了我们双师: another's, told by us."""
_LEFT_OUT = late("|".join(pattern.pattern for pattern in (_OTHERS, _GIVES, _WITHOUT)))
_TOO_DEAR = late(r"(?:贵[了啦]?|肉疼|用不起)[了啦呀啊]?[ ,。!]{0,2}(?:那|就|我)?(?:先)?(?:不要|不买|不做|不弄|算)了")
_BY_OTHERS = late(
    r"[^,。;!?\d]{0,6}(?:(?:商场|业主|甲方|总包|物业|房东|开发商|总部|集团|品牌方)(?:那边|方面)?(?:会|来|是)?(?:统一|自己|自行|另行|指定)"
    r"|(?:是|归|由)(?:商场|业主|甲方|总包|物业|房东|开发商|总部|集团|品牌方)(?=[做供提配买装出采管负])|自理|自备|自购|甲供|乙供"
    r"|统一[做配供安]的|不[含包]含?(?=[ ,。;!]|\Z))"
)
"""门牌商场统一做的, 灯具业主自理: another sees to it."""
_FEWER = late(
    r"(?:也|就|还|我们)?(?:不[要用]|[用要]不[了着]|不需要)(?:[那这]么[多些]|\s?(?:\d|[一二两三四五六七八九十百千]{1,4}[台套个件箱只支片把张]))"
)
"""水泵不用8台 6台就够: only so many are refused."""
_NOT_WANTED = (_DROPPED_RIGHT, _BY_OTHERS)
_FROM_ELSEWHERE = late(
    r"(?:[那这]块)?(?:嘛|呢|的话)?[^。;!?\d]{0,12}?"
    r"(?:网上买了|(?:别[家处人]|外面|亲戚|朋友|客户|人家)[^。;!?\d]{0,6}(?:买了|拿了|订了|匀了?|送了)|客供|用(?:[旧老]的|现成的)|有现成的"
    r"|[旧老]的(?:还能|搬过去|接着|继续|凑合)|(?:甲方|业主|总包|客户|总部|集团|物业|商场)(?:直接)?(?:发(?![货票话来])|供(?!货)|调拨)"
    r"|从(?:总部|集团|别[的家处人]|仓库)[^。;!?\d]{0,4}(?:调|匀|借|拿)|[他她]们自己[招买做搞采弄]|统一[建招]|不走我们|不归我们|不从[你您]|包给(?!我)"
    r"|白送|让人[^。;!?\d]{0,6}(?:买|下单|送))"
)
"""水泵我们客供, 水泵旧的搬过去接着用: he has it from somewhere else."""
_LATER = late(
    r"(?:[那这][块个茬件]?)?(?:嘛|呢|的话)?(?:(?!先[做上来要拿订])[^。;!?\d]){0,10}?"
    r"(?:不看了|不[拿使](?:了|(?=[ ,。;!哈啊吧]|\Z))|不单买|不订[^。;!?\d]{0,4}(?=[ ,。;!]|\Z)|[也就都]?别投"
    r"|撤[了掉](?=[吧啊哈 ,。;!]|\Z)|撤吧|剔了|剔除|缓一?缓|歇一?歇|摁住|卡掉"
    r"|(?:放|等|挪到|推到|留到|排到)(?:二期|三期|明年|下半年|年后|后年|下期)|(?:春节|年后|节后|二期|开年)再[看说议定]"
    r"|不批(?![发条])|不麻烦[你您]|停了吧)(?![吗么])"
)
"""水泵馆长说等二期, 水泵那块你们也别投了: not now, or not at all."""
_NEAR = 20
_BACK = 4
"""Messages back from which a price is reckoned with."""
_AHEAD = 4
"""Messages in which a refusal answers our offer."""


def find(named: Sequence[Named], lexicon: Lexicon, taken: Collection[tuple[int, int]] = ()) -> list[Fact]:
    """Each ware that was spoken of and not refused; without a quantity where nobody gave one.

    `taken`: (message, start) of the numbers that are money.
    """
    seen = Seen(lexicon, frozenset(taken), frozenset(index for index, _ in taken))
    named = _for_us(named)
    spoken = [one.turn for one in named]
    seen.first = only(named)
    seen.same = frozenset(recaps.same(named))
    seen.agreed = frozenset(recaps.agreed(named)) | seen.same
    for place, (turn, _, hits) in enumerate(named):
        said = turn.said
        seen.course = [(0, seen.focus)]
        seen.prices = frozenset(
            one.high for near in spoken[max(0, place - _BACK) : place + 1] for one in near.amounts if one.high
        )
        if hits:
            _name(seen, said, hits, spoken[place + 1 : place + 1 + _AHEAD])
        else:
            called_off(seen, turn)
        if (seen.focus or seen.first) and COUNTED.search(said.own):
            count(seen, turn, hits)
    if not seen.named:
        seen.named |= seen.owned
    other = _instead(seen, [(one.turn.said, one.by_name) for one in named])
    return [other] if other else list(_facts(seen))


def _for_us(named: Sequence[Named]) -> Sequence[Named]:
    """Without another's need, and what he takes back as sent to us by mistake, in the same words or in the ones before."""
    named = [one for one in named if one.turn.said.ours or not _of_another(one)]
    wrong = [place for place, one in enumerate(named) if one.turn.said.theirs and _NOT_FOR_US.search(one.turn.said.own)]
    gone = {place if named[place].hits else place - 1 for place in wrong}
    return [one for place, one in enumerate(named) if place not in gone or one.turn.said.ours] if gone else named


def _of_another(one: Named) -> bool:
    """Whether it tells of no ware but what somebody wants whom he sends to us."""
    start = referred.start(one.turn.said.own)
    return start is not None and all(hit[1] >= start for hit in one.hits)


def _instead(seen: Seen, spoken: Sequence[tuple[Said, Sequence[Hit]]]) -> Fact | None:
    if len(seen.named) != 1 or seen.orders or seen.lots:
        return None
    only = next(iter(seen.named))
    return instead.find(only, spoken, seen.lexicon)


def _facts(seen: Seen) -> Iterator[Fact]:
    for name, (said, span) in seen.named.items():
        lots = (lot for (ware, _), further in seen.lots.items() if ware == name for lot in further.values())
        orders = [*(order for order in seen.orders.values() if order.name == name), *lots]
        orders = [order for order in orders if not order.sample] or orders
        for order in orders:
            yield _ordered(order)
        if not orders:
            value = {"name": name, "quantity": None, "unit": ""}
            yield said.fact("product", value, name, 0.75 if said.theirs else 0.6, span)


def _ordered(order: Order) -> Fact:
    number = int(order.number) if order.number == order.number.to_integral_value() else float(order.number)
    unit = f"{order.unit}/{order.per}" if order.per else order.unit
    value = {"name": order.name, "quantity": number, "unit": unit}
    return order.said.fact("product", value, f"{order.name} {number:.15g}{unit}", order.confidence, order.span)


def _name(seen: Seen, said: Said, hits: Sequence[Hit], following: Sequence[Turn]) -> None:
    if said.ours:
        hits = chosen(said, hits, following, seen.lexicon)
    if said.ours and _turned_down(hits, following):
        seen.drop(hits[-1][0])
    if said.ours and hits and _refused(hits[-1][0], following, seen.lexicon):
        hits = [hit for hit in hits if hit[0] != hits[-1][0]]
    _hear_all(seen, said, denied(said, hits) if said.theirs else hits)
    if said.theirs and (none := _NONE_OF.search(said.own)):
        _refuse_all(seen, said, [hit for hit in hits if hit[2] <= none.start()], none.start())


def _hear_all(seen: Seen, said: Said, hits: Sequence[Hit]) -> None:
    before = _swapped(seen, said, hits[0]) if hits else ""
    for place, hit in enumerate(hits):
        clause = said.clause_at(hit[1])
        if before not in ("", hit[0]) and _SWAP.search(said.own[clause.start : hit[1]]):
            seen.drop(before)
        if _hear(seen, said, hit, clause, hits[place + 1][1] if place + 1 < len(hits) else len(said.own)):
            before = hit[0]
        seen.course.append((hit[2], seen.focus))


def _swapped(seen: Seen, said: Said, hit: Hit) -> str:
    """换成潜污泵吧: the ware spoken of before gives way to this one, which is wanted as many times."""
    former = seen.focus
    if not (said.theirs and former and _SWAPS.fullmatch(said.own, said.clause_at(hit[1]).start, hit[1])):
        return ""
    for (name, per), order in list(seen.orders.items()):
        if name == former != hit[0] and not NUMBER.search(hide(said.own, [hit[1:]])):
            seen.orders[hit[0], per] = replace(order, name=hit[0], said=said, span=hit[1:])
    return former


def _refuse_all(seen: Seen, said: Said, hits: Sequence[Hit], end: int) -> None:
    """水泵 阀门 都不要了: each that stands joined to the next."""
    for name, start, behind in reversed(hits):
        if not _JOINS.fullmatch(said.own, behind, end):
            return
        seen.refuse(name, said)
        end = start


def _hear(seen: Seen, said: Said, hit: Hit, clause: Clause, right_end: int) -> bool:
    """Whether the ware is wanted, as far as these words go."""
    name, start, end = hit
    left, right, span = said.own[clause.start : start], said.own[end : clause.end], (clause.start, max(end, clause.end))
    if seen.lexicon.says("not_ours", left):
        return False
    if said.ours:
        return _offered(seen, said, hit, (left, right), span)
    dropped = not _FEWER.match(right) and bool(
        _DROPPED_LEFT.search(left)
        or any(one.match(right) for one in _NOT_WANTED)
        or _ASIDE.match(said.own, end, right_end)
        or _put_aside(said, end, right_end)
    )
    gone, has = _is_gone(clause, end, seen.lexicon), _has(clause, start, end, seen.lexicon)
    dropped |= (gone or has) and _stays(said, clause, end, right_end, seen.lexicon)
    if not clause.asks and (dropped or gone):
        seen.refuse(name, said)
        if not dropped:  # where nothing else was wanted, it is what the chat is about
            seen.owned.setdefault(name, (said, span))
        return False
    if has:
        seen.own(name, said, span)
        return False
    return _wanted(seen, said, hit, right, span)


def _stays(said: Said, clause: Clause, end: int, right_end: int, lexicon: Lexicon) -> bool:
    """水泵用的格兰富，不动: a rival's, and nothing is wanted in its place."""
    return bool(lexicon.rivals.find(clause.text)) and _KEEPS.search(said.own, end, min(right_end, end + _NEAR)) is not None


def _put_aside(said: Said, end: int, right_end: int) -> bool:
    """By what is said behind it, before another ware is named or any of it ordered."""
    found = _FROM_ELSEWHERE.match(said.own, end, right_end) or _LATER.match(said.own, end, right_end)
    return found is not None and not _ORDERS.search(said.own, found.end(), right_end)


def _offered(seen: Seen, said: Said, hit: Hit, around: tuple[str, str], span: tuple[int, int]) -> bool:
    left, right = around
    if _NO_PART.match(right):
        seen.drop(hit[0])
    wanted = not (_GIVEN.match(right) or _LEFT_OUT.search(left) or hit[0] in seen.dropped)
    if wanted:
        seen.keep(hit[0], said, span)
    return wanted


def _wanted(seen: Seen, said: Said, hit: Hit, right: str, span: tuple[int, int]) -> bool:
    """假如我买水泵呢 is only supposed; what was refused in the same words does not come back."""
    name, start, _ = hit
    back = seen.refused.get(name) == said.index and not _ORDERS.search(right)
    if back or seen.lexicon.says("if", said.own[max(0, start - _BREATH) : start]):
        return False
    seen.keep(name, said, span, aside=_WAITS.match(right) is not None)
    return True


def _is_gone(clause: Clause, end: int, lexicon: Lexicon) -> bool:
    """水泵给格兰富了, 水泵我们有格兰富了: a rival has it."""
    return any(
        _GONE_TO.match(clause.text[end - clause.start : start]) and clause.text[after : after + 1] in ("了", "", "家", "的")
        for _, start, after in lexicon.rivals.find(clause.text)
        if start >= end - clause.start
    )


def _has(clause: Clause, start: int, end: int, lexicon: Lexicon) -> bool:
    """A ware that is bought already, or a rival's: 现有8台水泵, 格兰富的水泵."""
    left, right = clause.text[: start - clause.start], clause.text[end - clause.start :]
    rival = next((hit for hit in lexicon.rivals.find(left) if left[hit[2] :] in ("的", "家的", "")), None)
    return bool(rival or _BOUGHT.match(right) or _IN_USE.search(left))


def _turned_down(hits: Sequence[Hit], following: Sequence[Turn]) -> bool:
    """PO膜一捆1350 answered by 太贵啦，先不要了: what he had asked for himself, too."""
    answer = next(iter(following), None)
    alone = len({hit[0] for hit in hits}) == 1
    return alone and answer is not None and answer.said.theirs and _TOO_DEAR.search(answer.said.own) is not None


def _refused(name: str, following: Sequence[Turn], lexicon: Lexicon) -> bool:
    """The customer's next words turn our offer down; 对 F6不要 turns down the other ware."""
    answer = next((turn.said for turn in following if turn.said.theirs), None)
    if answer is None or not _REFUSED.search(answer.own) or _ORDERS.search(answer.own):
        return False
    others = {hit[0] for hit in lexicon.wares.find(answer.own)}
    return name in others or not others
