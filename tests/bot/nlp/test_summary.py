"""跟进摘要: the facts that weigh, in the words people write, in a hundred characters."""

from __future__ import annotations

import re

import pytest

from tests.bot.nlp.said import read

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
    assert len(summary) <= 100


@pytest.mark.parametrize("more", [["c 我们仓库数据老是对不上"], ["c 还要对接ERP，必须对接", "r 我周五给您答复接口的事"] * 20])
def test_it_never_grows_too_long(more: list[str]) -> None:
    assert len(read([*HOSPITAL, *more]).summary) <= 100


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
