"""An office file (.xlsx, .docx) → its words and where they stand. Runs in the reader's process: a file may be anybody's."""

from __future__ import annotations

import logging
from io import BytesIO
from zipfile import ZipFile

from bot.capture.model import NotAChat
from bot.capture.screens import word, workbook
from bot.capture.screens.grid import lines
from bot.capture.screens.ocr import Line

log = logging.getLogger(__name__)
_MOST_BYTES, _SWELLS = 12 * 1024 * 1024, 2
"""Unpacked, of what unpacks to more than twice its size, whatever it is called: a workbook of 300 rows has a tenth."""
_MOST_SHEETS = 12
_OF_WORD = "word/document.xml"


def sheets(file: bytes) -> list[list[Line]]:
    """A workbook's, first to last; a document is one. Raises NotAChat: `not_opened` (broken, too large), `no_ocr`."""
    try:
        with ZipFile(BytesIO(file)) as archive:
            names = archive.namelist()
            swollen = [one for one in archive.infolist() if one.file_size > _SWELLS * one.compress_size]
            unpacked = sum(one.file_size for one in swollen)
        if unpacked <= _MOST_BYTES:
            told = [word.rows(file)] if _OF_WORD in names else workbook.rows(file)
            return [lines(rows) for rows in told[:_MOST_SHEETS]]
    except ImportError:
        raise NotAChat("no_ocr") from None
    except Exception as broken:  # a parser raises whatever a broken file makes it raise, and that is all it can mean
        log.warning("an office file was not opened: %s", type(broken).__name__)
    raise NotAChat("not_opened")
