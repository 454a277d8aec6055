"""Days and amounts in the summary, as a sales manager writes them."""

from __future__ import annotations

import re

import pytest

from bot.nlp import told_days, worded
from bot.nlp.empty_words import is_empty
from bot.nlp.facts import Evidence, Fact
from bot.nlp.judges.phrase import NUMBER
from bot.nlp.telling import around
from bot.nlp.text import clauses, normalise
from bot.nlp.trimmed import trimmed
from tests.bot.nlp.said import LEXICON, read

WANTED = "c P12要12台"


@pytest.mark.parametrize(
    ("iso", "said", "told"),
    [
        ("2026-12-04", "周五一定给您", "12月4日"),
        ("2026-12-04", "下周五一早送到", "12月4日"),
        ("2026-12-05", "周六一早送到", "12月5日"),
        ("2027-05-01", "五一要开业", "五一5月1日"),
        ("2027-05-31", "六一前到", "六一前5月31日"),
        ("2026-12-21", "十二月二十一号要", "12月21日"),
        ("2026-10-01", "停机窗口只有国庆那七天", "国庆10月1日"),
        ("2026-12-12", "双12要用", "双12（12月12日）"),
        ("2026-11-11", "双十一前上架", "双十一前11月11日"),
        ("2027-03-07", "三八节前送到", "三八节前3月7日"),
        ("2026-12-01", "元宵礼盒明天送", "12月1日"),
        ("2026-05-06", "5月6号开始交接店铺 618前得跑顺", "5月6日起"),
        ("2026-12-28", "开标12月28号上午9点半", "12月28日9:30"),
        ("2026-12-03", "周四下午两点演示", "12月3日14点"),
        ("2026-12-08", "标书12月8号下午5点前交", "12月8日17点前"),
        ("2026-12-11", "12月11号之前要货", "12月11日前"),
        ("2026-12-16", "最晚16号给我装好", "12月16日前"),
        ("2026-11-30", "月底前配齐", "11月底前"),
        ("2026-11-30", "月底配齐", "11月底"),
        ("2027-01-20", "寒假装 1月20号以后", "1月20日后"),
        ("2026-12-25", "25号送到", "12月25日"),
        ("2026-12-25", "25号送到 前台签收", "12月25日"),
    ],
)
def test_a_day_is_told_with_what_was_said_of_it(iso: str, said: str, told: str) -> None:
    assert told_days.told(iso, said) == told


@pytest.mark.parametrize(
    ("chat", "told"),
    [
        ([WANTED, "c 周五一定要到货"], "，11月27日到货"),
        ([WANTED, "c 开标12月28号上午9点半"], "12月28日9:30开标"),
        ([WANTED, "r 报价周五一定给您"], "我方11月27日"),
    ],
)
def test_a_summary_tells_the_day_so(chat: list[str], told: str) -> None:
    assert told in read(chat).summary


@pytest.mark.parametrize(
    ("chat", "told"),
    [
        ([WANTED, "r 11000一台"], "报价11000元/台"),
        ([WANTED, "r 每台11000"], "报价11000元/台"),
        ([WANTED, "r 12台一共132000"], "报价132000元"),
        ([WANTED, "r 报价11000", "c 一台一台来"], "报价11000元"),
        ([WANTED, "r 92925元"], "报价92925元"),
        ([WANTED, "r 报价9.2925万"], "报价92925元"),
        ([WANTED, "r 报价9.29万"], "报价9.29万"),
        ([WANTED, "r 报价125723.8元"], "报价125723.8元"),
    ],
)
def test_an_amount_is_told_with_what_it_buys_and_in_one_style(chat: list[str], told: str) -> None:
    summary = read(chat).summary
    assert f"{told}。" in summary or f"{told}，" in summary or f"{told}；" in summary


def test_what_all_costs_is_told_before_its_parts() -> None:
    summary = read([WANTED, "r 枪机380一个", "r 录像机1600一台", "r 加施工一共8500"]).summary
    assert "报价8500元、380元/个" in summary


@pytest.mark.parametrize(
    ("chat", "told", "never"),
    [
        (["r 12台6万2 真的底了", "c 好 6万2", "c 预付款3.1万打过去了", "r 收到"], "预付款3.1万", "、3.1万"),
        (["r 总价8万", "c 行 8万", "c 定金两万打过去了", "r 收到"], "定金2万", "、2万"),
        (["r 总价8万", "c 成交 8万 合同发我"], "成交8万", "定金"),
        (["r 一共24300，您先打5000", "c 行 24300就24300", "r 收到5000"], "已付5000元", "、5000"),
        (["r 一共24300，您先打12150", "c 行 24300就24300", "r 收到12150"], "已付12150元", "单价"),
        (["r 3250一台", "c 3250可以", "r 12台一共39000", "c 好的 成交"], "成交3.9万，单价3250元", "、3250"),
    ],
)
def test_what_was_paid_of_a_deal_is_not_the_deal(chat: list[str], told: str, never: str) -> None:
    summary = read([WANTED, *chat]).summary
    assert told in summary
    assert never not in summary


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        ("尚书记", True), ("小丁啊", False), ("对的邱师傅", False), ("娄总监", True), ("行是行", False), ("理解理解", True),
        ("那行吧", False), ("得唔得", False), ("OK👌", True), ("恭喜发财", True), ("我是企服通小何", True),
        ("发你了", False), ("发您邮箱了", False), ("按那个", False), ("那等你电话", False), ("我核一下", False),
        ("我算算账", False), ("嗯这个写上", False), ("钱的话", False), ("林姐消消气", True),
        ("您核对一下", True), ("韩老师电话方便给一下吗", True),
        ("有需要随时叫我", True), ("您考虑", True), ("那专利呢", True), ("您看啥时候要", True), ("打扰了", True),
    ],
)  # fmt: skip
def test_what_nobody_would_report(text: str, ours: bool) -> None:
    (clause,) = clauses(normalise(text))
    assert is_empty(clause, ours=ours)


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        ("找经理签", False), ("再看看", False), ("报警太吵了", False), ("能不能以旧换新", False), ("AP不是说160个吗", True),
        ("我是股东", False), ("走对公", False), ("我们换批次重送", True), ("我叫财务重开", True),
        ("我是按成本价给的", True), ("贵了点哦", False), ("叫上工艺老邬", False),
        ("发你的样品坏了", False), ("按那个价", False), ("等你们报价", False), ("再看一下", False), ("我申请一下", True),
        ("这事别急着签", False), ("8台够吗", True),
        ("八行插秧机的事琢磨得咋样了", True),
        ("料到了", False), ("得院长批", False), ("没有总工", False),
    ],
)  # fmt: skip
def test_what_somebody_would_report(text: str, ours: bool) -> None:
    (clause,) = clauses(normalise(text))
    assert not is_empty(clause, ours=ours)


@pytest.mark.parametrize(
    ("chat", "never"),
    [
        (["r 三毛五一个", "c 三毛五贵了 三毛三我就定", "r 好 三毛三"], "三毛五"),
        (["c 上个月不是15200吗", "r 今天15800", "c 15600行不行", "r 行 15600"], "15800"),
        (["r 报价112万", "c 太贵", "r 最低98.6万"], "112"),
    ],
)
def test_a_price_that_gave_way_to_another_is_not_quoted(chat: list[str], never: str) -> None:
    assert never not in read([WANTED, *chat]).summary


def test_what_is_not_a_bid_for_the_same_thing_is_quoted() -> None:
    chat = ["c 一天误工费2800", "r 三毛五一个", "c 三毛三我就定", "r 好 三毛三"]
    assert "2800" in read([WANTED, *chat]).summary


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("付款是月结70% 竣工付到95% 5%质保金两年 剩下的再说", "付款是月结70% 竣工付到95% 5%质保金两年"),
        ("我们高防IP 300G 一个月大概要给到1.5万左右吧", "我们高防IP 300G"),
        ("我们再来50双劳保鞋 42码的20双吧 43码的30双", "我们再来50双劳保鞋 42码的20双吧"),
        ("货叉短了10公分", "货叉短了10公分"),
    ],
)
def test_long_words_are_cut_at_a_pause_and_never_in_a_number(words: str, told: str) -> None:
    fresh = [m.span() for m in NUMBER.finditer(normalise(words))]
    assert around(words, fresh, LEXICON) == told


@pytest.mark.parametrize(
    ("chat", "never"),
    [
        (["c 先寄个样品", "r 今天寄 顺丰", "c 样品收到了 挺好"], "寄"),
        (["c 设计图什么时候出", "r 下周一出初稿", "r 初稿发您了 看看"], "出初稿"),
        (["r 我问下财务 明天回您", "r 财务同意了", "c 好"], "问下财务"),
    ],
)
def test_a_promise_that_was_kept_is_not_told_as_a_step(chat: list[str], never: str) -> None:
    steps = re.sub("「[^」]*」", "", read([WANTED, *chat]).summary)
    assert never not in steps


@pytest.mark.parametrize(
    ("chat", "told"),
    [
        (["c 样品收到了", "r 那我明天再寄两台样机"], "寄两台样机"),
        (["r 下周一出初稿", "r 合同发您了"], "出初稿"),
        (["r 下周一出初稿", "r 初稿还没发给设计呢"], "出初稿"),
        (["r 我问下财务 明天回您", "c 财务同意了"], "财务"),
    ],
)
def test_a_promise_that_is_open_is_told(chat: list[str], told: str) -> None:
    assert told in read([WANTED, *chat]).summary


def test_a_day_is_not_told_as_a_date_and_again_as_a_step() -> None:
    summary = read([WANTED, "c 12月11号送到", "r 好", "r 12月11号送到"]).summary
    assert summary.count("12月11日") == 1


@pytest.mark.parametrize(
    ("chat", "summary"),
    [
        (["c 送货地址：苏州工业园区星湖街28号"], "王海沟通：给了地址苏州工业园区星湖街28号。"),
        (["c 下周二前给我三个方案", "r 好的 下周二前给您"], "沟通："),
    ],
)
def test_what_a_chat_was_about(chat: list[str], summary: str) -> None:
    assert summary in read(chat).summary


def test_a_noun_is_told_without_what_joins_or_counts_it() -> None:
    assert "沟通采集系统" in read(["c 还有采集系统", "c 报警太吵了"]).summary


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("另外床垫少一个", "床垫少一个"),
        ("那就周四下午三点半", "周四下午三点半"),
        ("那个收银机咋老是打不出单", "收银机咋老是打不出单"),
        ("那给我来20件吧660元行不行哦", "给我来20件吧660元行不行"),
        ("那个小周啊我跟你说一下就是那个瓷砖啊", "瓷砖"),
        ("一是温度要到零下25度", "温度要到零下25度"),
        ("财务说到账了👌", "财务说到账了"),
        ("还有一台坏的", "还有一台坏的"),
        ("那批货到了", "那批货到了"),
        ("日立那个是不含安装的吧", "日立那个是不含安装的吧"),
        ("好过我们现在用的", "好过我们现在用的"),
        ("对接ERP", "对接ERP"),
        ("行里定了", "行里定了"),
        ("三是", "三是"),
        ("你们能便宜多少？", "你们能便宜多少？"),
    ],
)
def test_words_are_quoted_without_what_they_can_do_without(words: str, told: str) -> None:
    assert trimmed(words) == told


@pytest.mark.parametrize(
    ("chat", "never"),
    [
        ([WANTED, "r 12台21万", "c 有点高", "c 18万行不行"], "有点高"),
        ([WANTED, "c 上回的货坏了两箱", "r 哪天送的", "c 就周六送的"], "就周六"),
        ([WANTED, "r 我周一跟公司报", "r 那我跟公司报"], "「"),
        ([WANTED, "c 合同发我邮箱 haojunlong@jinhui.com", "r 今晚发您"], "@jin"),
    ],
)
def test_what_is_told_or_tells_nothing_is_not_quoted(chat: list[str], never: str) -> None:
    assert never not in read(chat).summary


def test_an_appointment_is_quoted() -> None:
    assert "这周三下午两点可以" in read([WANTED, "r 我约个时间上门量尺", "c 这周三下午两点可以"]).summary
    assert "明天上午" in read([WANTED, "r 今天雪太大 来不了了", "c 那明天上午"]).summary


def test_what_hurts_is_quoted_beside_another_of_the_same_number() -> None:
    assert "2箱化了" in read(["c 上回拿的冻品有两箱化了", "c 鸡翅 两箱 36斤", "c 再这样我换老吴家了"]).summary


def test_two_deeds_of_one_day_name_it_once() -> None:
    assert re.search(r"12月9日安排演示、10点", worded.by_side(["我方12月9日安排演示", "我方12月9日10点腾讯会议"])[0])
    assert worded.by_side(["我方12月9日寄样", "我方12月9日前发报价"]) == ["我方12月9日寄样、12月9日前发报价"]


def test_a_deadline_is_not_told_beside_our_deed_that_says_it() -> None:
    assert read([WANTED, "c 12月2日送货", "r 好的，12月2日送货上门"]).summary.count("12月2日") == 1


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ("跟供电所那边打听打听，有信儿了告诉您", "跟供电所那边打听打听"),
        ("合同发邮箱 haojunlong@jinhui.com", "合同发邮箱"),
        ("合同发到财务 haojunlong@jinhui.com", "合同发到财务"),
        ("把测试报告和检测报告一起整理好发给您", "把测试报告和检测报告一起整理好发"),
        ("发报价单", "发报价单"),
    ],
)
def test_a_step_is_cut_at_a_pause_or_before_a_word_of_letters(what: str, told: str) -> None:
    due = {"ours": True, "due": None, "what": what}
    assert worded.steps([Fact("next_action", due, what, 0.9, Evidence("1", 0, len(what), what))]) == [f"我方{told}"]
