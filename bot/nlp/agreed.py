"""Agreement by words alone: a price named right before is taken without being said again (行吧行吧 这月先来25箱)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.nlp import sifting, sums
from bot.nlp.ledger import LATELY, PAID, TOTAL, Claim, Ledger
from bot.nlp.lexicon import Lexicon
from bot.nlp.multiples import times
from bot.nlp.patterns import late
from bot.nlp.state import Turn

_GRANTS = late(
    r"(?:好好好|好吧|服了?[你您]|行|干|中|要得|得嘞|好嘞|成交|成|可以|没问题|ok|依[你您]|批了|同意了?|就这么定|认了|定|申请下来了|老板(?:同意|批|点头)了)(?![不吗么业])"
)
_UNDECIDED = late(r"我(?:去|问|帮|跟|和|先|再|报|得)|申请(?!下来)|汇报|请示|但|不过|研究|看看|争取|尽量|等|[?]")
_YES = (
    r"(?:[也那都]?[行好中成可妥爽]{1,4}(?:快|的|了|吧|嘛|啊|呀|啦|呢|哒|嘞|耶|额|哈|咯|滴){0,3}|可以(?:的|呀|啊|啦|哈|嘛|吧)?|阔以|ok(?:的|了|哒)?|deal|nice|漂亮|完美"
    r"|痛快|得|得嘞|要得(?:嘛|啊|咯|哈)?|对头|定了?|[没冇](?:问题|意见|毛病)|没有(?:异议|意见)|认了|同意|老价|照旧|买|巴适|仗义"
    r"|(?:这样|这价|价格)可以(?:的|呢){0,2}|就你(?:家|们)?吧?"
    r"|就这(?:个?价|样吧?)?|能?接受|这还差不多|[🤝👌👍])"
)
_BY_HIM = r"(?:[一-鿿]{1,8}(?:同意|批|点头|签字?|没意见|松口|说[行中可]以?)|批|签)(?:了|啦|掉了)"
"""老板同意了: who decides has said yes."""
_TAKES = late(
    rf"(?:(?:[嗯哦呃唉嘻哈]+|哎呀|那)[,。!~ ]*)?(?:{_BY_HIM}|(?:{_BY_HIM}[,。!~ ]{{1,2}})?{_YES}{{1,2}})(?=[,。!~ 🤝👌👍🎉]|\Z)"
)
_DONE = late(
    r"(?:[^,。!~ ]{1,9}[,。!~ ]{1,2})?(?:(?:那|领导|老板)说?)?(?:(?:ok|[一-鿿]{0,3})就)?"
    r"(?:成交|这么(?:定|办|着|说定)|这样(?:定|办|吧)|[按照]这个(?:价|数|来|走|签|定|弄)|按这个|这个价(?:定|签|吧|可以|行)|定了|说定|敲定|一言为定|拍板了?|买吧|要了|开单|开吧|签吧"
    r"|(?:签[了呗]?|走吧|开始吧|拍了|合同[做拟寄]吧?|单子?下了|可以签)(?=\Z|[,。!~ ])"
    r"|下单吧?|发合同|[出拟走传]合同)"
)
_IS_SO = late(r"(?:对+|是|嗯+|没错|正确)(?:的|呀|啊|哒|滴|呢){0,2}[,。!~ ]*")
_IT_STANDS = late(
    r"(?:(?:对+|是|嗯+|没错|有效|包|含|没变|不变|没涨|老价)(?:的|呀|啊|哒|滴|呢|税|安装|运费?|\d{1,2}%|\d{1,2}个点){0,3}"
    r"[哥姐总]?[,。!~ ]{0,2}){1,3}"
)
_OF_OURS = late(
    r"(?:报|价|[你您]们?(?:家)?(?:那个|这个)?(?=\d|[一二两三四五六七八九十])|是\s?[\d一二两三四五六七八九十]"
    r"|[一每][年月台套个次平米吨])[^?]{0,24}?"
    r"(?:(?:有效|[对是][吧吗不]|没变|包(?!装)|含)[^,。;!]{0,6}|吧)\Z"
)
"""He asks whether it is so, or what is in it."""
_NOT_OF_OURS = ("money_pot", "money_else", "not_ours", "other_seller", "money_bid", "money_paid")
_ABOUT_SO = late(r"(?:嗯+[,。 ]?)?(?:差不多|有的?|大概(?:就)?是)[吧的呀啊哦]{0,2}[。!~]?")
_WHICH = late(r"(?:就|是)?(?:(?P<first>前者|前面(?:那个|的)|第一个)|后者|后面(?:那个|的)|第二个)[吧的]?")
_TAKES_BACK = late(r"但|不过|[没不]批|还没|不是|要是|如果|[?吗]")
_REFERS = late(
    r"汇报|[转上呈]报|[我去]报(?!了)|报给|审|[上过]会|会签|挂网|竞价|比价|询价|[发开招]标|风控|碰一?下|商量|问一?[下问]|反馈|考虑|再说"
    r"|批(?!了(?!就)|过)|先出|出个|报价|提交|拿给|哪|什么时|几时|看看|回[话信]|等|但|不过|申请|流程|研究|对比|要是|如果|要保证|知道|谢谢|回头|再[来去]?[看约聊]|过来看|记一?下|明白|了解|[明后]天见"
)
_HEARD = late(r"(?:[嗯哦呃]+[,。!~ ]*)?(?:好|ok|嗯)")
_DEED = late(r"签|[订下采出]单|订单|合同|pi|[付打转]款|[付打转]钱|发票|开票|转账|[送装排寄]|[订定下](?:了|吧|\Z)|先发|备案|证")
_AS_EVER = late(r"一样|老价|照旧|不[变动涨]|没[变涨]|还是|合同价|框架|照原来|上次的?价")
"""中空215 夹胶168 和合同价一样, answered by 行: each of them."""
_MUCH = 20
"""How many times the price of one the sum behind it is, at least."""
_SHORT = 4
"""Characters beside a yes, at most, with which it stands alone."""
_SOUNDS = -5.0
"""Odds of a message, at least, that opens with a yes and goes on about something else (行 补单我晚上走系统)."""
_LARGE = 1000_00
"""In fen: no count of days, or shares."""
_DEEDS = ("money_deal", "money_paid", "signed")
_LEAVES_OPEN = ("unless", "if", "deal_open")


def granted(turn: Turn, ledger: Ledger) -> Iterator[Claim]:
    """行！痛快: the price that he bid right before is agreed, and ours now where nothing more is said."""
    said, asked = turn.said, turn.asked
    yes = _GRANTS.match(said.own)
    if yes is None or asked is None or asked.index != said.index - 1 or _UNDECIDED.search(said.own) or turn.amounts:
        return
    for bid in ledger.standing("target_price"):
        if bid.said.index == asked.index and bid.money.single:
            alone = len(said.own) - yes.end() <= _SHORT
            for kind in ("our_quote", "deal_amount") if alone else ("deal_amount",):
                yield Claim(kind, bid.money, said, (yes.start(), len(said.own)), 0.7, pot=bid.pot)


def closed(turn: Turn, ledger: Ledger, lexicon: Lexicon) -> Iterator[Claim]:
    """成 就这么定: the price that we named right before is agreed, or the whole of what we named; 采购单下了: what stands."""
    said, quotes = turn.said, ledger.standing("our_quote")
    last = max((claim.said.index for claim in quotes), default=said.index)
    near, agreed = said.index - last, ledger.amounts("deal_amount")
    if _names_a_price(turn, ledger):
        return
    if near == 1 and (_closes(turn, lexicon) or _takes(said.own)):
        named = [claim for claim in quotes if claim.said.index == last]
        as_ever = turn.asked is not None and _AS_EVER.search(f"{turn.asked.own} {said.own}")
        told = [one] if (one := whole(named)) else named if as_ever or _takes(said.own) else []
    else:
        one = whole(quotes) if 0 < near <= LATELY and not agreed and _done(said.own, lexicon) else None
        told = [one] if one else []
    for one in told:
        if one.money.single and one.money.amount not in agreed:
            yield Claim("deal_amount", one.money, said, (0, len(said.own)), 0.7, pot=one.pot, for_one=one.for_one)


def confirmed(turn: Turn, lexicon: Lexicon) -> Iterator[Claim]:
    """您是说预算13万? 对: his budget, by our words."""
    said, asked = turn.said, turn.asked
    if said.ours or asked is None or asked.index != said.index - 1 or not _says_so(turn):
        return
    sums_named = [one for one in turn.named if one.sure and one.amount]
    if len(sums_named) == 2 and (which := _WHICH.fullmatch(said.own.strip())):
        sums_named = sums_named[:1] if which["first"] else sums_named[1:]
    if len(sums_named) == 1 and lexicon.cue("money_pot").search(asked.own, 0, sums_named[0].start):
        yield Claim("budget", sums_named[0], said, (0, len(said.own)), 0.7)


def affirmed(turn: Turn, ledger: Ledger, lexicon: Lexicon) -> Iterator[Claim]:
    """上次报的3万6还有效吗? 有效; 你们3万6包不包安装? 包的: our price, by his words."""
    said, asked = turn.said, turn.asked
    if (
        not said.ours
        or asked is None
        or asked.index != said.index - 1
        or asked.passed_on
        or not _IT_STANDS.fullmatch(said.own.strip())
    ):
        return
    prices = [one for one in turn.named if one.single and (one.sure or (one.amount or 0) >= _LARGE)]
    told = ledger.amounts("target_price", "budget", "deal_amount", "our_quote")
    other = any(lexicon.says(cue, asked.own) for cue in _NOT_OF_OURS) or lexicon.rivals.find(asked.own)
    if len(prices) == 1 and not other and prices[0].amount not in told and _OF_OURS.search(asked.own):
        yield Claim("our_quote", prices[0], said, (0, len(said.own)), 0.7)


def _says_so(turn: Turn) -> bool:
    """对 开标12月28号上午: a yes, and on to something else that is no money."""
    own = turn.said.own.strip()
    if _IS_SO.fullmatch(own) or _ABOUT_SO.fullmatch(own) or _WHICH.fullmatch(own):
        return True
    yes = _IS_SO.match(own)
    goes_on = yes is not None and own[yes.end() - 1 : yes.end()] in (*" ,。!~",)
    return goes_on and not any(one.sure for one in turn.amounts) and not _TAKES_BACK.search(own)


def _names_a_price(turn: Turn, ledger: Ledger) -> bool:
    """Any money, or a number that may be some: large, or of the size of a price of ours; but not 一会儿, 晚一天扣千分之五."""
    prices = ledger.amounts("our_quote")
    bare = [one.amount or 0 for one in turn.amounts if not one.sure and sums.is_plain(turn.plain, one)]
    large = any(amount >= _LARGE or any(_like(amount, price) for price in prices) for amount in bare)
    return large or any(one.sure for one in turn.amounts)


def _like(amount: int, price: int) -> bool:
    return any(price <= here * 3 and here <= price * 3 for here in (amount, amount * sums.WAN))


def _closes(turn: Turn, lexicon: Lexicon) -> bool:
    """A yes that stands alone or with what is done about it (可以 我让采购打单); nothing that leaves it open."""
    own = turn.said.own
    if any(sign in own for sign in ("?", "吗", "知道")) or lexicon.says("deal_open", own):
        return False
    yes = _TAKES.match(own)
    if yes is None:
        return _DONE.match(own) is not None
    acts = len(own) - yes.end() <= _SHORT or _DONE.match(own) is not None or lexicon.says("deal_act", own)
    return acts or sifting.of_money(turn).get("deal_amount", _SOUNDS - 1) >= _SOUNDS


def _takes(own: str) -> bool:
    """行 那天保安会开门: a yes, and on to the next thing; nobody has to be asked, and nothing is weighed. 好 may mean only that
    it was heard: behind it something is done.
    """
    yes = _TAKES.match(own)
    if yes is None or yes.end() >= len(own) or any(sign in own for sign in "?吗") or _REFERS.search(own):
        return False
    return not _HEARD.match(own) or _DEED.search(own, yes.end()) is not None


def _done(own: str, lexicon: Lexicon) -> bool:
    """采购单系统推过去了: ordered, signed or paid, and nothing that leaves it open."""
    left_open = "?" in own or any(lexicon.says(cue, own) for cue in _LEAVES_OPEN)
    return not left_open and any(lexicon.says(cue, own) for cue in _DEEDS)


def whole(told: Sequence[Claim]) -> Claim | None:
    """Of the prices of one message the only one, or the sum behind its parts: 1800一张，共5400; 2550 79万."""
    if len(told) < 2:
        return told[0] if told else None
    *parts, last = told
    far = all((last.money.amount or 0) >= _MUCH * (part.money.amount or 0) for part in parts)
    return last if last.pot == TOTAL or far or any(_times(last, part) for part in parts) else None


def _times(claim: Claim, part: Claim) -> bool:
    return times(claim.money.amount or 0, part.money.amount or 0) > 0


def summed(found: Sequence[Claim]) -> list[Claim]:
    """3300可以，合计49500: what is agreed is the sum that stands behind the price of one; of two that we told, the last."""
    quotes = [claim for claim in found if claim.kind == "our_quote"]
    deals = [_sum_of(claim, quotes) for claim in found if claim.kind == "deal_amount"]
    last = {deal.pot: deal for deal in deals}
    kept = [deal for deal in deals if not deal.said.ours or last[deal.pot] is deal]
    return [claim for claim in found if claim.kind != "deal_amount"] + kept


def completed(found: Sequence[Claim], ledger: Ledger) -> list[Claim]:
    """22吨, 15400一吨, 合计338800, where 15400 was agreed before: what is agreed is the whole, as soon as we name it."""
    agreed = [deal for deal in ledger.standing("deal_amount") if deal.pot != PAID]
    if len(agreed) != 1 or any(claim.kind == "deal_amount" for claim in found):
        return []
    (deal,) = agreed
    for_one = deal.for_one or any(claim.for_one and claim.money.amount == deal.money.amount for claim in found)
    wholes = [claim for claim in found if claim.kind == "our_quote" and _times(claim, deal)]
    return [replace(wholes[-1], kind="deal_amount", pot=deal.pot)] if for_one and wholes else []


def _sum_of(deal: Claim, quotes: Sequence[Claim]) -> Claim:
    behind = [claim for claim in quotes if claim.money.start > deal.money.start]
    wholes = [claim for claim in behind if claim.pot == TOTAL or _times(claim, deal)]
    return replace(deal, money=wholes[-1].money, span=wholes[-1].span) if wholes else deal
