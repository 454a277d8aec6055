"""How sure the customer's budget is (预算状态): granted, a range, still to be approved, not decided, none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.nlp import outlays, sequels
from bot.nlp.facts import BUDGET_STATES, Fact
from bot.nlp.ledger import Claim
from bot.nlp.lexicon import Lexicon
from bot.nlp.patterns import late
from bot.nlp.state import Turn
from bot.nlp.text import Clause, Said

SETTLED = ("confirmed", "range")
_NOT_YET = late(
    r"等|才|再|如果|要是|的话|了没|[问看说讲听找提查用花审]过了|还没|没有|没(?:批|定|下)|不(?!是问题|成问题|差钱|缺钱|用操心)|有(?:限|点|变|缺口|出入|问题|压力|困难)"
)
_NO_SUCH = late(r"不是没|这一说|这个说法")
_IF_OVER = late(r"(?:超过?|高过|多)(?:了|出|这|\d)?[^,。;]{0,6}[就得要须需才走]")
"""超了得重新走流程: only what is above it."""
_PUBLIC = late(r"(?:已经?|都)[^,。;!? ]{0,3}公示完|公示完了")
"""已经公示完了: nothing hangs any more."""
_DUE = late(r"尾款|余款|货款|进度款|首付款?")
"""尾款等补贴下来再给你: when he pays, and no budget."""
_BOUND = late(r"[卡压锁控][在到死住着]{1,2}[^,。;\d一二三四五六七八九十百千万]{0,4}[\d一二三四五六七八九十百千万]")
"""卡在五万五以内 is a limit, and nothing that hangs."""
_PAYS = late(r"款子?[^,。;!?]{0,8}[打付转汇](?:给|到|过|[你您])")
"""款子下周三打给你: when he pays."""
_NO_TROUBLE = late(r"[没莫冇]得(?:啥|什么|么子)?(?:问题|事|毛病|说的)")
"""价钱没得问题."""
_OTHERS = late(r"(?:[他她]|人家|别人)(?:们|家)?(?:那边|就|也|是|倒是|店里)?有钱")
"""她有钱, 我这不行: another's purse."""
_OWN_POCKET = late(
    r"(?:[买换提]了?(?:个|套|台|辆)?(?:新?[房车]|手机|包包)|房贷|车贷|房租|彩礼|手机|话费|红包|压岁|信用卡|花呗|奶粉|零花|老婆|媳妇|相亲|请[你您我]们?(?:吃|喝)|打麻将|[发]工资)"
)
"""刚买了房 没钱了哈哈: a joke about his own money."""
_OF_THE_FIRM = late(r"公司|厂|单位|部门|学校|医院|局|集团|预算|经费|采购|项目|设备|资金|款")
_APPLIED = late(r"(?:报|申报|申请|写|填|提)(?:了|的是?|上去的?是?)?\s?[\d一二两三四五六七八九]|(?:报|写|提|递)(?:了)?上去")
_HANGS = late(
    r"批多少|能批|看运气|不晓得|不知道|才知道|(?:会上?|[会组局院校办])(?:才|再|要)?[定过](?![了过])|等[^,。;!?]{0,8}批|给答复|[没待]批"
)
"""我报100万 主任会上定: asked for, and not yet granted."""
_CUT_IN_PART = late(
    r"砍[掉了去]{0,2}\s?(?:一?大半|一?小半|一半|一?部分|一些|[一二两三四五六七八九]成|百分之"
    r"|\d{1,2}(?:%|个点)|[一二三四五六七八九]分之|了?不少|了?很多|一?点|[\d一二两三四五六七八九十百千]+万)"
)
"""预算砍了一半: there is less."""
_GOES_ON = late(r"(?:\A|[,。 ]|[在就可以去直接先]{1,2})走(?:审批|流程|程序|采购)")
_STILL_OPEN = late(r"没|未|才|等|[还要得]走|[还要得]|再")
"""老板批了18万 走流程吧: what comes after the grant."""
_SHORT_YES = late(r"(?:有[的啊呀哈,。 ]|有\Z|批了|批下来了|下来了|到位了|嗯?到了|列了|过了)(?![吗么没])")
_SHORT_NO = late(r"(?:还)?(?:没有?|早|没呢|不曾|未)")
_SEQUEL, _SHORT = 2, 12
"""Messages after which, and characters up to which, a word of approval is still about the budget."""
_CUES = (("budget_gone", "none"), ("budget_pending", "pending_approval"), ("budget_vague", "undecided"))
"""In this order: 没预算，等明年再报 is none, 还没批，数不确定 is pending."""


def status(turns: Sequence[Turn], lexicon: Lexicon, claims: Sequence[Claim]) -> Fact | None:
    """Where the customer's last word leaves the budget; None: he never spoke of it."""
    standing = {claim.said.index: claim for claim in claims if claim.kind == "budget"}
    last: Fact | None = None
    at = -_SEQUEL - 1
    for turn in turns:
        said = turn.said
        if said.theirs and not said.passed_on and said.trusted:
            told = next(_of(turn, lexicon, standing, last), None)
            if told is None and said.index - at <= _SEQUEL:
                told = _sequel(turn)
            last, at = (told, said.index) if told else (last, at)
    return last


def _sequel(turn: Turn) -> Fact | None:
    """还没批, right behind 预算30万."""
    said = turn.said
    name = sequels.state(said.own) if len(said.own) <= _SHORT and not any(one.sure for one in turn.amounts) else ""
    return stated(said, name, 0.75, (0, len(said.own))) if name else None


def settled(fact: Fact | None) -> bool:
    return fact is not None and fact.value["status"] in SETTLED


def _of(turn: Turn, lexicon: Lexicon, standing: Mapping[int, Claim], last: Fact | None) -> Iterator[Fact]:
    """What this message says of it, the strongest first."""
    said, claim = turn.said, standing.get(turn.said.index)
    about = _about_ours(turn, lexicon, claim)
    yield from _lost(said, about, claim)
    yield from _open(said, about, lexicon, claim)
    granted = next((clause for clause in about if _granted(clause, lexicon)), None)
    waits = last is not None and last.value["status"] == "pending_approval"
    if claim and not granted and _APPLIED.search(said.own) and _HANGS.search(said.own):
        yield stated(said, "pending_approval", claim.confidence, claim.span)
    if claim and (granted or not waits):
        name = "range" if None not in (claim.money.low, claim.money.high) and not claim.money.single else "confirmed"
        yield stated(said, name, claim.confidence, claim.span)
    elif granted:
        yield stated(said, "confirmed", 0.8, (granted.start, granted.end))
    elif answer := _answered(turn, lexicon):
        yield stated(said, answer, 0.75, (0, len(said.own)))


def _open(said: Said, about: Sequence[Clause], lexicon: Lexicon, claim: Claim | None) -> Iterator[Fact]:
    """None, still on its way, or no number yet."""
    for cue, name in _CUES:
        for clause in about:
            if name == "pending_approval" and (_hangs_not(clause.text, claim) or _only_goes_on(clause, said, lexicon)):
                continue
            if _NO_TROUBLE.search(clause.text):
                continue
            if lexicon.says(cue, clause.text) and not (name == "none" and (claim or _not_none(clause, said, lexicon))):
                yield stated(said, name, 0.85, (min(clause.start, about[0].start), clause.end))


def _about_ours(turn: Turn, lexicon: Lexicon, claim: Claim | None) -> list[Clause]:
    """Without what is said of another project's, or of his own pocket."""
    if _only_joked(turn.said.own):
        return []
    return [clause for clause in _about(turn, lexicon, claim) if not outlays.speaks_of_another(clause.text)]


def _lost(said: Said, about: Sequence[Clause], claim: Claim | None) -> Iterator[Fact]:
    """本来有30万预算，现在没了."""
    lost = next((clause for clause in about[1:] if claim is None and sequels.state(clause.text) == "none"), None)
    if lost:
        yield stated(said, "none", 0.75, (about[0].start, lost.end))


def _only_joked(own: str) -> bool:
    return _OWN_POCKET.search(own) is not None and not _OF_THE_FIRM.search(own)


def _hangs_not(text: str, claim: Claim | None) -> bool:
    over = _IF_OVER.search(text) or _PUBLIC.search(text) or _DUE.search(text)
    return bool(over or (claim and _BOUND.search(text)))


def _only_goes_on(clause: Clause, said: Said, lexicon: Lexicon) -> bool:
    """老板批了18万，走流程吧."""
    if not _GOES_ON.search(clause.text) or _STILL_OPEN.search(clause.text):
        return False
    return any(one.start <= clause.start and _granted(one, lexicon) for one in said.clauses)


def _not_none(clause: Clause, said: Said, lexicon: Lexicon) -> bool:
    """预算不是没有; 预算砍了一半; 没列这项，要走特批."""
    if _CUT_IN_PART.search(clause.text):
        return True
    return _NO_SUCH.search(clause.text) is not None or lexicon.says("budget_anew", said.own[clause.start :])


def _answered(turn: Turn, lexicon: Lexicon) -> str:
    """Yes or no to the question whether it is there or granted; empty: no such answer."""
    asked = turn.asked
    if asked is None or turn.before is not None or not lexicon.says("budget_status_asked", asked.own):
        return ""
    first = turn.said.own.lstrip()
    if _SHORT_YES.match(first):
        return "confirmed"
    granting = any(word in asked.own for word in ("批", "下来", "到位", "过会"))
    return ("pending_approval" if granting else "none") if _SHORT_NO.match(first) else ""


def _granted(clause: Clause, lexicon: Lexicon) -> bool:
    supposed = (
        clause.asks or lexicon.says("if", clause.text) or any(no.search(clause.text) for no in (_NOT_YET, _OTHERS, _PAYS))
    )
    return not supposed and lexicon.says("budget_granted", clause.text)


def _about(turn: Turn, lexicon: Lexicon, claim: Claim | None) -> list[Clause]:
    """The clauses that speak of the budget: by the word, right behind it, or as the answer to a question for it."""
    said = turn.said
    if not said.clauses:
        return []
    asked = turn.asked is not None and turn.before is None and lexicon.says("budget_status_asked", turn.asked.own)
    if asked or lexicon.says("budget_word", turn.lead):
        return list(said.clauses)
    if claim is None and not lexicon.says("budget_word", said.own):
        return []
    named = [lexicon.says("budget_word", clause.text) for clause in said.clauses]
    money = [claim is not None and clause.start <= claim.money.start < clause.end for clause in said.clauses]
    near = [a or b for a, b in zip(named, money, strict=True)]
    return [clause for index, clause in enumerate(said.clauses) if any(near[max(0, index - 1) : index + 1])]


def stated(said: Said, name: str, confidence: float, span: tuple[int, int]) -> Fact:
    """The budget's state, by these words."""
    return said.fact("budget_status", {"status": name}, BUDGET_STATES[name], confidence, span)
