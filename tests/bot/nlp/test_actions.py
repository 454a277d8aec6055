"""What was promised, by whom, by when; and how it reads."""

from __future__ import annotations

import pytest

from tests.bot.nlp.said import read, ticked


@pytest.mark.parametrize(
    ("chat", "shown"),
    [
        (["r 方案我下周三前发您"], "发方案（2026-12-02）"),
        (["r 下午把报价发群里"], "发报价（2026-11-24）"),
        (["r 配件今天下班前给您"], "给配件（2026-11-24）"),
        (["r 我们12月10号进场"], "进场（2026-12-10）"),
        (["r 我跟财务请示一下，明天中午前给您答复"], "跟财务请示一下并答复（2026-11-25）"),
        (["r 合同一会儿发您"], "发合同"),
        (["c 定金今晚转你"], "客户：转定金（2026-11-24）"),
        (["c 我回去跟合伙人商量"], "客户：回去跟合伙人商量"),
        (["c 清单发我一份", "r 好，周五给您"], "清单发一份（2026-11-27）"),
        (["r 给您寄两本样册，您看周四行吗", "c 行"], "寄两本样册（2026-11-26）"),
    ],
)
def test_a_promise_reads_verb_first_with_its_day(chat: list[str], shown: str) -> None:
    assert [fact.shown for fact in ticked(chat, "next_action")] == [shown]


@pytest.mark.parametrize(
    "chat",
    [
        ["r 资料昨天发您了"],
        ["r 您周五方便来一趟吗？"],
        ["r 我给您的价是8万"],
        ["c 我们周五之前必须上线"],
        ["c 我就随便问问"],
        ["r 如果周五批下来我发您"],
        ["c!forward 我明天把合同发您"],
    ],
)
def test_what_is_done_asked_supposed_or_only_said_is_no_promise(chat: list[str]) -> None:
    assert ticked(chat, "next_action") == []


def test_a_promise_made_again_is_said_once_with_the_new_day() -> None:
    chat = ["r 那我们12月3号进场安装", "c 不行，机房还没好", "r 好的，改到12月10号进场"]

    assert [(fact.value["what"], fact.value["due"]) for fact in ticked(chat, "next_action")][-1][1] == "2026-12-10"
    assert len(ticked(chat, "next_action")) == 1


def test_the_fixed_list_names_the_kind_of_step() -> None:
    chat = ["r 周五给您做个线上演示", "r 我明天把案例发您"]

    assert [fact.value.get("label") for fact in ticked(chat, "next_action")] == ["预约演示", "发送案例"]


def test_evidence_is_the_clause() -> None:
    fact = next(fact for fact in read(["r 好的，方案我周五发您，您放心"]).facts if fact.kind == "next_action")

    assert fact.evidence.quote == "方案我周五发您"
