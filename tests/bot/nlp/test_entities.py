"""What a single text names: each door's finds, and which of two readings wins."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.nlp.entities import Entity, find

AT = datetime.fromisoformat("2026-11-24T10:00:00+08:00")


def found(text: str) -> list[tuple[str, str, str]]:
    return [(one.kind, one.text, one.value) for one in find(text, AT)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("合同一共35.8万元", [("money", "35.8万元", "358000 CNY")]),
        ("打13800138000找我", [("phone", "13800138000", "13800138000")]),
        ("发到 Li.Na@Huachen.Example.com 吧", [("email", "Li.Na@Huachen.Example.com", "li.na@huachen.example.com")]),
        ("", []),
        ("😀😀", []),
    ],
)
def test_finds_what_is_named(text: str, wanted: list[tuple[str, str, str]]) -> None:
    assert found(text) == wanted


def test_says_where_in_the_text_as_it_was_written() -> None:
    assert find("😀定金￥２０００元", AT) == [Entity("money", "２０００元", "2000 CNY", 4, 9)]
