"""What a quotation's words come to, as facts."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.handlers.papers import understood
from bot.model import Message

AT = datetime(2026, 11, 28, 4, 0, tzinfo=UTC)


def quoted(rows: str) -> list[tuple[str, str]]:
    """Each quote of a picture that says `rows`: as it is shown, and its currency."""
    facts = understood(Message("file:1", "", AT, f"[图片] 报价单\n{rows}", kind="image"), ZoneInfo("Asia/Shanghai")).facts
    return [(fact.shown, fact.currency) for fact in facts if fact.kind == "our_quote"]


@pytest.mark.parametrize(
    ("rows", "shown", "currency"),
    [
        ("合计 41500元", "4.15万", "CNY"),
        ("合计（万元） 4.15", "4.15万", "CNY"),
        ("合计 41500", "4.15万", "CNY"),
        ("合计 US$41,500.00", "4.15万美元", "USD"),
        ("Total Amount: USD 41,500.00", "4.15万美元", "USD"),
        ("总价(USD) 41,500.00", "4.15万美元", "USD"),
        ("合计（万美元） 4.15", "4.15万美元", "USD"),
        ("价税合计（欧元）：980", "980欧元", "EUR"),
        ("Total: €980", "980欧元", "EUR"),
        ("总计(HK$) 12,000", "1.2万港元", "HKD"),
    ],
)
def test_a_total_is_read_in_its_own_currency(rows: str, shown: str, currency: str) -> None:
    assert quoted(rows) == [(shown, currency)]


def test_a_total_that_is_no_money_gives_none() -> None:
    assert quoted("合计 12台") == []
    assert quoted("合计 0.001美元") == []
