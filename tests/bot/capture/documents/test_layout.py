"""Lines with boxes become rows, labels stand beside their values, cells under their headings."""

from __future__ import annotations

import pytest

from bot.capture.documents.fields import CARD, QUOTATION, card_fields, paper
from bot.capture.documents.layout import text_of
from bot.capture.screens.ocr import Box, Line
from tests.bot.capture.documents.score import found


def cell(text: str, left: int, top: int, width: int = 0) -> Line:
    return Line(text, Box(left, top, left + (width or 26 * len(text)), top + 30))


def test_a_label_in_a_cell_of_its_own_is_joined_to_its_value() -> None:
    text = text_of([cell("12,000元", 400, 102), cell("总 价", 60, 100), cell("型号：", 60, 160), cell("DN-50", 400, 158)])

    assert text == "总价：12,000元\n型号：DN-50"


def test_a_turned_row_is_followed_from_cell_to_cell() -> None:
    text = text_of(
        [cell("单价", 60, 100, 60), cell("数量", 400, 112, 60), cell("名称", 740, 124, 60), cell("合计", 60, 146, 60)]
    )

    assert text == "单价　数量　名称\n合计"


def test_a_tables_cells_stand_behind_their_headings_and_its_sum_beside_its_label() -> None:
    head = [cell(word, 60 + 200 * n, 100) for n, word in enumerate(("品名", "型号", "数量", "金额"))]
    goods = [cell(word, 60 + 200 * n, 160) for n, word in enumerate(("阀门", "V-8", "30", "900"))]
    last = [cell("合计", 60, 220), cell("30", 460, 220), cell("900元", 660, 220)]

    assert text_of([*head, *goods, *last]).splitlines()[1:] == ["品名：阀门　型号：V-8　数量：30　金额：900", "合计：900元　30"]


@pytest.mark.parametrize(
    ("words", "kind", "value"),
    [
        ("合计：900元\n优惠后总价：850元", "our_quote", "85000"),
        ("合计（万元）：12.5", "our_quote", "12500000"),
        ("总价：人民币壹拾万元整\n合计金额：￥100,000.00", "our_quote", "10000000"),
        ("交货期：2027年3月5日", "deadline", "2027-03-05"),
        ("型号：K-20\n数量：5台", "product", "K-20 5"),
    ],
)
def test_a_quotations_values(words: str, kind: str, value: str) -> None:
    assert (kind, value) in found(f"[图片] 报价单\n{words}")


@pytest.mark.parametrize("words", ["报价日期：2026-11-20", "交货期：合同签订后30天", "单价：12元", "合计：详见附件"])
def test_what_is_no_value_is_not_made_one(words: str) -> None:
    assert found(f"[图片] 报价单\n{words}") == set()


@pytest.mark.parametrize(
    ("words", "person", "title"),
    [
        ("方圆阀门有限公司\n顾明远　技术总监\n13900001111", "顾明远", "技术总监"),
        ("高级经理\n姓名：齐悦\n13900001111", "齐悦", "高级经理"),
        ("Amy Jiang 江敏\n销售经理\namy@valve.example.com", "江敏", "销售经理"),
    ],
)
def test_a_cards_person_and_title(words: str, person: str, title: str) -> None:
    read = {field.kind: words[slice(*field.value)] for field in card_fields(words)}

    assert (read["person"], read["title"]) == (person, title)


def test_a_fax_is_no_number_to_call() -> None:
    read = found("[图片] 名片\n江敏\n电话：021-55556666\n传真：021-55556667")

    assert [value for kind, value in read if kind == "contact_phone"] == ["02155556666"]


@pytest.mark.parametrize(
    ("words", "kind"), [("产品报价单\n合计：9元", QUOTATION), ("江敏\n13900001111", CARD), ("今天天气不错\n好的", "")]
)
def test_which_paper_it_is(words: str, kind: str) -> None:
    assert paper(words) == kind
