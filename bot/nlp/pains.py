"""What hurts the customer now (痛点): their own trouble, in their own words; no wish, and nothing they bargain with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.nlp.facts import Fact
from bot.nlp.lexicon import Lexicon
from bot.nlp.patterns import late
from bot.nlp.phrases import clean
from bot.nlp.text import Clause, Said, hide

_ANOTHER = late(r"而且|还|另外|也|再|其次|第二|主要")
"""Begins a trouble of its own right behind another; else it is the same one told on."""
_BESIDE = ("比", "跟", "和", "与", "像")
_US = late(r"你们|你家|贵司|您家")
_PRICES = late(
    r"虽|报|价|便宜|[低高贵才要]了?[\d一二两三四五六七八九十百]|个点|[\d一二三四五六七八九两百千万][百千万块元毛]|比[^,。;!?]{0,6}[贵高涨]"
)
_BY_A_DAY = late(r"(?:(?<=[号日底末初旬月节周点学业张工])|(?<=周[一二三四五六日天]))[之以]前")
"""10号之前必须到货 tells of no time past."""
_JOINS = r"对接|接[入进到]?|打通|连[上接]?|支持|兼容|适配|导[入进到出]|同步到?|推[到进]|集成"
_CONNECTED = late(rf"(?:{_JOINS})(?:不了|不上|得了)?(?:我们的?)?\Z")
_CONNECTS = late(rf"[a-z\d]{{0,4}}(?:系统|软件|平台)?的?(?:接口|{_JOINS}|不通)")
"""对接不了金蝶我们不考虑: what we must connect to, and no other seller."""
_NO_TROUBLE = late(
    r"接受不了|不错|没错|出差(?!错)|(?<=总)出[国门面来去席]|(?<=[统备机件台])老板|等不起|差不多|多长|校长|院长|厂长|[局部科处班组]长|(?:反映|反馈)[^,。;!?坏差慢]{0,3}(?:行|好|可以|满意)"
    r"|没有?(?:再|怎么)?(?:遇到|出现|发生|碰到)过?[^,。;!?]{1,8}"
)
"""Words in which one of trouble stands, and is none."""
_BREAKS = r"(?:坏了?|故障了?|停机了?|趴窝了?|出了?问题)"
_DEMANDS = late(
    rf"{_BREAKS}[^,。;!?]{{0,8}}(?:谁|怎么[保修办换]|咋|多久|包[换修赔退]|能不能|管不管|给[换修]"
    r"|(?:要|得|能|必须)(?!等)[^,。;!?等]{0,6}(?:到|来|响应|上门))"
    r"|\A那就?(?:用不了|没法用)|(?:小时|钟头|当天|当场|马上|立刻)[^,。;!?]{0,4}(?:到现场|到场|上门|响应)|必须给|(?:必须|务必)[^,。;!?]{0,6}(?:整改|解决|处理好)"
    r"|(?:跟不上|不行|不好|没人|不开放|没有|不支持|的话)[^,。;!?]{0,8}(?:不敢|就不|可不|我们不|别)[买用签换要考下]"
    r"|的话[^,。;!?]{0,8}(?:没法用|用不了|算了|不考虑)|不通[^,。;!?]{0,4}(?:用不了|没法用|不用|不考虑)"
)
"""坏了两小时内要到现场, 售后跟不上我们可不敢买: what he demands of us, should it come to pass."""
_ASKS = late(r"(?:怎么[收算付办弄样]|多少钱?|多久|(?<!好)几[个天]|谁[出付来管修]|([行能会好])不\1)[啊呀呢]?\Z")
_YOU_LACK = late(r"(?:[你您]们|贵司|[你您]家)(?:这边|系统|软件)?(?:没有?|不支持|不带|缺)")
"""你们没有中文界面 我们工人用不了: against us."""
_ASKED = late(r"困扰|痛点|难点|头疼|难处|麻烦[吗么呢]?\Z|不方便的|什么问题|哪些问题|不满意")
_ANSWERS = late(
    r"(?:主要|就|还|是|现在|目前|的话){0,3}[^,。;!?不没你您]{2,8}(?:太|有点|比较|特别|很|真|老是?)?(?:慢|乱|麻烦|难|费劲|不准|累|差|吵)了?"
)
"""现在有什么困扰吗: 主要是找货慢."""
_TERSE = late(r"老[坏缺断卡堵漏掉丢错]")
_FILE = r"(?:附件|文件|链接|图片|照片|邮件|二维码|截图|压缩包|小程序|网盘)"
_UNREAD = late(
    rf"\A(?:[你您]|刚才?)?(?:发的|给的|[那这]个)?{_FILE}(?:打不开|看不[清到见]|下不了|下载不了|找不到|收不到)了?\Z"
    rf"|(?:打不开|看不[清到见]|找不到|收不到)(?:[你您]发的)?{_FILE}|找不[到着][你您](?!们)"
)
"""链接打不开: a trouble of the chat."""
_VAGUE = late(
    r"[^,。;!?]{0,4}(?:耽误事|[急烦愁累气]死[了人我]?|受不了|吃不消|扛不住|顶不住|要命|头[疼大]|投诉|返工多?|搞不清楚?|麻烦|没电|抱怨|骂|跟不上|利润没|没利润|没钱赚|没得赚)[了的]?"
)
"""What comes of a trouble, told right behind it: 车间太热 工人受不了."""
_NO_CAUSE = late(
    r"[你您]们|贵司|[你您]家|价|贵|钱|报|合同|接口|不[给让肯]|[吗呢吧么]\Z|\A(?:好|行|嗯|对|是|哦|没)|麻烦|[请帮让]|(?:我|咱)们?[再先]|在吗|[一-鿿]总\Z"
)
_STILL = late(r"(?:还|一直|到现在|又)?没有?修好")
"""Of 修好 the contrary."""
_SHORTEST, _TOLD = 4, 3
"""Characters that may tell a cause, and a trouble by themselves: 这批就不行了 掉色 needs both."""
_BAD = late(
    r"(?:真的?|实在|确实|一直|就是|速度|质量|效果|服务){0,3}(?:太|老是?|总是?|经常|有点|特别)[^,。;!?好]{1,6}|不行|很差|差劲|差得?很"
)
_ONLY_DEAR = late(
    r"(?:的|[那他]?[家边]|报价?|价格?|也|都|还是|确实|就是|实在|\x00){0,5}(?:太|有点|更|最|偏|挺|好)?贵[了的]?(?:点|些|不少)?[啊呀吧]?"
)
"""林德太贵了: dear, where nothing says that they have it."""
_THEIR_OWN = late(
    r"(?:我们?|咱们?|现在|目前|眼下|之前|原来|以前|家里|[厂店库间司里这边]){1,6}[^,。;!?你您贵想要]{0,14}"
    r"(?:用着?|[上装配请换])(?:的|了|过)[^,。;!?你您贵想要]{1,12}"
)
"""我们仓库用的系统, and no more: what is told behind it is told of that."""


def find(thread: Sequence[Said], lexicon: Lexicon, others: Sequence[Fact]) -> list[Fact]:
    """Each trouble once, where it was said first. A complaint among `others` tells of one."""
    complaints = {(f.evidence.message, f.evidence.start) for f in others if f.value.get("event") == "complaint"}
    complained = {message for message, _ in complaints}
    found: dict[str, Fact] = {}
    for said in thread:
        if not said.theirs or said.passed_on or not said.trusted:
            continue
        if not (
            lexicon.says("pain", said.own)
            or lexicon.says("pain_theirs", said.own)
            or said.message.id in complained
            or any(map(_told_of_their_own, said.clauses))
        ):
            continue
        asked = said.before is not None and said.before.ours and _ASKED.search(said.before.own) is not None
        hurt = [
            _hurts(c, lexicon, before, told=(said.message.id, c.start) in complaints)
            or (asked and _ANSWERS.fullmatch(c.text) is not None)
            for before, c in zip((None, *said.clauses), said.clauses, strict=False)
        ]
        for fact in _of_message(said, hurt, lexicon):
            found.setdefault(str(fact.value["text"]), fact)
    return list(found.values())


def _of_message(said: Said, hurt: Sequence[bool], lexicon: Lexicon) -> Iterator[Fact]:
    """`hurt`: which of its clauses tell of a trouble."""
    for index, clause in enumerate(said.clauses):
        before = said.clauses[index - 1] if index else None
        told_on = index > 0 and hurt[index - 1] and not _ANOTHER.match(clause.text)
        if not hurt[index] or told_on or (before and _YOU_LACK.search(before.text)):
            continue
        short = len(clause.text) < _TOLD and not _TERSE.match(clause.text)
        told_of = before and (_told_of_their_own(before) or ((short or vague(clause)) and _may_cause(before)))
        yield from _pain(said, before if before and told_of else clause, clause, lexicon)


def vague(clause: Clause) -> bool:
    """太耽误事, 工人受不了: what comes of a trouble, and not what it is."""
    return _VAGUE.fullmatch(clause.text) is not None


def _may_cause(clause: Clause) -> bool:
    return len(clause.text) >= _SHORTEST and not clause.asks and _NO_CAUSE.search(clause.text) is None


def of_another(clause: Clause, lexicon: Lexicon, before: Clause | None = None) -> bool:
    """Trouble with another seller, or with what they have: 用友那次就导不出来; 我们仓库用的系统，太慢了, of which the thing is
    named right `before` it. A rival's price, and 比汇川贵, are none.
    """
    text, theirs = clause.text, _told_of_their_own(before)
    named = any(not _beside(text, start, end) for _, start, end in lexicon.rivals.find(text))
    ago = hide(text, (m.span() for m in _BY_A_DAY.finditer(text))) if lexicon.says("press", text) else text
    before_now = lexicon.says("pain_other", ago)
    return (named or ((before_now or theirs) and not _US.search(text))) and not _PRICES.search(text)


def _told_of_their_own(before: Clause | None) -> bool:
    return before is not None and _THEIR_OWN.fullmatch(before.text) is not None


def _beside(text: str, start: int, end: int) -> bool:
    """比汇川贵, 对接金蝶."""
    ahead = text[:start]
    return ahead.endswith(_BESIDE) or _CONNECTED.search(ahead) is not None or _CONNECTS.match(text, end) is not None


def _hurts(clause: Clause, lexicon: Lexicon, before: Clause | None, *, told: bool) -> bool:
    """`told`: it is a complaint to us."""
    text = hide(clause.text, (m.span() for m in _NO_TROUBLE.finditer(clause.text)))
    plain = lexicon.says("pain", text) or (_told_of_their_own(before) and _BAD.match(text) is not None)
    rest = hide(text, ((start, end) for _, start, end in lexicon.rivals.find(text)))
    if clause.asks or _ASKS.search(text) or not (plain or lexicon.says("pain_theirs", rest)) or lexicon.says("not_ours", text):
        return False
    if told or of_another(clause, lexicon, before):
        return told or not _ONLY_DEAR.fullmatch(rest) or _told_of_their_own(before)
    if _DEMANDS.search(text) or _UNREAD.search(text):
        return False
    other = hide(text, (m.span() for m in _STILL.finditer(text)))
    return plain and (not lexicon.says("pain_not", other) or lexicon.says("pain_now", text))


def _pain(said: Said, first: Clause, clause: Clause, lexicon: Lexicon) -> Iterator[Fact]:
    """From the `first` clause, which may be what it comes of, to the one that tells it."""
    text = clean(said.message.text[first.start : clause.end])
    if (len(text) >= _TOLD or _TERSE.match(text)) and not re.match(r"[不没]", text):
        name = lexicon.label("pains", clause.text)
        value = {"text": text, "label": name} if name else {"text": text}
        yield said.fact("pain_point", value, text, 0.7, (first.start, clause.end))
