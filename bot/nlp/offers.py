"""What the customer says he would pay (出价): by the words right before and right behind a number of his."""

from __future__ import annotations

from bot.nlp.patterns import late

_IF_YOU = late(r"(?:[你您]们?(?:家)?(?:要是|如果|若是?|要能?(?=[到给做能]))|(?:要是|如果|假如)[你您]们?)[^,。;!?\d]{0,8}\Z")
_AS_LAST = late(r"(?:还是|按照?|就|照)(?:着|按)?(?:去年|上[次回年]|原来|之前|老)的?价(?:格|钱)?[,。 ]\s?\Z")
"""续费还是去年的价，4万2."""
_YOU, _AT = late(r"(?:\A|[,。;!? ])[你您]们?(?:家)?(?:能|要)?\Z"), late(r"(?:块|元)?(?:[一每/][一-鿿])?的话(?!题)")
"""你两万零五百的话我先拿6吨."""
_THEN_I = late(
    r"(?:块|元)?(?:整|以内|左右)?(?:(?:一|每)[一-鿿]{1,2})?"
    r"(?:能[做给推]|[,。 ]*(?:我|俺|咱)(?![一-鿿]{0,3}(?:没|不能|没法))|[你您]来)"
)
"""你们要是360能做我就懒得换, 你要是七万五你来."""
_STAYS = late(
    r"(?:块|元)?[,。 ]?(?:我|俺|咱|阿拉)们?(?:今天|现在)?就"
    r"(?:不(?:再|去)?(?:折腾|问|找|看|跑|比|换|挪|谈别)|懒得(?:换|找|问|折腾))"
)
"""580我就不折腾别家了."""
_ONLY_THEN = late(r"(?:块钱?|元)?[我他她俺们这儿老板领导那边]{0,6}才(?:再|能|好|肯|给|会)?(?:批|掏|签|聊|谈|买|下单|报|松口)")
"""9块5以内我们老板才批."""
_GIVE = late(
    r"(?:\A|[,。;!? 那]|[你您]们?(?:得)?|今年|明年|这次|这回|现在)(?:给|俾)(?:我|俺|咱)?们?(?:个|个整数?|凑个?整?|按|算)? ?\Z"
    r"(?<![,。;!? 那你您们得年次回在]给)"
)
_AND_SO = late(r"(?:块|元)?(?:[一/每][套台箱个只件张吨米斤桶瓶袋包趟]|得了)?[呗嘛啦咯吧哦]?(?=[,。;!?~ ]|[^\w\s]|\Z)")
"""今年给我2200, 给个26.8啦."""
_ONCE = late(r"去年|上次|上回|之前|怎么|是不是|到时候|要是|如果|以后|将来|明年")
_AT_THE_PRICE = late(r"(?:价(?:钱|格)?|钱)(?:还是?|就|都|必须|得)?按\Z")
_AS_IT_IS = late(r"(?:块|元)?(?:[一/每][一-鿿])?(?:别[变涨动]|走|来|\Z|[,。 ])")
"""价还按23块6, 价按26.5别变."""
_PAST = late(r"(?:超过?|超出|高[过于出]|[大多]于|贵过|不到|多过)了?\Z|(?<![通经审批])过了\Z")
_NO_MORE = late(
    r"(?:块钱?|元|个)?的?[,。 ]?(?:[我他她]们?|老板|领导|公司|财务)?(?:就|直接|都|一律)?"
    r"(?:就?算了(?=[ ,。!]|\Z)|免谈|[莫别甭](?:谈|报|聊|来找)|不(?:批|签|下单|进|要(?![招走公上报])|买|做|考虑|谈|看)"
    r"|重新(?:招标|询价|比)|换(?:人|别|一家|[一-鿿]{2}(?=[ ,。]|\Z)))"
)
"""超过190就重新招标, 一箱不到90我不进, 3400以上不下单."""


_I_CAN = late(
    r"(?:块|元)?(?:左右|上下|以内|以下)?(?:的?价格?)?[,。 ]?(?:我们?|我这边|这边|老板|领导)?"
    r"(?:也|就|还|是|都){0,2}(?:能|可以|可)接受(?![不吗么没了的])"
)
"""四百二我也能接受."""


def takes(behind: str) -> bool:
    """85块左右能接受: what he would pay, where it is no price of ours."""
    return _I_CAN.match(behind) is not None


def offered(ahead: str, before: str, behind: str) -> bool:
    """你要是七万五你来; 给个26.8啦; 价还按23块6: what he would pay, in whatever words. `ahead`: further back than `before`."""
    if_you = _IF_YOU.search(before) is not None and _THEN_I.match(behind)
    if _STAYS.match(behind) or (_ONLY_THEN.match(behind) and not _ONCE.search(ahead)):
        return True
    if _AS_LAST.search(ahead) and _AND_SO.match(behind):
        return True
    if _YOU.search(before) and _AT.match(behind):
        return True
    given = _GIVE.search(before) and _AND_SO.match(behind) and not _ONCE.search(before)
    as_ever = _AT_THE_PRICE.search(before) and _AS_IT_IS.match(behind)
    return bool(if_you or given or as_ever)


_PROPOSED = late(
    r"(?:元|块)?(?:[一每/][一-鿿]{1,2})?[,。 ]?(?:您看|你看|咱们?|这样)?(?:就)?(?:成交|定了?吧?(?=[?吗 ]|\Z)"
    r"|能?(?:不能)?接受(?!不)|行不行|行吗|行不|可以吗|可以不|ok吗|怎么样)"
)
_LAST_WORD = late(r"(?:\A|[,。 ])(?:那|那么|这样)?(?:最终|最后|一口价|就|咱们?)\Z|(?:\A|[,。 ])那\Z")


def proposed(before: str, behind: str, *, asks: bool) -> bool:
    """3万6成交?, 那最终3万6?: a price of ours, as a question whether he takes it."""
    return _PROPOSED.match(behind) is not None or (asks and _LAST_WORD.search(before) is not None)


def at_most(before: str, behind: str, *, past: bool) -> bool:
    """超过190就重新招标: beyond it there is no deal. `past`: it is read as more than that (3400以上)."""
    return (past or _PAST.search(before) is not None) and _NO_MORE.match(behind) is not None
