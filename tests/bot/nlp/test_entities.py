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
        ("12.15万的合同12.15前签", [("money", "12.15万", "121500 CNY"), ("deadline", "12.15前", "2026-12-15")]),
        (
            "打9折后每台3.6万元，要12吨钢，3天到货",
            [
                ("percentage", "9折", "90%"),
                ("money", "3.6万元", "36000 CNY"),
                ("quantity", "12吨", "12 t"),
                ("duration", "3天", "P3D"),
            ],
        ),
        ("单价5分，5分钟一件", [("money", "5分", "0.05 CNY"), ("duration", "5分钟", "PT5M")]),
        ("邮箱 13800138000@example.com", [("email", "13800138000@example.com", "13800138000@example.com")]),
        ("发到3.5k到5k美元", [("money", "3.5k到5k美元", "3500..5000 USD")]),
        ("订单号20260312001共300件，20万条数据", []),
        ("", []),
        ("😀😀", []),
    ],
)
def test_finds_what_is_named(text: str, wanted: list[tuple[str, str, str]]) -> None:
    assert found(text) == wanted


def test_says_where_in_the_text_as_it_was_written() -> None:
    assert find("😀定金￥２０００元", AT) == [Entity("money", "￥２０００元", "2000 CNY", 3, 9)]


def test_of_two_readings_the_one_that_is_harder_to_mistake_wins() -> None:
    """A number to call holds what may be a day, a day what may be a share."""
    assert found("打021-6228-1231，2026-12-31前") == [
        ("phone", "021-6228-1231", "02162281231"),
        ("deadline", "2026-12-31前", "2026-12-31"),
    ]


def test_a_long_text_is_read_across_its_pieces() -> None:
    text = "定金2000元，" * 3000
    assert [(one.start, one.value) for one in find(text, AT)] == [(8 * i + 2, "2000 CNY") for i in range(3000)]
