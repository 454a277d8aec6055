"""Phones, e-mail addresses, unified social credit codes: what identifies a customer, character for character."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.nlp.facts import Fact
from bot.nlp.lexicon import Lexicon
from bot.nlp.text import Said

_MOBILE = re.compile(
    r"(?<![\da-z.])(?:\+?86[- ]?)?(1[3-9]\d(?:[- ]?\d{4}[- ]?\d{4}|[- ]\d{3}[- ]\d{5}|[- ]?\d{8}))(?![\d]|\.\d)"
)
_LANDLINE = re.compile(r"(?<![\d.-])(\(?0\d{2,3}[)-] ?[2-9]\d{2,3}[ -]?\d{4}(?:(?:-|转)\d{1,5})?)(?![\d-])")
_EMAIL = re.compile(
    r"(?<![a-z0-9._%+@-])([a-z0-9](?:[a-z0-9._%+-]{0,62}[a-z0-9_])?@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,18})(?![a-z0-9@-])"
)
_USCC = re.compile(r"(?<![0-9a-z])[0-9a-hj-npqrtuwxy]{2}\d{6}[0-9a-hj-npqrtuwxy]{10}(?![0-9a-z])")
_CODE = re.compile(
    r"https?://\S+|www\.\S+|(?<![\d.])\d{9,}(?![\d.]*[万亿元块])|(?<![a-z0-9])(?!q[1-4](?![a-z0-9]))[a-z]{1,10}[-_]?\d[a-z0-9_-]*(?![a-z0-9])"
    r"|(?:单号|编号|订单号?|合同号|运单号?|工号|尾号|验证码|卡号|账号|帐号|密码|货号|料号|批号|型号|邮编|门牌|分机|图号|项目号)(?:是|为|:|#)?\s*[a-z0-9-]{3,}"
)
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CHANGED = re.compile(r"换成|改成|改为|换到|而是|,是|新")


def uscc_valid(code: str) -> bool:
    """GB 32100-2015: eighteen characters, the last one a check over the rest (weights 3**i mod 31)."""
    if len(code) != 18 or any(c not in _ALPHABET for c in code):
        return False
    total = sum(_ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(code[:17]))
    return _ALPHABET[(31 - total % 31) % 31] == code[17]


def phones(text: str) -> list[tuple[str, int, int]]:
    """(digits, start, end) of mobile and landline numbers in normalised text; 86 in front is dropped."""
    mobile = [(re.sub(r"\D", "", m[1]), *m.span(1)) for m in _MOBILE.finditer(text)]
    return mobile + [(re.sub(r"\D", "", m[1]), *m.span(1)) for m in _LANDLINE.finditer(text)]


def emails(text: str) -> list[tuple[str, int, int]]:
    return [(m[1], *m.span(1)) for m in _EMAIL.finditer(text)]


def usccs(text: str) -> list[tuple[str, int, int]]:
    """Only codes whose check character holds."""
    return [(m[0].upper(), *m.span()) for m in _USCC.finditer(text) if uscc_valid(m[0].upper())]


def codes(text: str) -> list[tuple[int, int]]:
    """Spans whose digits are names, not numbers: phones, e-mails, links, credit codes, order and part numbers."""
    spans = [found[1:] for finder in (phones, emails, usccs) for found in finder(text)]
    return spans + [m.span() for m in _CODE.finditer(text)]


_FINDERS = (
    ("contact_phone", "phone", phones),
    ("contact_email", "email", emails),
    ("contact_uscc", "uscc", usccs),
)


def find(said: Said, lexicon: Lexicon) -> Iterator[Fact]:
    """What the customer's side wrote of itself. Passed-on words give it unticked."""
    if said.ours:
        return
    text = said.whole
    for kind, key, finder in _FINDERS:
        for value, start, end in finder(text):
            if kind == "contact_uscc" or _current(text, start, end, lexicon):
                yield said.fact(kind, {key: value}, value, 0.5 if said.passed_on else 0.9, (start, end))


def _current(text: str, start: int, end: int, lexicon: Lexicon) -> bool:
    """False for an old number, a denied one, and for digits that are called something else."""
    before = re.split(r"[,。;!?\n]", text[:start])[-1][-12:]
    after = re.split(r"[。;!?\n]", text[end:])[0][:10]
    new = _CHANGED.search(before)
    if lexicon.says("not_contact", before) or (not new and before.rstrip().endswith(("不是", "不要打", "别打"))):
        return False
    return bool(new) or not lexicon.says("contact_old", before + "," + re.split(r"换|改|,(?:新|现在)", after)[0])
