"""Prices that no cue word names: by where the number stands, what was asked back, and what was named before."""

from __future__ import annotations

import pytest

from tests.bot.nlp.talk import shown

BIDS = [
    ("r 液压泵一台3280 | c 3000我这边就走流程", ["3000元"]),
    ("r 报价是一套1680 | c 1500我还能考虑考虑", ["1500元"]),
    ("r 总价86万 | c 80 你点头我马上走合同", ["80万"]),
    ("r 一米4.8 | c 那4.6呢", ["4.6元"]),
    ("r 一米4.8 | c 4.6 我就不去问别家了", ["4.6元"]),
    ("r 总价38万6 | c 36 不然我过不了审计", ["36万"]),
    ("r 总价38万6 | c 主管说36才给批", ["36万"]),
    ("c 200个380 500个以上350 | r 380可以，350我要申请", ["380元", "350元"]),
    ("r 一趟515 | c 维持480 续两年", ["480元"]),
    ("r 一套1680 | c 你们原来那个1500先作废", []),
    ("c 整车 9米6 一趟几钱", []),
    ("r 一套1680 | c 先来1500 分两批发", []),
    ("r 一箱118 | r 要多少箱 | c 110够了", []),
    ("r 总价200多万 | c 要是集团能给180万 我立马干", []),
]
QUOTES = [
    ("c 这个怎么卖 | r 大号128，中号98，小号68", ["128元", "98元", "68元"]),
    ("c 上次的价对吧 | r 对，画册19.5一本，折页0.32", ["19.5元", "0.32元"]),
    ("c 再加一个储罐 | r 加罐8600，周五出增补单", ["8600元"]),
    ("c 22桌 | r 森系套餐全包96800，灯光都在里面", ["9.68万"]),
    ("c 服务费每人每月260是吧 | r 对的，260，不含社保", ["260元"]),
    ("r 5吨的话 每公斤从46调到43.5", ["43.5元"]),
    ("r 一套1680 | c 1500行不 | r 1500可以，但一年保底200套", ["1500元"]),
    ("c 200个380 500个以上350 | r 380可以，350我要申请", []),
    ("c 毛肚40 肥牛25 虾滑10 | r 好，毛肚40 肥牛25 虾滑10 都有现货", []),
    ("c 车间96米 18个焊位 | r 排两台，风量4万2", []),
    ("c 老价钱吗 | r 满100袋有活动109", []),
    ("c 预算16万 | r 收到 16万够用", []),
]
DEALS = [
    ("r 一套1560含运费 | c 行吧 就这么定了", ["1560元"]),
    ("r 总价38万6 | c 可以 发合同吧", ["38.6万"]),
    ("r 总价38万6 | c 老板同意了 就按这个来", ["38.6万"]),
    ("r 一套8600 | c 8600不多 我直接签", ["8600元"]),
    ("c 款今天转 11万4 你盯下", ["11.4万"]),
    ("c 定金我先打三千 | r 收到3000啦", ["3000元"]),
    ("c 合同两边章都盖齐了 | r 太好了，118万，谢谢", ["118万"]),
    ("c 采购单下了 12台 合计26.4万", ["26.4万"]),
    ("r 总价38万6 | c 好的 我再看看", []),
    ("r 总价38万6 | c 成交的话还能少吗", []),
    ("c 下周验收完再付30万", []),
    ("c 200个380 | r 380可以，350我要申请", []),
    ("c 预算16万 | r 收到 16万够用", []),
]
BUDGETS = [
    ("c 今年专项就90万 已经到账了", ["90万"]),
    ("c 项目概算是260万", ["260万"]),
    ("r 费用大概准备多少 | c 二十个", ["20万"]),
    ("r 手里大概能动多少 | c 三四个吧", ["3万到4万"]),
    ("r 一台228万 | c 集团只批了210万", ["210万"]),
    ("c 社里凑了十一万两架得给俺包住", ["11万"]),
    ("c 5万以下我自己签字就行", []),
    ("c 450万以内我和财务总监两个人签就行", []),
    ("c 我这级最多批50万 再往上集团定", []),
    ("c 我们注册资金五百万", []),
    ("c 我小舅子公司备了60万买机器", []),
    ("c 我手里有个项目300万 跟你们没关系", []),
    ("c 超的五千要老板特批", []),
]
RIVALS = [
    ("c 格兰富那台老趴窝 修一回八千", []),
    ("c 现在用的格兰富 | c 横向课题那边还有40万", []),
    ("c 格兰富比你们贵不少 | r 是吧 | c 抹个零嘛 十七万", []),
    ("c 格兰富报19万8", ["格兰富 19.8万"]),
]


@pytest.mark.parametrize(
    ("kind", "chat", "found"),
    [
        (kind, *row)
        for kind, rows in (
            ("target_price", BIDS),
            ("our_quote", QUOTES),
            ("deal_amount", DEALS),
            ("budget", BUDGETS),
            ("competitor_price", RIVALS),
        )
        for row in rows
    ],
)
def test_an_amount_is_known_by_where_it_stands(kind: str, chat: str, found: list[str]) -> None:
    assert shown(chat, kind) == found


@pytest.mark.parametrize(
    ("chat", "found"),
    [
        ("c 我们光泽比格兰富的高两个点", []),
        ("c 格兰富良率比你们高3个点", []),
        ("c 格兰富比你们贵15%", ["格兰富 比我方高 15%"]),
    ],
)
def test_points_of_a_ware_are_no_difference_of_price(chat: str, found: list[str]) -> None:
    assert shown(chat, "competitor_delta") == found


@pytest.mark.parametrize(
    ("chat", "kind", "told"),
    [
        ("r 盒子14.6 提袋2.3 | c 包装我们算死了 卡在五万五以内", "budget", ["不超过5.5万"]),
        ("c 我们卡在八万以内 多了没有", "budget_status", ["已确定"]),
        ("c 预算还卡在财务那儿 30万", "budget_status", ["待审批"]),
        ("r 一共38万 | c 超过五十万的 得集团的卓副总点头", "budget", []),
        ("r 8块6一只 | c 目标价7.8 汇川给的9块4", "competitor_price", ["汇川 9.4元"]),
        ("r 8块6一只 | c 目标价7.8 汇川给的9块4", "target_price", ["7.8元"]),
        ("c 8块8是汇川的价", "competitor_price", ["汇川 8.8元"]),
        ("r 1350一棵 | c 1200 不行我找汇川拉了", "competitor_price", []),
        ("r 报价36万 | r 36万的价也可以再让，给您32万", "our_quote", ["32万"]),
        ("r 明年5300一个人 | c 现在是5100 顶多5150", "target_price", ["不超过5150元"]),
        ("r 2块1一票 | c 你给到1块85我马上签", "our_quote", ["2.1元"]),
    ],
)
def test_bounds_and_prices_of_two(chat: str, kind: str, told: list[str]) -> None:
    assert shown(chat, kind) == told


@pytest.mark.parametrize(
    ("chat", "kind", "told"),
    [
        ("c 预算一期30万 二期50万", "budget", ["30万", "50万"]),
        ("c 预算硬件30万，软件20万", "budget", ["30万", "20万"]),
        ("c 预算30万 硬件你们报20万行不行", "budget", ["30万"]),
        ("c 听老张说他们预算80万", "budget", []),
        ("c 听老张说他们预算80万", "decision_maker", []),
        ("c 听财务说预算批了80万", "budget", ["80万"]),
        ("c 这事听老张的", "decision_maker", ["老张"]),
        ("c 最后听校长怎么说", "decision_maker", ["校长"]),
    ],
)
def test_two_pots_in_one_breath_and_what_is_only_heard(chat: str, kind: str, told: list[str]) -> None:
    assert shown(chat, kind) == told


@pytest.mark.parametrize(
    ("chat", "told"),
    [
        ("r 一共7460，给您算7400", ["7400元"]),
        ("r 合计182300，零头我抹掉，18万2", ["18.2万"]),
        ("r 20台我按1150元给您，原价1290元", ["1150元"]),
        ("r 上回是1380一台，这次老客给您1320", ["1320元"]),
        ("r 一期设备8万，给您算上安装2万", ["8万", "2万"]),
        ("r 报价38万 | c 三十五我包你签单 | r 副总签了，35万含三年保修", ["35万"]),
        ("r 四台带软件15.6万 | c 顶多十四万 能干就干 | r 14万我们连光源全配", ["14万"]),
        ("r 便当9.6元一份 | c 供价不超过9.5 | r 公司同意9.5", ["9.5元"]),
        ("r 报价38万 | c 三十五我包你签单 | r 35万我得去申请一下", ["38万"]),
        ("r 报价38万 | c 三十五我包你签单 | r 35万太难了，成本都不够", ["38万"]),
        ("r 报价38万 | c 三十五我包你签单 | r 明白，35万是您那边的红线", ["38万"]),
    ],
)
def test_of_a_price_and_a_lower_one_the_lower_is_ours_where_it_is_granted(chat: str, told: list[str]) -> None:
    assert shown(chat, "our_quote") == told


@pytest.mark.parametrize("words", ["汇川那边没这回事", "汇川找过我我都没回", "坊间说我们接触汇川 并无此事"])
def test_a_rival_whom_the_customer_denies_is_none(words: str) -> None:
    assert shown(f"c {words}", "competitor") == []
