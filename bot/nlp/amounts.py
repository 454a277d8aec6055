"""What the money in a chat means: the customer's budget, his price, our quote, what was agreed.

The speaker comes from the platform. Every kind is a stack: the last word stands, a correction replaces what it corrects,
and two pots (一期, 二期) are two budgets.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from bot.nlp import money, numbers
from bot.nlp.facts import Fact
from bot.nlp.lexicon import Lexicon
from bot.nlp.money import Money
from bot.nlp.state import Turn
from bot.nlp.text import HIDDEN, SLIP, Clause, Said

_MOST = 40
"""Amounts of one message that are weighed; a longer list is a price list, not a statement."""
_DIGITS = re.compile(r"[\d一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾]")
_WAN = 10_000
_IN_WAN = re.compile(
    r"(?<![\d.一二两三四五六七八九十百千万第每])(?P<num>\d{1,4}(?:\.\d)?|[一二两三四五六七八九十百千几]{1,4})[多来]?\s?个"
    r"(?=左右|上下|吧|以内|出头|多(?!少)|的?样子|封顶|[,。;!?\n\x00 ]|\Z)"
)
_OLD = re.compile(r"(?:从|由|原来|原先|原本|本来|之前|原定|先前|起初|一开始|原价|去年|上年|往年|前年|上次)[^,。;!?\d]{0,6}\Z")
_DIFFERENCE = re.compile(
    r"(?:(?<![最不再很])(?:多|少|低|高|贵|差)|便宜|优惠|抹掉?|返|立减|减免?|让利?|降|省)(?:了|您|你|个|出|下)?\Z"
)
_POT = re.compile(
    r"[一二三四两1-4]期|第[一二三四1-4][期批]|首期|首批|硬件|软件|实施|服务|维保|培训|设备|装修|土建|耗材|[东西南北新老]区"
    r"|(?:这|那|一|另一|另外一|两)个?(?:项目|厂|院区|校区|车间|店)|[甲乙丙ab]包|标段[一二三1-3]"
)
_PER_COUNT = re.compile(
    r"(?:\d{2,6}|[一二三四五六七八九]?[十百千万]+)(?:个|台|套|只|件|箱|支|片|盒|把|条|张|人|点)?(?:以上|起|以内)?\s*(?:就|是|按|给)?\s*\Z"
)
_THING = r"[包箱套台米片件吨斤平个只支桶袋瓶天人份张把块盒条卷亩瓦度单月年位次盏樘根颗克户间册本株头辆车]|公斤|小时|课时"
_FOR_ONE = re.compile(rf"\s?(?:一|/|每)(?:{_THING})")
_OF_ONE = re.compile(rf"每(?:{_THING})\s?\Z")
_PRICED = re.compile(r"(?:最低|报价?|[单总]价|给您|给你|做到|维持|降到|优惠价|一口价|特价|底价|含税价?|得|收|算您|还是)\s?\Z")
_BID = re.compile(
    r"\s?(?:行不行|行吗|可以不|可以吗|能不能|能做吗|做不做|成不成|行我就|行就|我就|就签|就定|吧?[,。!]?\s?我今天)"
)
_PAID_BEFORE = re.compile(r"(?:收到|转了|转你|付了|打了|打过去|付过去|转过去|付出去|汇了)[你您]?\s?\Z")
_PAID_AFTER = re.compile(r"\s?(?:元|块)?(?:已经|刚)?(?:转了|付了|打了|到账|收到|已转|已付|已打)")
_AGREES = re.compile(r"(?:^|[,。!? ])(?:行吧?|好吧?|成|ok|可以|没问题|中|得嘞|妥|那就|就)(?![不吗么])")
_YES_BEHIND = re.compile(
    r"\s?(?:就(?:这么|这样)?[\d一二三四五六七八九]|行(?![不吗么业])|成交|我认了|认了|就定了?|定了|没问题|成(?![不吗么本])|ok|就ok)"
)
_TAKEN_BACK = re.compile(rf"[万元块]?(?:吧|左右|上下|的样子)?{SLIP.pattern}")
_INSTEAD = re.compile(r"[,。 啊呃嗯哦噢我刚才说打写是应该不对错了的]*(?:大概|大约|差不多|约)?[,。 ]*")
"""All that may stand between an amount taken back and the one meant."""
_OK_BEHIND = re.compile(r"(?<=[\d万千百块毛分角元整]) ?行(?=\Z|[ ,。!?我就吧不吗双])")
_FOR_EACH = re.compile(r"每|单[户台套件箱]|一(?:包|箱|套|台|米|片|件|吨|公斤|斤|平|只|支|瓶|张|把|盒|颗|桶|卷)|人均")
_SUM = re.compile(r"一共|总共|合计|加起来|总计")
_TOO_DEAR = re.compile(r"\s?(?:还是|确实|真的|实在)?(?:太|有点|偏)?(?:贵|高)")
_THIS_ONE = re.compile(r"这次|本次|这块|这边|这笔|这一?个|这回|今年这")
_WHOLE = re.compile(r"全年|年度|总共|一共|总预算|整体|总盘|全部|总额")
_FOR_OTHERS = re.compile(r"给(?![你您咱])[一-鿿]{2,6}(?:签|供|做的|做了|做过)|(?:刚|上个?月|去年)签了")
_YEARS_AGO = re.compile(r"去年|上年|往年|前年|前几年")
_PAID = "paid"
_LATELY = 6
"""Messages after which the talk is no longer of the price."""
_SMALL = 3
"""Messages after which 合同盖章了 no longer explains an amount."""


@dataclass(frozen=True, slots=True)
class Claim:
    """An amount with its meaning. `open`: the customer says in the same breath that it is not granted yet.

    `pot`: which of several pots it is; empty: the only one, or not said.
    """

    kind: str
    money: Money
    said: Said
    span: tuple[int, int]
    confidence: float
    open: bool = False
    pot: str = ""


class Ledger:
    """The amounts that stand, by kind; and which was said last on each side, for a correction that names no kind."""

    def __init__(self, taken: Collection[tuple[int, int]]) -> None:
        self.taken = taken
        self.kinds: dict[str, list[Claim]] = {}
        self._last: dict[bool, str] = {}
        self.signed = self.haggled = -_LATELY - 1

    def standing(self, kind: str) -> list[Claim]:
        return self.kinds.get(kind, [])

    def last(self, ours: bool) -> str:
        """The kind that this side spoke of last; empty: none."""
        return self._last.get(ours, "")

    def note(self, kind: str, ours: bool) -> None:
        """Spoken of, though not as what stands: 原来50万."""
        self._last[ours] = kind

    def mark(self, said: Said, lexicon: Lexicon) -> None:
        """What was said about money without naming any: 预算取消了, 合同盖章了, 能便宜点吗."""
        if lexicon.says("signed", said.own):
            self.signed = said.index
        if said.theirs and lexicon.says("budget_gone", said.own):
            self._drop("budget")
        if said.theirs and any(lexicon.says(cue, said.own) for cue in ("quote_asked", "target", "price_pressure")):
            self.haggled = said.index

    def _drop(self, kind: str) -> None:
        self.kinds.pop(kind, None)
        self._last = {side: last for side, last in self._last.items() if last != kind}

    def add(self, found: Sequence[Claim], *, corrects: bool, extra: bool) -> None:
        """The claims of one message. A correction replaces the last one, another pot stands beside, else all are replaced."""
        for kind in dict.fromkeys(claim.kind for claim in found):
            mine = [claim for claim in found if claim.kind == kind]
            self.kinds[kind] = _kept(self.standing(kind), mine, corrects, extra) + mine
            self.note(kind, mine[0].said.ours)


def _kept(old: Sequence[Claim], new: Sequence[Claim], corrects: bool, extra: bool) -> list[Claim]:
    named = {claim.pot for claim in new}
    if new[0].kind == "deal_amount":
        return [claim for claim in old if claim.pot not in named]  # what was paid does not replace what was agreed
    if corrects and len(new) == 1 and not any(claim.pot in named for claim in old):
        return list(old[:-1])
    if "" not in named and all(claim.pot for claim in old):
        return [claim for claim in old if claim.pot not in named]
    if extra:
        return list(old)
    return list(old[:-1]) if corrects and len(new) == 1 and len(old) > 1 else []


def claims(turns: Sequence[Turn], lexicon: Lexicon, taken: Collection[tuple[int, int]]) -> list[Claim]:
    """The amounts that stand at the end. `taken`: (message, start) of those that are a rival's."""
    ledger = Ledger(taken)
    for turn in turns:
        said = turn.said
        if said.passed_on or said.outside:
            continue
        if said.trusted:
            ledger.mark(said, lexicon)
        if _DIGITS.search(said.own):
            _hear(turn, lexicon, ledger)
    return [claim for found in ledger.kinds.values() for claim in found]


def _hear(turn: Turn, lexicon: Lexicon, ledger: Ledger) -> None:
    said = turn.said
    found = list(_of_message(turn, lexicon, ledger))
    if not found:
        return
    if not said.trusted:
        found = [claim for claim in found if not ledger.standing(claim.kind)]
    corrects = _corrects(turn, lexicon)
    part = not corrects and lexicon.says("part_of", said.own)
    found = _of_this([claim for claim in found if not (part and ledger.standing(claim.kind))])
    if corrects:
        found = [claim for claim in found if not _slipped(claim, found, ledger)]
    ledger.add(found, corrects=corrects, extra=lexicon.says("besides", said.own))


def _slipped(claim: Claim, found: Sequence[Claim], ledger: Ledger) -> bool:
    """看错了 86是另一栏的 我们是68: the number that stood, said again beside the right one."""
    others = any(other.kind == claim.kind and other.money.amount != claim.money.amount for other in found)
    return others and any(old.money.amount == claim.money.amount for old in ledger.standing(claim.kind))


def _of_this(found: list[Claim]) -> list[Claim]:
    """全年预算20万，这次最多7万: of two the one for this."""
    texts = {id(claim): claim.said.own[claim.span[0] : claim.span[1]] for claim in found if claim.kind == "budget"}
    sums = [key for key, text in texts.items() if _SUM.search(text)]
    if len(texts) > 2 and len(sums) == 1:
        return [claim for claim in found if id(claim) in sums or id(claim) not in texts]
    if len(texts) < 2 or not any(_THIS_ONE.search(text) for text in texts.values()):
        return found
    return [c for c in found if id(c) not in texts or _THIS_ONE.search(texts[id(c)]) or not _WHOLE.search(texts[id(c)])]


def _corrects(turn: Turn, lexicon: Lexicon) -> bool:
    """改成45万; or 刚说错了, in a message of its own, and then the number."""
    before = turn.before
    own = turn.said.own
    return lexicon.says("correction", own) or lexicon.says("slip", own) or bool(before and lexicon.says("slip", before.own))


def _of_message(turn: Turn, lexicon: Lexicon, ledger: Ledger) -> Iterator[Claim]:
    said = turn.said
    text = turn.plain
    heard = [one for one in _amounts(turn.lead, text)[:_MOST] if not _elsewhere(one, turn, ledger)]
    meant: tuple[str, ...] = ()
    back: re.Match[str] | None = None
    for place, one in enumerate(heard):
        where = _Where(turn, said.clause_at(one.start), text, one, lexicon, ledger)
        instead = back and back.end() <= one.start and _INSTEAD.fullmatch(text, back.end(), one.start)
        meant = where.kinds() or (meant if instead else ())
        back = _TAKEN_BACK.match(text, one.end)
        for kind in meant:
            if one.denied or back or (one is not heard[-1] and _before_now(text, one)):
                ledger.note(kind, said.ours)
            else:
                yield where.claim(kind, _pot(where, heard, place))


def _amounts(lead: str, text: str) -> list[Money]:
    """Every amount, its hedges in the short messages before included; and 50个 where nothing is counted."""
    shift = len(lead)
    joined = lead + text
    if "行" in joined:
        joined = _OK_BEHIND.sub(lambda m: HIDDEN * len(m[0]), joined)
    found = [_moved(one, -shift) for one in money.find(joined) if one.start >= shift and one.dealt_in]
    if "个" not in joined:
        return found
    bare = [_in_wan(m, joined, shift) for m in _IN_WAN.finditer(joined) if m.start() >= shift]
    return sorted([*found, *(one for one in bare if one)], key=lambda one: one.start)


def _elsewhere(one: Money, turn: Turn, ledger: Ledger) -> bool:
    """A rival's, or a share (百分之五)."""
    shared = any(share.start < one.end and one.start < share.end for share in turn.shares)
    return shared or (turn.said.index, one.start) in ledger.taken


def _before_now(text: str, one: Money) -> bool:
    """从80万 to something else."""
    return _OLD.search(text[max(0, one.start - 12) : one.start]) is not None


def _moved(one: Money, by: int) -> Money:
    return one._replace(start=one.start + by, end=one.end + by) if by else one


def _in_wan(m: re.Match[str], text: str, shift: int) -> Money | None:
    """三十个左右 is 30万 in a talk of money; the talk is asked for later, so it is a bare amount here."""
    read = money.find(f"{text[max(0, m.start() - 8) : m.start()]}{m['num']}万{text[m.end() : m.end() + 4]}")
    if not read or numbers.span(m["num"]) is None:
        return None
    return read[-1]._replace(start=m.start() - shift, end=m.end() - shift, sure=False)


def _pot(where: _Where, heard: Sequence[Money], place: int) -> str:
    """一期30万, 二期50万; 30万是硬件. Two amounts in one breath without a name are two pots as well."""
    left = heard[place - 1].end if place else 0
    text = where.text[max(left, where.clause.start) : where.money.start]
    named = _POT.findall(text) or _POT.findall(where.text[where.money.end : where.clause.end][:6])
    ware = where.lexicon.wares.find(text) if not named else []
    return named[-1] if named else ware[-1][0] if ware else ""


@dataclass(frozen=True, slots=True)
class _Where:
    """One amount in its surroundings: the clause, the neighbours in the message, what was led up to it and asked before."""

    turn: Turn
    clause: Clause
    text: str
    money: Money
    lexicon: Lexicon
    ledger: Ledger

    @property
    def said(self) -> Said:
        return self.turn.said

    def claim(self, kind: str, pot: str) -> Claim:
        cue = _CUES[kind]
        direct = self.lexicon.says(cue, self.clause.text)
        sure = (0.9 if direct else 0.75) - (0.1 if self.open and kind == "budget" else 0)
        span = self._cue_at(cue) or (self.clause.start, self.clause.end)
        paid = kind == "deal_amount" and self._paid()
        return Claim(kind, self.priced, self.said, span, round(sure, 2), self.open, _PAID if paid else pot)

    def kinds(self) -> tuple[str, ...]:
        """What it is; a price that we grant is our quotation and the deal's amount."""
        if self._foreign():
            return ()
        if self._agreed():
            granted = self.said.ours and self._bid() and not self._paid()
            return ("our_quote", "deal_amount") if granted else ("deal_amount",)
        kind = self._quote() if self.said.ours else self._theirs()
        return (kind,) if kind else ()

    @property
    def here(self) -> str:
        """The words between the spaces around it: a chat writer's clause."""
        left = self.text.rfind(" ", self.clause.start, self.money.start) + 1 or self.clause.start
        right = self.text.find(" ", self.money.end, self.clause.end)
        return self.text[max(left, self.clause.start) : self.clause.end if right < 0 else right]

    # --- what it cannot be

    def _foreign(self) -> bool:
        """Another's money, money that is no price at all, or a number that is no money."""
        bare = not self.money.sure
        return self._of_others() or self._no_price() or (bare and not (self._plain_number() and self._bare_ok()))

    def _of_others(self) -> bool:
        """Another seller's, another customer's, another year's."""
        here, clause = self.here, self.clause.text
        if self._says("not_ours", clause) or (self.said.ours and (_FOR_OTHERS.search(self.said.own) or "他们" in here)):
            return True
        if _YEARS_AGO.search(here) and "今年" not in here:
            return True
        return bool(self.lexicon.rivals.find(here)) or self._says("other_seller", here)

    def _no_price(self) -> bool:
        """A deposit, a fine; by how much something is cheaper."""
        before = self.text[max(0, self.money.start - 6) : self.money.start]
        if _DIFFERENCE.search(before):
            return True
        return self._says("not_price", self.here) and not self._paid() and not self._says("budget", self.here)

    def _bare_ok(self) -> bool:
        """预算500000, 报价 46800: a bare number right behind its cue; else one that is like a price already named."""
        before = (self.turn.lead + self.text[: self.money.start])[-8:]
        if (self.money.amount or 0) >= 1000_00 and any(self._says(cue, before) for cue in ("budget", "quote")):
            return True
        if _FOR_EACH.search(self.here) and self._near("budget"):
            return True
        if self._unit_wan() or self.priced is not self.money or self._beside_a_cue():
            return True
        return self._same("our_quote") or self._same("target_price") or self._like_a_price()

    def _same(self, kind: str) -> bool:
        """The very amount of a price that stands."""
        return any(claim.money.amount == self.money.amount for claim in self.ledger.standing(kind))

    def _beside_a_cue(self) -> bool:
        """45一包, 每套1850, 最低28.5, 22行不行, 收到43600."""
        before, after = self.text[: self.money.start][-8:], self.text[self.money.end :][:8]
        if _FOR_ONE.match(after) or _OF_ONE.search(before) or _PAID_BEFORE.search(before) or _PAID_AFTER.match(after):
            return True
        if not self.said.ours:
            return bool(_BID.match(after))
        large = (self.money.amount or 0) >= 100_00
        answered = large and self._asked("quote_asked") and not after.strip(f" {HIDDEN}")
        alone = large and len(self.here) <= self.money.end - self.money.start + 1 and self._near("quote")
        return answered or alone or bool(_PRICED.search(before))

    def _unit_wan(self) -> bool:
        """50个: only where the talk is of a budget."""
        return "个" in self.text[self.money.start : self.money.end] and self._of_budget()

    def _of_budget(self) -> bool:
        return self._near("budget") or self._budget_asked()

    def _budget_asked(self) -> bool:
        """预算多少; or 大概多少呢, after the customer spoke of his budget."""
        topic = self.turn.topic
        further = topic is not None and self._says("budget_word", topic.own) and self._asked("how_much")
        return self._asked("budget_asked") or further

    def _like_a_price(self) -> bool:
        if _PER_COUNT.search(self.text[: self.money.start]):
            return "价" in self.said.own
        cued = self._near("target") or self._near("quote") or self._accepted() or len(self.here) <= 10
        return cued and self._scale() == 1 and bool(self.ledger.standing("our_quote"))

    def _scale(self) -> int:
        """1 or 10,000, by which a bare number is of the size of a price that stands; else 0."""
        known = [claim.money.amount for kind in self.ledger.kinds for claim in self.ledger.standing(kind)]
        here = self.money.amount or 0
        sizes = [size for size in (1, _WAN) for other in known if other and 0.4 <= here * size / other <= 1.8]
        return sizes[-1] if sizes else 0

    @property
    def priced(self) -> Money:
        """The amount, in 万 where a bare number can mean nothing else: 45行不行 after a quotation of 46万8."""
        one = self.money
        if one.sure or (one.amount or 0) >= 1000_00 or not self._in_wan():
            return one
        least, most = (end * _WAN if end else end for end in (one.least, one.most))
        return one._replace(least=least, most=most, sure=True)

    def _in_wan(self) -> bool:
        if not self._plain_number() or _FOR_EACH.search(self.here):
            return False
        scale = self._scale()
        return (scale == _WAN and self._price_talk()) or (scale == 0 and self._of_budget())

    def _plain_number(self) -> bool:
        """三十五, 35; but not the 一 of 一共."""
        return re.match(r"\d|[一二两三四五六七八九十百]{2}", self.text[self.money.start : self.money.end]) is not None

    def _price_talk(self) -> bool:
        return any(self._near(cue) for cue in ("target", "budget", "quote")) or _corrects(self.turn, self.lexicon)

    # --- what it is

    def _agreed(self) -> bool:
        """Said as done or agreed, and nothing conditional beside it."""
        if not self.money.single or self._doubtful():
            return False
        if self._paid() or self._accepted():
            return True
        sent = self._near("paid") and self._says("total", self.here)
        return self.money.sure and (self._near("deal") or self._of_signed() or sent)

    def _paid(self) -> bool:
        before, after = self.text[: self.money.start][-8:], self.text[self.money.end :][:8]
        return self._says("paid", self.here) or bool(_PAID_BEFORE.search(before) or _PAID_AFTER.match(after))

    def _of_signed(self) -> bool:
        """总价312万, right after the contract was stamped."""
        late = self.said.index - self.ledger.signed <= _SMALL
        return self.said.theirs and late and self._says("total", self.here)

    def _accepted(self) -> bool:
        """The other side's price taken: 6400行, 82万就82万, 行，4万5."""
        kind = "target_price" if self.said.ours else "our_quote"
        same = self._same(kind) or any(claim.money.amount == self.priced.amount for claim in self.ledger.standing(kind))
        back = not self.said.ours and self._bid() and self._says("then_ok", self.said.own)
        if not (same or back):
            return False
        if _YES_BEHIND.match(self.text, self.money.end):
            return True
        before = self.text[self.clause.start : self.money.start]
        first = self.text[: self.money.start]
        return bool(_AGREES.search(before) or (_AGREES.match(first) and len(first) <= 8))

    def _bid(self) -> bool:
        return any(claim.money.amount == self.priced.amount for claim in self.ledger.standing("target_price"))

    def _doubtful(self) -> bool:
        return self.clause.asks or self._says("unless", self.here)

    def _quote(self) -> str | None:
        here = self.here
        if self.clause.asks or self._near("budget") or self._says("cannot", here) or self._says("if", here):
            return None
        one = self.money.single or None in (self.money.least, self.money.most)
        return "our_quote" if one and not self._echo() and self._offers() else None

    def _offers(self) -> bool:
        """By a word, by what was asked or haggled over, or as the next price after one that stands."""
        if self._near("quote") or self._beside_a_cue():
            return True
        if self.ledger.last(ours=True) == "our_quote" and _corrects(self.turn, self.lexicon):
            return True
        lately = self.said.index - self.ledger.haggled <= _LATELY
        return (self.money.sure and lately) or self._scale() == 1

    def _echo(self) -> bool:
        """The customer's own number given back: 350我要申请, 380可以, 80万的话够了."""
        if self._says("must_ask", self.clause.text) or self._same("target_price") or self._same("budget"):
            return True
        asked = self.turn.asked
        return asked is not None and any(one.amount == self.money.amount for one in money.find(asked.own))

    def _theirs(self) -> str | None:
        if self._supposed() or self._of_our_quote():
            return None
        if (self._near("budget") or self._near("purse")) and not self._only_wished():
            return "target_price" if self._price_of_one() else "budget"
        if self._wished():
            return "target_price"
        if self.clause.asks:
            return None
        return self._by_talk()

    def _by_talk(self) -> str | None:
        """No cue of its own: what was asked, corrected, or haggled over."""
        if self._budget_asked():
            return "budget"
        last = self.ledger.last(ours=False)
        if last and (_corrects(self.turn, self.lexicon) or self._after_denial()):
            return last
        haggles = self._says("price_pressure", self.said.own) or self._asked("price_wish_asked") or self._counter()
        return "target_price" if haggles and not self._says("price_denied", self.said.own) else None

    def _counter(self) -> bool:
        """4300 图个吉利: a little less than our price, and hardly a word more."""
        ours = [claim.money.amount or 0 for claim in self.ledger.standing("our_quote")]
        here = self.priced.amount or 0
        return len(self.here) <= 10 and any(0.6 <= here / other < 1 for other in ours if other)

    def _supposed(self) -> bool:
        """要是50万呢: supposed, not said; but 要是44万我就签 is a demand."""
        return self._says("if", self.said.own[: self.money.start][-24:]) and not self._says("then_sign", self.said.own)

    def _of_our_quote(self) -> bool:
        """你们报的46万8太贵了: our own price said again."""
        ours = self.ledger.standing("our_quote")
        same = any(claim.money.amount == self.priced.amount for claim in ours)
        said = self._says("your_price", self.clause.text[: self.money.end - self.clause.start])
        dear = _TOO_DEAR.match(self.text, self.money.end) is not None
        return (same and not self._near("budget")) or said or dear

    def _wished(self) -> bool:
        return self._says("target", self.clause.text) or self._cue_behind("target") is not None

    def _only_wished(self) -> bool:
        """能不能控制在45万: a price demand, unless the word 预算 itself is there."""
        named = self._says("budget_word", self.clause.text) or self._says("told_to", self.clause.text)
        return (self._wished() or self.clause.asks) and not named

    def _price_of_one(self) -> bool:
        """单户控制在2800以内: a cap on a price is a demand; 预算一台3万 is a budget."""
        return bool(_FOR_EACH.search(self.here)) and not self._says("budget_word", self.clause.text)

    def _after_denial(self) -> bool:
        return "不是" in self.text[: self.money.start] and self.text[: self.money.start].rstrip().endswith("是")

    # --- where the cue stands

    def _says(self, cue: str, text: str) -> bool:
        return self.lexicon.says(cue, text)

    def _near(self, cue: str) -> bool:
        return self._cue_at(cue) is not None or bool(self.turn.lead and self._says(cue, self.turn.lead))

    def _cue_at(self, cue: str) -> tuple[int, int] | None:
        """The cue in the clause, else in the clause before it in the same message, if that has no amount of its own."""
        if self._says(cue, self.clause.text):
            return self.clause.start, self.clause.end
        before = [c for c in self.said.clauses if c.end <= self.clause.start]
        if before and self._says(cue, before[-1].text) and not _priced(self.text[before[-1].start : before[-1].end]):
            return before[-1].start, self.clause.end
        return self._cue_behind(cue)

    def _cue_behind(self, cue: str) -> tuple[int, int] | None:
        """五万八，不能再低了: a clause that is only an amount may have its cue in the next one."""
        behind = [c for c in self.said.clauses if c.start >= self.clause.end][:1]
        alone = len(self.clause.text) - (self.money.end - self.money.start) <= 2
        return (self.clause.start, self.clause.end) if alone and behind and self._says(cue, behind[0].text) else None

    def _asked(self, cue: str) -> bool:
        """The other side's last message asked for it."""
        asked = self.turn.asked
        return asked is not None and self._says(cue, asked.own)

    @property
    def open(self) -> bool:
        return self._says("budget_open", self.text)


def _priced(text: str) -> bool:
    return any(one.sure for one in money.find(text))


_CUES = {"our_quote": "quote", "deal_amount": "deal", "budget": "budget", "target_price": "target"}
"""The list whose words make a kind certain."""


def facts(standing: Sequence[Claim]) -> Iterator[Fact]:
    """Claims as facts, each distinct value once."""
    for claim in standing:
        one = claim.money
        if claim.kind in ("budget", "target_price"):
            value: dict[str, object] = {"low": one.low, "high": one.high, "approx": one.approx}
            words = money.shown_range(one.low, one.high, one.approx)
        else:
            value, words = {"amount": one.amount}, money.shown(one.amount or 0)
        yield claim.said.fact(claim.kind, value, words, claim.confidence, claim.span)
