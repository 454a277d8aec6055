"""The cells of a paper: a line of text each, and what can be said of it by itself. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.capture.documents.labels import COLUMN
from bot.capture.screens.ocr import Box, Line

Row = list[Line]
"""Cells from left to right."""
BESIDE = "　"
"""Between two cells of a row."""
FIGURE = re.compile(r"(?:[A-Z]{2,3}[ ]?)?(?:[¥￥$€£][ ]?)?\d(?!X*[LS]\b)")
"""Not the size 2XL."""
FIGURES = re.compile(r"[¥￥$€]?\d[\d,./-]*%?")
MONEY = re.compile(r"(?:[A-Z]{2,3}|[¥￥$€£])[ ]?\d")
_PLAIN = re.compile(r"[\d,]{1,15}(?:\.\d{1,2})?")
_TAXES = (0.01, 0.03, 0.05, 0.06, 0.09, 0.13)
"""Rates of Chinese value-added tax."""
_NUMBER = re.compile(r"[¥￥$€£]?[ ]?\d[\d,]*(?:\.\d+)?%?(?:[ ]?[一-鿿]{1,2}|[ ]?[A-Za-z]{2,4})?")
_OVERLAP = 0.3
"""Of the narrower of two: what they share of their width when they stand in one column."""
RUN_TOGETHER = re.compile(
    r"(?<=\.\d\d)(?=20\d\d[-/.]\d)|(?:(?<=-\d{7})|(?<=-\d{8})|(?<!\d{12})(?<=1[3-9]\d{9}))(?=1[3-9]\d{9}(?!\d))"
)
"""813.602026-12-11; a mobile phone's number behind another."""
_LINE = re.compile(r"^[一-] (?=\d+\Z)|(?<=^\d) [一-]\Z|(?<=\d\d) [一-]\Z")
_SPACED = re.compile(r"(?<=[一-鿿]) +(?=[一-鿿])")
_SET_APART = re.compile(rf"(?<=[一-鿿]{{2}}){BESIDE}(?=[一-鿿][一-鿿A-Z])")
"""焊钉　配瓷环: words, no letters that are spaced out."""


ASIDE = "\v"
"""Between the words of a cell and what says the same below them in English: a cell of its own, under no heading."""
_TRANSLATED = re.compile(
    r"(?=.*[A-Za-z][a-z]{2})[A-Za-z][A-Za-z.,&'()/ -]*(?:(?<=[A-Z])\d)?[A-Za-z.,&'()/ -]*"
    r"|(?=.*[a-z]{3}.* .*[a-z]{3})[A-Za-z0-9.,&'()/ -]+"
)
_LABEL_OF = re.compile(rf"(?:{COLUMN.pattern})[ ]?[:：]", re.I)
_KANA = re.compile("[ぁ-んァ-ヶ]")
_NAMED = re.compile(r"[一-鿿][^/&(（-]*\Z|[)）]\Z")


def said(cell: Line) -> str:
    """Without the blanks that set Chinese apart (王　海, 合 计), and a table's line that was read as 一 (一 30)."""
    words = RUN_TOGETHER.sub(" ", cell.text).strip()
    return _LINE.sub("", " ".join(_SPACED.sub("", part.replace(BESIDE, " ")) for part in _SET_APART.split(words)))


def of_lines(text: str) -> str:
    """What a cell says in several lines, as one: what says it again in another language, and from a label on, stands aside."""
    told, *more = [line.strip() for line in text.split("\n")]
    aside = False
    for line in more:
        again = _TRANSLATED.fullmatch(line) or (_KANA.search(line) and not _KANA.search(told))
        aside = aside or bool(again and _NAMED.search(told)) or bool(_LABEL_OF.match(line))
        between = ASIDE if aside else "/" if COLUMN.fullmatch(told) and COLUMN.fullmatch(line) else " "
        told += "" if line == told else f"{between}{line}"
    return told


def in_pieces(cell: Line, pieces: Sequence[str]) -> list[Line]:
    """Each as broad as its words."""
    broad, left, lines = cell.box.width / len("".join(pieces)), float(cell.box.left), []
    for piece in pieces:
        right = left + broad * len(piece)
        lines.append(Line(piece, cell.box._replace(left=round(left), right=round(right)), cell.score))
        left = right
    return lines


def numbers(row: Row) -> list[Line]:
    """The cells that are one."""
    return [line for line in row if _NUMBER.fullmatch(line.text.strip())]


def merged(lines: Sequence[Line]) -> Row:
    """What stands one above another as one cell."""
    cells: Row = []
    for line in sorted(lines, key=lambda line: line.box.middle[1]):
        above = next((n for n, cell in enumerate(cells) if one_column(cell.box, line.box)), None)
        if above is None:
            cells.append(line)
        else:
            cells[above] = _together(cells[above], line)
    return sorted(cells, key=lambda cell: cell.box.left)


def one_column(one: Box, other: Box) -> bool:
    """Whether they may stand in one column."""
    shared = min(one.right, other.right) - max(one.left, other.left)
    return shared > _OVERLAP * min(one.width, other.width)


def _together(above: Line, below: Line) -> Line:
    box = Box(
        min(above.box.left, below.box.left),
        min(above.box.top, below.box.top),
        max(above.box.right, below.box.right),
        max(above.box.bottom, below.box.bottom),
    )
    apart = above.text[-1:].isascii() and above.text[-1:].isalnum() and below.text[:1].isascii()
    translated = _TRANSLATED.fullmatch(below.text.strip()) and _NAMED.search(above.text)
    between = ASIDE if translated else " " * apart
    return Line(f"{above.text}{between}{below.text}", box, min(above.score, below.score))


def is_taxed(untaxed: str, taxed: str) -> bool:
    """13,240.00 and 14,961.20: the same with a tax of 13 %."""
    one, other = (float(figure.replace(",", "")) if _PLAIN.fullmatch(figure) else 0.0 for figure in (untaxed, taxed))
    return one > 0 and any(abs(other - one * (1 + rate)) <= 0.01 for rate in _TAXES)
