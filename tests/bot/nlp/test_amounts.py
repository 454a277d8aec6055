"""The money of a chat as a state: what stands at the end, of which kind, and whose it is."""

from __future__ import annotations

import pytest

from tests.bot.nlp.talk import heard, shown

BUDGETS = [
    ("c 超过二十万的要处长加分管副校长两道签", []),
    ("c 超过三万五要他亲自按手印", []),
    ("c 50万以下院内谈判 不用公开招", []),
    ("c 气站的预算最早给的是210万，上周砍到180万了", ["180万"]),
    ("c 预算20万 | c 20万不够了，追加到21万，老板刚答应", ["21万"]),
    ("c 预算20万不够 还差一点", ["20万"]),
    ("c 现在一分钱预算没有", []),
    ("c 我家那口子刚提的新车 三十来万", []),
    ("c 预算30-35个 会上过的", ["30万到35万"]),
    ("c 预算60万 | c 预算砍到42万 工位也改成120", ["42万"]),
    ("r 一共16.8万 | c 我跟两个股东凑的份子 卡在15万以内", ["不超过15万"]),
    ("c 头一年25万以内 佘总批的就这个数", ["不超过25万"]),
    ("c 信用社贷款批了七万 就从这里头出", ["7万"]),
    ("c 去年一个月4800 今年只给批4000", ["4000元"]),
    ("c 三五万的样子 超了我挨骂", ["约3万到5万"]),
    ("c 预算 | c 大概 | c 50个", ["约50万"]),
    ("r 方便说下预算吗 | c 三十个左右", ["约30万"]),
    ("r 您预算多少？ | c 不超过三十五", ["不超过35万"]),
    ("c 预算80万 | c 刚说错了 | c 60", ["60万"]),
    ("c 预算80万 | c 打错了 是60万", ["60万"]),
    ("c 预算本来是50万，后来砍到了35万", ["35万"]),
    ("c 预算从80万核减到65万", ["65万"]),
    ("c 经费是两百八不对不对，是一百八十万", ["180万"]),
    ("c 预算大概一百二十来万吧，不是，是一百五十万", ["150万"]),
    ("c 预算50万，不对，是60万", ["60万"]),
    ("c 预算50万，哦不是，我刚才说错了，60万", ["60万"]),
    ("c 预算50万，说错了", []),
    ("c 预算86万 | c 刚看错了 86万是别的栏的 我们预算是68万", ["68万"]),
    ("c 预算50万 | c 算了，预算取消了", []),
    ("c 一期预算30万，二期预算50万", ["30万", "50万"]),
    ("c 硬件预算40万 | c 软件预算20万", ["40万", "20万"]),
    ("c 一期预算30万，二期预算50万 | c 二期改成45万", ["30万", "45万"]),
    ("c 之前说的预算50万作废，现在35万", ["35万"]),
    ("c 总预算150万，其中软件50万", ["150万"]),
    ("c 假设预算有100万，你们能做到什么程度", []),
    ("c 全年预算一共20万，这次最多7万", ["不超过7万"]),
    ("c 要是50万呢？", []),
    ("c 50万能做吗", []),
    ("c 去年我们花了20万 | c 今年预算30万", ["30万"]),
    ("c 隔壁厂买的才20万", []),
    ("c 预算5万美元", []),
    ("c 罚款就罚了20万", []),
    ("c!forward 我们预算80万", []),
    ("c 预算还没批 | r 大概多少呢 | c 报的是60万", ["60万"]),
    ("c 今年公司要求压到一百万以内", ["不超过100万"]),
    ("c 钱的话老板说控制在四万到五万之间", ["4万到5万"]),
    ("c 今年运费一共花了420万 明年老板划的是380万", ["380万"]),
    ("c 老板给我划了380万 随我花", ["380万"]),
    ("c 一段900万归总包 二段320万封顶 是你们的", ["不超过320万"]),
    ("c 孩子考完了 带他去吃火锅 预算200块够不", []),
]


@pytest.mark.parametrize(("chat", "found"), BUDGETS)
def test_a_budget_is_what_the_customer_last_said_of_this_deal(chat: str, found: list[str]) -> None:
    assert shown(chat, "budget") == found


STATES = [
    ("c 预算50万", "confirmed"),
    ("c 预算25到30万", "range"),
    ("c 预算60万，还没批", "pending_approval"),
    ("c 预算还没批 | c 批了 预算60万", "confirmed"),
    ("c 预算还没批 | r 大概多少呢 | c 报的是60万", "pending_approval"),
    ("c 预算这块我不清楚", "undecided"),
    ("c 今年没预算", "none"),
    ("c 预算50万 | c 算了，预算取消了", "none"),
    ("c 预算不是没有，是还没批", "pending_approval"),
    ("c 盘子报上去了，董事会那边还没签字", "pending_approval"),
    ("c 钱还卡在财务那里", "pending_approval"),
    ("c 财政一个子儿都没拨下来", "pending_approval"),
    ("c 预算里没列这项，要走特批", "pending_approval"),
    ("r 预算批了吗 | c 还早着呢", "pending_approval"),
    ("c 今年口袋里一分都没有", "none"),
    ("c 学校没钱，看家委会愿不愿意出", "none"),
    ("c 预算被总部砍光了", "none"),
    ("r 今年预算有吗 | c 没有", "none"),
    ("c 预算现在还没个准数", "undecided"),
    ("c 上头还没给指标，我不敢说", "undecided"),
    ("c 钱从重点研发的结余里出，够", "confirmed"),
    ("c 钱不是问题，关键要稳", "confirmed"),
    ("c 经费批文昨天下来了", "confirmed"),
    ("r 今年预算有吗 | c 有的", "confirmed"),
    ("c 教委给的口径是九十五到一百一", "range"),
    ("c 财政评审核定的控制价是98万", "confirmed"),
    ("c 经费98万，还在财政评审", "pending_approval"),
    ("c 钱要等董事会点头", "pending_approval"),
    ("c 专项40万，文还没到", "pending_approval"),
    ("c 款项要业委会表决", "pending_approval"),
    ("c 钱得分管校长批", "pending_approval"),
    ("c 设备款还在报", "pending_approval"),
    ("c 设备款30万已经批下来了", "confirmed"),
    ("c 我们没有固定预算，好用就买", "none"),
    ("c 科研经费今年没这一项", "none"),
    ("c 看集团明年给不给钱", "undecided"),
    ("c 明年的设备款没定数", "undecided"),
    ("c 钱我不清楚", "undecided"),
    ("c 今年的技改费用光了，明年再说", "none"),
    ("c 原来的经费里腾不出来", "none"),
    ("c 财政今年没给钱", "none"),
    ("c 资金走专项债，省里尚未下达", "pending_approval"),
    ("c 县里有个补助款，还在公示", "pending_approval"),
    ("c 经费得看财评砍下来多少", "pending_approval"),
    ("c 钱是今年盘子里的，具体多少我没打听", "undecided"),
    ("c 经费到底拨多少我还没摸着底", "undecided"),
    ("c 明年的盘子还在砍，12月才见分晓", "undecided"),
    ("c 这笔费用年初预算已列", "confirmed"),
    ("c 安全费用是专款专用", "confirmed"),
    ("c 镇里这一块没有单列预算", "none"),
    ("c 我没专门留这笔钱", "none"),
    ("c 我手上一分钱都没有", "none"),
    ("c 预算领导提都没提过", "none"),
    ("c 课题经费申请了80万 院务会尚未通过", "pending_approval"),
    ("c 今年的CAPEX还没放", "pending_approval"),
    ("c 等调整会过了才有钱", "pending_approval"),
    ("c 还在编概算 未有定数", "undecided"),
    ("c 预算20万 没有问题", "confirmed"),
    ("c 用工费用已批复 上限35万 超出部分需另行申请", "confirmed"),
    ("c 预算就剩五万九 你看着办", "confirmed"),
]


@pytest.mark.parametrize(("chat", "state"), STATES)
def test_the_state_of_a_budget_is_the_customers_last_word(chat: str, state: str) -> None:
    assert [fact.value["status"] for fact in heard(chat) if fact.kind == "budget_status"] == [state]


@pytest.mark.parametrize(
    "chat",
    [
        "c 假设预算有100万，能做到什么程度",
        "c 你们报价多少",
        "c 多少钱一台",
        "c 老板说预算有限",
        "c 预算我问过了",
        "c 那笔账批了没呀",
        "c 批了的话我再说预算",
    ],
)
def test_a_supposed_budget_has_no_state(chat: str) -> None:
    assert shown(chat, "budget_status") == []


def test_a_budget_that_only_we_speak_of_has_no_state() -> None:
    assert shown("r 您的预算批了吗", "budget_status") == []


PRICES = [
    ("r 标准版报价46.8万 | c 太贵了 | c 44万我就去说服领导", ["46.8万"], ["44万"], []),
    ("r 单价12块 | c 9块9行不行", ["12元"], ["9.9元"], []),
    ("r 报价46.8万 | c 45行不行", ["46.8万"], ["45万"], []),
    ("r 报价46万8 | c 再降到43万就签", ["46.8万"], ["43万"], []),
    ("r 报价46万8 | c 你们报的46万8我们领导觉得高", ["46.8万"], [], []),
    ("r 报价46.8万 | c 44万能不能做 | r 44万我要申请一下 | r 申请下来了，45万，最低", ["45万"], ["44万"], []),
    ("r 原价58万，现在给您46.8万", ["46.8万"], [], []),
    ("c 多少钱 | r 45一包", ["45元"], [], []),
    ("c 每单8块5行不行 | r 8块5做不到 9块2最低了", ["9.2元"], ["8.5元"], []),
    ("c 价格要重谈 200个380 500个以上350", [], ["380元", "350元"], []),
    ("c 单台控制在2800以内", [], ["不超过2800元"], []),
    ("r 之前给另一家医院做的是60万", [], [], []),
    ("c 80万够吗？ | r 80万的话够了", [], [], []),
    ("c 就按44万签吧", [], [], ["44万"]),
    ("c 合同款46.8万已经打过去了", [], [], ["46.8万"]),
    ("c 合同走完了，章盖好了 | r 太好了 | c 总价34万4", [], [], ["34.4万"]),
    ("c 多少钱 | r 连安装6400 | c 6400行", ["6400元"], [], ["6400元"]),
    ("r 报价3块5 | c 3块4行不行 | r 行，3块4", ["3.4元"], ["3.4元"], ["3.4元"]),
    ("c 多少钱 | r 82万是5台的价 | c 82万就82万", ["82万"], [], ["82万"]),
]


@pytest.mark.parametrize(("chat", "ours", "theirs", "agreed"), PRICES)
def test_a_price_is_ours_theirs_or_agreed(chat: str, ours: list[str], theirs: list[str], agreed: list[str]) -> None:
    assert (shown(chat, "our_quote"), shown(chat, "target_price"), shown(chat, "deal_amount")) == (ours, theirs, agreed)


NOT_OF_THIS_DEAL = [
    # another deal, another customer, what is gone, what was only asked for; and what is beside it
    ("r 一片14块6 | c 上回给我弟那边是12块 你看着办", ["14.6元"], [], [], []),
    ("r 一片14块6 | c 上回是14块，这次13块行不行", ["14.6元"], ["13元"], [], []),
    ("r 一台2600 | c 听说他们才花两万三", ["2600元"], [], [], []),
    ("c 预算年初报了60万，上周只批了45万", [], [], [], ["45万"]),
    ("c 预算报了60万", [], [], [], ["60万"]),
    ("c 小宁没问清楚，哪来的24万，我手头能批的就16万", [], [], [], ["16万"]),
    ("c 每月的本金大概4万1，都是先打给你们吧", [], [], [], []),
    ("r 每人520 | c 保额80万那档是吧 | r 对，每人保额80万", ["520元"], [], [], []),
    ("c 每人是不是520 | r 对，每人520", ["520元"], [], [], []),
    ("r 隔壁民宿去年买的三台水泵，每台22500，一直是这个服务", [], [], [], []),
    ("r 隔壁民宿用的也是它，我们给您22500一台", ["2.25万"], [], [], []),
    # a whole for less than its parts, and for a ware that was named; the price of another ware stands beside it
    ("r 小的26万，大的38万 | c 贵了 | r 两套打包55万给您", ["55万"], [], [], []),
    ("r 水泵 B20 14台81200 | c 太贵 | r 七万六，不能再低", ["7.6万"], [], [], []),
    ("r 标准版26万 | c 阀门呢 | r 阀门 F6 20万", ["26万", "20万"], [], [], []),
    # on a condition that is not met, still to be asked for; and what is granted
    ("r 一米40 | c 36行不行 | r 38可以，36得一万米起", ["38元"], ["36元"], [], []),
    ("r 一米40 | c 36行不行 | r 行，36", ["36元"], ["36元"], ["36元"], []),
    ("r 一台8200 | c 要是我拿十台呢 | r 十台7800", ["8200元"], [], [], []),
    ("r 一台8200 | c 你要是7800我今天就定 | r 7900，运费我出", ["7900元"], ["7800元"], [], []),
    ("r 板子220一平，我申请工程价看能不能到195", ["220元"], [], [], []),
    ("r 板子220一平 | c 太贵 | r 申请到195，给您", ["195元"], [], [], []),
    # the customer's number taken as ours, whatever else is said of the work
    ("r 一共15万2 | c 13万行不行 | r 那面板换国产，打磨你们自己来，13万给您", ["13万"], ["13万"], ["13万"], []),
    ("r 一共15万2 | c 13万行不行 | r 13万我回头跟厂里说下", ["15.2万"], ["13万"], [], []),
    ("r 3435一吨 | c 便宜点 | r 3410我亏本了", ["3410元"], [], [], []),
    ("r 3435一吨 | c 3410呢 | r 3410亏本了", ["3435元"], ["3410元"], [], []),
]


@pytest.mark.parametrize(("chat", "ours", "theirs", "agreed", "budget"), NOT_OF_THIS_DEAL)
def test_an_amount_of_another_deal_or_on_a_condition_is_no_price_of_this_one(
    chat: str, ours: list[str], theirs: list[str], agreed: list[str], budget: list[str]
) -> None:
    kinds = ("our_quote", "target_price", "deal_amount", "budget")
    assert [shown(chat, kind) for kind in kinds] == [ours, theirs, agreed, budget]


BIDS = [
    ("r 一台6800 | c 太贵 给我按6300走嘛", ["6300元"]),
    ("r 一台6800 | c 给我按30台准备", []),
    ("r 4200一台 | c 4200过不了 3900左右我好往上报", ["约3900元"]),
    ("r 一斤58 | c 五十六啦，莫讲咁多", ["56元"]),
    ("c 去年是160的 | c 165吧 165我今天就走流程", ["165元"]),
    ("c 账期给我做到60", []),
    ("c 克重降到140以内", []),
    ("r 上班8点 | c 8点吧", []),
    ("r 一公斤98 | c 106我不干", []),
]


@pytest.mark.parametrize(("chat", "theirs"), BIDS)
def test_a_bid_is_heard_by_where_it_stands(chat: str, theirs: list[str]) -> None:
    assert shown(chat, "target_price") == theirs


@pytest.mark.parametrize(
    ("chat", "agreed"),
    [
        ("c 尾款呢 | c 两万块财务打了 你查查", ["2万"]),
        ("r 收到 | c 我今晚打三成定金 六万六", ["6.6万"]),
        ("c 充了20400 你瞅瞅后台", ["2.04万"]),
        ("r 163800看到了，谢谢", ["16.38万"]),
        ("c 充了20台电", []),
    ],
)
def test_what_is_paid_is_heard_by_the_words_beside_it(chat: str, agreed: list[str]) -> None:
    assert shown(chat, "deal_amount") == agreed


def test_anothers_purse_is_no_budget() -> None:
    assert shown("r 您朋友也拿了两台 | c 她有钱啊 我这不行", "budget_status") == []
