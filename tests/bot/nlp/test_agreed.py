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
    ("r 一台8600 | c 行 一会儿合同发我", ["8600元"]),
    ("r 一台8600 | c 行 合同发我 晚一天扣千分之五", ["8600元"]),
    ("r 一台8600 | c 行吧 8200", []),
    ("r 一台8600 | c 可以 我考虑考虑", []),
    ("r 一台8600 | c 行 您先出个报价单", []),
    ("r 一台8600 | c 好 等我们开会", []),
    ("r 一台8600 | c 行不行啊你们", []),
    ("r 一台8600 | c 可以 师傅哪天来量尺寸", []),
    ("r 水泵 B20 3200，阀门 F6 450 | c 行吧行吧", []),
    ("r 两套共5.6万 | c 好哒好哒", ["5.6万"]),
    ("r 一共3.4万 | c 没意见", ["3.4万"]),
    ("r 申请下来了，3.4万 | c 老板点头了 下午打款", ["3.4万"]),
    ("r 一共3.4万 | c 要得 你发货嘛", ["3.4万"]),
    ("r 一共3.4万 | c 行 我提交给采购部看", []),
    ("r 一共3.4万 | c 老板没点头", []),
    ("r 一共3.4万 | c 好贵", []),
    ("r 一共3.4万 | c 行 单子写好了 站长批了就下", []),
    ("r 一台8600 | c 行 3月3号来", ["8600元"]),
    ("r 一台8600 | c 中 尿素今年不要 去年还剩着", ["8600元"]),
    ("r 水泵一平215 阀门一平168 和合同价一样 | c 行", ["215元", "168元"]),
    ("r 水泵770元一台 阀门480元一个 | c 好 转账还是老户", ["770元", "480元"]),
    ("r 水泵2550元一台 一共79万 | c 可以 拿合同来", ["79万"]),
    ("r 一台8600 | c 行 我跟风控再碰一下", []),
    ("r 一台8600 | c 可以 走询价 三家", []),
    ("r 一台8600 | c 好 审批下来我叫你", []),
    ("r 一台8600 | c 好的 明天上午我在", []),
    ("r 一台8600 | c 好的 知道了", []),
    ("r 一台8600 | c 行 我过来看一眼再定", []),
    ("r 一台8600 | c 好 明天来签", ["8600元"]),
    ("r 一台8600 | c 叔我问了 | r 给您8400 | c 要得嘛", ["8400元"]),
    ("r 一吨15400 | c 行 | c 改成22吨 | r 22吨，15400一吨，合计338800", ["33.88万"]),
]
DONE = [
    ("r 一共3.4万 | c 几号能送 | r 周五能送 | c 采购单号CG2201 系统里推过去了", ["3.4万"]),
    ("r 一共3.4万 | c 知道了 | r 好的 | c 章盖了 快递给你", ["3.4万"]),
    ("r 一共3.4万 | c 知道了 | r 好的 | c 采购单还没下", []),
    ("r 一共3.4万 | c 知道了 | r 好的 | c 等我们盖好章再说", []),
    ("r 水泵 B20 3200 | c 阀门呢 | r 阀门 F6 450 | c 几号到 | r 周五 | c 合同签了", []),
]


@pytest.mark.parametrize(("chat", "found"), DONE)
def test_what_stands_is_agreed_when_it_is_ordered_or_signed(chat: str, found: list[str]) -> None:
    assert shown(chat, "deal_amount") == found


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
    ("r 一套1280，最低了 | c 1280没毛病", ["1280元"]),
    ("r 合计37080 | c 可以 | r 好 | c 老板签了 37080 开票吧", ["3.708万"]),
    ("r 版费先免 | c 那 12400 走对公", ["1.24万"]),
    ("r 一套1280，最低了 | c 1280贵了 走对公还要加税", []),
    ("r 一套1280，最低了 | c 1280我得问问 他同意才能下单", []),
    ("r 有三千件现货 | c 先来2000 尽快发货", []),
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
    ("r 一共8400 | c 八千四刷好了", ["8400元"]),
    ("r 一共8400 | c 谢谢 | r 8400收讫，明天发", ["8400元"]),
    ("c 定金转了 你看下 | r 5千已到，谢谢老板", ["5000元"]),
    ("r 一共8.4万 | c 先打三万给你 余下货到付", ["3万"]),
    ("r 一共8400 | c 4200微信过了", ["4200元"]),
    ("c 剩下的3万2 卖了这批猪就给你转", ["3.2万"]),
    ("r 一台1680 | c 1500我直接付", []),
    ("c 你们那张续费通知收到了 5万8 涨得真快", []),
    ("r 样机测了吗 | c 第二轮93 过了", []),
    ("c 尾款还有8000 我不想付了", []),
    ("c 刚让会计打了百分之三十，一万三千五", ["1.35万"]),
    ("c 订金2000先收着", ["2000元"]),
    ("r 订单已生成，实付19800元", ["1.98万"]),
    ("c 恭喜中标，53.8万", ["53.8万"]),
    ("c 尾款百分之三十，一万三千五", []),
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


WHOLE = [
    ("c 喷头要40只 | r 18一只，720，明天送", ["18元", "720元"]),
    ("c 要5吨 | r 一吨11500，满5吨包邮 | c 好 | r 订单收到，57500，17号发", ["1.15万", "5.75万"]),
    ("c 要40只 | r 18一只，满36只包邮", ["18元"]),
    ("c 要40只 | r 18一只，725号仓发货", ["18元"]),
    ("c 要40只 | r 18一只，720只起送", ["18元"]),
]


@pytest.mark.parametrize(("chat", "ours"), WHOLE)
def test_a_bare_number_that_is_so_many_times_the_price_is_the_whole(chat: str, ours: list[str]) -> None:
    assert sorted({*shown(chat, "our_quote"), *shown(chat, "deal_amount")}) == sorted(ours)


def test_the_customer_who_names_the_whole_has_agreed() -> None:
    assert shown("c 来35坛 | r 一坛240 | c 行 8400 开票给我", "deal_amount") == ["8400元"]
    assert shown("c 来35坛 | r 一坛240 | c 8400贵了", "deal_amount") == []


TALK = "c 在吗 | r 在的 | c 上次那种杯子还有吗 | r 有的"
"""Enough of it that a message is judged by how it sounds."""


@pytest.mark.parametrize(
    ("chat", "agreed"),
    [
        (f"{TALK} 一只90 | c 行 先来4只 | r 好的，4只360，下周一送", ["360元"]),
        (f"{TALK} | c 再来200只 上次那个型号 | r 收到，200只9800，明天发", ["9800元"]),
        (f"{TALK} 一只90 | c 4只多少 | r 4只360，您要吗", []),
        (f"{TALK} 一只90 | c 写错了 是5只 | r 好的，5只450", []),
    ],
)
def test_what_he_has_just_ordered_is_agreed_when_we_name_the_whole(chat: str, agreed: list[str]) -> None:
    assert shown(chat, "deal_amount") == agreed
