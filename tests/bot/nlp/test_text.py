"""Normalising: half-width, lower-case, simplified, and not one character moved."""

from __future__ import annotations

import pytest

from bot.nlp.text import normalise


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("５０萬圓", "50万圆"),
        ("兩個禮拜後", "两个礼拜后"),
        ("國慶節前簽約", "国庆节前签约"),
        ("三點鐘開會", "三点钟开会"),
        ("預算還沒批", "预算还没批"),
        ("二○二六年", "二零二六年"),
        ("ＡＢＣ－１２％", "abc-12%"),
        ("￥１，２３４", "¥1,234"),
        ("20，300元", "20;300元"),
        ("1,234，567元", "1,234,567元"),
    ],
)
def test_what_is_read_is_as_long_as_what_was_written(written: str, read: str) -> None:
    assert normalise(written) == read
    assert len(read) == len(written)
