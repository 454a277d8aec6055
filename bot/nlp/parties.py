"""The customer's company, as his side names it (单位)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.nlp.facts import Fact
from bot.nlp.lexicon import Lexicon
from bot.nlp.patterns import late
from bot.nlp.text import Said

_COMPANY = late(r"[一-鿿a-z0-9()·&]{2,30}?(?:有限责任公司|股份有限公司|集团有限公司|有限公司)(?:[一-鿿]{2,6}分公司)?")
_NOT_A_COMPANY = late(r"^(?:你们|您们|贵|他们|她们|那家|这家|一家|某|别的|其他|跟|和|找|从|就是|还有|另一家|另外|集团有限)")
_KINDS = (
    r"(?:医院|卫生院|诊所|护理院|养老院|大学|学院|中学|小学|学校|幼儿园|集团|公司|科技|地产|超市|酒店|宾馆|民宿|银行|研究所|研究院|设计院"
    r"|电子|机械|制造|食品|物流|商贸|贸易|汽车|化工|建设|建筑|环保|能源|医疗|药业|制药|药房|光学|光电|实业|股份|厂|合作社|农场|牧场"
    r"|事务所|工作室|餐饮|服饰|纺织|包装|印刷|材料|家居|装饰|物业|传媒|文化|教育|软件|信息|网络|智能|数码|新材|精密|重工|汽配|连锁"
    r"|中心|协会|管委会|居委会|街道办|法院|分局|总店|旗舰店|五金店|养殖场|加油站|教育局|经营部|门市部)"
)
_LEAD = late(r"(?:[一-鿿]{0,4}(?:用|我们(?:公司|这边)?|我司|我公司|主体|抬头|甲方)(?:就?[是为写用开叫])?)(?=[一-鿿()]{4})")
"""签合同用…, 跟我们…签"""
_VERB = late(
    r"(?:(?:票|就|要|麻烦|以后|请|还是|改|抬头|重新)(?:的话)?就?开(?:成(?!都|武|县|安)|给|到)?(?!封|平市|化|滦|元)|就?写(?:成)?|填"
    r"|合同(?:就|要)?(?:跟|和|与)?签?|(?:就|都|来)叫|由|我?代表|改成|改为|换成|这里是|那边是|还是|付款(?:会|都)?(?:从|走))"
    r"(?=[一-鿿()]{4})"
)
"""发票开…, 合同签…, 就写…: what is done with a name is none of it."""
_I_AM_OF = late(
    r"(?:我们?(?:这边)?是|(?:这边|这里|单位)是)(?P<name>(?![一做搞卖个家你他她这那国大小民私个负])[一-鿿]{2,12}?"
    rf"{_KINDS})(?!有限|股份|集团|公司|附属)(?=的|[,。!? ]|\Z|[一-鿿]{{0,6}}[部科处室系]|采购|财务|行政|技术|项目)"
)
_NO_HOUSE = late(r"[我你您他她它]|\A(?:在|上市公司)")
_WHICH_HOUSE = late(r"(?:哪家|哪个|什么|哪里的?)(?:公司|单位|企业|医院|学校)|(?:公司|单位)(?:叫什么|全?名|名称)")
_HOUSE_ALONE = late(rf"(?:我们?)?是?(?P<name>(?![一做搞卖个家这那])[一-鿿]{{2,12}}{_KINDS})(?:的|啊|呀)?[。! ]?")
_OTHERS = late(r"上家|前任|原来|之前|以前|对手|一直|你们|贵|他们|(?:物流|快递|运输|货运)[走用是找发]|不[要用能]开")
_ONCE = late(r"(?:上家|前任|原来|之前|以前|对手)[^,]{0,3}[是跟和与找用叫]")
_THEIR_GOODS = late(r"的(?:货|产品|价|东西|人|报价|业务|销售|设备|机器)")
_LABEL_GATE = late(r"抬头|票|税|信用代码|全称|甲方|单位|主体|名称|公司[名叫是]")
_LABELLED = late(
    r"(?:抬头|全称|甲方|(?<!投标)(?:收货|开票|采购|使用|建设|签约|合同)?单位(?:名称)?|主体|(?:公司|客户|企业|开票|单位)名称?|我们?(?:公司|单位)(?=叫))"
    r"(?:就?(?:写|是|为|开|填|叫|用)|[: ]){1,3}(?P<name>[一-鿿()·]{4,25})(?=[,。;! \n]|\Z|税号|,?\d)"
)
_TITLED = late(
    r"(?:抬头|全称|(?:发|专|普)?票(?:就?开|开给)|开(?:发|专|普)?票给) ?(?:就?[写是为开填叫用])?"
    r"(?P<name>(?![写是为开填叫用])[一-鿿()·]{4,25}?(?:分公司|学院|大学|中学|小学|学校|医院|研究[所院]|设计院|基金会|办事处|委员会|管委会|协会|中心|事务所|合作社|经营部))"
    r"(?=[,。;! \n]|\Z|税号)"
)
"""发票开城东街道办事处: a body right behind."""
_BESIDE_A_TAX_NUMBER = late(
    r"(?:^|[ ,\n:]|开给|名称|抬头[写开是为]?)(?P<name>(?!名称|开给|[^ ,]{0,4}抬头|写)"
    rf"[一-鿿()·]{{2,20}}?(?:{_KINDS}|[局校院所馆处委会]))"
    r"[ ,\n]{1,2}(?:税号|纳税人|统一社会|信用代码)"
)
"""名称：海州市育才中学 税号…"""
_IS_CALLED = late(
    r"公司(?:叫|是(?!上市|国[企有]|民[营企]|外[企资]|合资|老板|总部|[一家小新老大个搞做卖生]))"
    r"(?P<name>[一-鿿]{4,10})(?=[ ,。;!]|\Z)"
)
"""公司是绿通新材料: the name and nothing else behind it."""
_WHOLE_NAME = late(rf"{_KINDS}\Z")
_NO_NAME = late(
    r"[我你您他她它们这那哪什么吗呢吧啊了没不还跟和再先给要就的]|发(?!展)|上次|一样|个人|公司名|专票|普票|照旧|资质|证明|盖章|合同|回头|信息"
)


def companies(said: Said, lexicon: Lexicon) -> Iterator[Fact]:
    """Full registered names the customer's side gives as its own."""
    if said.ours or said.passed_on:
        return
    for m in _COMPANY.finditer(said.own) if "公司" in said.own else ():
        start = _after_intro(said.own, m, lexicon)
        name = said.message.text[start : m.end()]
        if len(name) >= 6 and _may_be(said.own, m, name) and not lexicon.rivals.find(said.own[start : m.end()]):
            introduced = start > m.start() or _introduced(said.own[:start], lexicon)
            yield said.fact("contact_company", {"name": name}, name, 0.9 if introduced else 0.65, (start, m.end()))
    yield from _labelled(said, lexicon)
    for m in (*_I_AM_OF.finditer(said.own), *_asked(said)):
        name = said.message.text[m.start("name") : m.end("name")]
        if _NO_HOUSE.search(m["name"]) or (m["name"].endswith("公司") and lexicon.words.weight(m["name"])):
            continue
        yield said.fact("contact_company", {"name": name}, name, 0.75, m.span("name"))


def _asked(said: Said) -> Iterator[re.Match[str]]:
    """宏图科技: no more than the house, where we asked for it."""
    before = said.before
    if before is not None and before.ours and _WHICH_HOUSE.search(before.own) and (m := _HOUSE_ALONE.fullmatch(said.own)):
        yield m


def _may_be(text: str, m: re.Match[str], name: str) -> bool:
    other = _OTHERS.match(m[0]) or _OTHERS.search(m[0].removesuffix(name)) or _ONCE.search(m[0])
    return not (_NOT_A_COMPANY.match(name) or other or _THEIR_GOODS.match(text, m.end()))


def _labelled(said: Said, lexicon: Lexicon) -> Iterator[Fact]:
    """抬头写临江市第三中学: a body without the words of a registered name."""
    grammars = (_LABELLED, _TITLED, _IS_CALLED, _BESIDE_A_TAX_NUMBER)
    found = [m for grammar in grammars for m in grammar.finditer(said.own)] if _LABEL_GATE.search(said.own) else ()
    for m in found:
        name = said.message.text[m.start("name") : m.end("name")]
        told = m["name"].replace("和", "") if _WHOLE_NAME.search(m["name"]) else m["name"]
        if not (_NO_NAME.search(told) or "有限" in name or lexicon.rivals.find(m["name"])):
            yield said.fact("contact_company", {"name": name}, name, 0.75, m.span("name"))


def _after_intro(text: str, m: re.Match[str], lexicon: Lexicon) -> int:
    """我们公司全称是… is not part of the name."""
    last = m.start()
    for found in lexicon.cue("company_intro").finditer(text, m.start(), m.end()):
        if found.start() == last or found.start() == m.start() or text[found.end() - 1] in "是写开称头叫给":
            last = found.end()
    lead = _LEAD.match(text, last, m.end())
    last = lead.end() if lead else last
    return max((verb.end() for verb in _VERB.finditer(text, last, m.end())), default=last)


def _introduced(before: str, lexicon: Lexicon) -> bool:
    tail = before[-10:].rstrip(" :是")
    return any(found.end() == len(tail) for found in lexicon.cue("company_intro").finditer(tail))
