"""Phones and addresses, character for character; order numbers and prices are neither."""

from __future__ import annotations

import pytest

from bot.nlp import contacts
from bot.nlp.text import normalise
from tests.bot.nlp.talk import shown

PHONES = {
    "手机13912345678": "13912345678",
    "139 1234 5678": "13912345678",
    "139-1234-5678找我": "13912345678",
    "+86 139-1234-5678": "13912345678",
    "0086-13912345678": "13912345678",
    "86-13912345678": "13912345678",
    "座机0755-86543210": "075586543210",
    "(010)62345678": "01062345678",
    "01062345678": "01062345678",
    "010-6234-5678": "01062345678",
    "0086-021-62345678": "02162345678",
    "+86 (21) 62345678": "2162345678",
    "+86 (0)755 2678 9042": "075526789042",
    "021-62345678转801": "02162345678801",
    "400-820-1234": "4008201234",
    "4008201234": "4008201234",
    "热线400 820 1234": "4008201234",
    "+1 425 555 0199": "14255550199",
    "+852 2345 6789": "85223456789",
    "00852-23456789": "0085223456789",
    "(425) 555-0199": "4255550199",
    "办公室电话是62345678": "62345678",
    "(02)2345-6789分機123": "0223456789123",
    "手機是0912-345-678": "0912345678",
    "一三九一二三四五六七八": "13912345678",
    "1 3 9 1 2 3 4 5 6 7 8": "13912345678",
    "幺三九 一二三四 五六七八": "13912345678",
    "一三九 1234 5678": "13912345678",
    "请拨打客服热线95500": "95500",
}
NO_PHONES = [
    "订单号13912345678", "工号:13912345678", "#13912345678", "139123456789", "身份证110101199003071234", "0.13912345678",
    "DD13912345678", "预算4008000元", "价格400 800 1200", "+15000000元", "+45-12-34-56-78", "2026-11-28", "-77.034040723966",
    "00 10 00 31 46", "62345678", "电话会议20分钟",
    "1 3 9 12号", "一三五七九单号", "一五三零年 二零零一年",
]  # fmt: skip
MAILS = {
    "发到li.lei@example.com。": "li.lei@example.com",
    "邮箱-Han_Mei+1@Mail.example.cn": "han_mei+1@mail.example.cn",
    "邮箱：abc＠example.com": "abc@example.com",
    "_x9@a-b.example.org，谢谢": "_x9@a-b.example.org",
}
NO_MAILS = ["a..b@example.com", ".ab@example.com", "ab@new_type.com", "ab@x.c", "@李雷", "hi@6", "a@b@example.com"]


@pytest.mark.parametrize(("text", "digits"), PHONES.items())
def test_a_phone_is_its_digits(text: str, digits: str) -> None:
    assert [value for value, _, _ in contacts.phones(normalise(text))] == [digits]


@pytest.mark.parametrize("text", NO_PHONES)
def test_other_digits_are_no_phone(text: str) -> None:
    assert contacts.phones(normalise(text)) == []


def test_a_phone_is_hidden_with_its_country_code() -> None:
    assert contacts.phones("打+86 13912345678吧") == [("13912345678", 1, 16)]


@pytest.mark.parametrize(("text", "address"), MAILS.items())
def test_an_address_is_lower_case(text: str, address: str) -> None:
    assert [value for value, _, _ in contacts.emails(normalise(text))] == [address]


@pytest.mark.parametrize("text", NO_MAILS)
def test_what_no_server_would_take_is_no_address(text: str) -> None:
    assert contacts.emails(normalise(text)) == []


@pytest.mark.parametrize(("text", "hidden"), [("rmb50万", False), ("usd2000", False), ("sv-700", True), ("q3", False)])
def test_a_price_with_its_currency_is_no_code(text: str, hidden: bool) -> None:
    assert bool(contacts.codes(text)) is hidden


def test_of_a_number_that_was_mistyped_the_one_meant_stays() -> None:
    assert shown("c 电话13912345678，打错了，13812345678", "contact_phone") == ["13812345678"]


def test_an_address_behind_a_number_that_another_is_said_of() -> None:
    assert shown("c 收件 13912345678 别打座机", "contact_phone") == ["13912345678"]
    assert shown("c 有事联系小王，13900001111，别打我这个", "contact_phone") == ["13900001111"]
    assert shown("c 账号发到我邮箱 tao@hongye.cn", "contact_email") == ["tao@hongye.cn"]
    assert shown("c 报价别发lin@hongye.cn了 | c 发tao@hongye.cn", "contact_email") == ["tao@hongye.cn"]


WHOSE = [
    ("c 你是13800138000吗", []),
    ("r 在的 | c 林晓 13800138000 对吧", []),
    ("c 上家供应商电话13344445555，你可以问问他们", []),
    ("c 骗子电话13711112222别接", []),
    ("c 号码发您：13711112222", ["13711112222"]),
    ("c 我儿子等你 电话是13711112222", ["13711112222"]),
    ("c 你打13711112222", ["13711112222"]),
    ("r 您电话是13788889999对吧 | c 对", ["13788889999"]),
    ("r 您电话是13788889999对吧 | c 不对，是13788889990", ["13788889990"]),
    ("r 我电话是13788889999 您存一下好吗 | c 嗯", []),
    ("c 手机13766664444 | c 打错了，13766665555", ["13766665555"]),
    ("c 手机13711112222 | c 号码换了，现在是13711112223", ["13711112223"]),
    ("c 手机13711112222 | c 还有一个13711112223", ["13711112222", "13711112223"]),
    ("c 手机13711112222 | c 地址错了", ["13711112222"]),
    ("c vx13477778888", ["13477778888"]),
    ("c dx13477778888", []),
]


@pytest.mark.parametrize(("chat", "numbers"), WHOSE)
def test_whose_number_it_is_and_which_was_meant(chat: str, numbers: list[str]) -> None:
    assert shown(chat, "contact_phone") == numbers


def test_an_address_of_ours_and_one_told_anew() -> None:
    assert shown("c 发你邮箱hechuan@hongda.com了", "contact_email") == []
    assert shown("r 发您邮箱 tao@hongye.cn 对吧 | c 对", "contact_email") == ["tao@hongye.cn"]
    assert shown("c 邮箱wang@abc.com | c 错了 wangb@abc.com", "contact_email") == ["wangb@abc.com"]


def test_a_tax_number_may_be_written_in_groups() -> None:
    assert contacts.usccs("税号 91310115 ma1k4abc2b") == [("91310115MA1K4ABC2B", 3, 22)]
    assert contacts.usccs("91310115 ma1k4abc2c") == []
