"""Who is in it: the customer's company and person, rivals, and who decides."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.nlp import contacts, deciders
from bot.nlp.facts import Fact
from bot.nlp.lexicon import Lexicon
from bot.nlp.text import Clause, Said

_COMPANY = re.compile(r"[一-鿿a-z0-9()·&]{2,30}?(?:有限责任公司|股份有限公司|集团有限公司|有限公司)(?:[一-鿿]{2,6}分公司)?")
_NOT_A_COMPANY = re.compile(r"^(?:你们|您们|贵|他们|她们|那家|这家|一家|某|别的|其他|跟|和|找|从|就是|还有|另一家|另外)")
_I_AM_OF = re.compile(
    r"(?:我们?(?:这边)?是|(?:这边|这里|单位)是)(?P<name>(?![一做搞卖个家你他她这那国大小民私个负])[一-鿿]{2,10}?"
    r"(?:医院|护理院|大学|学院|中学|小学|学校|幼儿园|集团|公司|科技|地产|超市|酒店|银行|研究所|研究院|电子|机械|制造"
    r"|食品|物流"
    r"|商贸|汽车|化工|建设|环保|能源|医疗|光学|光电|实业|股份|厂))(?=的|[,。!? ]|\Z)"
)
_MY_NAME = re.compile(
    r"(?:我叫|我是[一-鿿a-z]{2,12}?的(?=[一-鿿]{2,4}(?:[,。! ]|\Z))|我的名字(?:是|叫)|"
    r"联系人(?:是|:|写|换成|改成)?|收件人(?:是|:)?|对接人(?:是|:)?)\s*"
)
_FULL_NAME = re.compile(
    r"(?P<name>[一-鿿]{2,4}?)(?=[^一-鿿]|\Z|电话|手机|微信|联系|收|[的是他她]|经理|主任|老师|女士|先生|总|工)"
)
_BESIDE = 14
_OF_NUMBER = re.compile(r"(?:的|他|她)?(?:电话|手机|微信|号码|联系方式|座机)?(?:号码?)?(?:收|是|为|:|同号)?[ ,:()]*\Z")
_NAME_BEFORE = re.compile(
    r"(?:[喊找叫给是寄打我儿子哥弟姐妻爱人系:、,， 。]|收件|联系|老师|师傅|经理|店长|主任|仓管|司机|会计|文员|助理"
    r"|秘书|前台|\A)(?P<name>[一-鿿]{2,3}?)(?:收|的)?(?:电话|手机|微信"
    r"|号码?)?(?:是|:)?[ ,，:]*\Z"
)
_NAME_BEHIND = re.compile(r"[ ,，:(]{1,2}(?P<name>[一-鿿]{2,3})(?:收)?[)。]?\Z")
_RECEIVER = re.compile(r"(?P<name>[一-鿿]{2,3}(?<![验回接征没查招天]))(?:代?收|签收)\Z")
_SENT = re.compile(r"寄|地址|快递|\d[号楼室]")
_HANDED = re.compile(r"[收找给写喊交]|联系|对接")
_TO_HIM = re.compile(r"(?:写|找|给|交给|交到|送到|寄给|发给|联系|喊|叫|收件人?|对接)[^,。]{0,8}\Z")
_OF_A_DESK = re.compile(r"(?:[科处部室办组站库]|仓管|门卫|前台|传达室|收发|实验室|岗亭|车间|门房)(?:的)?\Z")
_TAKES = re.compile(r"(?:收|签收|接[货收]?|代收|取|拿)(?![入款益到费])|对接")
_NOT_A_NAME = re.compile(r"[的了是我你他她它们吗呢吧啊就在也和跟有没不来去这那发给写填]")


def companies(said: Said, lexicon: Lexicon) -> Iterator[Fact]:
    """Full registered names the customer's side gives as its own."""
    if said.ours or said.passed_on:
        return
    for m in _COMPANY.finditer(said.own) if "公司" in said.own else ():
        start = _after_intro(said.own, m, lexicon)
        name = said.message.text[start : m.end()]
        if len(name) >= 6 and not _NOT_A_COMPANY.match(name) and not lexicon.rivals.find(said.own[start : m.end()]):
            introduced = start > m.start() or _introduced(said.own[:start], lexicon)
            yield said.fact("contact_company", {"name": name}, name, 0.9 if introduced else 0.65, (start, m.end()))
    for m in _I_AM_OF.finditer(said.own) if "是" in said.own else ():
        name = said.message.text[m.start("name") : m.end("name")]
        yield said.fact("contact_company", {"name": name}, name, 0.75, m.span("name"))


def _after_intro(text: str, m: re.Match[str], lexicon: Lexicon) -> int:
    """我们公司全称是… is not part of the name."""
    last = m.start()
    for found in lexicon.cue("company_intro").finditer(text, m.start(), m.end()):
        if found.start() == last or found.start() == m.start() or text[found.end() - 1] in "是写开称头叫给":
            last = found.end()
    return last


def _introduced(before: str, lexicon: Lexicon) -> bool:
    tail = before[-10:].rstrip(" :是")
    return any(found.end() == len(tail) for found in lexicon.cue("company_intro").finditer(tail))


def people(said: Said, lexicon: Lexicon) -> Iterator[Fact]:
    """A full name that somebody of the customer's side gives: 我叫王海, 我是华辰的王海, 联系人：李敏."""
    if said.ours or said.passed_on:
        return
    for m in _MY_NAME.finditer(said.own) if "我" in said.own or "人" in said.own else ():
        name = _FULL_NAME.match(said.own, m.end())
        if name and name["name"].startswith(lexicon.names.surnames) and not _NOT_A_NAME.search(name["name"]):
            yield said.fact("contact_person", {"name": name["name"]}, name["name"], 0.7, name.span("name"))
    yield from _receives(said, lexicon)
    yield from _beside_a_phone(said, lexicon)


def _receives(said: Said, lexicon: Lexicon) -> Iterator[Fact]:
    """写政教处缪干事收, 给设备科廖科长, 到了找仓管小扈: to whom things go, or who is asked for on the spot."""
    if not _HANDED.search(said.own):
        return
    for clause in said.clauses:
        alone = _RECEIVER.match(clause.text)
        if (
            alone
            and _SENT.search(said.own)
            and alone["name"].startswith(lexicon.names.surnames)
            and not _NOT_A_NAME.search(alone["name"])
        ):
            start, end = clause.start + alone.start("name"), clause.start + alone.end("name")
            name = said.message.text[start:end]
            yield said.fact("contact_person", {"name": name}, name, 0.7, (start, end))
        for start, end, title in deciders.people(clause, lexicon):
            left, right = said.own[clause.start : start], said.own[end : clause.end]
            if not title and (_TO_HIM.search(left) and (_OF_A_DESK.search(left) or _TAKES.match(right))):
                name = said.message.text[start:end]
                yield said.fact("contact_person", {"name": name}, name, 0.7, (start, end))


def _beside_a_phone(said: Said, lexicon: Lexicon) -> Iterator[Fact]:
    """仓库老周 13812345678: whose number it is."""
    for _, number, after in contacts.phones(said.own):
        behind = _NAME_BEHIND.match(said.own, after)
        if behind and behind["name"].startswith(lexicon.names.surnames) and not _NOT_A_NAME.search(behind["name"]):
            name = said.message.text[behind.start("name") : behind.end("name")]
            yield said.fact("contact_person", {"name": name}, name, 0.7, behind.span("name"))
            continue
        before = said.own[max(0, number - _BESIDE) : number]
        full = _NAME_BEFORE.search(before)
        if full and full["name"].startswith(lexicon.names.surnames) and not _NOT_A_NAME.search(full["name"]):
            start = number - len(before) + full.start("name")
            name = said.message.text[start : start + len(full["name"])]
            yield said.fact("contact_person", {"name": name}, name, 0.7, (start, start + len(name)))
            continue
        for start, end, title in reversed(list(deciders.people(Clause(number - len(before), number, before, False), lexicon))):
            if not title and _OF_NUMBER.match(said.own[end:number]):
                name = said.message.text[start:end]
                yield said.fact("contact_person", {"name": name}, name, 0.75, (start, end))
                break
