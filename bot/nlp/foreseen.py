"""What has yet to come though its words say that it is done (条件、计划): 付了款几天发货, 您先把定金付了, 合同下午盖好给你."""

from __future__ import annotations

import re

from bot.nlp.intents import Talk
from bot.nlp.patterns import late

_UNTIL = late(r"(?<![平优相])等(?![了着级于]|半天|好久|很久|到了)[^,。]{0,8}\Z")
"""等合同盖章了你们再来安装."""
_FIRST = late(r"(?:[您你]们?|咱们?|^)先[把将]?[^,。了]{0,8}\Z|先[把将][^,。了]{1,8}\Z")
"""您先把定金付了."""
_BIDDEN = late(r"(?<!我)(?:让|叫|请|催)[^,。了]{1,6}\Z")
"""让老板把字签了."""
_SINCE = late(r"已|刚|昨|前天|上[午周]|查收|查一?下|查查|收到|看[一下]|看到|注意|回单|截图")
"""我先把定金付了 你查收: it is done."""
_SOON = (
    r"(?<![这那一])就(?!是|等|差|剩|没|在|有|只|连|行|不|放心)"
    r"|才(?![\d几一二两三四五六七八九十是刚发知])"
)
_ASKED = (
    r"(?<!好)[几多][天日周久](?!了|前|没)|多少天|(?<![跟给][您你])说一?声|吱一?声|告诉我|通知(?:[您你](?!了)|我|一声|一下)"
    r"|再(?!次|查|看|核|确认|[等催])"
)
_THEN = late(rf"\A[^,。]{{0,10}}?(?:{_SOON}|{_ASKED})")
"""付了款几天发货, 款到了我就安排, 样品到了我通知你: what follows in the same breath makes it a condition."""
_NEXT = late(
    r"\A(?:到时候?|记得|麻烦|[您你]们?|我们?){0,3}(?:(?<![跟给][您你])说一?声|吱一?声|告诉我|通知(?:[您你](?!了)|我|一声|一下))"
)
_I_WILL = late(rf"\A(?:(?:我们?|咱们?|厂里|公司)(?:这边)?|这边)[^,。]{{0,3}}?(?:{_SOON})")
_YOU = late("[您你]")
"""您把款付了 我就发货: so does what follows in the next; but 款付了 你们就发吧, and 合同签完了 我这边就排产, do not."""
_OR_ELSE = late(r"\A[^,。]{0,8}不[^,。]{1,8}(?:怎么办|咋办|咋整)")
"""我付了钱你们不发货怎么办."""
_PERFECT = late(r"[了啦咯喽咗]|过(?![去来])|已|刚|昨|前天|上[周次]|[好完妥]的|的\Z")
_TO_BE_SENT = late(r"[签盖][好完][章字]?(?:就|再|之?后|以后)?[^,。]{0,4}(?:[寄发给送拍扫传回][^,。]{0,3}[您你]|寄回|给[您你])")
_BY_ME = late("我|今天")
_LATER = late(r"下午|今晚|晚上|一?会儿?|等下|待会|晚点|马上")
_TERMS = late(
    r"(?:发货|到货|提货|出货|验收|交货|货到|见货|见票|票到|款到|月底|季度)(?:合格|通过|完)?(?:之?[前后时]|当天)?[^,。\d]{0,4}?"
    r"(?:再|一次性?)?(?:付清|结清|付完|付)(?![了过掉])"
)
_SHARE = late(r"\d\s?%|[一二三四五六七八九]成|定金|预付|首付|尾款|月结")
"""30%预付 发货前付清: how one will pay."""
_PAYS_YOU = late(r"[打付转汇划]给?[您你]|(?:下午|今晚|晚上|一?会儿?|等下|待会|晚点|马上|稍后)[^,。]{0,6}[打付转汇]")
"""货款微信转你, 尾款下午财务打给你: no 了."""
_RECEIVED = late("收到")
_THEN_DO = late(
    r"(?:之?后|以后)?(?:我们?|工厂|财务|这边|当天|马上|立即|立刻|即刻?){0,2}(?:安排|开始|排产|发货|开工|开票|生产|备货|下单|出货|启动|采购)(?![^,。]{0,8}了)"
)
"""收到定金开始排产."""
_PROMISED = {"contract_signed", "payment_received", "po_issued"}
_DONE = {*_PROMISED, "delivered", "sample_sent", "sample_received", "trial_started", "poc_started"}


def yet(event: str, talk: Talk, m: re.Match[str]) -> bool:
    """Whether the words of an event that would be over only tell when, or on what condition, something else follows."""
    if event not in _DONE:
        return False
    before, after = talk.said.own[talk.clause.start : m.start()], talk.said.own[m.end() : talk.clause.end]
    if _UNTIL.search(before) or _told_to(event, talk, before):
        return True
    if _THEN.match(after) or (_RECEIVED.match(m[0]) and _THEN_DO.match(after)) or _NEXT.match(_following(talk)):
        return True
    if _YOU.search(before + m[0]) and _I_WILL.match(_following(talk)):
        return True
    if event in _PROMISED and _OR_ELSE.match(after):
        return True
    return _agreed_terms(event, talk) or _planned(event, talk)


def _told_to(event: str, talk: Talk, before: str) -> bool:
    if event == "po_issued" or _SINCE.search(talk.said.own):
        return False
    return _FIRST.search(before) is not None or (event == "contract_signed" and _BIDDEN.search(before) is not None)


def _following(talk: Talk) -> str:
    """The next clause, as far as it matters."""
    rest = talk.said.own[talk.clause.end : talk.clause.end + 24]
    return rest.lstrip(" ,、") if not rest.startswith(("。", ";", "!", "?")) else ""


def _agreed_terms(event: str, talk: Talk) -> bool:
    if event != "payment_received" or _PERFECT.search(talk.clause.text):
        return False
    return _SHARE.search(talk.said.own) is not None and _TERMS.search(talk.said.own) is not None


def _planned(event: str, talk: Talk) -> bool:
    """合同我下午盖好给你, 货下午送到您那: no 了, and a time of the same day, or somebody who will have it then."""
    text = talk.clause.text
    if _PERFECT.search(text):
        return False
    if event == "contract_signed":
        return _LATER.search(text) is not None or (_BY_ME.search(text) is not None and _TO_BE_SENT.search(text) is not None)
    if event == "payment_received":
        return talk.said.theirs and _PAYS_YOU.search(text) is not None and not _SINCE.search(talk.said.own)
    return event == "delivered" and talk.said.ours and _LATER.search(text) is not None
