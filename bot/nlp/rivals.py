"""Who else is in it (竞品): rivals by the lexicon or by how they are spoken of, their prices, and those beside ours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from itertools import takewhile

from bot.nlp import incumbents, rival_names, rival_prices
from bot.nlp.lexicon import Lexicon
from bot.nlp.patterns import late
from bot.nlp.rival_names import Hit
from bot.nlp.rival_state import Rivals, competitor
from bot.nlp.state import Turn
from bot.nlp.text import Clause, Said

_GATE = late(r"[比报跟和与同拿找看问试测用换来家才谈]|能不能|他们|人家|对方|那边|友商|竞品|对手|同行")
_SCORNED = late(
    r"(?:那|这)个?(?:牌子|家|玩意儿?|东西|货)(?:我们?|咱们?)?(?:可|绝对|肯定|打死|才|是|都)?(?:不要"
    r"|不会[要用买]|不敢[要用买]|不考虑|看不上|不用)(?![紧错])"
)
"""对门用的某某 老跳闸 那牌子我可不要."""
_DENIED_BEHIND = late(
    r"(?!.{0,6}(?:说|讲|承诺|答应|告诉|建议|保证)).{0,8}?(?:(?:pass|毙|刷|踢|筛)(?:掉|下来|下去|出去|出局)?了|不谈(?:了|\Z)|没戏|从来?没|没[一-鿿]{1,2}过|没影|没这回事|没关系|(?<!还)没报价|(?<!没)瞎[说传]"
    r"|谣言|(?<!还)没(?:考虑|看|找|谈|联系|接触|选|问|参与|参加|中标"
    r"|来投|[进入]围|进[^,。;!?]{0,4}名单|资质|这[个项块种]?(?:服务|业务|产品))|拉黑|进黑名单|不(?:考虑|看|选|用(?![换改加装停等调交押预付我你人怎]))|排除|淘汰|出局|放弃|退出|不在[^,。;!?]{0,5}(?:名单|考虑|范围|备选))"
)
_RELATED = late(
    r"(?:那边|他们)?(?:就|也|可|现在|一直|做的|以前|其实|都)?是(?:我们?|咱们?|俺们?)(?:这边|家|公司"
    r"|厂)?的?(?:[^,。;!?]{0,3}(?:客户|甲方|东家|房东|股东|下游|主机厂"
    r"|总部|母公司|兄弟公司)|供应商那边)"
)
"""格兰富是我们客户: spoken of for another reason."""
_SERVED = late(r"(?:给|帮|替|为)\Z")
_SERVES = late(r"(?:那边|他们)?(?:做|供|代工|配套|贴牌|送货|打工)")
_DENIED_NEXT = late(
    r"(?:我们?|咱们?|俺们?|公司|单位|厂里)(?:自己)?(?:从来|压根|根本|都|可|并|是)?没有?(?:看|找|问|谈|联系|接触|考虑|用"
    r"|买|订|去)过?(?:他们家?|他家|它|这家|那家|啊|呀|哦|的)?\Z"
    r"|(?:就|都|已经|早就|后来)?(?:被[^,。;!?]{0,6}(?:否|毙|劝退|刷|pass|淘汰|排除)|不考虑了?\Z)"
    r"|(?:都|全|纯|压根|根本|并|我们?说)?(?:是)?(?:没影|没得的事|没有的事|没这回事|没那回事|无此事|瞎|谣|那?是隔壁)"
)
"""那是隔壁店在看格兰富 我没看过; 格兰富来过 被领导否了; 传我要换格兰富 没影的事."""
_OFFERED = late(r"\d|(?<!没)(?<!不)便宜|[低贵省][一二两三四五六七八九十几]|[一二两三四五六七八九十百千][块毛万折]")
"""丽源58我没理他: whom he would not have, but whose price he holds against us. 汇川来找过我 我没理: no rival."""
_IN = late(r"[在去到进]了?\Z")
_AT_WORK = late(r"(?:那边|公司|他们|家)?(?:上班|工作|任职|实习|打工|当(?![然时])|做(?:销售|技术|研发|业务|客服|采购))")
"""同学现在在派能上班."""
_CLIENT = late(r"(?:客户|甲方|业主|东家|总包|下游|股东|母公司|房东)(?:就|也|都|其实|主要|全)?是\Z")
_NO_OFFER = late(r"(?!的?(?:报|价))")
_WE_ARE = late(r"(?:[我俺咱]们?|我司|公司)(?:这边)?(?:就|也)?是\Z")
_OF_THEM = late(r"的?(?:供应商|经销商|代理|子公司|分公司|代工|客户|下游|配套)")
_VIA = late(r"(?:[在用走从发寄让]|通过|\A|[你您我]们?)\Z")
_SENDS = late(
    r"(?:[上里]|群里?)?(?:再|直接|单独)?(?:把[^,。;!?]{1,6})?(?:发|寄|传|拉|加|打|回|联系|找|通知)(?:给|一下|下|个|到)?(?:[你您]|我(?!们|司))"
    r"|(?:[上里]|群里?)(?:再|直接|慢慢|单独|细)?(?:说|聊|发|讲|沟通|联系|谈|回)(?:吧|哈|啊|一下|\Z)"
    r"|[上里]?(?:拉|建)[个了]?[^,。;!?]{0,3}群|[^,。;!?]{0,3}(?:到付|包邮|单号)"
)
"""在钉钉上把资料发我, 样品我用顺丰寄给你了: by what we are in touch, or by whom things come."""
_DEGREE = late(r"(?:[挺很蛮怪真太最]|特别|非常|[做长设计想]得)\Z")
"""方案挺美的: the name is a word for how it is."""
_ELSE = ((_SERVED, _SERVES), (_IN, _AT_WORK), (_CLIENT, _NO_OFFER), (_WE_ARE, _OF_THEM), (_VIA, _SENDS))
"""What stands before a name and behind it, where it is spoken of for another reason."""
_SHARES = late(r"股票|股价|套牢|涨停|跌停|大盘")
_SOUGHT_US = late(r"[^,。;!?]{0,4}(?:自己|主动|自个儿?|非要|上赶着)[^,。;!?]{0,4}(?:找|跑|来|凑|联系|加|打电话|推)")
"""没有跟别家在谈 格兰富是他们自己找上门的."""
_BRUSHED_OFF = late(r"(?:我们?|都|也|压根)没(?:理|回|接|应|见)[过了啊呀哦的]?\Z")
"""汇川找过我 我都没回."""
_STILL = late(r"(?:还|暂时?|[等待][^,。;!? ]{0,4})\Z")
_BEHIND = 4
"""Clauses, from the one that names them on, that may deny them."""
_NOT_THEM = late(r"(?:[不没](?:看|找|考虑|联系|接触|在看)|没[问用]过|从来?没|哪有)")
"""Begins a no to whom we asked about: 这次还看宜家吗, 不看."""
_ANOTHER_TIME = late(
    r"(?:跟|和|与)(?:我们)?(?:这|本|今)(?:回|次|个|单|期|边|项目)?[^,。;!? ]{0,2}(?:两码事|两回事|没关系|不相干|不搭|无关)"
)
"""三期那个标去年宇视做的 早验收完了 跟这回两码事."""
_BESIDE_US = late(r"区别|差别|差异|不同|优势|比.{0,8}(?:怎么样|如何|好|强|差|贵|便宜)|哪家好|哪个好")
_THEM = late(r"他们家?|他家|人家|那家")
_YES = late(
    r"(?:是[的啊呀]?|对|嗯+|有|没错|[找问看谈来聊][过了]|在[看比谈聊]|还在|差不多)(?![不没吗])"
    r"(?=[^一-鿿]|[的啊呀呢]?(?:\Z|[ ,。])|[看比谈聊])"
)
_LOOKED_AT = late(r"[看比谈聊找问报用跟投]|接触|联系|考虑|参[与加]")
_ASKED = late(r"是不是|有没有|听说|[吗吧么]\Z")
_CONTEST_BEFORE = late(r"(?:[你您]们?家?|贵[司方])[和跟与、]\Z")
_CONTEST_BEHIND = late(r"[和跟与、](?:[你您]|贵[司方])")
"""现在是你们和理邦二选一: beside us, whatever is so now."""
_RUMOUR = late(r"谁[讲说]|瞎|没影|不认识|不知道|不熟|哪有|没有的事|谣")
_TAKEN_UP = 0.65
_EVERYDAY = 1000
"""A name that the dictionary has seen so often is a word first."""
_DONE = late(r"[了过着]|一下")
_PRICED = late(r"比|报价|便宜|贵")


def read(turns: Sequence[Turn], lexicon: Lexicon) -> Rivals:
    """Rivals that still stand at the end: a later 已经排除 takes one away, 没看别家 all."""
    seen = Rivals(lexicon)
    for turn in turns:
        said = turn.said
        seen.heard.append(turn)
        hits = lexicon.rivals.find(said.whole) if said.message.text else []
        if not (hits or said.passed_on or seen.lately(said) or _GATE.search(said.whole) or rival_names.asked_of(said)):
            continue
        if said.theirs and said.trusted and lexicon.says("denied_all", said.own):
            seen.standing.clear()
        hits = hits or list(rival_names.unknown(said, lexicon))
        if _refused(seen, said, hits):
            continue
        denied = _weigh_all(seen, said, hits)
        _taken_up(seen, said)
        if said.theirs and said.trusted:
            rival_prices.read(seen, turn, [hit for hit in hits if hit[0] not in denied])
    seen.settle()
    return seen


def _refused(seen: Rivals, said: Said, hits: Sequence[Hit]) -> bool:
    """All whom he names here, or whom we asked about, are none: 传我要换格兰富 没这回事; they came, but 我没让进门."""
    if not said.theirs or not said.trusted or _OFFERED.search(said.own):
        return False
    name, index = seen.focus
    asked = {name} if said.index - index == 1 and seen.heard[-2].said.ours else set[str]()
    named = {name for name, start, end in hits if said.own[start:end] == said.whole[start:end]}
    untrue = seen.lexicon.says("rival_untrue", said.own)
    denied = asked if not named and _NOT_THEM.match(said.own) else set[str]()
    gone = named | asked if untrue else named if _rebuffed(said, seen.lexicon) else denied | _taken_back(seen, said, named)
    for one in gone:
        seen.drop(one)
    return bool(gone)


def _taken_back(seen: Rivals, said: Said, named: Set[str]) -> Set[str]:
    """我没跟他们合作, 就顺手截图: whom he named, or sent on, a little before."""
    name = seen.lately(said)
    return {name} if name and not named and _THEM.search(said.own) and _unsought(said.clauses, seen.lexicon) else set()


def _unsought(told: Iterable[Clause], lexicon: Lexicon) -> bool:
    """Whether he has no dealings with them: 俺没找他家, 没联系, 我没松口; 还没联系 is to come."""
    return any(
        not _STILL.search(clause.text, 0, m.start()) and not clause.asks
        for clause in told
        for m in lexicon.cue("rival_unsought").finditer(clause.text)
    )


def _rebuffed(said: Said, lexicon: Lexicon) -> bool:
    return lexicon.says("rival_rebuffed", said.own) or any(_BRUSHED_OFF.search(clause.text) for clause in said.clauses)


def _taken_up(seen: Rivals, said: Said) -> None:
    """格兰富还来吗, and the customer: 来，但是他家贵. Whom we asked about, he speaks of; a yes is of all of them."""
    name, index = seen.focus
    if not said.theirs or not said.trusted or said.index - index > 2 or not said.clauses:
        return
    yes = said.index - index == 1 and _YES.match(said.own)
    asked = _asked_of(seen.heard[-2].said, seen.lexicon) if yes else set[str]()
    spoken = next((clause for clause in said.clauses if asked or _THEM.search(clause.text)), None)
    if spoken is None or seen.lexicon.says("denied", said.own) or _RUMOUR.search(said.own):
        return
    for one in asked | {name}:
        before = seen.standing.get(one)
        if before and before.confidence < _TAKEN_UP:
            seen.standing[one] = competitor(said, one, str(before.value["role"]), _TAKEN_UP, (spoken.start, spoken.end))


def _asked_of(asked: Said, lexicon: Lexicon) -> set[str]:
    """您是拿我们跟格兰富比吗, 听说格兰富也在跟."""
    return {
        name
        for clause in (asked.clauses if asked.ours else ())
        if (clause.asks or _ASKED.search(clause.text)) and _LOOKED_AT.search(clause.text)
        for name, _, _ in lexicon.rivals.find(clause.text)
    }


def _weigh_all(seen: Rivals, said: Said, hits: Sequence[Hit]) -> Set[str]:
    """All that are named; gives those who are none by these words."""
    once = {(name, said.clause_at(start).start): (start, end) for name, start, end in reversed(hits)}
    denied = set()
    for (name, _), at in reversed(once.items()):
        if said.own[at[0] : at[1]] == said.whole[at[0] : at[1]] and _is_none(seen, said, at, hits):
            denied.add(name)
            if said.theirs and said.trusted:
                seen.drop(name)
        else:
            _weigh(seen, name, said, at)
    return denied


def _is_none(seen: Rivals, said: Said, at: tuple[int, int], hits: Sequence[Hit]) -> bool:
    """By what stands beside the name in his own words, or in the clauses behind it in which no other is named."""
    clause = said.clause_at(at[0])
    if _denied(clause, at, seen.lexicon) or not said.theirs:
        return _denied(clause, at, seen.lexicon)
    others = [start for _, start, _ in hits if start >= clause.end]
    behind = [one for one in said.clauses if clause.start <= one.start < min(others, default=len(said.own))][:_BEHIND]
    return (
        any(words.search(said.own, at[1]) for words in (_SCORNED, _ANOTHER_TIME, _SHARES))
        or (_SOUGHT_US.match(said.own, at[1]) and not _OFFERED.search(said.own) and seen.lexicon.says("denied_all", said.own))
        or _denied_next(said, clause)
        or _unsought(takewhile(lambda one: not _OFFERED.search(one.text), behind), seen.lexicon)
    )


def _weigh(seen: Rivals, name: str, said: Said, at: tuple[int, int]) -> None:
    clause = said.clause_at(at[0])
    own = said.own[at[0] : at[1]] == said.whole[at[0] : at[1]]
    seen.focus = name, said.index
    role, confidence = _role(clause, said, at, seen.lexicon) if own else ("compare", 0.5)
    before = seen.standing.get(name)
    if role and (before is None or before.confidence < confidence):
        span = (clause.start, clause.end) if own else at
        seen.standing[name] = competitor(said, name, role, confidence, span)


def _is_verb(said: Said, at: tuple[int, int], lexicon: Lexicon) -> bool:
    """资料我得到了: the name is an everyday word and is used as one."""
    return _DONE.match(said.own, at[1]) is not None and lexicon.words.weight(said.own[slice(*at)]) > _EVERYDAY


def _denied_next(said: Said, clause: Clause) -> bool:
    following = next((other for other in said.clauses if other.start >= clause.end), None)
    return following is not None and _DENIED_NEXT.match(following.text) is not None


def _denied(clause: Clause, at: tuple[int, int], lexicon: Lexicon) -> bool:
    """没看汇川, 汇川我们没考虑, 汇川已经排除了."""
    left, right = clause.text[: at[0] - clause.start], clause.text[at[1] - clause.start :]
    cues = (m for m in lexicon.cue("denied").finditer(left) if len(left) - m.end() <= 3)
    before = [m for m in cues if not left.startswith("有没有", max(0, m.start() - 1))]
    if before or _DENIED_BEHIND.match(right) or _RELATED.match(right) or _DEGREE.search(left):
        return True
    return any(ahead.search(left) and behind.match(right) for ahead, behind in _ELSE)


def _role(clause: Clause, said: Said, at: tuple[int, int], lexicon: Lexicon) -> tuple[str, float]:
    """Compared with us, or in use now; or only something to be connected to (then empty)."""
    following = [c for c in said.clauses if c.start >= clause.end][:1]
    joined = any(lexicon.says("connects", c.text) for c in (clause, *(c for c in following if c.asks)))
    if joined and not _PRICED.search(clause.text):
        return "", 0.0
    left, right = clause.text[: at[0] - clause.start], clause.text[at[1] - clause.start :]
    beside_us = said.theirs and (_CONTEST_BEFORE.search(left) or _CONTEST_BEHIND.match(right))
    if not beside_us and (lexicon.says("incumbent", clause.text) or incumbents.in_use(said, clause, at)):
        return "incumbent", 0.5 if said.ours else 0.8
    compared = any(lexicon.says("compare", c.text) for c in (clause, *following))
    if said.theirs and not clause.asks:
        return "compare", 0.85 if compared else 0.5 if _is_verb(said, at, lexicon) else 0.6
    return "compare", 0.7 if said.theirs and _BESIDE_US.search(clause.text) else 0.5
