"""A rep edits one line of a draft."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.nlp.extract import reread

ZONE = ZoneInfo("Asia/Shanghai")
AT = datetime(2026, 11, 24, 16, 30, tzinfo=UTC)
"""Already Wednesday the 25th in Shanghai."""

READ: list[tuple[str, str, dict[str, Any], str]] = [
    ("budget", "改成45万以内", {"low": None, "high": 45000000, "approx": False}, "不超过45万"),
    ("budget", "25到30万", {"low": 25000000, "high": 30000000, "approx": False}, "25万到30万"),
    ("budget", "500000", {"low": 50000000, "high": 50000000, "approx": False}, "50万"),
    ("our_quote", "46万8", {"amount": 46800000}, "46.8万"),
    ("deal_amount", "4500元", {"amount": 450000}, "4500元"),
    ("deadline", "明天 验收", {"date": "2026-11-26", "what": "验收"}, "2026-11-26 验收"),
    ("deadline", "12月20日9点半开标", {"date": "2026-12-20", "time": "09:30", "what": "开标"}, "2026-12-20 09:30 开标"),
    ("deadline", "2026-12-20 14:00 评审", {"date": "2026-12-20", "time": "14:00", "what": "评审"}, "2026-12-20 14:00 评审"),
    ("deadline", "12月20日前上线", {"date": "2026-12-20", "what": "上线"}, "2026-12-20 上线"),
    ("contact_phone", "139 1234 5678", {"phone": "13912345678"}, "13912345678"),
    ("contact_email", "Wang@Huachen.example.com", {"email": "wang@huachen.example.com"}, "wang@huachen.example.com"),
    ("contact_company", "华辰精密机械有限公司", {"name": "华辰精密机械有限公司"}, "华辰精密机械有限公司"),
    ("contact_person", "王海", {"name": "王海"}, "王海"),
    ("contact_uscc", "91350100m000100y43", {"uscc": "91350100M000100Y43"}, "91350100M000100Y43"),
    ("competitor", "汇川", {"name": "汇川", "role": "compare"}, "汇川"),
    ("competitor", "用友（在用）", {"name": "用友", "role": "incumbent"}, "用友（在用）"),
    ("next_action", "周五发合同", {"what": "发合同", "due": "2026-11-27", "ours": True}, "发合同（2026-11-27）"),
    ("next_action", "客户：走流程", {"what": "走流程", "due": None, "ours": False}, "客户：走流程"),
    ("budget_status", "还待审批", {"status": "pending_approval"}, "待审批"),
    ("target_price", "44万", {"low": 44000000, "high": 44000000, "approx": False}, "44万"),
    ("product", "监护仪 P12 × 12台", {"name": "监护仪 P12", "quantity": 12.0, "unit": "台"}, "监护仪 P12 × 12台"),
    ("product", "冰袋 × 1200000个", {"name": "冰袋", "quantity": 1200000.0, "unit": "个"}, "冰袋 × 1200000个"),
    ("product", "监护仪 x3", {"name": "监护仪", "quantity": 3.0, "unit": ""}, "监护仪 × 3"),
    ("product", "监护仪", {"name": "监护仪", "quantity": None, "unit": ""}, "监护仪"),
    ("decision_maker", "刘总", {"name": "刘总"}, "刘总"),
    ("contact_address", "江南大道1号", {"address": "江南大道1号"}, "江南大道1号"),
    ("pain_point", "报警太吵", {"text": "报警太吵"}, "报警太吵"),
    ("tag", "【预算明确】", {"name": "预算明确"}, "预算明确"),
]
REFUSED = [
    ("budget", "看情况"),
    ("budget", "50万或者60万"),
    ("our_quote", "不超过50万"),
    ("deadline", "尽快"),
    ("contact_phone", "1391234567"),
    ("contact_email", "wang@huachen"),
    ("contact_uscc", "91350100M000100Y44"),
    ("contact_person", "123"),
    ("competitor", "——"),
    ("next_action", "周五"),
    ("tag", "大客户"),
    ("colour", "红"),
    ("budget", ""),
    ("contact_company", "华" * 121),
]


@pytest.mark.parametrize(("kind", "text", "value", "shown"), READ)
def test_the_same_grammar_reads_an_edit(kind: str, text: str, value: dict[str, Any], shown: str) -> None:
    assert reread(kind, text, at=AT, zone=ZONE) == (value, shown)


@pytest.mark.parametrize(("kind", "text"), REFUSED)
def test_what_is_not_understood_is_refused(kind: str, text: str) -> None:
    assert reread(kind, text, at=AT, zone=ZONE) is None
