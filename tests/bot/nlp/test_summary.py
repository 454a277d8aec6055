"""跟进摘要: the facts that weigh, in the words people write, in a hundred and twenty characters."""

from __future__ import annotations

import re

import pytest

from bot.nlp import shapes
from bot.nlp.extract import extract
from bot.nlp.lexicon import Lexicon
from bot.nlp.telling import in_figures
from tests.bot.nlp import chats, talk
from tests.bot.nlp.said import read
from tests.bot.nlp.test_corpus import ZONE

HOSPITAL = [
    "c 监护仪的样品到了",
    "c 现在的报警太吵了，我们想换12台P12",
    "c 预算批了，50万，最后顾院长拍板",
    "c 西门子也报了价，比你们低10%",
    "c 12月底要用上",
    "r 好的，报价单我下周一发您",
]


def test_it_tells_the_facts_by_weight_and_ends_with_the_next_step() -> None:
    summary = read(HOSPITAL).summary

    for part in ("12台监护仪 P12", "预算50万", "西门子低10%", "顾院长拍板", "样品已收", "12月底", "11月30日发报价单。"):
        assert part in summary
    assert len(summary) <= 120


@pytest.mark.parametrize("more", [["c 我们仓库数据老是对不上"], ["c 还要对接ERP，必须对接", "r 我周五给您答复接口的事"] * 20])
def test_it_never_grows_too_long(more: list[str]) -> None:
    assert len(read([*HOSPITAL, *more]).summary) <= 120


def test_every_number_is_of_a_fact_or_quoted() -> None:
    found = read(HOSPITAL)
    told = re.sub("「[^」]*」", "", found.summary)

    known = "".join(fact.shown for fact in found.facts) + "月底"
    for number in re.findall(r"\d+", told):
        assert number.lstrip("0") in known


def test_large_counts_and_month_ends_read_as_people_write_them() -> None:
    summary = read(["c P12我们要20000台", "c 12月底到货"]).summary

    assert "2万台监护仪 P12" in summary
    assert "12月底到货" in summary


def test_room_that_is_left_goes_to_numbers_that_nothing_has_told() -> None:
    summary = read(["c 你们好，想看看监护仪", "c 我们一共八间病房", "r 每间配两个支架", "c 墙厚58公分，必须打穿"]).summary

    assert "8间病房" in summary
    assert "58公分" in summary
    assert len(summary) <= 120


@pytest.mark.parametrize(
    ("words", "figures"),
    [
        ("橱子一共八组", "橱子一共8组"),
        ("模具费58万6", "模具费58.6万"),
        ("罐头一万二千罐", "罐头1.2万罐"),
        ("要两个高柜", "要2个高柜"),
        ("大概二十几个", "大概二十几个"),
        ("第三个方案", "第三个方案"),
        ("我周三把样品寄给您", "我周三把样品寄给您"),
        ("上千个都行", "上千个都行"),
        ("还差个两三万我看看", "还差个两三万我看看"),
        ("三五百块钱的事", "三五百块钱的事"),
        ("开春要开二店", "开春要开二店"),
        ("一千二百块", "1200元"),
    ],
)
def test_words_are_told_in_figures(words: str, figures: str) -> None:
    assert in_figures(words) == figures


def test_the_first_days_of_a_month_are_told_as_they_were_said() -> None:
    assert "4月初到货" in read(["c P12我们要20台", "c 4月初到货"]).summary
    assert "4月10日到货" in read(["c P12我们要20台", "c 4月10号到货"]).summary


def test_a_test_that_failed_is_told_in_the_chats_own_word() -> None:
    assert "测试未过" in read(["c 样品测试没过，耐温差太多"]).summary


def test_a_feast_is_told_with_its_day() -> None:
    assert "国庆前9月30日" in read(["c P12要12台，国庆前必须装好"]).summary


@pytest.mark.parametrize(
    ("chat", "told"),
    [
        (["c P12要12台", "c 合同盖好章寄出了"], "合同已签盖章"),
        (["c P12要12台", "c PO发你邮箱了"], "PO已下单"),
        (["c P12要12台", "c 采购走比选，三家"], "比选"),
        (["c P12要12台", "c 合同法务在看"], "法务审合同"),
        (["c 样品测试下来判不合格"], "测试不合格"),
    ],
)
def test_an_event_is_told_in_the_word_of_the_chat(chat: list[str], told: str) -> None:
    assert told in read(chat).summary


def test_a_step_of_a_deal_that_a_later_one_has_passed_is_not_told() -> None:
    summary = read(["c 能先寄个样品吗", "r 样品今天寄出啦", "c 样品收到了"]).summary

    assert "样品已收" in summary
    assert "要样品" not in summary


@pytest.mark.parametrize(
    ("said", "told"),
    [("西门子比你们低8个点", "西门子低8个点"), ("西门子比你们便宜两成", "西门子低两成"), ("西门子比你们低15%", "西门子低15%")],
)
def test_a_share_is_told_as_it_was_said(said: str, told: str) -> None:
    assert told in read(["c P12要12台", f"c {said}"]).summary


def test_nobody_is_told_to_find_it_dear_who_has_agreed() -> None:
    chat = ["c P12要12台", "r 12台一共21万", "c 太贵了"]

    assert "嫌贵" in read(chat).summary
    assert "嫌贵" not in read([*chat, "r 最低20万5", "c 成交，20.5万，合同发我"]).summary


def test_who_does_several_things_is_named_once_and_no_day_is_read_with_another_deed() -> None:
    summary = read(["c P12要12台", "r 资料我整理好发您", "r 报价单我下周一发您", "r 样机我下周三给您送过去"]).summary

    assert summary.count("我方") == 1
    assert re.search(r"资料[^；]*、\d+月\d+日[^；]*报价单", summary)


def test_a_deed_that_is_promised_twice_is_told_once() -> None:
    assert read(["c P12要12台", "r 报价单我下周一发您", "c 好", "r 报价单我下周一发您"]).summary.count("报价单") == 1


def test_what_hurts_comes_before_other_words() -> None:
    chat = ["c 楼里有八间病房", "c 现在的报警太吵了，夜班天天被投诉", "c 走廊宽三米二", "c 食堂在二楼", "c 想换12台P12"]

    assert "投诉」" in read([*HOSPITAL[1:], *chat]).summary


def test_a_talk_about_nothing_says_so() -> None:
    chat = ["c 今天这雨下得真大啊，孩子放学我都没去接成", "r 是啊注意身体", "c 隔壁楼有个考了六百八十八，羡慕死我了呀"]
    assert "无商机信息" in read(chat).summary


def test_an_amount_that_was_asked_quoted_and_agreed_is_told_once() -> None:
    summary = read(["c P12要12台", "r 12台一共21万", "c 20万5行不行", "r 行，20万5", "c 成交，20.5万，合同发我"]).summary

    assert summary.count("20.5万") == 1


def test_words_that_only_say_an_amount_again_are_not_quoted() -> None:
    chat = ["c P12要12台", "r 12台一共46万8", "c 比西门子贵啊，西门子那边报42万", "r 我申请一下", "c 行，等你消息"]
    summary = read(chat).summary

    assert summary.count("42万") == 1


def test_the_step_after_the_next_comes_before_what_the_customer_complains_of() -> None:
    summary = read([*HOSPITAL, "c 电池一个小时就没电，夜班天天被投诉", "r 周五我把样机给您送过去"]).summary

    assert "报价单" in summary
    assert "样机" in summary


def test_no_chat_of_ours_has_a_summary_that_is_too_long() -> None:
    told = ((line["id"], shapes.chat(chats.asked(line))) for line in chats.load("dev")[::4])
    assert not [name for name, chat in told if len(extract(chat.messages, Lexicon.shipped(), zone=chat.zone).summary) > 120]


def test_how_he_is_reached_is_on_his_card_and_not_in_the_summary() -> None:
    assert "换号" not in read([*HOSPITAL, "c 对了我换号了", "c 以后打13912345678"]).summary


@pytest.mark.parametrize("amount", ["50万", "50万左右吧", "大概50万吧"])
def test_an_amount_that_was_taken_back_is_not_quoted_by_itself(amount: str) -> None:
    summary = read(["c 想看看监护仪", "r 预算大概多少", f"c {amount}", "c 说错了，43万"]).summary

    assert "预算43万" in summary
    assert "50万" not in summary
    assert "说错" not in summary


def test_a_number_that_is_told_is_not_quoted_again() -> None:
    summary = read(HOSPITAL).summary

    assert summary.count("12台") == 1
    assert summary.count("10%") == 1


@pytest.mark.parametrize(
    "chat",
    [
        "c 水泵20台 阀门6个 | c 阀门不变 水泵25台",
        "c 水泵20台阀门6个 | c 水泵再加5台",
        "c 水泵20台 哦不 是25台 不是20",
        "c 水泵20台 | r 好 | c 是25台 不是20 记一下",
        "c 我们要20台水泵 | c 25台水泵 不是20",
    ],
)
def test_a_count_that_was_set_right_is_not_quoted(chat: str) -> None:
    summary = extract(talk.messages(chat), talk.LEXICON, zone=ZONE).summary
    assert "25台" in summary
    assert "20台" not in summary


def test_whom_one_calls_is_not_quoted_however_it_is_dictated() -> None:
    summary = read(
        ["c 采集网关12台", "c 喂林经理啊我跟你说下我们老板的意思是付款能不能分三期另外我们工地还有四个仓库", "r 好的 我问下"]
    ).summary
    assert "林经理" not in summary
    assert "12台" in summary


@pytest.mark.parametrize("moved", ["c 说错了，12月12号", "c 推迟到12月12号吧", "c 12月10号来不及，改成12月12号"])
def test_a_day_that_was_moved_is_not_quoted(moved: str) -> None:
    summary = read(["c 采集网关12台，12月10号要到货", "r 好的 单价3200", moved]).summary
    assert "12月12日" in summary
    assert "10号" not in summary


@pytest.mark.parametrize(
    ("chat", "head"),
    [
        (["c 举升机啥价", "r 双柱的8600一台"], "沟通举升机："),
        (["c 护理床到了 有一张摇把是坏的"], "沟通护理床："),
        (["c 那个收银机咋老是打不出单"], "沟通收银机："),
        (["c 财政批了260万，其中软件90万"], "沟通："),
        (["c 我们没用过这种软件 预算50万"], "沟通："),
        (["c 我换手机了 预算50万"], "沟通："),
        (["c 司机装车了 预算50万"], "沟通："),
        (["c 等我停机检修 预算50万"], "沟通："),
    ],
)
def test_a_ware_that_no_list_has_is_named_in_the_head(chat: list[str], head: str) -> None:
    assert head in read(chat).summary
