"""Days and amounts in the summary, as a sales manager writes them."""

from __future__ import annotations

import pytest

from bot.nlp import told_days
from tests.bot.nlp.said import read

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
    ],
)
def test_what_was_paid_of_a_deal_is_not_the_deal(chat: list[str], told: str, never: str) -> None:
    summary = read([WANTED, *chat]).summary
    assert told in summary
    assert never not in summary
