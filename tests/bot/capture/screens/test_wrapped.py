"""Lines of a bubble → what was typed."""

from __future__ import annotations

import pytest

from bot.capture.screens.ocr import Box, Line
from bot.capture.screens.wrapped import Habits, joined, rows

LETTER = 48
ROOM = 10
"""Letters in a full line."""


def _lines(*texts: str) -> list[Line]:
    wide = [sum(1.0 if letter > "\u2e7f" else 0.54 for letter in text) for text in texts]
    return [
        Line(t, Box(136, 70 * n, 136 + round(w * LETTER), 70 * n + 56))
        for n, (t, w) in enumerate(zip(texts, wide, strict=True))
    ]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("关于交付时间工厂那边", "回复最快下周"), "关于交付时间工厂那边回复最快下周"),
        (("下周安排:", "周一勘查", "周三评审"), "下周安排:\n周一勘查\n周三评审"),
        (("请查收附件有问题随", "时。"), "请查收附件有问题随时。"),
        (("整体方案没有的有问", "题，十八日之前"), "整体方案没有的有问题，十八日之前"),
        (("Please find the", "updated offer"), "Please find the updated offer"),
        (("see https://ex.com/", "p/5963567"), "see https://ex.com/p/5963567"),
        (("我的邮箱是", "linda.zhao@example.cn"), "我的邮箱是 linda.zhao@example.cn"),
        (("1. 合同金额人民币八万", "2. 交货日期"), "1. 合同金额人民币八万\n2. 交货日期"),
        (("要的 12 台请放在仓库", "B 区"), "要的 12 台请放在仓库 B 区"),
        (("要的12台请放在仓库的", "B区"), "要的12台请放在仓库的B区"),
    ],
)
def test_a_break_by_width_is_none_of_the_writers(texts: tuple[str, ...], expected: str) -> None:
    bubble = Box(100, 0, 100 + ROOM * LETTER + 72, 70 * len(texts))

    assert joined(_lines(*texts), bubble, Habits(bubble.width)) == expected


def test_in_a_bubble_narrower_than_others_nothing_was_broken_by_width() -> None:
    assert joined(_lines("现场勘查", "方案评审"), Box(100, 0, 364, 140), Habits(700)) == "现场勘查\n方案评审"


def test_pieces_beside_each_other_are_one_row() -> None:
    pieces = [Line("有现货吗", Box(330, 4, 520, 60)), Line("型号", Box(100, 0, 196, 56)), Line("S7-1200", Box(230, 2, 329, 58))]

    assert [row.text for row in rows(pieces)] == ["型号 S7-1200有现货吗"]
