"""What was agreed: a price taken by words alone, said again, granted, or paid; each with what is no agreement."""

from __future__ import annotations

import pytest

from tests.bot.nlp.talk import shown

TAKEN = [
    ("r 一台280 | c 贵了 | r 申请到268元一台，再低真没有 | c 行吧行吧", ["268元"]),
    ("r 两套5.6万 | c 可以 我让行政打单", ["5.6万"]),
    ("r 一台8600 | c 中 合同发我", ["8600元"]),
    ("r 一台8600 | c 爽快 卡号发来", ["8600元"]),
    ("r 一共3.4万，您看 | c 这还差不多", ["3.4万"]),
    ("r 老价格，120一箱，一共3600元 | c ok 照旧", ["3600元"]),
    ("r 一台8600 | c 可以 我考虑考虑", []),
    ("r 一台8600 | c 行 您先出个报价单", []),
    ("r 一台8600 | c 好 等我们开会", []),
    ("r 一台8600 | c 行不行啊你们", []),
    ("r 一台8600 | c 可以 师傅哪天来量尺寸", []),
    ("r 水泵 B20 3200，阀门 F6 450 | c 行吧行吧", []),
]


@pytest.mark.parametrize(("chat", "found"), TAKEN)
def test_the_one_price_named_right_before_is_taken_by_words_alone(chat: str, found: list[str]) -> None:
    assert shown(chat, "deal_amount") == found


AGAIN = [
    ("r 一台5.3万，最低了 | c 续约没问题 5.3万", ["5.3万"]),
    ("r 老师傅价 46 一条 | c 46就46 不磨了", ["46元"]),
    ("r 单价还是15 | c 15可以 月底结", ["15元"]),
    ("r 给您8块4一盒 | c 8块4凑合", ["8.4元"]),
    ("r 样机测到65分贝 | c 65可以", []),
    ("r 一台5.3万 | c 5.3万可以谈", []),
    ("r 一台5.3万 | c 5.3万还是高", []),
]


@pytest.mark.parametrize(("chat", "found"), AGAIN)
def test_our_price_said_again_with_a_yes_is_agreed(chat: str, found: list[str]) -> None:
    assert shown(chat, "deal_amount") == found


GRANTED = [
    ("r 一台1.3万 | c 一万二 今天能签就签 | r 领导批了1.2万", ["1.2万"], ["1.2万"]),
    ("r 一件26 | c 单价还是24块一件 | r 24可以", ["24元"], ["24元"]),
    ("r 一件26 | c 24块5到头了 | r 24块5，给您走特批", ["24.5元"], ["24.5元"]),
    ("r 一台3600 | c 3300一台卖不卖 | r 3300可以，合计33000", ["3300元", "3.3万"], ["3.3万"]),
    ("r 一公斤13块 | c 12块 行我就订 | r 12块可以，但要满3吨", ["12元"], []),
    ("r 一件26 | c 24块行不行 | r 24块我得请示", ["26元"], []),
    ("r 一件26 | c 24块行不行 | r 24块做不了", ["26元"], []),
]


@pytest.mark.parametrize(("chat", "ours", "agreed"), GRANTED)
def test_his_number_that_we_grant_is_our_price_and_agreed(chat: str, ours: list[str], agreed: list[str]) -> None:
    assert shown(chat, "our_quote") == ours
    assert shown(chat, "deal_amount") == agreed


PAID = [
    ("c 款过去了 72000 你查查", ["7.2万"]),
    ("c 付款成功 3900", ["3900元"]),
    ("c 尾款11万7我月底之前给你打", ["11.7万"]),
    ("c 验收单盖好了，尾款2.4万按合同下月5日付", ["2.4万"]),
    ("c 尾款3万得跑满一个月才付", []),
    ("c 尾款4万2也一起压着，单子我不签", []),
    ("c 尾款36万卡在成本那边", []),
]


@pytest.mark.parametrize(("chat", "found"), PAID)
def test_what_is_paid_or_owed_and_will_be_is_the_deals(chat: str, found: list[str]) -> None:
    assert shown(chat, "deal_amount") == found


@pytest.mark.parametrize(
    ("chat", "ours"),
    [
        ("r 一台13.8万 | c 要是我拿三台呢 | r 三台的话11.9万一台", ["13.8万"]),
        ("c 如果上三台，多少钱一台 | r 三台的话11.9万一台", ["11.9万"]),
        ("r 一台13.8万 | c 拿三台呢 | r 三台11.9万一台", ["11.9万"]),
    ],
)
def test_the_answer_to_a_supposition_is_no_new_price(chat: str, ours: list[str]) -> None:
    assert shown(chat, "our_quote") == ours


def test_a_number_behind_the_word_for_number_is_read() -> None:
    assert shown("c 合同签了，总数15.8万", "deal_amount") == ["15.8万"]
    assert shown("c 我太太说不许超过八万五", "budget") == ["不超过8.5万"]
