"""Cells stand where a sheet has them, as it shows them; what cannot be opened, or wants too much, has a word."""

from __future__ import annotations

import time
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from bot.capture.documents.layout import text_of
from bot.capture.model import NotAChat
from bot.capture.screens.grid import MOST_ROWS
from bot.capture.screens.ocr import Line
from bot.capture.screens.office import sheets
from bot.capture.screens.process import OcrProcess
from cards import catalog
from tests.made_files import office, workbook

pytest.importorskip("openpyxl", reason="the [ocr] extra is not installed")
_FAR = "A1:XFD1048576"


def rows(lines: list[Line]) -> list[list[str]]:
    """The words of each row, left to right."""
    tops = sorted({line.box.top for line in lines})
    return [[line.text for line in sorted(lines, key=lambda line: line.box.left) if line.box.top == top] for top in tops]


def edited(content: bytes, old: bytes, new: bytes) -> bytes:
    out = BytesIO()
    with ZipFile(BytesIO(content)) as source, ZipFile(out, "w", ZIP_DEFLATED) as target:
        for member in source.infolist():
            target.writestr(member.filename, source.read(member).replace(old, new))
    return out.getvalue()


def _with(content: bytes, name: str, more: bytes) -> bytes:
    out = BytesIO(content)
    with ZipFile(out, "a", ZIP_DEFLATED) as archive:
        archive.writestr(name, more)
    return out.getvalue()


def _one_word(sheet: Any) -> None:
    sheet["A1"] = "报价单"
    sheet.merge_cells("A1:B1")


def test_a_day_typed_in_china_is_one_though_its_format_is_only_a_number() -> None:
    def fill(sheet: Any) -> None:
        sheet.append(["交货日期", 46376, 46376])
        sheet["B1"].number_format, sheet["C1"].number_format = "0%", "0.00%"

    styled = edited(edited(workbook(fill), b'numFmtId="9"', b'numFmtId="31"'), b'numFmtId="10"', b'numFmtId="57"')
    (lines,) = sheets(styled)

    assert rows(lines) == [["交货日期", "2026-12-20", "2026年12月"]]


def test_errors_are_not_told() -> None:
    def fill(sheet: Any) -> None:
        sheet.append(["合计", "#REF!"])

    (lines,) = sheets(workbook(fill))

    assert rows(lines) == [["合计"]]


def test_rows_and_columns_stand_as_in_the_sheet() -> None:
    def fill(sheet: Any) -> None:
        sheet["A1"] = "报价单"
        sheet.merge_cells("A1:C1")
        sheet["A3"], sheet["B3"], sheet["C3"] = "名称", "数量", "单价"
        sheet["A4"], sheet["B4"], sheet["C4"] = "水泵\n带底座", 2, 800

    (lines,) = sheets(workbook(fill))

    assert rows(lines) == [["报价单"], ["名称", "数量", "单价"], ["水泵\n带底座", "2", "800"]]
    title, name, *_ = lines
    assert title.box.left == name.box.left
    assert title.box.right == lines[3].box.right


def test_what_is_hidden_is_not_read() -> None:
    def fill(sheet: Any) -> None:
        sheet.append(["名称", "成本", "单价"])
        sheet.append(["水泵", 300, 800])
        sheet.append(["内部备注", None, "最低可到 700"])
        sheet.column_dimensions["B"].hidden = True
        sheet.row_dimensions[3].hidden = True

    def costs(sheet: Any) -> None:
        sheet["A1"] = "成本表"
        sheet.sheet_state = "hidden"

    assert [rows(lines) for lines in sheets(workbook(fill, costs))] == [[["名称", "单价"], ["水泵", "800"]]]


def test_words_that_span_rows_are_each_ones_and_numbers_are_not() -> None:
    def fill(sheet: Any) -> None:
        sheet.append(["名称", "规格", "数量", "合计"])
        sheet.append(["密封圈", "φ40", 10, 300])
        sheet.append([None, "φ60", 20, None])
        sheet["A4"] = "备注"
        sheet.merge_cells("A2:A3")
        sheet.merge_cells("D2:D3")
        sheet.merge_cells("A4:A6")

    (lines,) = sheets(workbook(fill))

    assert rows(lines)[1:] == [["密封圈", "φ40", "10", "300"], ["密封圈", "φ60", "20"], ["备注"]]


def test_lines_and_labels_of_one_cell_are_several_where_no_table_stands() -> None:
    def fill(sheet: Any) -> None:
        sheet["A1"] = "客户：华远        联系人：王海"
        sheet["A2"] = "1. 含税\n\n2. 送货"

    (lines,) = sheets(workbook(fill))

    assert rows(lines) == [["客户：华远", "联系人：王海"], ["1. 含税"], ["2. 送货"]]


def test_of_a_long_sheet_the_first_rows_are_read() -> None:
    def fill(sheet: Any) -> None:
        for number in range(MOST_ROWS + 50):
            sheet.append([f"第{number}行"])

    (lines,) = sheets(workbook(fill))

    assert len(lines) == MOST_ROWS


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'ref="A1:B1"', f'ref="{_FAR}"'.encode()),
        (b"</mergeCells>", f'</mergeCells><hyperlinks><hyperlink ref="{_FAR}" location="A1"/></hyperlinks>'.encode()),
        (b"<sheetData>", b'<cols><col min="1" max="16384" width="9" customWidth="1"/></cols><sheetData>'),
        (b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'),
    ],
)
def test_a_sheet_that_says_it_is_endless_is_read_at_once(old: bytes, new: bytes) -> None:
    content = workbook(_one_word)
    began = time.process_time()

    (lines,) = sheets(edited(content, old, new))

    assert time.process_time() - began < 5  # read whole it takes minutes, and all memory
    assert rows(lines) == [["报价单"]]


@pytest.mark.parametrize(
    ("text", "rows_of", "columns", "count"),
    [
        ("地址：宁波市海曙路1号", 300, 60, 1),
        ("宁波精工有限", 300, 60, 1),
        ("12," * 10_000, 60, 6, 1),
        ("数量型号名称" * 5000, 20, 1, 1),
        ("数量：12", 40, 10, 40),
    ],
    ids=["addresses", "firms", "figures", "labels", "sheets"],
)
def test_a_workbook_full_of_words_is_laid_out_in_bounded_time(text: str, rows_of: int, columns: int, count: int) -> None:
    def fill(sheet: Any) -> None:
        for _ in range(rows_of):
            sheet.append([text[:30_000]] * columns)

    found = sheets(workbook(*[fill] * count))
    began = time.process_time()

    for lines in found:
        text_of(lines)

    assert time.process_time() - began < 5  # without a bound, minutes in a process that has no clock


@pytest.mark.parametrize(
    "content",
    [
        office("xl/workbook.xml"),
        b"PK\x03\x04" + bytes(99),
        edited(workbook(_one_word), b"<sheetData>", b"<sheetData><row"),
        edited(workbook(_one_word), b"<worksheet", b'<!DOCTYPE w [<!ENTITY a "a">]><worksheet'),
        edited(workbook(_one_word), b"</sheetData>", b"</sheetData>" + b" " * (13 << 20)),
        _with(workbook(_one_word), "xl/media/image1.png", bytes(13 << 20)),
    ],
    ids=["empty", "cut", "broken", "entities", "too large", "a bomb that is called a picture"],
)
def test_what_cannot_be_opened_has_a_word(content: bytes) -> None:
    with pytest.raises(NotAChat) as refused:
        sheets(content)

    assert refused.value.reason == "not_opened"
    assert refused.value.reason in catalog.WHY_NOT_READ


def test_the_process_opens_what_we_would() -> None:
    content = workbook(_one_word, lambda sheet: sheet.append(["名称", 2]))
    with OcrProcess() as ocr:
        assert ocr.sheets(content) == sheets(content)
        with pytest.raises(NotAChat, match="not_opened"):
            ocr.sheets(office("xl/workbook.xml"))
        assert len(ocr.sheets(content)) == 2
