"""Dates of the customer's project. Chats are of 24 November 2026, a Tuesday."""

from __future__ import annotations

import pytest

from tests.bot.nlp.talk import shown

CHATS = [
    ("c 12月15号必须入仓", ["2026-12-15 入仓"]),
    ("c 货12月10号前到", ["2026-12-10 到货"]),
    ("c 评审会12月8号 你们方案4号前交", ["2026-12-04 截止", "2026-12-08 评审会"]),
    ("c POC到12月4号结束 12月9号技术评审", ["2026-12-04 POC", "2026-12-09 评审"]),
    ("c 12月10号上线 | r 好 | c 上线改到12月18号", ["2026-12-18 上线"]),
    ("c 1月10号到货 | c 到货改一下 往后挪两周 1月24号", ["2027-01-24 到货"]),
    ("c 第一批12月1号到货 | c 第二批12月20号到货", ["2026-12-01 到货", "2026-12-20 到货"]),
    ("c 采购会12月8号开", ["2026-12-08 采购会"]),
    ("c 如果年底前没上线能退吗", []),
    ("c 12月5号我出差", []),
    ("c 计划12月20日上线，哦不是，12月25日上线", ["2026-12-25 上线"]),
    ("c 12月20日上线，说错了，是12月25日上线", ["2026-12-25 上线"]),
    ("r 我12月2号把方案发您", []),
    ("r 系统12月15号到期", ["2026-12-15 到期"]),
]


@pytest.mark.parametrize(("chat", "dates"), CHATS)
def test_a_deadline_is_a_date_of_the_project(chat: str, dates: list[str]) -> None:
    assert sorted(shown(chat, "deadline")) == sorted(dates)
