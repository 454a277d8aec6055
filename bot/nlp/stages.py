"""Where the deal stands (阶段事件): what has happened, is going on or was asked for, by the words that say so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.nlp.facts import TICKED, Fact
from bot.nlp.intents import Talk, talks
from bot.nlp.lexicon import Lexicon
from bot.nlp.text import Said

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

_ASKED = {"quote_requested", "sample_requested", "poc_requested", "complaint"}
"""Those that may be a question: 能寄个样品吗 asks for one."""
_UNDER_WAY = {
    "waiting_test_report", "trial_started", "technical_review", "negotiation", "bidding", "finance_approval",
    "contract_review", "acceptance", "renewal", "on_hold",
}  # fmt: skip
"""Those that begin with the plan: a tender that is announced is one."""
_DENIALS = {"waiting_test_report", "test_failed", "on_hold", "lost", "complaint"}
"""Those whose own words deny something."""
_MEETING = {"demo", "visit"}
_BARE = {
    name: tuple((re.compile(words), event) for words, event in events)
    for name, events in {
        "got": (
            ("样", "sample_received"),
            (r"款|钱|付|转[你您]|打[款过]", "payment_received"),
            (r"(?<!年)货|设备|机器|发货|送货", "delivered"),
        ),
        "signed": (("合同|协议|框架", "contract_signed"),),
        "gone": (("样", "sample_sent"),),
    }.items()
}
"""What 收到了, 签了 and 寄了 are about, by the words around."""
_BARE_CLAUSE = re.compile(
    r"(?:嗯|哦|好的?|都|刚|已经?|今天|昨天|上午|下午|早上|中午|两份|货|章|上周|前天|给您|给你|东西)*"
    r"(?:收到|拿到|签收|到|签好?|签完|盖[完好]?|[寄发](?:出去?)?)(?:[了啦哈啊哦呀的]|谢谢)*"
)
_BACK = 3
"""Messages before that may tell what it is about."""
_UNDONE = {"lost": "on_hold", "contract_signed": "contract_review", "test_passed": "test_failed", "test_failed": "test_passed"}
"""What an event leaves behind: who has signed reviews no longer."""
_COVERED = {"poc_requested": "poc_started", "on_hold": "lost", "sample_requested": "sample_received"}
"""What is not said beside the other in one message: who has started a POC asks for none."""
_CHOSEN = re.compile(r"(?:选|定|签|换成?|用|给|选择|采购)了?\Z")
_WON_BY = re.compile(r"中[的标了]|拿[下走]了|胜出")
_USUAL = re.compile(r"现在|一直|目前|之前|原来|以前|去年|上次|老|再|不行|不然|否则")
_ASKS = re.compile(r"(?:了没有?|没有?|吗|么|呢|不)\Z")
_DENIED = "_denied"
"""Ends the name of a list whose words say that it has not happened."""
_SIDE = re.compile(r"_(ours|theirs)\Z")


def find(thread: Sequence[Said], lexicon: Lexicon, others: Sequence[Fact]) -> list[Fact]:
    """One fact an event: the last that stands. `others` (our quotes, counter-offers) tell of a price given or bargained."""
    standing: dict[str, Fact] = {fact.value["event"]: fact for fact in _of_money(others)}
    for position, said in enumerate(thread):
        if said.passed_on or not said.trusted:
            continue
        if lexicon.says("resumed", said.own):
            standing.pop("on_hold", None), standing.pop("lost", None)
        _settle(standing, {**dict(_heard(thread, position, lexicon)), **_gone(said, lexicon)})
    return list(standing.values())


def _settle(standing: dict[str, Fact], heard: dict[str, Fact | None]) -> None:
    """What a message tells: the new stands, the denied goes; what it excludes goes too."""
    for event, fact in heard.items():
        standing.pop(event, None)
        if fact and not heard.get(_COVERED.get(event, "")) and not (event == "on_hold" and "lost" in standing):
            standing.pop(_UNDONE.get(event, ""), None)
            standing[event] = fact


def _gone(said: Said, lexicon: Lexicon) -> dict[str, Fact | None]:
    """我们最后选了X, X中标了: lost to a rival."""
    if not said.theirs or not ("了" in said.own or "中" in said.own):
        return {}
    for _, start, end in lexicon.rivals.find(said.own):
        clause = said.clause_at(start)
        before, after = said.own[clause.start : start], said.own[end : clause.end]
        chosen = _CHOSEN.search(before) and ("了" in before[-3:] or "了" in after)
        if (chosen or _WON_BY.match(after)) and not (
            clause.asks or _USUAL.search(before) or lexicon.says("supposed", clause.text)
        ):
            return {"lost": said.fact("stage_event", {"event": "lost"}, SHOWN["lost"], 0.85, (clause.start, clause.end))}
    return {}


def _of_money(others: Sequence[Fact]) -> Iterator[Fact]:
    for kind, event in (("our_quote", "quote_sent"), ("target_price", "negotiation")):
        for fact in others:
            if fact.kind == kind and fact.confidence >= TICKED:
                yield Fact("stage_event", {"event": event}, SHOWN[event], 0.65, fact.evidence)


def _heard(thread: Sequence[Said], position: int, lexicon: Lexicon) -> Iterator[tuple[str, Fact | None]]:
    """(event, the fact) for each event of a message; None: the words deny it."""
    said = thread[position]
    hits = [(name, m) for name, m in lexicon.spotter("stage_").find(said.own) if _may_say(name, said)]
    if not hits:
        return
    spoken = talks(said)
    for name, m in hits:
        talk = next((talk for talk in spoken if talk.clause.start <= m.start() and m.end() <= talk.clause.end), None)
        if talk is None or _of_others(talk, m, lexicon):
            continue
        if name.endswith(_DENIED):
            yield name.removeprefix("stage_").removesuffix(_DENIED), None
            continue
        event = _event(_SIDE.sub("", name.removeprefix("stage_")), talk, thread, position, lexicon)
        verdict = _verdict(event, talk, m, lexicon) if event else ""
        if verdict:
            told = said.fact("stage_event", {"event": event}, SHOWN[event], 0.8, (talk.clause.start, talk.clause.end))
            yield event, told if verdict == "is" else None


def _may_say(name: str, said: Said) -> bool:
    side = _SIDE.search(name)
    return side is None or (said.ours if side[1] == "ours" else said.theirs)


def _of_others(talk: Talk, m: re.Match[str], lexicon: Lexicon) -> bool:
    """Another customer's order, a rival's samples."""
    text = talk.clause.text
    if lexicon.says("not_ours", text):
        return True
    at = m.start() - talk.clause.start
    return any(
        end <= at and not text[:start].endswith(("比", "选了", "定了", "和", "跟"))
        for _, start, end in lexicon.rivals.find(text)
    )


def _event(name: str, talk: Talk, thread: Sequence[Said], position: int, lexicon: Lexicon) -> str:
    """The event that a list of cues stands for, here; empty: none."""
    if lexicon.says(f"{name}_not", talk.clause.text):
        return ""
    if name in _MEETING:
        return _meeting(name, talk, thread, position, lexicon)
    if name in _BARE:
        return _topic(name, thread, position) if _BARE_CLAUSE.fullmatch(talk.clause.text) else ""
    if name == "test_over":
        return _outcome(talk, lexicon)
    if name == "report":
        return "waiting_test_report" if _awaited(talk) else ""
    return name


def _awaited(talk: Talk) -> bool:
    """报告下周五出: it is not there yet."""
    return any(dated.last > talk.said.at.date() for dated in talk.dates) or re.search("没|还|等", talk.clause.text) is not None


def _topic(name: str, thread: Sequence[Said], position: int) -> str:
    """收到了, 签了: what, was said in the same message or the ones before."""
    for said in reversed(thread[max(0, position - _BACK) : position + 1]):
        for words, event in _BARE[name]:
            if words.search(said.own):
                return event
    return ""


def _outcome(talk: Talk, lexicon: Lexicon) -> str:
    """测完了: how it went is told in the same message."""
    rest = talk.said.own[talk.clause.start :]
    if lexicon.says("test_bad", rest):
        return "test_failed"
    return "test_passed" if lexicon.says("test_good", rest) else ""


def _meeting(name: str, talk: Talk, thread: Sequence[Said], position: int, lexicon: Lexicon) -> str:
    """A demo or visit is done or agreed on; else the word alone says nothing."""
    day = talk.said.at.date()
    if any(dated.last > day for dated in talk.dates) or _arranged(talk, lexicon):
        agreed = not _asks(talk) or _agreed(thread, position, lexicon)
        return f"{name}_scheduled" if agreed else ""
    return f"{name}_done" if lexicon.says("past", talk.clause.text) and not _asks(talk) else ""


def _arranged(talk: Talk, lexicon: Lexicon) -> bool:
    return any(dated.last == talk.said.at.date() for dated in talk.dates) and not lexicon.says("past", talk.bare)


def _agreed(thread: Sequence[Said], position: int, lexicon: Lexicon) -> bool:
    """The other side's next words say yes."""
    said = thread[position]
    answer = next((other for other in thread[position + 1 : position + 4] if other.ours != said.ours), None)
    yes = answer and lexicon.cue("agreed").match(answer.own.lstrip())
    return yes is not None


def _asks(talk: Talk) -> bool:
    return talk.clause.asks or _ASKS.search(talk.clause.text) is not None


def _verdict(event: str, talk: Talk, m: re.Match[str], lexicon: Lexicon) -> str:
    """`is`, `is not`, or nothing: the words only suppose it or ask."""
    if event in _ASKED:
        return "" if _refused(talk, m) else "is"
    if event.endswith("_scheduled"):
        return "is not" if _refused(talk, m) else "is"
    if _asks(talk) or _supposed(talk, lexicon):
        return "is" if event in _UNDER_WAY and not _asks(talk) and not _refused(talk, m) else ""
    if event not in _DENIALS and _denied(talk, m, lexicon):
        return "is not"
    ahead = any(dated.last > talk.said.at.date() for dated in talk.dates)
    return "" if ahead and event not in _UNDER_WAY | _DENIALS else "is"


def _supposed(talk: Talk, lexicon: Lexicon) -> bool:
    before = [clause for clause in talk.said.clauses if clause.end <= talk.clause.start][-1:]
    return lexicon.says("supposed", talk.clause.text) or any(lexicon.says("condition", clause.text) for clause in before)


def _denied(talk: Talk, m: re.Match[str], lexicon: Lexicon) -> bool:
    before = talk.clause.text[: m.start() - talk.clause.start][-4:]
    return any(
        not text[hit.start() :].startswith(("不错", "没问题", "没什么问题", "没啥问题", "不好意思", "没想到"))
        for text in (before, m[0])
        for hit in lexicon.cue("not_yet").finditer(text)
    )


def _refused(talk: Talk, m: re.Match[str]) -> bool:
    """不用报价, 别寄样品."""
    before = talk.clause.text[: m.start() - talk.clause.start][-5:]
    return re.search(
        r"不用|不要|别|就不|不过去|不过来|不需要|不必|先不|甭|没法|没有|还没|取消|(?<!能)不能(?!不)|不会|不去|不来",
        before + m[0][:4],
    ) is not None and not m[0].startswith("报价别拖")
