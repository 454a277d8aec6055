"""Currencies as people write them, before and behind a number, with their ISO 4217 codes."""

from __future__ import annotations

import re

_NAMES = {
    "CNY": "人民币 rmb cny", "USD": "美元 美金 美圆 美刀 美币 刀 usd dollars dollar", "EUR": "欧元 欧 欧罗 eur",
    "GBP": "英镑 镑 gbp", "JPY": "日元 日圆 日币 円 jpy", "HKD": "港元 港币 港圆 港纸 hkd",
    "TWD": "新台币 台币 新台元 twd ntd", "MOP": "澳门元 澳门币 葡币 mop", "KRW": "韩元 韩币 韩圆 韩国元 krw",
    "RUB": "卢布 俄罗斯卢布 rub", "AUD": "澳元 澳币 澳大利亚元 aud", "CAD": "加元 加币 加拿大元 cad",
    "NZD": "新西兰元 纽元 纽币 nzd", "SGD": "新加坡元 新加坡币 新元 新币 坡币 sgd", "CHF": "瑞士法郎 瑞郎 法郎 chf",
    "THB": "泰铢 泰国铢 泰币 铢 thb", "VND": "越南盾 越盾 vnd", "MYR": "林吉特 令吉 马币 myr", "IDR": "印尼盾 印尼卢比 idr",
    "PHP": "菲律宾比索 php", "INR": "印度卢比 卢比 inr", "PKR": "巴基斯坦卢比 pkr", "BRL": "雷亚尔 巴西雷亚尔 brl",
    "MXN": "墨西哥比索 mxn", "ZAR": "兰特 南非兰特 zar", "TRY": "里拉 土耳其里拉", "AED": "迪拉姆 aed",
    "SAR": "沙特里亚尔 里亚尔 sar", "SEK": "瑞典克朗 sek", "NOK": "挪威克朗 nok", "DKK": "丹麦克朗 dkk", "PLN": "兹罗提 pln",
    "KZT": "坚戈 kzt", "UAH": "格里夫纳", "KPW": "朝鲜元", "MMK": "缅币 缅元", "KHR": "瑞尔", "LAK": "基普", "MNT": "图格里克",
    "ILS": "谢克尔", "DEM": "德国马克 马克 dem", "FRF": "法国法郎", "EGP": "埃及镑", "QAR": "卡塔尔里亚尔",
    "IRR": "伊朗里亚尔", "KWD": "科威特第纳尔", "IQD": "伊拉克第纳尔", "JOD": "约旦第纳尔", "LKR": "斯里兰卡卢比",
    "NPR": "尼泊尔卢比", "BDT": "塔卡 孟加拉塔卡", "HUF": "福林 匈牙利福林", "CZK": "捷克克朗", "ISK": "冰岛克朗",
    "BGN": "列弗", "RON": "列伊", "KES": "肯尼亚先令", "NGN": "奈拉", "ARS": "阿根廷比索", "CLP": "智利比索",
    "COP": "哥伦比亚比索",
}  # fmt: skip
_SIGNS = {
    "¥": "CNY", "$": "USD", "us$": "USD", "hk$": "HKD", "nt$": "TWD", "a$": "AUD", "au$": "AUD", "c$": "CAD", "ca$": "CAD",
    "s$": "SGD", "nz$": "NZD", "r$": "BRL", "mop$": "MOP", "€": "EUR", "£": "GBP", "₩": "KRW", "₽": "RUB", "฿": "THB",
    "₹": "INR", "₫": "VND", "₺": "TRY", "rm": "MYR",
}  # fmt: skip
_NAMED = {name: code for code, names in _NAMES.items() for name in names.split()}
NAMES = {code: names.split()[0] for code, names in _NAMES.items()}
"""What a currency is called."""
CURRENCY = {**_NAMED, **_SIGNS, "美分": "USD", "欧分": "EUR"}
"""A name or sign (normalised) → its code."""

_SHORT = {"刀": "具片口工法", "欧": "姆洲盟美", "镑": ""}
_A_CUT = r"(?<![砍切宰剪挨补捅动]一)(?<![砍切宰剪挨补捅动][了过]一)"
"""被砍了一刀: no dollar."""


def _name(name: str) -> str:
    if name[-1].isascii():
        return name + "(?![a-z])"
    return (_A_CUT if name == "刀" else "") + name + (f"(?![{_SHORT[name]}])" if _SHORT.get(name) else "")


_BY_LENGTH = sorted(_NAMED, key=len, reverse=True)
_FOREIGN = "|".join(map(_name, _BY_LENGTH))
_FIRST = "".join(sorted({re.escape(name[0]) for name in _NAMED}))
AFTER = (
    rf"(?=[{_FIRST}元圆块 ($€£])(?:元|圆|块)?\s?\(?(?P<iso>{_FOREIGN}|[$€£])\)?(?:元|块)?"
    r"|(?P<cents>美分|欧分)"
    r"|(?P<yuan>块(?:钱|人民币)|块(?!儿|[屏板地表牌砖肉布石玻玉空钢]|硬盘|显卡|主板|内存|电[池路视]|蛋糕|豆腐|饼干"
    r"|巧克力|面包|香皂|肥皂|手表|橡皮)"
    r"|元(?:整|正|钱)|元(?![旦宵素件器老首帅勋音桥]|[一二三]次(?:方程|函数|不等式)|方程)"
    r"|圆(?:整|正|钱)|圆(?![桌圈形满柱角弧珠球])|大洋|洋钿|蚊(?![子香帐虫]))"
    r"|(?P<tenth>毛钱|毛(?!不拔)(?![利重坯病衣巾笔发料估线绒])|角钱|角(?![度形色落逐洲债楼星恋关钢铁]|大楼))"
    r"|(?P<hundredth>分钱|(?<! )分(?![钟之数析别公布享销配期成为类工手组行开红解担包店批给子支店级号]))"
)
"""What makes a number money when it stands behind it. Groups: `iso` a named currency, `yuan`, `tenth`, `hundredth`, `cents`."""

_WORDS = "|".join(name for name in _BY_LENGTH if len(name) > 1)
BEFORE = (
    rf"(?:(?P<word>{_WORDS})\s{{0,3}}(?:[:约共计近]\s?|[¥$€£]\s?)?"
    rf"|(?<![a-z])(?P<sign>{'|'.join(re.escape(sign) for sign in sorted(_SIGNS, key=len, reverse=True))})\s{{0,2}})"
)
"""What makes a number money when it stands before it."""
ENDS = frozenset(name[-1] for name in CURRENCY)
"""Last characters of what may stand before a number: a cheap look before `BEFORE`."""
