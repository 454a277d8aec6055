"""What the money in a chat means: the customer's budget, his price, our quote, what was agreed.

Every amount belongs to somebody and to some slot: by who speaks (the platform knows), and by what stands around it
(`reasons`), weighed (`slots`). Every slot is a stack: the last word stands (`ledger`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from bot.nlp import agreed, money, pots, sifting, sums, yours
from bot.nlp.facts import Fact
from bot.nlp.ledger import PAID, TOTAL, Claim, Ledger, Seen
from bot.nlp.lexicon import Lexicon
from bot.nlp.money import Money
from bot.nlp.patterns import late
from bot.nlp.reasons import Weighed
from bot.nlp.scene import POT, corrects
from bot.nlp.slots import weigh
from bot.nlp.state import Turn
from bot.nlp.text import SLIP

_MOST = 40
"""Amounts of one message that are weighed; a longer list is a price list, not a statement."""
_DIGITS = late(r"[\d一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾]")
_OLD = late(
    r"(?:[面牌]价|刊例|标价|吊牌|目录价|平时|平常|正常|常规|普通的?|门市价|挂牌价|列表价|刊例价|官网价|零售价|市场价|指导价|起先|最早|从|由|原来|原先|原本|本来|之前|原定|先前|起初|[一刚]?开始|开头|[先起]头|原价|去年|上年|往年|前年|上次)[^,。;!?\d]{0,6}\Z"
)
_LISTED = late(
    r"(?:原价|公开(?:报价|价)|标准报价|对外(?:报价|价)?|恢复到?|[面牌码]价|码洋|吊牌价?|目录价|挂牌价?|门市价|零售价|市场价|指导价|上[回次]|别人(?:家|都)?"
    r"|上个?(?:礼拜|星期|周|月|季度?|批)(?:还是|还|才|都))[^,。;!?\d]{0,4}\Z"
)
"""What another time, or anybody, is asked for."""
_FIRST_ASKED = late(r"(?:原来|原先|本来|起初|一开始|当初|最早)[^,。;!?\d]{0,2}(?:申?报|申请)(?:上去)?[了的]?(?:是)?\Z")
"""19万5 原来报的22万: what is there, and what was asked for."""
_LESS = late(
    r"(?:元|块)?[^。;!?\d]{0,10}(?:抹|零头|(?<!另)给(?:[您你]|园里|咱)|(?<![另预])[收算](?:[您你]|\Z)|[折惠]|帮[您你](?:砍|压|降|申请))[^。;!?\d]{0,8}"
)
"""合计261600，我把零头抹掉，26万整: between two prices of which the lower stands."""
_NOW = late(r"(?:现在|目前|眼下|当前|现价)[^,。;!?\d]{0,4}\Z")
_FOR_SO_MANY = late(r"(?:的话|要是|如果|以上|满|够|真要)[^;!?\d]{0,10}\Z")
"""五套的话能到38万，现在两套是41万."""
_DOWN_TO = late(
    r"[^。;!?\d]{0,10}(?:(?:最[多低]|顶多|撑死)(?=\d)|(?:最[多低]|顶多|可以|能|给您|给你|帮您|争取|让|降|压)(?:能|可以|只能|给您|给你)?(?:到|给到|让到|降到|做到|做)"
    r"|[ ,](?:你|你们)?给我们?(?=\d))"
)
"""现在4.8一米，最多到4.72; 现在是5100 顶多5150."""
_TO_BE_CUT = late(
    r"的(?:价格?|报价)?(?:也|都|还)?(?:可以|能|好)?(?:再|接着)?(?:让|降|优惠|商量|往下)"
    r"|不够[了呀啊用]*[,。 ](?:又|再|已经?)?(?:追加|加|提|增)到"
)
"""36万的价也可以再让，给您32万."""
_NONE = late(r"一(?:[分毛角块]|个子儿?)钱?[^,。;!?\d]{0,6}?(?:没|不|无|都)")
"""一分钱预算没有."""
_COUNT_MOVED = late(
    r"(?:工位|[人台套件数点席床桌房]数|数量|名额|点位|席位|用量|总数|量)(?:也|都|就|这边|现在|得|要)?(?:改|变|减|加|降|砍|调|缩|扩)(?:成|到|为)\s?\Z"
)
"""工位也改成120: no money."""
_PIECES = late(r"(?<=[屏板牌砖匾表碑])\d{1,5}块(?=[,。 投发装要]|\Z)")
_OF_PICTURES = late(r"\d{1,2}k(?:的(?!价|报价|预算)|屏|分辨率|高清|超清|画质|显示|摄像|电视|投影|视频)")
"""那就2k的: no money."""
_SIZE, _BY = late(r"\s?(?:米|cm|mm)?[乘×*x]\s?[\d一二两三四五六七八九]"), late(r"\d(?:米|cm|mm)?\s?[乘×*x]\s?\Z")
"""1.2乘1米的."""
_KIND = late(r"的\s?\d")
"""5.5的1200: which of them costs so much."""
_PARTS = late(r"(?<=[是分有])[两三四]块(?=[,:;。 ])")
"""经费是两块，…: two parts."""
_COUNT = late(r"[套台只件支箱张条根把片吨](?!的?(?:价|单价))")
_ITEM = late(r"\d{1,2}[、.)](?![\d .])")
_ITEM_AHEAD = late(r"(?:\A|[ ,。;:!?(\n\x00])\Z")
_OF_MONEY = late(r"预算|经费|额度|[钱款价费报拨批万元块]")
_ONE_PIECE = late(r"[一每]块\d{2}")
"""一块860: of one piece."""
_TAKEN_BACK = late(
    rf"[万元块]?[^\d,。;!?\n\x00]{{0,4}}?{SLIP.pattern}(?![您你再就]?(?:打|找|问|怪|算我))|\s?(?:先|就|都|已经?)?(?:作废|不算)"
    r"|(?:块钱?|元)?(?:的?(?:预算|经费|额度|拨款))?(?:已经?|都|又|刚刚?|全)?(?:被|给)?[^,。;!?\d\n\x00]{0,4}?(?:收回|收走|划走|砍没)"
    r"|(?:已经?|都|又)?被[^,。;!?\d\n\x00]{1,6}收了"
    r"|(?:块钱?|元)?的?(?:预算|经费|额度|拨款)[,。 ]?(?:现在|今年|这次)?(?:已经?|都|又|刚刚?|全)?(?:被|给)?"
    r"[^,。;!?\d\n\x00]{0,4}?(?:没了|黄了|取消|泡汤|冻结|不批了|否了)(?![吗么])"
    r"|[\x00 都已经就全也]{0,6}[花用](?:掉|光|完)了?"
    r"|(?:块|元)?(?:是|算)(?:原来|之前|当初|年初)?(?:申?报|申请|要)(?:上去)?的"
)
_WAS_OF = late(r"(?:元|块)?钱?那?是(?:去年|上年|前年|往年|上[次回]|[一二三]期|首期|硬件|软件)[^,。;!?\d]{0,6}的?(?=[ ,。;!])")
"""20万 不对 20万是去年的: the one taken back, said again."""
_INSTEAD = late(r"[^\d\n\x00]{0,16}")
"""All that may stand between an amount taken back and the one meant."""
_SHARE = late(r"占(?:了|到)?(?:多少|几|多大)|(?:其中|里面|里头)[^,。]{0,8}多少")
_PROVIDED = late(r"但是?|不过|前提|只要|必须|得保证|保底|要一次|起订|要满")
_OF_A_PRICE = ("whole", "given", "like_a_price", "a_step", "for_one", "money_total", "money_quote")
"""By which a bare number of ours is a price, and not only by standing alone."""
_SOUNDS = -4.5
"""Odds, at least, of a message in which we agree to a price by naming it."""
_DEALS = 0.0
"""Those of a message in which we agree to his budget."""
_PARTED = ("budget", "target_price")
"""Where a part named beside the whole is no news: 其中软件50万. A price 含税 is one."""
_CUES = {"our_quote": "money_quote", "deal_amount": "money_deal", "budget": "money_pot", "target_price": "money_bid"}
"""The list whose words make a kind certain."""


def read(turns: Sequence[Turn], lexicon: Lexicon, taken: Collection[tuple[int, int]]) -> Ledger:
    """The amounts that stand at the end. `taken`: (message, start) of those that are a rival's."""
    ledger = Ledger(taken)
    rivals = {index for index, _ in taken}
    for turn in turns:
        said = turn.said
        if said.passed_on or said.outside:
            ledger.name(said.index, turn.amounts if said.index in rivals else ())
            continue
        if said.trusted:
            ledger.mark(said, lexicon)
        if _DIGITS.search(said.own):
            _hear(turn, lexicon, ledger)
        if said.trusted:
            agreed_now = agreed.granted(turn, ledger) if said.ours else agreed.closed(turn, ledger, lexicon)
            ledger.add(
                [*agreed_now, *agreed.confirmed(turn, lexicon), *agreed.affirmed(turn, ledger, lexicon)],
                corrects=False,
                extra=False,
            )
    return ledger


def _hear(turn: Turn, lexicon: Lexicon, ledger: Ledger) -> None:
    said = turn.said
    found = pots.of_this([*_of_message(turn, lexicon, ledger)])
    if not said.trusted:
        found = [claim for claim in found if not ledger.standing(claim.kind)]
    instead = corrects(turn, lexicon)
    part = not instead and (lexicon.says("part_of", said.own) or _asked_for_a_share(turn))
    found = [claim for claim in found if not (part and claim.kind in _PARTED and ledger.standing(claim.kind))]
    if instead:
        found = [claim for claim in found if not _slipped(claim, found, ledger)]
    if said.ours:
        found += agreed.completed(found, ledger)
    ledger.add(agreed.summed(found), corrects=instead, extra=lexicon.says("besides", said.own))


def _asked_for_a_share(turn: Turn) -> bool:
    """硬件占多少? 一百二."""
    return turn.asked is not None and turn.said.theirs and _SHARE.search(turn.asked.own) is not None


def _slipped(claim: Claim, found: Sequence[Claim], ledger: Ledger) -> bool:
    """看错了 86是另一栏的 我们是68: the number that stood, said again beside the right one."""
    others = any(other.kind == claim.kind and other.money.amount != claim.money.amount for other in found)
    return others and any(old.money.amount == claim.money.amount for old in ledger.standing(claim.kind))


def _of_message(turn: Turn, lexicon: Lexicon, ledger: Ledger) -> Iterator[pots.Told]:
    said = turn.said
    text = turn.plain
    heard = _heard(turn, lexicon, ledger)
    cues = [(name, *m.span()) for name, m in lexicon.spotter("money_").find(text)] if heard else []
    meant: tuple[str, ...] = ()
    back: re.Match[str] | None = None
    found: list[str] = []
    for place, one in enumerate(heard):
        if back and _said_again(text, one, heard[place - 1]):
            back = _WAS_OF.match(text, one.end)
            continue
        scene = Weighed(turn, said.clause_at(one.start), text, heard, place, cues, lexicon, ledger, tuple(found))
        instead = back and back.end() <= one.start and _INSTEAD.fullmatch(text, back.end(), one.start)
        reasons = scene.reasons()
        ledger.seen.append(_seen(scene, reasons))
        kinds, margin = _kinds(scene, reasons)
        if not kinds and (said.ours or one.sure) and scene.is_money and scene.clause.asks and one.amount:
            ledger.named.append(one.amount)
        meant = kinds or (meant if instead else ())
        back = _TAKEN_BACK.match(text, one.end)
        found += meant
        for kind in meant:
            if one.denied or back or _is_past(turn, heard, place):
                ledger.note(kind, said.ours, scene.money.amount)
            else:
                yield pots.Told(_claim(scene, kind, margin, _pot(scene)), scene.spoken_for)


def _said_again(text: str, one: Money, taken_back: Money) -> bool:
    return one.amount == taken_back.amount and _WAS_OF.match(text, one.end) is not None


def _heard(turn: Turn, lexicon: Lexicon, ledger: Ledger) -> list[Money]:
    """The amounts of a message, but for a rival's, a share's (百分之五), and the digits of a ware's name."""
    text = turn.plain
    found = [one for one in sums.find(turn.lead, text) if one.sure or sums.is_plain(text, one)][:_MOST]
    if not found:
        return []
    names = [(share.start, share.end) for share in turn.shares] + [hit[1:] for hit in lexicon.wares.find(turn.said.own)]
    ledger.name(turn.said.index, found)
    counted = [one for one in found if _no_sum(turn, text, one, lexicon)]
    return [
        one
        for one in found
        if (turn.said.index, one.start) not in ledger.taken and not _inside(one, names) and one not in counted
    ]


def _no_sum(turn: Turn, text: str, one: Money, lexicon: Lexicon) -> bool:
    """Not a cent; how many; or the bare number that answers 还是460套不."""
    if any(pattern.match(text, one.start) for pattern in (_NONE, _ONE_PIECE, _PARTS, _OF_PICTURES)):
        return True
    if _is_a_size(text, one) or _counted_elsewhere(text, one) or _numbers_an_item(text, one):
        return True
    if _PIECES.match(text, one.start):
        return turn.asked is None or not lexicon.says("quote_asked", turn.asked.own)
    own = turn.said.own
    if "个" in text[one.start : one.end] and lexicon.wares.find(own) and not _OF_MONEY.search(own):
        return True  # 阀门F6先拿一百二十个
    if one.sure:
        return False
    return _COUNT_MOVED.search(text, max(0, one.start - 12), one.start) is not None or (
        bool(turn.counting) and not text[: one.start].strip()
    )


def _is_a_size(text: str, one: Money) -> bool:
    ahead = _BY.search(text, max(0, one.start - 6), one.start)
    return not one.sure and bool(ahead or _SIZE.match(text, one.end) or _KIND.match(text, one.end))


def _numbers_an_item(text: str, one: Money) -> bool:
    """1、硬件40万 2、软件20万: which of a list."""
    return not one.sure and _ITEM.match(text, one.start) is not None and _ITEM_AHEAD.search(text, 0, one.start) is not None


def _counted_elsewhere(text: str, one: Money) -> bool:
    """四十万套 … 四十万是总的: how many, told again."""
    told = text[one.start : one.end]
    first = text.find(told)
    alone = first == 0 or not _DIGITS.match(text, first - 1)
    return first != one.start and alone and _COUNT.match(text, first + len(told)) is not None


def _inside(one: Money, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start < one.end and one.start < end for start, end in spans)


def _seen(scene: Weighed, reasons: Mapping[str, float]) -> Seen:
    strong = frozenset(name for name, strength in reasons.items() if strength)
    return Seen(scene.said, scene.raw, scene.money, scene.for_one, scene.is_money, strong)


def _kinds(scene: Weighed, reasons: Mapping[str, float]) -> tuple[tuple[str, ...], float]:
    """What it is; a price that we grant is our quotation and the deal's amount. And how sure that is."""
    if yours.told(scene, reasons):
        return ("our_quote",), 0.0
    if not scene.is_money:
        return (), 0.0
    ours = scene.said.ours
    kind, margin = weigh(reasons, ours=ours, heard=sifting.of_money(scene.turn))
    if kind == "deal_amount" and not scene.money.single:
        return (), 0.0
    granted = kind == "deal_amount" and ours and reasons.get("accepted") and not reasons.get("money_paid")
    taken = kind == "our_quote" and (_taken(scene, reasons) or _given_in(scene, reasons))
    if taken and reasons.get("order_taken") and reasons.get("whole") and not scene.found:
        return ("deal_amount",), margin  # 好的，4桶360: the price is still that of one
    if not granted and not taken:
        return (kind,) if kind else (), margin
    provided = _PROVIDED.search(scene.said.own) is not None  # 480可以，但一年保底2600趟
    return ("our_quote",) if provided else ("our_quote", "deal_amount"), margin


def _taken(scene: Weighed, reasons: Mapping[str, float]) -> bool:
    """What we say when we take his bid or his order (好的，4桶360), in a message that sounds like it."""
    sounds = sifting.of_money(scene.turn).get("deal_amount", _SOUNDS - 1) >= _SOUNDS
    bid = reasons.get("gives_in") and scene.money.amount not in scene.ledger.amounts("budget")
    order = reasons.get("order_taken") and (scene.raw.sure or any(reasons.get(name) for name in _OF_A_PRICE))
    return sounds and scene.money.single and bool(bid or order)


def _given_in(scene: Weighed, reasons: Mapping[str, float]) -> bool:
    """七万整，给您按项目价走: we take his price, be it his budget, in a message that sounds like a deal."""
    return bool(reasons.get("gives_in")) and sifting.of_money(scene.turn).get("deal_amount", _SOUNDS) >= _DEALS


def _is_past(turn: Turn, heard: Sequence[Money], place: int) -> bool:
    """From 80万 to something else; 现在4.8一米，最多到4.72; 一共8660，给您算8600; beside another, a list's (原价1280)."""
    text, one, following = turn.plain, heard[place], heard[place + 1 :]
    before = text[max(0, one.start - 12) : one.start]
    stands = turn.said.theirs and yours.reported(before) and "现在" not in text[one.end :]  # 你上回报的6万5 老板说6万
    if len(heard) > 1 and _LISTED.search(turn.said.own, max(0, one.start - 12), one.start) and not stands:
        return True
    if len(heard) > 1 and turn.said.theirs and _FIRST_ASKED.search(before):
        return True
    if not following:
        return False
    if _TO_BE_CUT.match(text, one.end) or _OLD.search(before) or any(_lowered(text, one, other) for other in following):
        return True
    if _FOR_SO_MANY.search(before) and any(_NOW.search(text[max(0, other.start - 12) : other.start]) for other in following):
        return True
    return _NOW.search(before) is not None and _DOWN_TO.match(text, one.end) is not None


def _lowered(text: str, one: Money, following: Money) -> bool:
    here, after = one.amount or 0, following.amount or 0
    return here / 2 <= after < here and _LESS.fullmatch(text, one.end, following.start) is not None


def _pot(scene: Weighed) -> str:
    """一期30万, 二期50万; 30万是硬件. Two amounts in one breath without a name are two pots as well."""
    if scene.said.ours and scene.near("money_total") == 1 and pots.SUM.search(scene.before):
        return TOTAL
    text = scene.before
    named = POT.findall(text) or POT.findall(scene.text[scene.raw.end : scene.clause.end][:6])
    ware = scene.lexicon.wares.find(text) if not named else []
    return named[-1] if named else ware[-1][0] if ware else ""


def _claim(scene: Weighed, kind: str, margin: float, pot: str) -> Claim:
    cue = _CUES[kind]
    hedged = kind == "budget" and scene.lexicon.says("budget_open", scene.text)
    direct = scene.lexicon.says(cue, scene.clause.text)
    sure = (0.9 if direct else 0.75 if margin >= 1 else 0.65) - (0.1 if hedged and margin >= 1 else 0)
    paid = kind == "deal_amount" and scene.paid
    return Claim(kind, scene.money, scene.said, scene.span(cue), round(sure, 2), hedged, PAID if paid else pot, scene.for_one)


def facts(standing: Sequence[Claim]) -> Iterator[Fact]:
    """Claims as facts, each distinct value once."""
    for claim in standing:
        one = claim.money
        if claim.kind in ("budget", "target_price"):
            value: dict[str, object] = {"low": one.low, "high": one.high, "approx": one.approx, **one.foreign}
            words = money.shown_range(one.low, one.high, one.approx, one.currency)
        else:
            value, words = {"amount": one.amount, **one.foreign}, money.shown(one.amount or 0, one.currency)
        yield claim.said.fact(claim.kind, value, words, claim.confidence, claim.span)
