"""Which rival the customer has, or had, and is no offer beside ours: 现在跟德邦的, 上一家伊顿, 我那台速迈, EMR现在是东软的."""

from __future__ import annotations

from bot.nlp.patterns import late
from bot.nlp.text import Clause, Said

_SINCE_WHEN = (
    r"(?:现在|目前|眼下|如今|原来|原先|原本|以前|之前|早先|去年|前年|往年|上次|上回|上一?[家批期届台]|上个(?:项目|学期|赛季)"
    r"|[前一二三]一?[批期]|一直|还是|至今)"
)
_HOW = (
    r"(?:我们?|俺们?|咱们?|厂里|的|了|着|供应商|老师|那边|那|这|[一两几俩三四五六七八九十\d]|[台套批辆家个只]|老|都|也|就|是|用|使|走|在|跟|和|请"
    r"|投|订|装|买|租|吃|卖|挂|供|给|做|派|维保|单位|系统)"
)
_HAS = late(
    rf"{_SINCE_WHEN}[一-鿿]{{0,4}}?{_HOW}{{0,8}}\Z"
    r"|(?:现|原|一直|都)[用使](?:的|着|惯)?\Z|[用使](?:的|着|惯了?)(?:是)?\Z|我们?[用使]\Z"
    r"|(?:老|旧)的?(?:供应商|牌子|系统|设备|合作方)?(?:那|这)?(?:[一两几俩三四五六七八九十\d]{1,2})?[台套批辆]?\Z"
    r"|(?:现用|[我俺]们?用)的[^,]{1,6}是\Z"
    r"|(?:我们?|俺们?|咱们?|厂里|车间|公司|手[上里]|库里|机房|科里|店里|仓库)(?:里|现在|已经|自己)?(?:有|装了?|上了?|买了?|配了?)[一两几三四五六七八九十百\d]{1,3}[台套辆个把架]\Z"
    r"|(?:[台套辆个]|车间|机房|设备|机器|系统|[一-鿿][机车仪泵柜])(?:里|上)?(?:全|都|全部|清一色)(?:用的)?是\Z|(?:里|上)(?:[面头])?(?:装|上|用|配|摆)的(?:是|都是|全是)\Z"
    r"|[那这][一两几三四五六七八九十\d]{0,2}[台套批]老\Z|[我俺咱]们?(?:家|库里|车间|厂里)?[那这](?:[一两几三四五六七八九十\d]{0,2}[台套批辆只个]|俩)\Z"
)
"""Before the name: since when, or which of his things."""
_NEAR = 24
"""Characters before the name that tell it."""
_HAD = late(
    r"老[梯站机爷]|的老[货机]|的(?:设备|机器|系统|那[台套批])?(?:老|总|经常|天天)(?:是)?(?:坏|出|掉|卡|停|报|断|漏|死机|宕)|(?:的|那边)?(?:合同|合约|协议|维保)[^,]{0,6}(?:到|满|排他)"
    r"|(?:一直|现在|目前|去年|上次)?(?:在[供做跑]|供[的我]|现在供|做的|搭的|装的|上的)|的?(?:今年)?涨(?:价|到|了)"
)
"""Behind it."""
_LEAVES = late(
    r"(?:那边|那家|家的?|的?(?:系统|软件|合同|会员|账号|货|设备))?(?:我们?|都|也|就|已经|刚|打算|准备|今年|明年){0,2}"
    r"(?:不想?续|不再续|停用?了|退[掉租订]?了(?!一步|[一二两三四五六七八九十\d点])|换掉|不想?用了|用不下去|不想用|用腻)"
    r"|那(?:[台套个批家]|[一-鿿]{1,3}?)?(?:老|总|经常|天天)(?:是)?(?:坏|堵|卡|漏|断|掉|死|停|报警|出问题|出毛病)"
    r"|(?:的|那边|家)?(?:实在)?(?:太|老)[卡慢难烂坏掉断漏堵贵][^,。;!?\d]{0,4}[ ,]{0,2}(?:我们?|就|所以|早就){0,2}"
    r"(?:想|要|打算|准备|考虑)换(?!成|个便宜)"
)
"""Behind it: 用友不续了, 海天那台老坏, 用友太卡了 想换."""
_STOPPED = late(r"把\Z")
_STOPS = late(r"(?:那边|的|家)?(?:给)?(?:停|退|换|卸|砍|下线)[掉了]")
"""Around it: 刚把用友停了."""
_LOOKS = late(
    r"看[过了的]|问[过了]|测[过了]|试[过了用]|找[过了]|谈|聊|倾向|贵|便宜|比(?!我|现|原|以?前|之前|去年)|想|要是|如果|听|准备|打算|考虑"
    r"|[下再先]\Z|下[次回批]|隔壁|朋友|同行|别人|人家|对门|他们|[你您]们?用"
)
"""Before the name: only looked at, or not by him."""
_OFFERS = late(r".{0,6}?(?:报(?![警错过障废])|开价|说|来[过了]|来找|找过|找我|愿意|答应|承诺|投标)")
_WHOSE = late(
    r"现在(?:用|是|跟|谁|哪)|目前(?:用|是|跟|谁|哪)|用的|用谁|谁家的|[什啥]么?牌子|谁[装做供送搭]|现有|原来|之前|以前|上次|去年(?:是)?[谁哪]"
)
_ONLY, _ITSELF = late(r"(?:我们|对|就|是|嗯|用的?| ){0,3}"), late(r"(?:家|的|啊|呀|哦|嘛|呗|吧| ){0,3}")
_BESIDES = late(r"对比|比价|还有谁|还看|别家|另外|在看|对手|报价|投标|竞")


def in_use(said: Said, clause: Clause, at: tuple[int, int]) -> bool:
    """By what stands beside the name at these characters, or by what we had asked."""
    left, right = clause.text[: at[0] - clause.start], clause.text[at[1] - clause.start :]
    if not said.theirs or clause.asks or _OFFERS.match(right):
        return False
    if _LEAVES.match(said.own, at[1]) or (_STOPPED.search(left) and _STOPS.match(right)):
        return True
    if (_HAS.search(left[-_NEAR:]) or _HAD.match(right)) and not _LOOKS.search(left):
        return True
    return _answers(said, left, right)


def _answers(said: Said, left: str, right: str) -> bool:
    """谁装的? 深信服的: all that a clause says, to whose it is."""
    asked = said.before
    if asked is None or not asked.ours or not (_ONLY.fullmatch(left) and _ITSELF.fullmatch(right)):
        return False
    return _WHOSE.search(asked.own) is not None and _BESIDES.search(asked.own) is None
