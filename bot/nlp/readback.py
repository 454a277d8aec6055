"""What we read out to the customer, and he says yes to (您电话是13788889999对吧? 对): then it is as if he had said it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from bot.nlp.facts import Fact
from bot.nlp.patterns import late
from bot.nlp.text import Said

_READ_OUT = late(
    r"[您你](?:的|这边|那边)?(?:电话|手机|邮箱|微信|号码|地址|税号)|收[货件]|抬头|寄到|发到|地址(?:还)?是|邮箱(?:还)?是|还是\d"
)
_ASKED = late(r"(?:对吧|对吗|对不对|是吧|是吗|吗|没错吧|没变吧|\?)[ ?]{0,2}\Z|确认(?:一?下)?")
_OURS = late(r"(?:我们?|我司)的?(?:公司|这边)?的?(?:电话|手机|邮箱|微信|号码|地址|税号|是)")
_TURNED = "我"
_AS_HE_WOULD = str.maketrans("您你", 2 * _TURNED)
_YES = late(r"\s*(?:对(?![面方])|是的|是(?=[,。! ]|\Z)|嗯|没错|没问题|没变|就是)")


def confirmed(thread: Sequence[Said]) -> Iterator[Said]:
    """Messages of ours that ask for a yes to what the customer goes by, each as his own words; what is found in them stands as
    it is written there (`as_written`).
    """
    for asked, answer in pairwise(thread):
        if not (asked.ours and answer.theirs) or asked.passed_on or not _YES.match(answer.own):
            continue
        if _READ_OUT.search(asked.own) and _ASKED.search(asked.own) and not _OURS.search(asked.own):
            words = asked.message.text.translate(_AS_HE_WOULD)
            yield replace(asked, message=replace(asked.message, text=words, ours=False), before=None)


def as_written(found: Iterable[Fact], thread: Sequence[Said]) -> Iterator[Fact]:
    """With the characters of our own message; without a name that the turn of 您 has changed (您好科技有限公司)."""
    texts = {said.message.id: said.message.text for said in thread}
    for fact in found:
        evidence = fact.evidence
        quote = texts[evidence.message][evidence.start : evidence.end]
        if all(turned not in str(told) or turned in quote for turned in _TURNED for told in fact.value.values()):
            yield replace(fact, evidence=replace(evidence, quote=quote))
