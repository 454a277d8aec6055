"""An .xls says the same as the .xlsx that it could be; what cannot be opened has a word."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from bot.capture.kinds import OLE
from bot.capture.model import NotAChat
from bot.capture.screens.office import sheets
from bot.capture.screens.process import OcrProcess
from tests.bot.capture.screens.test_workbook import rows
from tests.made_files import fill, old_office, old_workbook, workbook

pytest.importorskip("xlrd", reason="the [ocr] extra is not installed")


def test_it_says_what_the_new_one_says() -> None:
    def new(sheet: Any) -> None:
        sheet["A1"] = "报价单"
        sheet.merge_cells("A1:C1")
        sheet.append(["名称", "数量", "单价"])
        sheet.append(["水泵\n带底座", 2, 800])
        sheet["C3"].number_format = '"¥"#,##0.00'

    def old(sheet: Any) -> None:
        sheet.write_merge(0, 0, 0, 2, "报价单")
        fill(sheet, [], ["名称", "数量", "单价"], ["水泵\n带底座", 2])
        sheet.write(2, 2, 800, styled('"¥"#,##0.00'))

    assert sheets(old_workbook(old)) == sheets(workbook(new))


@pytest.mark.parametrize(
    ("value", "number_format", "said"),
    [
        (123456, '0!.0,"万"', "12.3万"),
        (datetime.fromisoformat("2026-12-20"), 'yyyy"年"m"月"d"日"', "2026-12-20"),
        (datetime.fromisoformat("2026-12-20 09:30"), "yyyy/m/d h:mm", "2026-12-20 09:30"),
        (0.40625, "h:mm", "09:45:00"),
        (1e12, "yyyy/m/d", "1000000000000"),
        (True, "General", "True"),
    ],
)
def test_a_cell_says_what_it_shows(value: object, number_format: str, said: str) -> None:
    (lines,) = sheets(old_workbook(lambda sheet: sheet.write(0, 0, value, styled(number_format))))

    assert rows(lines) == [[said]]


def test_what_is_hidden_is_not_read() -> None:
    def prices(sheet: Any) -> None:
        fill(sheet, ["名称", "成本", "单价"], ["水泵", 300, 800], ["内部备注", "", "最低可到 700"])
        sheet.col(1).hidden = True
        sheet.row(2).hidden = True

    def costs(sheet: Any) -> None:
        sheet.write(0, 0, "成本表")
        sheet.visibility = 1

    assert [rows(lines) for lines in sheets(old_workbook(prices, costs))] == [[["名称", "单价"], ["水泵", "800"]]]


def test_words_that_span_rows_are_each_ones() -> None:
    def sizes(sheet: Any) -> None:
        sheet.write_merge(0, 1, 0, 0, "密封圈")
        fill(sheet, [None, "φ40", 10], [None, "φ60", 20])

    (lines,) = sheets(old_workbook(sizes))

    assert rows(lines) == [["密封圈", "φ40", "10"], ["密封圈", "φ60", "20"]]


@pytest.mark.parametrize(
    "content",
    [OLE, old_office("Root Entry", "Workbook"), old_workbook(lambda sheet: sheet.write(0, 0, "报价单"))[:2000]],
    ids=["head", "empty", "cut"],
)
def test_what_cannot_be_opened_has_a_word(content: bytes) -> None:
    with pytest.raises(NotAChat, match="not_opened"):
        sheets(content)


def test_the_process_opens_what_we_would_and_prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    content = old_workbook(lambda sheet: sheet.write(0, 0, "报价单"))
    with OcrProcess() as ocr:
        assert ocr.sheets(content) == sheets(content)
    assert "报价单" not in "".join(capfd.readouterr())


def styled(number_format: str) -> Any:
    import xlwt

    style = xlwt.XFStyle()
    style.num_format_str = number_format
    return style
