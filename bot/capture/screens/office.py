"""An office file (.xlsx, .xls, .docx) → its words and where they stand. Runs in the reader's process: it may be anybody's."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from io import BytesIO
from itertools import islice
from zipfile import ZipFile

from bot.capture.model import NotAChat
from bot.capture.screens import old_workbook, word, workbook
from bot.capture.screens.grid import Cell, lines
from bot.capture.screens.ocr import Line

log = logging.getLogger(__name__)
_MOST_BYTES, _SWELLS = 12 * 1024 * 1024, 2
"""Unpacked, of what unpacks to more than twice its size, whatever it is called: a workbook of 300 rows has a tenth."""
_MOST_SHEETS = 12
_OF_WORD = "word/document.xml"
ZIP = b"PK"


def sheets(file: bytes) -> list[list[Line]]:
    """A workbook's, first to last; a document is one. Raises NotAChat: `not_opened` (broken, too large), `no_ocr`."""
    try:
        return [lines(rows) for rows in islice(_told(file), _MOST_SHEETS)]
    except NotAChat:
        raise
    except ImportError:
        raise NotAChat("no_ocr") from None
    except Exception as broken:  # a parser raises whatever a broken file makes it raise, and that is all it can mean
        log.warning("an office file was not opened: %s", type(broken).__name__)
    raise NotAChat("not_opened")


def _told(file: bytes) -> Iterable[Sequence[Sequence[Cell]]]:
    """The rows of each sheet."""
    if not file.startswith(ZIP):
        return old_workbook.rows(file)
    with ZipFile(BytesIO(file)) as archive:
        names = archive.namelist()
        swollen = [one for one in archive.infolist() if one.file_size > _SWELLS * one.compress_size]
    if sum(one.file_size for one in swollen) > _MOST_BYTES:
        raise NotAChat("not_opened")
    return [word.rows(file)] if _OF_WORD in names else workbook.rows(file)
