"""Phones, e-mail addresses, unified social credit codes: what identifies a customer, character for character."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from bot.nlp.facts import Fact
from bot.nlp.lexicon import Lexicon
from bot.nlp.patterns import late
from bot.nlp.remembered import remembered
from bot.nlp.text import SLIP, Said

_CHINA = r"\(?(?:\+|00)?86\)?[- ]{0,2}(?:\(0\)[- ]?)?"
_MOBILE = (
    rf"(?:(?<![\da-z.])|(?<=[vw]x)|(?<=微信v))(?<!\d-)(?:{_CHINA})?1[3-9]\d"
    r"(?:[- ]?\d{4}[- ]?\d{4}|[- ]\d{3}[- ]\d{5}|\d\d[- ]\d{3}[- ]\d{3}|[- ]?\d{8}|[- ]?\d{3}[- ]\d{3}[- ]\d\d)(?![\d]|[.-]\d)"
    r"|(?<![\da-z.-])(?<!\d )1[- ][3-9](?:[- ]\d){9}(?![- ]?\d)"
)
_AREA = r"(?:10|2\d|[3-9]\d\d)"
_LANDLINE = (
    rf"(?<![\d.a-z-])(?:{_CHINA}\(?0?{_AREA}|\(?0{_AREA})(?:\) ?|[- ]{{0,2}})"
    r"(?:[2-9]\d{2,3}[ -]?\d{4}|[2-9]\d{3}[ -]\d{3})(?:(?:-| ?转| ?分机:?| ?ext\.?) ?\d{1,5})?(?![\d-])"
)
_TAIWAN = (
    r"(?<![\d.a-z-])(?:\(0[2-8]\) ?|0[2-8][- ])\d{3,4}[- ]\d{4}(?:(?:#| ?转| ?分机:?| ?ext\.?) ?\d{1,5})?(?![\d-])"
    r"|(?<![\d.a-z-])09\d\d-?\d{3}-?\d{3}(?![\d-])"
)
_SERVICE = (
    r"(?<![\d.a-z-])(?:(?:400|800)(?:-?\d{3}-?\d{4}|-?\d{4}-?\d{3})|(?<![^话线打服号:])400 \d{3,4} \d{3,4}(?<=[\d ]{12}))"
    r"(?![\d-]|\.\d|\s?[元万块])"
)
_ABROAD = (
    r"(?<![\da-z+-])(?:\+(?!86)|00(?!86))[1-9][-\d(). ]{6,20}\d(?![\d-]|\.\d|\s?[元万块%亿])"
    r"|\(85[23]\) ?[2-9]\d{3}[ -]?\d{4}(?!\d)"
)
_AMERICAN = r"(?<![\d.+a-z-])(?:1[- ])?(?:\([2-9]\d\d\) ?|[2-9]\d\d[-.])\d{3}[-.]\d{4}(?![\d-]|\.\d)"
_LOCAL = (
    r"(?:电话|座机|固话|热线|致电|拨打|传真|客服|tel)(?:号码?)?(?:是|为)?[: ]{0,2}"
    r"(?P<local>[2-9]\d{2,3}[- ]?\d{4}|9[56]\d{3,4}|100\d\d|12\d{3})(?![\d-]|\.\d|\s?[元万块%台个])"
)
_PHONE = late(
    rf"(?=[\d+(电座固热致拨传客t])(?:(?P<abroad>{_ABROAD})|(?P<china>{_MOBILE}|{_LANDLINE})|(?P<plain>{_SERVICE}|{_TAIWAN}"
    rf"|{_AMERICAN})|{_LOCAL})"
)
_FIGURES = str.maketrans("幺零〇一二三四五六七八九", "100123456789")
_SPOKEN_GATE = late(r"幺|[一1] ?[三五七八九][- ]?[零一二三四五六七八九]")
_NUMERAL = "[幺零〇一二三四五六七八九\\d]"
_SPOKEN = late(rf"(?<!{_NUMERAL})[幺一] ?[三四五六七八九](?:[- ]?{_NUMERAL}){{9}}(?![- ]?{_NUMERAL})")
_PHONE_GATE = late(r"\d{3}|\d[- ]\d[- ]\d")
_CODE_86 = late(r"^(?:00)?86(?=1\d{10}$|0?[1-9]\d{8})")
_EMAIL = late(
    r"(?<![a-z0-9._%+@])(?<![a-z0-9]-)([a-z0-9_][a-z0-9_%+-]{0,63}(?:\.[a-z0-9_%+-]{1,64}){0,6}"
    r"@(?:(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,6}[a-z]{2,18}|\[\d{1,3}(?:\.\d{1,3}){3}\]))(?![a-z0-9@-])"
)
_USCC = late(r"(?<![0-9a-z])[0-9a-hj-npqrtuwxy]{2}(?: ?\d){6}(?: ?[0-9a-hj-npqrtuwxy]){10}(?![0-9a-z])")
_LABEL = (
    r"(?:单号|编号|订单号?|合同号|运单号?|工号|尾号|验证码|卡号|账号|帐号|密码|身份证号?|流水号?|税号|序列号|qq号?"
    r"|货号|料号|批号|型号"
    r"|邮编|门牌|分机|图号|项目号)(?:是|为|:|#)?\s*"
)
_LABELLED = late(rf"{_LABEL}\Z|#\Z")
_CODE = late(
    r"https?://\S+|www\.\S+|(?<![\d.])\d{9,}(?![\d.]*\s?(?:[万亿元块$]|美[元金]|人民币|港[元币]|欧元|日元))"
    r"|(?<![a-z0-9])(?!q[1-4](?![a-z0-9])|(?:rmb|cny|usd|hkd|eur|gbp|jpy|twd"
    r"|tel)[-_]?\d)[a-z]{1,10}[-_]?\d[a-z0-9_-]*(?![a-z0-9])"
    rf"|{_LABEL}[a-z0-9-]{{3,}}"
)
_CODE_GATE = late(rf"[a-z@-]|\d{{3}}|\d[- ]\d[- ]\d|{_SPOKEN_GATE.pattern}")
"""Where none of these stands there is none of them."""
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_AT_THE_MAIL = late(r"邮箱(?:是|:)?\s?\Z")
"""账号发我邮箱 …: the address is no account."""
_ANOTHER = late(r"[别莫]打我这|换|改|,(?:新|现在)|别打(?=座机|固话|办公)")
"""Where what is said behind a number is of another one."""
_OF_YOU = r"(?:公司|那边|家|之前|上次|原来|留|的|是不是|是|还是|电话|手机|座机|微信|邮箱|号码|税号|地址|[一-鿿][工总姐哥]|经理)"
_YOURS = late(rf"(?:(?<![等找给接跟让])(?:[你您]们|贵[司公]){_OF_YOU}{{0,5}}|(?<![等找给接跟让])[你您]{_OF_YOU}{{1,5}})[: ]?\Z")
"""你们税号是不是…, 发你邮箱…: it is ours that he tells."""
_ANOTHERS = late(r"供应商|上家|同行|对手|友商|[别那]家|另外?一家|骗子|中介|推销|(?<!你们)(?<!我们)厂家")
_CHANGED = late(r"换成|改成|改为|换到|而是|,是|新")


def uscc_valid(code: str) -> bool:
    """GB 32100-2015: eighteen characters, the last one a check over the rest (weights 3**i mod 31)."""
    if len(code) != 18 or any(c not in _ALPHABET for c in code):
        return False
    total = sum(_ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(code[:17]))
    return _ALPHABET[(31 - total % 31) % 31] == code[17]


def phones(text: str) -> list[tuple[str, int, int]]:
    """(digits, start, end) of phone numbers in normalised text: mobile, landline, 400, abroad; 86 in front is dropped."""
    spoken = [(_digits(m[0]), *m.span()) for m in _SPOKEN.finditer(text)] if _SPOKEN_GATE.search(text) else []
    if not _PHONE_GATE.search(text):
        return spoken
    return spoken + [read for m in _PHONE.finditer(text) if (read := _phone(text, m))]


def _digits(spoken: str) -> str:
    """幺三八零…, 一五三 0000 9180 as figures."""
    return re.sub(r"\D", "", spoken.translate(_FIGURES))


def _phone(text: str, m: re.Match[str]) -> tuple[str, int, int] | None:
    start, end = m.span(str(m.lastgroup))
    digits = re.sub(r"\D", "", text[start:end])
    if _LABELLED.search(text, max(0, start - 8), start) or (m["abroad"] and not _dialled(text[start:end], len(digits))):
        return None
    return (_CODE_86.sub("", digits) if m["china"] else digits), start, end


def _dialled(text: str, digits: int) -> bool:
    """A number from abroad has 8 to 15 digits, in groups of which one is longer than two."""
    groups = re.findall(r"\d+", text)
    return 8 <= digits <= 15 and any(len(group) > 2 for group in groups[1:] or groups) and (len(groups) > 1 or digits >= 10)


def emails(text: str) -> list[tuple[str, int, int]]:
    """(address, start, end) in normalised text."""
    return [(m[1], *m.span(1)) for m in _EMAIL.finditer(text)] if "@" in text else []


def usccs(text: str) -> list[tuple[str, int, int]]:
    """Only codes whose check character holds."""
    found = ((m[0].replace(" ", "").upper(), *m.span()) for m in _USCC.finditer(text))
    return [one for one in found if uscc_valid(one[0])]


def codes(text: str) -> tuple[tuple[int, int], ...]:
    """Spans whose digits are names, not numbers: phones, e-mails, links, credit codes, order and part numbers."""
    return _codes(text) if _CODE_GATE.search(text) else ()


@remembered
def _codes(text: str) -> tuple[tuple[int, int], ...]:
    spans = [found[1:] for finder in (phones, emails, usccs) for found in finder(text)]
    return (*spans, *(m.span() for m in _CODE.finditer(text)))


_FINDERS = (
    ("contact_phone", "phone", phones),
    ("contact_email", "email", emails),
    ("contact_uscc", "uscc", usccs),
)


def of_another(before: str, lexicon: Lexicon) -> bool:
    """Whether what stands behind these words of a clause is ours, or of another seller: 海康那边的销售小赵."""
    return bool(_YOURS.search(before) or _ANOTHERS.search(before) or lexicon.rivals.find(before))


def find(said: Said, lexicon: Lexicon, ours: Collection[str] = ()) -> Iterator[Fact]:
    """What the customer's side wrote of itself; `ours`: our own people's names. Passed-on words give it unticked."""
    if said.ours or not _CODE_GATE.search(said.whole):
        return
    text = said.whole
    for kind, key, finder in _FINDERS:
        for value, start, end in finder(text):
            before = text[said.clause_at(start).start : start]
            if of_another(before, lexicon) or before.rstrip(" :").endswith(tuple(filter(None, ours))):
                continue
            if kind == "contact_uscc" or _current(text, start, end, lexicon):
                yield said.fact(kind, {key: value}, value, 0.5 if said.passed_on else 0.9, (start, end))


def _current(text: str, start: int, end: int, lexicon: Lexicon) -> bool:
    """False for an old number, a denied one, and for digits that are called something else."""
    before = re.split(r"[,。;!?\n]", text[:start])[-1][-12:]
    after = re.split(r"[。;!?\n]", text[end:])[0][:10]
    if SLIP.match(after):
        return False
    new = _CHANGED.search(before)
    if (lexicon.says("not_contact", before) and not _AT_THE_MAIL.search(before)) or (
        not new and before.rstrip().endswith(("不是", "不要打", "别打"))
    ):
        return False
    return bool(new) or not lexicon.says("contact_old", before + "," + _ANOTHER.split(after)[0])
