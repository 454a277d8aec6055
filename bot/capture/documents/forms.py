"""Labels and their values where no table stands: beside or below each other, articles beside each other. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise, takewhile

from bot.capture.documents.cells import BESIDE, FIGURE, FIGURES, MONEY, Row, one_column, said
from bot.capture.documents.headings import LEAST_COLUMNS
from bot.capture.documents.labels import COLUMN, COUNTED, DAY, LABEL, MODEL, NAMED, REACHED, TOLD, TOTAL
from bot.capture.screens.ocr import Line

_LABEL_OF = re.compile(r"([^:：]{1,8})[:：]")
_LABEL_BEFORE = re.compile(r"([一-鿿]{2,4}) [\dA-Z]")
_MODEL_OF = re.compile(rf"(?:{MODEL})[:：]", re.I)
_CLAUSE = re.compile(r"[，；;]")
_NAME_OF = re.compile(rf"(?:{NAMED.pattern})[:：]", re.I)
_DAY = re.compile(r"20\d\d ?[年./-]")
_ORDINAL = re.compile(r"\d{1,2}")
_FORM = 6
"""Labels with their values below, that make a form."""


def _is_value(label: str, value: str, *, form: bool) -> bool:
    """Whether it is the value of the label above. `form`: the paper is one of such pairs."""
    if (TOTAL.fullmatch(label) and MONEY.match(value)) or (DAY.fullmatch(label) and _DAY.match(value)):
        return True
    return form and bool(LABEL.fullmatch(label)) and not LABEL.fullmatch(value)


def is_form(rows: Sequence[Row]) -> bool:
    """商品名称 / 打印机 / 数量 / 2: each label, and below it its value."""
    told = [said(row[0]) if len(row) == 1 else "" for row in rows]
    return sum(bool(LABEL.fullmatch(a) and b and not LABEL.fullmatch(b)) for a, b in pairwise(told)) >= _FORM


def below_labels(rows: list[Row], form: bool) -> str:
    """原价　优惠　应付 and below each its figure, 报价时间　交货日期 and below each its day: put together, and taken off
    `rows`. Empty: it is nothing like that.
    """
    told = [[said(cell) for cell in row] for row in rows[:2]]
    if len(told) == 2 and [*map(len, told)] == [1, 1] and _is_value(*told[0], *told[1], form=form):
        del rows[:2]
        return f"{told[0][0]}：{told[1][0]}"
    if len(told) < 2 or not 1 < len(told[0]) == len(told[1]) or any(map(FIGURE.match, told[0])):
        return ""
    summed = any(map(TOTAL.fullmatch, told[0])) and all(FIGURES.fullmatch(figure.removeprefix("-")) for figure in told[1])
    below = all(one_column(cell.box, other.box) for cell, other in zip(*rows[:2], strict=True))
    if not summed and not (below and (any(map(DAY.fullmatch, told[0])) or all(map(REACHED.fullmatch, told[0])))):
        return ""
    del rows[:2]
    return _labelled(*told)


def turned(rows: list[Row]) -> str:
    """设备名称　空压机　储气罐, 数量　2台　1只: a table whose articles stand beside each other, its labels in front, as rows of
    cells behind their labels; taken off `rows`. Empty: it is none. Lines of a cell of several (主要参数) stand before them.
    """
    if not NAMED.fullmatch(said(rows[0][0])) or len(rows[0]) < LEAST_COLUMNS:
        return ""
    block = [*takewhile(bool, (_by_column(row, rows[0]) for row in rows))]
    whole = [cells for cells in block if cells[0]]
    if len(whole) < 2:
        return ""
    told, *articles = zip(*whole, strict=True)
    if not any(map(COUNTED.fullmatch, told)) or any(LABEL.fullmatch(cell) for cells in articles for cell in cells):
        return ""
    rest = [BESIDE.join(filter(None, cells)) for cells in block if not cells[0]]
    del rows[: len(block)]
    return "\n".join([*rest, *(_labelled(told, cells) for cells in articles)])


def _by_column(row: Row, first: Row) -> list[str]:
    """Its words below each cell of the first row, empty where none stands. Empty: it stands otherwise."""
    cells = ["" for _ in first]
    for cell in row:
        at = next((at for at, one in enumerate(first) if not cells[at] and one_column(cell.box, one.box)), None)
        if at is None:
            return []
        cells[at] = said(cell)
    return cells if not cells[0][:1].isdigit() and sum(map(bool, cells)) >= len(first) - 1 else []


def _labelled(told: Sequence[str], cells: Sequence[str]) -> str:
    return BESIDE.join(f"{label}：{cell}" for label, cell in zip(told, cells, strict=True) if cell)


def shelved(rows: list[Row]) -> str:
    """办公桌　办公椅, 型号：D-140　型号：C7, 数量：16 张　数量：16 把: articles beside each other, each with its own labels, as
    rows; taken off `rows`. Empty: it is nothing like that.
    """
    named = [cell for cell in _with_values(rows[0]) if not _ORDINAL.fullmatch(cell.text.strip())]
    names = [_NAME_OF.sub("", said(cell)) for cell in named]
    if len(names) < 2 or any("：" in name or ":" in name for name in names):
        return ""
    below = [*takewhile(lambda row: _is_shelf(row, named), map(_with_values, rows[1:]))]
    if not any(COUNTED.fullmatch(_label(cell)) for row in below for cell in row):
        return ""
    del rows[: len(below) + 1]
    parts = [[f"名称：{name}"] for name in names]
    for row in below:
        for n, cell in enumerate(row):
            parts[n * len(names) // len(row)].append(said(cell))
    return "\n".join(map(BESIDE.join, parts))


def titled(rows: list[Row]) -> str:
    """核心交换机　数量　单价, 型号：S7806　2 台　¥18,600: an article whose name heads its own numbers, as a row; taken off
    `rows`. Empty: it is nothing like that.
    """
    if len(rows) < 2 or not LEAST_COLUMNS <= len(rows[0]) == len(rows[1]):
        return ""
    (name, *told), (model, *values) = ([said(cell) for cell in row] for row in rows[:2])
    if not all(map(COLUMN.fullmatch, told)) or COLUMN.fullmatch(name) or not _MODEL_OF.match(model):
        return ""
    del rows[:2]
    return BESIDE.join([f"名称：{name}", model, _labelled(told, values)])


def _with_values(row: Row) -> Row:
    """A label in a cell of its own and its value as one."""
    whole: Row = []
    for cell in row:
        if whole and LABEL.fullmatch(said(whole[-1])):
            box = whole[-1].box._replace(right=cell.box.right)
            whole[-1] = replace(cell, text=f"{said(whole[-1]).rstrip('：:')}：{said(cell)}", box=box)
        else:
            whole.append(cell)
    return whole


def _is_shelf(row: Row, names: Row) -> bool:
    """型号：D-140　型号：C7 below two names, 数量：4 樘　小计：7,560　数量：6 樘　小计：8,760: the same labels in each."""
    each, rest = divmod(len(row), len(names))
    told = [*map(_label, row)]
    told_first = [label for label in told[:each] if label]
    return (
        each > 0
        and rest == 0
        and bool(told_first)
        and told == told[:each] * len(names)
        and all(one_column(row[n * each].box, name.box) for n, name in enumerate(names))
    )


def _label(cell: Line) -> str:
    m = _LABEL_OF.match(said(cell)) or _LABEL_BEFORE.match(said(cell))
    return m[1] if m else ""


def paired(cells: Sequence[str]) -> str:
    """A label in a cell of its own is joined to the next one; in a table's last row the sum stands beside its label."""
    text = cells[0]
    for before, cell in pairwise(cells):
        labelled = any(map(LABEL.fullmatch, (before, _CLAUSE.split(before)[-1])))
        waits = labelled and not LABEL.fullmatch(cell) and not TOLD.match(cell)
        text += f"{'' if text.endswith(('：', ':')) else '：'}{cell}" if waits else f"{BESIDE}{cell}"
    return text
