"""Money that is no part of this deal, by whom it goes to or comes from: 给供应商转了5万, 收到客户回款50万, 兄弟公司预算80万."""

from __future__ import annotations

from bot.nlp.patterns import late

_DUES = (
    r"(?:房租|水电[费煤]|[水电]费|燃气费|取暖费|社保|公积金|个税|税[款费务金]|交税|罚[款金]|投标保证金|工资|房贷|车贷|月供|[电话]?话费"
    r"|油[费钱]|过路费|彩礼|份子钱?|诉讼费)"
)
_WHOM = (
    r"(?:供应商|供货商|上家|别家|别人|人家|工人|员工|农民工|房东|物业|客户|业主|施工队|装修队|装修公司|银行|法院|税务|老家|家里|老婆"
    r"|孩子|儿子|女儿)"
)
_PAID_TO = late(rf"{_DUES}[^,。;!?\d]{{0,6}}\Z|[给向]{_WHOM}[^,。;!?\d]{{0,6}}\Z")
"""房租交了15万, 给供应商转了5万."""
_PAID_FOR = late(rf"(?:元|块)?(?:钱|的)?(?:{_DUES}|给{_WHOM})")
"""结了8万工资."""
_CAME_IN = late(rf"收到了?{_WHOM}[^,。;!?\d]{{0,6}}\Z|{_WHOM}(?:那边)?的?(?:回款|打款)(?:了|到)?[^,。;!?\d]{{0,3}}\Z")
"""收到客户回款50万."""
_TOO_MUCH = late(r"[多少误错](?:付|打|转|交|收)了?[你您我]?们?了?\Z")
"""多付了200 退我: a slip of a payment."""
_OTHER = (
    r"(?:别的|其他|其它|兄弟|隔壁|另(?:外)?一?[个家]|上一?个|子)(?:部门|公司|项目|单位|科室|车间|事业部|学校|医院|工厂|厂)"
    r"(?![^,。;!?]{0,10}[挪匀调转划借拿挤])"
)
_OTHER_PURSE = late(rf"{_OTHER}[^,。;!?\d]{{0,10}}\Z")
_SPEAKS_OF_ANOTHER = late(rf"{_OTHER}[^,。;!?\d]{{0,6}}(?:预算|经费|钱)")
"""其他部门预算80万; but 从别的项目挪了20万 is his own."""


def paid_elsewhere(before: str, behind: str) -> bool:
    """What the customer paid, or was paid, and not for a ware of ours."""
    ahead = any(pattern.search(before) for pattern in (_PAID_TO, _CAME_IN, _TOO_MUCH))
    return ahead or _PAID_FOR.match(behind) is not None


def other_purse(before: str) -> bool:
    """其他部门预算80万."""
    return _OTHER_PURSE.search(before) is not None


def speaks_of_another(clause: str) -> bool:
    """上个项目预算50万花超了."""
    return _SPEAKS_OF_ANOTHER.search(clause) is not None
