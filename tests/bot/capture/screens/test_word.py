"""Paragraphs and tables stand in their order, cells where their columns are; what cannot be opened has a word."""

from __future__ import annotations

import time
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest

from bot.capture.model import NotAChat
from bot.capture.screens.grid import MOST_ROWS
from bot.capture.screens.office import sheets
from tests.bot.capture.screens.test_workbook import edited, rows
from tests.made_files import office

docx = pytest.importorskip("docx", reason="the [ocr] extra is not installed")


def document(fill: Callable[[Any], object]) -> bytes:
    made = docx.Document()
    fill(made)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def table(made: Any, *told: tuple[str, ...]) -> Any:
    grid = made.add_table(len(told), max(map(len, told)))
    for row, words in zip(grid.rows, told, strict=True):
        for cell, text in zip(row.cells, words, strict=False):
            cell.text = text
    return grid


def test_paragraphs_and_tables_stand_in_their_order() -> None:
    def fill(made: Any) -> None:
        made.add_paragraph("报价单")
        made.add_paragraph("客户：华远\t\t联系人：王海")
        table(made, ("名称", "数量", "单价"), ("水泵\n带底座", "2", "800"))
        made.add_paragraph("")
        made.add_paragraph("交货日期：2026年12月25日")

    (lines,) = sheets(document(fill))

    assert rows(lines) == [
        ["报价单"],
        ["客户：华远", "联系人：王海"],
        ["名称", "数量", "单价"],
        ["水泵\n带底座", "2", "800"],
        ["交货日期：2026年12月25日"],
    ]


def test_a_cell_is_as_broad_as_its_columns_and_words_that_span_rows_are_each_ones() -> None:
    def fill(made: Any) -> None:
        goods = ("密封圈", "φ40", "10", "¥300.00"), ("", "φ60", "20", "")
        grid = table(made, ("名称", "规格", "数量", "合计"), *goods, ("合计", "", "", "300"))
        for first, last in (((1, 0), (2, 0)), ((1, 3), (2, 3)), ((3, 0), (3, 2))):
            grid.cell(*first).merge(grid.cell(*last))

    (lines,) = sheets(document(fill))

    assert rows(lines)[1:] == [["密封圈", "φ40", "10", "¥300.00"], ["密封圈", "φ60", "20"], ["合计", "300"]]
    head, total = [line for line in lines if line.box.top == 0], lines[-2]
    assert (total.box.left, total.box.right) == (head[0].box.left, head[2].box.right)


def test_a_sentence_that_counts_what_it_offers_is_a_row_each() -> None:
    said = "现报价如下：一是画册，1500册；二是手提袋，3000个；以上含税。"

    (lines,) = sheets(document(lambda made: made.add_paragraph(said)))

    assert rows(lines) == [["现报价如下："], ["一是画册，1500册；"], ["二是手提袋，3000个；以上含税。"]]


def test_what_is_set_by_tabs_stands_in_columns() -> None:
    def fill(made: Any) -> None:
        made.add_paragraph("\t品名\t数量")
        made.add_paragraph("1.\t提拉米苏杯\t120杯")

    (lines,) = sheets(document(fill))

    name, count, *row = lines
    assert rows(lines) == [["品名", "数量"], ["1.", "提拉米苏杯", "120杯"]]
    assert [line.box.left for line in row[1:]] == [name.box.left, count.box.left]


def test_a_table_inside_a_cell_is_read() -> None:
    def fill(made: Any) -> None:
        cell = made.add_table(1, 1).cell(0, 0)
        cell.text = "配置"
        inner = cell.add_table(1, 2)
        inner.cell(0, 0).text, inner.cell(0, 1).text = "水泵", "2台"

    (lines,) = sheets(document(fill))

    assert rows(lines) == [["配置"], ["水泵", "2台"]]


def test_of_a_long_document_the_first_rows_are_read() -> None:
    (lines,) = sheets(document(lambda made: table(made, *[("水泵", str(n)) for n in range(MOST_ROWS + 9)])))

    assert len(lines) == 2 * MOST_ROWS


def test_a_cell_that_says_it_is_endless_is_read_at_once() -> None:
    content = document(lambda made: table(made, ("报价单", "2")))
    began = time.process_time()

    (lines,) = sheets(edited(content, b"<w:tcPr>", b'<w:tcPr><w:gridSpan w:val="2000000000"/>'))

    assert time.process_time() - began < 5  # cell by cell it would take minutes, and all memory
    assert rows(lines) == [["报价单"]]


@pytest.mark.parametrize(
    "content",
    [office("word/document.xml"), edited(document(lambda made: made.add_paragraph("报价单")), b"<w:body>", b"<w:body><w:p")],
    ids=["empty", "broken"],
)
def test_what_cannot_be_opened_has_a_word(content: bytes) -> None:
    with pytest.raises(NotAChat, match="not_opened"):
        sheets(content)


def test_a_text_box_is_read_behind_the_paragraph_that_it_is_drawn_beside() -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>有效期：30天</w:t></w:r></w:p></w:txbxContent>"
    drawn = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    )
    content = document(lambda made: [made.add_paragraph(text) for text in ("报价单", "合计：300元")])

    (lines,) = sheets(edited(content, "报价单</w:t>".encode(), f"报价单</w:t></w:r><w:r>{drawn}".encode()))

    assert rows(lines) == [["报价单"], ["有效期：30天"], ["合计：300元"]]


def _run(text: str, properties: str = "") -> str:
    return f"<w:r>{properties}<w:t>{text}</w:t></w:r>"


@pytest.mark.parametrize(
    ("xml", "said"),
    [
        (f"<w:smartTag>{_run('2026年12月20日')}</w:smartTag>", ["交期：2026年12月20日"]),
        (f"<w:sdt><w:sdtContent>{_run('12月20日')}</w:sdtContent></w:sdt>", ["交期：12月20日"]),
        (f"<w:ins><w:smartTag>{_run('12月20日')}</w:smartTag></w:ins>", ["交期：12月20日"]),
        (f"<w:del>{_run('12月10日')}</w:del><w:ins>{_run('12月20日')}</w:ins>", ["交期：12月20日"]),
        (f"<w:moveFrom>{_run('12月10日')}</w:moveFrom>", ["交期："]),
        (_run("内部：底价300", "<w:rPr><w:vanish/></w:rPr>"), ["交期："]),
        (_run("12月20日", '<w:rPr><w:vanish w:val="0"/></w:rPr>'), ["交期：12月20日"]),
        ("<w:r><w:instrText>DATE</w:instrText></w:r>", ["交期："]),
        (f'<w:r><w:tab/><w:t>20日</w:t><w:br w:type="page"/></w:r>{_run("前")}', ["交期：", "20日前"]),
    ],
)
def test_what_is_shown_of_a_paragraph_is_read(xml: str, said: list[str]) -> None:
    content = document(lambda made: made.add_paragraph("交期："))

    (lines,) = sheets(edited(content, b"</w:r></w:p>", f"</w:r>{xml}</w:p>".encode()))

    assert [line.text for line in lines] == said


def test_rows_and_cells_of_forms_are_read_and_deleted_ones_are_not() -> None:
    content = document(lambda made: table(made, ("水泵", "2"), ("阀门", "3"), ("滤网", "4")))
    for old, new in (("<w:tr>", "<w:sdt><w:sdtContent><w:tr>"), ("</w:tr>", "</w:tr></w:sdtContent></w:sdt>")):
        content = edited(content, old.encode(), new.encode())

    cell = "<w:tc><w:tcPr/><w:p><w:r><w:t>5</w:t></w:r></w:p></w:tc>"
    filled = edited(content, b"</w:tr>", f"<w:sdt><w:sdtContent>{cell}</w:sdtContent></w:sdt></w:tr>".encode())
    (lines,) = sheets(filled)
    (left,) = sheets(edited(filled, b"<w:tr>", b"<w:tr><w:trPr><w:hidden/></w:trPr>"))

    assert rows(lines) == [["水泵", "2", "5"], ["阀门", "3", "5"], ["滤网", "4", "5"]]
    assert left == []
