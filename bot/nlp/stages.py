"""Where the deal stands (阶段事件): what has happened, is going on or was asked for, by the words that say so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from bot.nlp import arrivals, doubts, elsewhere, faults, foreseen, losses, replies
from bot.nlp.facts import TICKED, Fact
from bot.nlp.intents import Talk, talks
from bot.nlp.lexicon import Lexicon
from bot.nlp.occasions import MEETINGS, Scene, accepted, answered, appointed, asks, meeting, of_short, outcome
from bot.nlp.patterns import late
from bot.nlp.text import Said, normalise
from bot.nlp.trials import TRIES

SHOWN = {
    "quote_requested": "要报价",
    "quote_sent": "已报价",
    "sample_requested": "要样品",
    "sample_sent": "样品已寄",
    "sample_received": "样品已收",
    "waiting_test_report": "等检测报告",
    "test_passed": "测试通过",
    "test_failed": "测试未通过",
    "trial_started": "试用中",
    "poc_requested": "要做POC",
    "poc_started": "POC进行中",
    "demo_scheduled": "已约演示",
    "demo_done": "演示完成",
    "visit_scheduled": "已约拜访",
    "visit_done": "已拜访",
    "technical_review": "技术评审",
    "negotiation": "议价中",
    "bidding": "招投标",
    "finance_approval": "财务审批中",
    "contract_review": "合同审核",
    "contract_signed": "合同已签",
    "po_issued": "已下单",
    "payment_received": "已到账",
    "delivered": "已交付",
    "acceptance": "验收",
    "on_hold": "暂缓",
    "lost": "已流失",
    "renewal": "续约",
    "complaint": "投诉",
}
"""Every event, in the order of a deal, and how a person reads it."""

ASKED = {"quote_requested", "sample_requested", "poc_requested", "complaint"}
"""Those that may be a question: 能寄个样品吗 asks for one."""
UNDER_WAY = {
    "waiting_test_report", "trial_started", "technical_review", "negotiation", "bidding", "finance_approval",
    "contract_review", "acceptance", "renewal", "on_hold",
}  # fmt: skip
"""Those that begin with the plan: a tender that is announced is one."""
DENIALS = {"waiting_test_report", "test_failed", "on_hold", "lost", "complaint"}
"""Those whose own words deny something."""
_UNDONE = {"lost": "on_hold", "contract_signed": "contract_review", "test_passed": "test_failed", "test_failed": "test_passed"}
"""What an event leaves behind: who has signed reviews no longer."""
_COVERED = {"poc_requested": "poc_started", "on_hold": "lost", "sample_requested": "sample_received"}
"""What is not said beside the other in one message: who has started a POC asks for none."""
_SUM = late(
    r"(?:\d|[一二两三四五六七八九十百千])(?:万|块|毛|元|美金|美元|刀|欧|港币)(?!人|条|张|次|尾|像|级|转|公里|米|平|吨|用户)"
    r"|一(?:套|台|个|晚|天|公斤|吨|平|页|尾|次|年|月|人|场|箱|件|米)\d{2,}|\d{2,}一(?:套|台|个|晚|天|公斤|吨|平|次|年|月|人|场|箱|件|米)"
)
_OTHER_SUM = late(
    r"预算|罚|赔|定金|订金|首付|押金|尾款|预付|到账|收到|回款|保证金|质保金|补贴|营收|产值|省下|节省|[您你]说|他们|去年|对账|发票|成交|做不了|合同|之前|那家|客户|销量|库存|流水|参考|大概多少|多少"
)
_SOMEDAY = late("什么时候|几时|何时|多久|等|再|如果|要是|之后|最快|最早|看|才")
_TO_COME = late(
    r"(?:\d|[一二两三四五六七八九十百千万])\s?(?:箱|吨|件|桶|袋|瓶|公斤|斤|包|盒|卷|米|千米|张|条|只|支|片|根|亩|方)(?!算)|[送发拉运](?:来|过来|到)|分[两三几]车|下地"
)
_AGAIN = late(
    r"还是|不变|没变|老价|照旧|合同价|原价|维持|最低|再低|批[了下]|申请|同意|松口|磨下来|问了?[^,。]{0,3}(?:领导|经理|老板|上面)|真不|做不[了到]|有难度|给您做"
    r"|^(?:行|成交|那就?给[您你]|对[的滴]?|是的)[,。! ]|到底|特批|真亏"
)
"""A price that gives way, or holds on."""
_PUT_OFF = late("再|等|缓|放")
_NO_DENIAL = (
    "不错", "不好意思", "没问题", "没什么问题", "没啥问题", "没想到",
    "没意见", "没毛病", "没得说", "没得讲", "没话说", "没话讲", "没说的", "没二话",
)  # fmt: skip
"""What begins like a denial but praises or agrees."""
_NOT_THAT = late(r"(?:不是|并非|又不是|没有?说)(?:[你您]们?|我们?|说|因为|要)?\Z")
"""Right before an event whose own words deny something: 不是你们没中标."""
_THAT_ONE = late(r"(?:那[场堂节趟]|[做演]的)[^,。]{0,6}(?:演示|讲解|宣讲|试讲|体验课|试听课|讲座|路演)")
"""A meeting that is spoken of as past, though something is asked about it: 上周那场演示大家觉得怎么样."""
_NOT_AFTER_ALL = late(r"(?<![要用做能可])不(?:做|用|要|搞|弄|寄|发)了?[吧啦哈]?\Z")
_MET = ("stage_visit", "stage_demo")
_SENTENCE_END = late(r"[。!?;]")
"""收到,感谢!尾款的话: what stands behind it is said of something else."""
_BOUGHT = {"po_issued", "contract_signed", "signed", "payment_received"}
_DENIED = "_denied"
"""Ends the name of a list whose words say that it has not happened."""
_SIDE = late(r"_(ours|theirs)\Z")


def find(thread: Sequence[Said], lexicon: Lexicon, others: Sequence[Fact]) -> list[Fact]:
    """One fact an event: the last that stands. `others` (our quotes, counter-offers) tell of a price given or bargained."""
    standing: dict[str, Fact] = {fact.value["event"]: fact for fact in _of_money(others, thread)}
    pressed = doubts.pressed(others)
    wares = cache(lambda: {name for said in thread for name, _, _ in lexicon.wares.find(said.own)})
    rivals = frozenset(normalise(str(fact.value["name"])) for fact in others if fact.kind == "competitor")
    tries = cache(lambda: next((said.index for said in thread if TRIES.search(said.own)), len(thread)))
    for position, said in enumerate(thread):
        if said.passed_on or not said.trusted:
            continue
        if lexicon.says("resumed", said.own) and _goes_on(said, lexicon):
            standing.pop("on_hold", None), standing.pop("lost", None)
        quoted = _quoted(said, lexicon) if said.ours and "quote_sent" not in standing else {}
        if quoted and _given(said, thread):
            standing.update(quoted)
        scene = Scene(thread, position, standing.keys(), pressed, wares, tries, rivals)
        _settle(standing, {**dict(_heard(scene, lexicon)), **_gone(scene, lexicon)})
    return list(standing.values())


def _goes_on(said: Said, lexicon: Lexicon) -> bool:
    """又重启了; 什么时候解冻 and 解冻了再说 only speak of it."""
    told = (clause for clause in said.clauses if lexicon.says("resumed", clause.text))
    return any(not clause.asks and not _SOMEDAY.search(clause.text) for clause in told)


def _settle(standing: dict[str, Fact], heard: dict[str, Fact | None]) -> None:
    """What a message tells: the new stands, the denied goes; what it excludes goes too."""
    held = heard.get("on_hold")
    if held and _PUT_OFF.search(held.evidence.quote):
        heard = {event: fact for event, fact in heard.items() if event != "lost"}
    if heard.get("demo_scheduled"):
        heard.pop("visit_scheduled", None)  # 我13号来给您演示
    for event, fact in heard.items():
        standing.pop(event, None)
        if fact and not heard.get(_COVERED.get(event, "")) and not (event == "on_hold" and "lost" in standing):
            standing.pop(_UNDONE.get(event, ""), None)
            standing[event] = fact


def _gone(scene: Scene, lexicon: Lexicon) -> dict[str, Fact | None]:
    said, clause = scene.said, losses.gone(scene.said, lexicon, scene.rivals)
    if clause is None:
        return {}
    return {"lost": said.fact("stage_event", {"event": "lost"}, SHOWN["lost"], 0.85, (clause.start, clause.end))}


def _quoted(said: Said, lexicon: Lexicon) -> dict[str, Fact]:
    """8台一晚14400, 整套58万: a sum of ours in passing is a price, unless it is of another thing."""
    for clause in said.clauses:
        if _SUM.search(clause.text) and not (clause.asks or _OTHER_SUM.search(said.own) or lexicon.rivals.find(clause.text)):
            told = said.fact("stage_event", {"event": "quote_sent"}, SHOWN["quote_sent"], 0.62, (clause.start, clause.end))
            return {"quote_sent": told}
    return {}


def _of_money(others: Sequence[Fact], thread: Sequence[Said]) -> Iterator[Fact]:
    """A price of ours that was given as a quotation, and a counter-offer."""
    at = {said.message.id: said for said in thread}
    for kind, event, sureness in (("our_quote", "quote_sent", 0.75), ("target_price", "negotiation", 0.65)):
        for fact in others:
            sure = fact.kind == kind and fact.confidence >= TICKED
            if sure and (event == "negotiation" or _given(at[fact.evidence.message], thread)):
                yield Fact("stage_event", {"event": event}, SHOWN[event], sureness, fact.evidence)
    for fact in others:
        if fact.kind == "deal_amount" and fact.confidence >= TICKED and _ordered(at[fact.evidence.message]):
            yield Fact("stage_event", {"event": "po_issued"}, SHOWN["po_issued"], 0.65, fact.evidence)


def _ordered(said: Said) -> bool:
    """妥 288就288 50箱: the price agreed to, with what is to come, where no contract is spoken of."""
    return said.theirs and _TO_COME.search(said.own) is not None and "合同" not in said.own


def _given(said: Said, thread: Sequence[Said]) -> bool:
    """A price that only gives way, or says again what held before (老价, 还是), is no quotation, unless we had told one."""
    earlier = thread[: said.index]
    first = not any(other.theirs for other in earlier)
    return first or not _AGAIN.search(said.own) or any(other.ours and _SUM.search(other.own) for other in earlier)


def _heard(scene: Scene, lexicon: Lexicon) -> Iterator[tuple[str, Fact | None]]:
    """(event, the fact) for each event of a message; None: the words deny it."""
    for implied in (appointed(scene, lexicon), answered(scene, lexicon), accepted(scene), replies.replied(scene)):
        if implied:
            yield implied[0], _told(*implied, 0.65)
    yield from (("complaint", _told("complaint", fault, 0.75)) for fault in faults.told(scene, lexicon))
    said = scene.said
    hits = [(name, m) for name, m in lexicon.spotter("stage_").find(said.own) if _may_say(name, said)]
    spoken = talks(said) if hits else []
    for name, hit in hits:
        for talk, m in _placed(name, hit, spoken, lexicon):
            if not _of_others(name, talk, m, scene, lexicon):
                yield from _of_hit(name, m, talk, scene, lexicon)


def _placed(name: str, hit: re.Match[str], spoken: Sequence[Talk], lexicon: Lexicon) -> Iterator[tuple[Talk, re.Match[str]]]:
    """A hit with its clause. One that runs over the end of a clause is looked for again in each of them."""
    over = [talk for talk in spoken if talk.clause.start < hit.end() and hit.start() < talk.clause.end]
    if len(over) == 1 and over[0].clause.start <= hit.start() and hit.end() <= over[0].clause.end:
        yield over[0], hit
        return
    again = [(talk, lexicon.cue(name).search(talk.said.own, talk.clause.start, talk.clause.end)) for talk in over]
    yield from ((talk, m) for talk, m in again if m)
    whole = hit.string[over[0].clause.start : over[-1].clause.end] if over else ""
    if (
        over
        and name != "stage_lost"  # 跟海天签了 他们用得挺好
        and not any(m for _, m in again)
        and not _SENTENCE_END.search(hit[0])
        and over[0].clause.start <= hit.start()
        and not lexicon.says("supposed", whole)
    ):
        yield next((talk for talk in over if name.startswith(_MET) and talk.dates), over[0]), hit  # 师傅病了 周四过来修


def _of_hit(name: str, m: re.Match[str], talk: Talk, scene: Scene, lexicon: Lexicon) -> Iterator[tuple[str, Fact | None]]:
    if name.endswith(_DENIED):
        yield name.removeprefix("stage_").removesuffix(_DENIED), None
        return
    event = _event(_SIDE.sub("", name.removeprefix("stage_")), talk, m, scene, lexicon)
    verdict = _verdict(event, talk, m, lexicon) if event else ""
    if verdict:
        yield event, _told(event, talk, 0.8) if verdict == "is" else None


def _told(event: str, talk: Talk, confidence: float) -> Fact:
    return talk.said.fact("stage_event", {"event": event}, SHOWN[event], confidence, (talk.clause.start, talk.clause.end))


def _may_say(name: str, said: Said) -> bool:
    side = _SIDE.search(name)
    return side is None or (said.ours if side[1] == "ours" else said.theirs)


def _of_others(name: str, talk: Talk, m: re.Match[str], scene: Scene, lexicon: Lexicon) -> bool:
    """Another customer's order, a rival's samples."""
    text = talk.clause.text
    if lexicon.says("not_ours", text) or elsewhere.told(_SIDE.sub("", name.removeprefix("stage_")), talk, m):
        return True
    event = _SIDE.sub("", name.removeprefix("stage_"))
    if event in _BOUGHT and losses.with_rival(text, m.end() - talk.clause.start, lexicon, scene.rivals):
        return True
    at = m.start() - talk.clause.start
    return any(
        end <= at and not text[:start].endswith(("比", "选了", "定了", "和", "跟"))
        for _, start, end in lexicon.rivals.find(text)
    )


def _event(name: str, talk: Talk, m: re.Match[str], scene: Scene, lexicon: Lexicon) -> str:
    """The event that a list of cues stands for, here; empty: none."""
    if lexicon.says(f"{name}_not", doubts.beside(name, talk, m)):
        return ""
    if name in MEETINGS:
        return meeting(name, talk, scene, lexicon) if name == "demo" or doubts.visits(talk) else ""
    if name == "visit_over":
        return "visit_done" if "visit_scheduled" in scene.standing else ""
    if name in ("got", "signed", "gone"):
        event = of_short(name, talk, scene, lexicon)
        return "" if event == "delivered" and arrivals.none(talk) else event
    if name in ("test_over", "tried"):
        return outcome(name, talk, scene, lexicon)
    return doubts.judged(name, talk, m, scene, lexicon)


def _verdict(event: str, talk: Talk, m: re.Match[str], lexicon: Lexicon) -> str:
    """`is`, `is not`, or nothing: the words only suppose it or ask."""
    if event == "negotiation" and talk.said.theirs and not _supposed(talk, lexicon):
        return "is"  # 能再少点不, 不能再高
    if event in ASKED:
        return "" if _refused(talk, m) or (event != "complaint" and _dropped(talk, m)) else "is"
    if event.endswith("_scheduled"):
        return "is not" if _refused(talk, m, len(m[0])) else "is"
    asked = asks(talk) and not _THAT_ONE.search(m[0]) and not (event == "renewal" and talk.said.theirs)  # 续费跟去年一样吗
    if asked or _supposed(talk, lexicon) or foreseen.yet(event, talk, m):
        return "is" if event in UNDER_WAY and not asked and not _refused(talk, m) else ""
    if _unsaid(talk, m) if event in DENIALS else _denied(talk, m, lexicon):
        return "is not"
    ahead = any(dated.last > talk.said.at.date() and not _behind_a_pause(talk, m, dated.start) for dated in talk.dates)
    return "" if ahead and event not in UNDER_WAY | DENIALS else "is"


def _behind_a_pause(talk: Talk, m: re.Match[str], start: int) -> bool:
    """收到476 明天发: the day is of what comes next, though a space behind a figure parts no clauses."""
    return " " in talk.said.own[m.end() : start]


def _supposed(talk: Talk, lexicon: Lexicon) -> bool:
    before = [clause for clause in talk.said.clauses if clause.end <= talk.clause.start][-1:]
    return lexicon.says("supposed", talk.clause.text) or any(lexicon.says("condition", clause.text) for clause in before)


def _before(talk: Talk, m: re.Match[str]) -> str:
    """What stands before it in its clause."""
    return talk.said.own[talk.clause.start : m.start()]


def _denied(talk: Talk, m: re.Match[str], lexicon: Lexicon) -> bool:
    before = _before(talk, m)[-4:]
    return any(
        not text[hit.start() :].startswith(_NO_DENIAL)
        for text in (before, m[0])
        for hit in lexicon.cue("not_yet").finditer(text)
    )


def _unsaid(talk: Talk, m: re.Match[str]) -> bool:
    """不是你们没中标, 是项目冻结."""
    return _NOT_THAT.search(_before(talk, m)) is not None


def _dropped(talk: Talk, m: re.Match[str]) -> bool:
    """POC先不做, 样品就不要了."""
    return _NOT_AFTER_ALL.search(talk.said.own, m.start(), talk.clause.end) is not None


def _refused(talk: Talk, m: re.Match[str], far: int = 4) -> bool:
    """不用报价, 别寄样品."""
    before = _before(talk, m).replace("有没有", "")[-5:]
    return re.search(
        r"不用|不要|(?<![分特级区个类])别|就不|不过去|不过来|不需要|不必|先不|甭|没法|没有|还没|取消|(?<!能)不能(?!不)|不会|不去|不来",
        before + m[0][:far],
    ) is not None and not m[0].startswith("报价别拖")
