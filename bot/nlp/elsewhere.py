"""Doings of others that sound like those of this deal (别人的事): another customer's contract, a former supplier's sample, the
rent that was paid.
"""

from __future__ import annotations

import re

from bot.nlp.intents import Talk
from bot.nlp.patterns import late

_FOR_OTHERS = late(r"我们?[^,]{0,4}(?:给|跟|和|帮)(?![您你贵咱我])[^,给]{2,6}(?:签|做|装|发|交付|上)[了过]")
"""我们刚给华兴签了年框: told by us of another customer."""
_PERSON = r"总|工|经理|主任|老师|院长|老板|[姐哥]|科长|处长|部长"
_WITH_ANOTHER = late(
    rf"(?:跟|和|与|给)(?![您你贵咱我])(?![^,。]{{0,4}}(?:{_PERSON}))[^,。给]{{2,8}}(?:签|交付|成交)[了过完]"
    r"|(?:交付|签|供|装)[了过][^,。]{0,6}给(?![您你贵咱我])|(?:好几|[几很许]多?|不少|多)家(?:客户)?(?:都|已)"
    r"|给(?![您你贵咱我])[^,。给]{2,6}(?:也|都)?供过"
)
"""上周刚跟中建三局签了合同, 好几家都已经付款了."""
_YOU_WITH = late(r"[你您贵](?:们|司|公司)?[^,。]{0,4}(?:跟|和|与|给)(?!我|咱|本)[^,。]{2,8}(?:签|合作|交付)")
"""听说你们跟华宏签了合同: the customer tells of another."""
_SELLER = late(
    r"(?:[上前](?:一?家|[一个]{1,2}供应商)|原来那家|之前那家|另外?一家|(?<![选定签])(?:别家|友商|他们家|人家))(?!比|贵|便宜)[^,。]{0,10}\Z"
)
"""上家送来的样品不合格, 别家昨天来演示过了."""
_COMPARED = late(r"(?:[比跟和与像]|不如|没有)(?:[上前另]|原来|之前|别家|友商|他们|人家)")
_OWN_BUSINESS = late(
    r"我们?(?:刚|也)?中标(?:了|\Z)|我们?(?:公司)?(?:刚|又|这边|今年|上周|上个?月|也)*(?:交付|中标)[了个过]"
    r"|我们?(?![^,。]{0,6}[您你帮])[^,。]{0,6}给(?:我们)?(?:客户|甲方)(?:那边)?(?:送|寄|发)"
    r"|我们的?样[品件]?[^,。]{0,3}(?:寄|送|发)给"
)
"""我们刚交付了一个项目, 我们要给客户送样: the customer's own business."""
_HIS_OWN = {"delivered", "payment_received", "bidding", "sample_requested", "sample_sent"}
_KEPT = {"lost", "on_hold", "complaint", "renewal", "negotiation", "bargain", "if"}
"""What is said of us, whoever is named before: 别家便宜 我们不做了."""


def told(name: str, talk: Talk, m: re.Match[str]) -> bool:
    """Whether the words of the list `name` tell of another's doings."""
    text = talk.clause.text
    if talk.said.ours:
        return _FOR_OTHERS.search(text) is not None or (name not in _KEPT and _WITH_ANOTHER.search(text) is not None)
    if name in _KEPT:
        return False
    before = talk.said.own[talk.clause.start : m.start()]
    if _SELLER.search(before) and not _COMPARED.search(before):
        return True
    signed = name in ("contract_signed", "signed") and _YOU_WITH.search(text) is not None
    return signed or (name in _HIS_OWN and _OWN_BUSINESS.search(text) is not None)
