"""Whose money it is (钱袋子): by the words right before and right behind an amount of the customer's."""

from __future__ import annotations

from bot.nlp.money import Money
from bot.nlp.patterns import late

_ABOVE = (
    r"(?:老板|领导|公司|总部|学校|集团|[院局厂科校镇乡县市省区村队行社][里上]|上[面头级]|财政|财务|教育局|工会|董事长|[一-鿿]总|[校院局处厂]长"
    r"|c[fmteo]o|vp|院办|成本部|设备处|招标|总包|业主|甲方)"
)
_GIVES = late(
    rf"{_ABOVE}[^,。;!? \d您你]{{0,6}}"
    r"(?:给(?:我们?|咱们?|俺们?|这边|到?这个?[包班块])?|分配到?(?:我们?|这个?[包班块])?|批(?:给我们?)?|定|拨(?:给我们?)?)"
    r"(?:的(?:cap|上限|额度|数|底|线)?)?(?:就|才|只|一共|总共|最多)?(?:是|有)?了? ?\Z"
    rf"|{_ABOVE}[^,。;!? \d您你]{{0,3}}给(?![您你])[一-鿿]{{1,4}}(?:就|才|只有) ?\Z"
)
"""老板就给我6万块试水, 教育局给的26万, 分配到这个包是33万8."""
_HAS = late(
    r"(?:(?:我们?|俺们?|咱们?|这边|自己|部门|科室|那边|社里|家里|手里|手头|手上|卡上)[^,。;!? \d您你]{0,4}(?:就|还)?"
    r"(?:有|能(?:出|掏|凑|动|拿|花|用|签)(?:的|出来)?|掏得出|凑得出|抠得出|敢花)"
    r"|(?:就|只|才|总共|一共|拢共)攒了|[一-鿿]{2}费[^,。;!? \d]{0,3}(?:还?剩|有))"
    r"(?:的?(?:钱|经费)?(?:是|就|就是|也就|大概|差不多|个){0,2})?\Z"
)
"""我们部门有两万, 我首批能掏的就八九千, 我就攒了八千."""
_MEANS = late(r"我们?(?:整个?|一共|总共|全部)[^,。;!?\d]{0,6}就\Z")
"""我们整个器材就十万块."""
_BEHIND = late(
    r"(?:块|元)?(?:在?(?:我|我们)?(?:卡[上里]|手[上里]|兜里|口袋里)(?!还)|(?:我|我们)?(?:部门|科室|自己|这边)有"
    r"|是?(?:可以|能)(?:用|花|动|支配)的?(?=[ ,。!]|\Z))"
)
"""就35万在卡上, 35000我部门有, 还有两万五是可以用的."""
_OF_THINGS = late(r"[个台套件人户亩平吨条张家只箱支片辆]|sku")
"""我们仓库有2万个货."""
_I_GRANT = late(r"(?:我|他|她|经理|主任|领导|老板)(?:就|只|也只)?批(?:过|了)?\Z")
"""我批四万二, 他批过8万."""
_OF_MONEY = late(
    r"钱|资金|预算|经费|盘子|大数|手头|手里|手上|额度|领导|老板|董事长|总经理|拍板|心[里理]价|我们报的|能[出花掏凑]"
)
_A_RANGE = late(r"\s?(?:个(?![月小人点位])|w)?(?:之间|左右|上下|区间|能花)?吧?(?:\Z|[ ,。;!?])|\s?(?:个|w)能")
_OF_A_SIZE = late(r"[人岁]\Z|(?:[直口内外]径|[长宽高深厚][度]?|温度|[公度码寸]|页|年龄|岁数|克重|人数|数量)[^,。;!? ]{0,3}\Z")
_LEAST, _MOST, _WAN = 8, 3000, 10_000
"""Between which the ends of a bare range, 三百五十到四百, are told in 万; 60到75个 has it already."""


def told(before: str, behind: str) -> bool:
    """Whether the words around say that it is what the customer has, or was given."""
    ahead = any(pattern.search(before) for pattern in (_GIVES, _HAS, _MEANS, _I_GRANT))
    return (ahead and not _OF_THINGS.match(behind)) or _BEHIND.match(behind) is not None


def is_range(one: Money, before: str, behind: str, own: str) -> bool:
    """Whether a bare range is one of 万: 钱是25到30之间."""
    if one.sure or one.least is None or one.most is None or one.least == one.most:
        return False
    scale = 1 if one.least < _WAN else _WAN
    least, most = float(one.least / scale), float(one.most / scale)
    fits = _LEAST <= least < most <= min(_MOST, 2 * least)
    return fits and bool(_A_RANGE.match(behind) and _OF_MONEY.search(own)) and not _OF_A_SIZE.search(before)
