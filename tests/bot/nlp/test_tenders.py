"""The cap of a tender is the budget, whoever tells it."""

from __future__ import annotations

import pytest

from tests.bot.nlp.talk import heard, shown

CAPS = [
    ("c!forward 市公共资源交易中心 水泵采购项目公开招标 最高限价268万元 投标截止11月9日 | c 看看", ["不超过268万"]),
    ("c 文件挂网了 | r 看到了，两台水泵，最高限价98万对吧 | c 对 9号开标", ["不超过98万"]),
    ("c 文件挂网了 | r 看到了，两台水泵，最高限价98万吗 | c 不清楚", []),
    ("c 文件挂网了 | r 看到了，招标控制价236万 | c 9号开标", ["不超过236万"]),
    ("c 我们预算200万 | r 看到了，最高限价236万 | c 9号开标", ["200万"]),
    ("c 文件挂网了 | r 隔壁县那个最高限价236万 | c 9号开标", []),
    ("c!forward 隔壁县医院水泵采购项目 最高限价268万元 | c 看看人家的", []),
    ("c 没设最高限价 | r 报价236万", []),
]


@pytest.mark.parametrize(("chat", "budget"), CAPS)
def test_the_cap_of_a_tender_is_the_budget(chat: str, budget: list[str]) -> None:
    assert shown(chat, "budget") == budget


def test_it_is_settled_and_has_the_words_that_say_it() -> None:
    facts = heard(CAPS[0][0])
    told = {fact.kind: fact for fact in facts}
    assert told["budget_status"].value["status"] == "confirmed"
    assert told["budget"].evidence.quote == "最高限价268万元"
