"""What the customer holds against us or demands of us (异议): by class, the words that say it most clearly."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from bot.nlp import bids, harmless, retorts, waived
from bot.nlp.facts import TICKED, Fact
from bot.nlp.lexicon import Lexicon
from bot.nlp.listed import listed, parts
from bot.nlp.occasions import PRICE
from bot.nlp.pains import of_another, vague
from bot.nlp.patterns import late
from bot.nlp.phrases import clean
from bot.nlp.text import Clause, Said, hide

CATEGORIES = ("contract", "integration", "service", "authority", "delivery", "trust", "feature", "timing", "price")
"""Of two classes in one clause the first: 违约金20%太高 speaks of the contract."""
_ONLY_ASK = {"feature"}
"""Classes whose questions only ask; 能不能便宜点 presses."""
_WANTS_TO_KNOW = late(r"(?:多少|多久|多长|几[天年个月种]|是什么|哪些|哪几[个家种]|怎么[收算付])(?:来着)?[啊呀呢哈]?\Z")
_KNOWN_ONLY = ("contract", "feature", "service", "integration", "timing")
"""Of which such a question (账期一般是多久) holds nothing against us; 最低多少 and 最快多久 do."""
_EITHER_OR = late(r"([能会可要行])不\1|可不可以")
"""能不能上门安装 asks; 不能上门 presses."""
_SOFT = ("integration", "contract", "service", "feature", "delivery", "trust")
"""Classes that a word of pressure and a subject tell; of the others there is too much talk that presses nothing."""
HINT = 0.5
"""Too little for a claim by itself."""
_LATE = "price_late"
"""Of the price only when ours is known: 最多28万 is else the budget."""
Heard = list[tuple[str, int, int]]
Pains = Mapping[str, Sequence[tuple[int, int]]]
"""By message, what of it is told as a pain point."""
_AGREED = late(r"(?:可以|没问题|[行成好])[吧啊的]?\Z")
"""Ends the words of a yes to our price; 行不行 asks."""
_MORE = late(
    r"(?:如果|要是|假如|万一|哪天)[^。;!?]{0,20}?(?:[二三]期|[也都]|一[起块并]|扩|哪天|以后|往后|明年|后面|翻|[再加]上|全部|多要|多拿|多上)[^。;!?]{0,24}\Z"
)
"""Before a word of price: more than is bought now."""
_OF_PRICE = late(
    r"价|贵|便宜|优惠|折|预算|(?<![电水气油])费用?[^,。;!?]{0,6}(?:高|免|减|少)|(?:佣金|提成|抽成)[^,。;!?]{0,3}高"
)
_TOO_MUCH = late(r"(?:\d[\d.]{0,8}[多几来]?[万千百块元]?\d{0,2})?(?:也|还是|确实|有点|真的?|实在)?(?:太高|偏高|高)了?[吧啊呀]?")
_AMOUNT = late(r"[\d一二两三四五六七八九十][多几来]?[万千百块元]")
"""8万多 太高了吧: of the price."""
_OF_GOODS = late(r"(?:货|料|东西|设备|机器)[^,。;!?]{0,4}(?:还[没不]|没|不|迟迟)[^,。;!?]{0,2}(?:[到发来]|动静|影)")
"""等了半个月了货还没到: of no service."""
_BARRED = late(r"[不没难才只卡压]|得先|还得|非得|除非")
"""Words of a decider who stands in the way."""
_NAMES = late(r"拍板|说了算|做主")
"""这事最后要刘总拍板 only names him; 得张总点头 is what still stands before us."""
_AT_A_SIZE = late(r"(?:超过?|满)[^,]{1,8}[万千元块]|[万千元块]以上")
"""超过二十万要上办公会, where no price was told: how it goes, and nothing against us."""
_ANOTHER_DOES = late(r"\A[^我咱俺,]{2,8}(?:只是|只负责|就是)")
"""物业只是执行."""


def find(thread: Sequence[Said], lexicon: Lexicon, others: Sequence[Fact]) -> list[Fact]:
    """Claims, to be weighed (`bot.nlp.weighing`): of a message one a class, the clearest first; what is told as a pain point
    is none, and of a list each piece is a clause.

    Among `others` a counter-offer and a rival's lower price press on the price. 不是价格的问题 takes back what was said of it,
    and in its message nothing presses on it.
    """
    pains: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for fact in (fact for fact in others if fact.kind == "pain_point"):
        pains[fact.evidence.message].append((fact.evidence.start, fact.evidence.end))
    named = {fact.evidence.message for fact in others if fact.kind == "decision_maker" and fact.confidence >= TICKED}
    claims: list[Fact] = []
    priced, unpressed = False, set[str]()
    for said in thread:
        priced = priced or (said.ours and PRICE.search(said.own) is not None)
        if not said.theirs or said.passed_on or not said.trusted:
            continue
        if waived.price(said.own, lexicon):
            claims = [fact for fact in claims if fact.value["category"] != "price"]
        if waived.unpressed(said.own, lexicon):
            unpressed.add(said.message.id)
        found = _of_message(said, priced, pains, lexicon) or list(_pressed(said, pains, lexicon))
        claims += (fact for fact in found if not _only_names(fact, named=said.message.id in named, priced=priced))
    theirs = {said.message.id for said in thread if said.theirs}
    claims += (*_of_facts(others), *_due(others, theirs), *bids.find(thread, lexicon), *retorts.find(thread, lexicon))
    kept = (fact for fact in claims if fact.value["category"] != "price" or fact.evidence.message not in unpressed)
    return sorted(kept, key=lambda fact: -fact.confidence)


def _only_names(fact: Fact, *, named: bool, priced: bool) -> bool:
    """Told who decides, and no more."""
    quote = fact.evidence.quote
    if fact.value["category"] != "authority":
        return False
    told = named and (_NAMES.search(quote) or (not priced and _AT_A_SIZE.search(quote)))
    return bool(_ANOTHER_DOES.match(quote) or (told and not _BARRED.search(quote)))


def _of_message(said: Said, priced: bool, pains: Pains, lexicon: Lexicon) -> list[Fact]:
    heard = _heard(said, lexicon, priced)
    told = [part for c in said.clauses for part in parts(c)] if listed(said.own) else said.clauses
    clauses = [c for c in told if not _hurts(said, c, pains)] if heard else []
    return [fact for clause in clauses for fact in _objections(said, clause, heard, lexicon, priced=priced)]


def _hurts(said: Said, clause: Clause, pains: Pains) -> bool:
    """Told as a pain point, or what comes of the one right before: 电费一个月十几万 吃不消."""
    spans = pains.get(said.message.id, ())
    return any(start <= clause.start < end or (vague(clause) and 0 <= clause.start - end <= 2) for start, end in spans)


def _of_facts(others: Sequence[Fact]) -> Iterator[Fact]:
    ours = sorted((fact.currency, int(fact.value["amount"])) for fact in others if fact.kind == "our_quote")
    for fact in others:
        pressed = (fact.kind == "target_price" and not _AGREED.search(fact.evidence.quote)) or _lower(fact, ours)
        if fact.confidence >= TICKED and pressed:
            text = clean(fact.evidence.quote)
            yield Fact("objection", {"category": "price", "text": text}, text, 0.7, fact.evidence)


def _due(others: Sequence[Fact], theirs: Collection[str]) -> Iterator[Fact]:
    """8月8号前要进场: a day of his is a demand more often than not; no more than a hint, for who weighs it."""
    for fact in others:
        if fact.kind == "deadline" and fact.confidence >= TICKED and fact.evidence.message in theirs:
            text = clean(fact.evidence.quote)
            yield Fact("objection", {"category": "delivery", "text": text}, text, HINT, fact.evidence)


def _lower(fact: Fact, ours: Sequence[tuple[str, int]]) -> bool:
    """A rival's price below what we asked in its currency (`ours`, the lowest first)."""
    if fact.kind == "competitor_price":
        price, currency = fact.value["amount"], fact.currency
        above = bisect_right(ours, (currency, price))
        return above < len(ours) and ours[above] < (currency, 3 * price)
    return fact.kind == "competitor_delta" and fact.value["than"] == "lower"


def _heard(said: Said, lexicon: Lexicon, priced: bool) -> Heard:
    """(class or class and strength, start, end) of every cue in a message; `priced`: we have told a price before."""
    text = said.own
    if lexicon.says("price_polite", text):
        text = hide(text, (m.span() for m in lexicon.cue("price_polite").finditer(text)))
    hits = [(name.removeprefix("objection_"), m) for name, m in lexicon.spotter("objection_").find(text)]
    found = [("price" if name == _LATE else name, *m.span()) for name, m in hits if priced or name != _LATE]
    found += (("price", *m.span()) for m in lexicon.cue("price_pressure").finditer(text))
    return [one for one in found if one[0] != "price" or not _of_more(text, one)]


def _of_more(text: str, cue: tuple[str, int, int]) -> bool:
    """要是二期也给你们做，能不能再便宜: what is asked for an order that nobody places."""
    return _MORE.search(text, 0, cue[1]) is not None


def _objections(said: Said, clause: Clause, heard: Heard, lexicon: Lexicon, *, priced: bool) -> Iterator[Fact]:
    begun = {name: end for name, start, end in reversed(heard) if clause.start <= start < clause.end}
    names = {name for name, end in begun.items() if end <= clause.end} or set(begun)
    if not names:
        return
    skipped = lexicon.says("objection_not", clause.text) or lexicon.says("not_ours", clause.text)
    if skipped or lexicon.says("imagined", said.own) or of_another(clause, lexicon, said.clause_before(clause)):
        return
    text = clean(said.message.text[clause.start : clause.end])
    names = {name for name in names if not harmless.nothing(name.removesuffix("_weak"), clause, said)}
    if bids.asked(said, clause):
        names &= {"price", "contract"}
    high = bids.called_high(said, clause, lexicon)
    category, confidence = _class(clause, names, priced=priced or _AMOUNT.search(said.own) is not None, high=high)
    if names and all(begun[name] > clause.end for name in names):
        confidence -= 0.1  # 现在正是旺季 没工夫弄: over a cut, less surely one thought
    only_asks = category in _KNOWN_ONLY and _WANTS_TO_KNOW.search(clause.text) is not None
    if text and category and not only_asks and (not clause.asks or category not in _ONLY_ASK):
        value: dict[str, object] = {"category": category, "text": text}
        yield said.fact("objection", value, text, confidence, (clause.start, clause.end))


def _pressed(said: Said, pains: Pains, lexicon: Lexicon) -> Iterator[Fact]:
    """A word of pressure (不行, 万一, 谁负责): about what, is told by the subjects in the clause and around."""
    clause = next((c for c in said.clauses if lexicon.says("press", c.text) and _may_press(said, c, lexicon)), None)
    if clause is None or said.message.id in pains or lexicon.says("imagined", said.own):
        return
    praised = ((c.start, c.end) for c in said.clauses if c != clause and lexicon.says("objection_not", c.text))
    weights = Counter(_subjects(clause.text, lexicon, 2)) + Counter(_subjects(hide(said.own, praised), lexicon, 1))
    text = clean(said.message.text[clause.start : clause.end])
    category = max(CATEGORIES, key=lambda name: weights[name])
    asks = clause.asks or (category == "service" and _EITHER_OR.search(clause.text) is not None)
    if category in _SOFT and weights and text and not asks and not harmless.nothing(category, clause, said):
        value: dict[str, object] = {"category": category, "text": text}
        yield said.fact("objection", value, text, 0.62, (clause.start, clause.end))


def _may_press(said: Said, clause: Clause, lexicon: Lexicon) -> bool:
    skipped = lexicon.says("objection_not", clause.text) or lexicon.says("not_ours", clause.text)
    return not (skipped or of_another(clause, lexicon, said.clause_before(clause)))


def _subjects(text: str, lexicon: Lexicon, weight: int) -> dict[str, int]:
    found: Counter[str] = Counter()
    for name, m in lexicon.spotter("topic_").find(text):
        found[name.removeprefix("topic_")] += weight * len(m[0])
    return found


def _class(clause: Clause, names: set[str], *, priced: bool, high: bool) -> tuple[str, float]:
    """What one clause holds against us, and how surely; a subject alone (售后) counts only with a hard word (必须).

    `priced`: an amount was told, of which 太高了 speaks; `high`: one is called so in the clause.
    """
    of_price = high or _OF_PRICE.search(clause.text) or (priced and _TOO_MUCH.fullmatch(clause.text))
    if "price" in names and of_price:
        return "price", 0.8
    if {"service", "delivery"} <= names and _OF_GOODS.search(clause.text):
        return "delivery", 0.8
    strong = next((category for category in CATEGORIES if category in names), "")
    if strong:
        return strong, 0.8
    weak = (c for c in CATEGORIES if f"{c}_weak" in names)
    return next(weak, ""), 0.65
