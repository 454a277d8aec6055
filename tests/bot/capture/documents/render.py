"""`python -m tests.bot.capture.documents.render`: draws the set anew, each turned by up to two degrees, some blurred."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from tests.bot.capture.documents.papers import CARDS, QUOTATIONS, Card, Quotation

SET = Path(__file__).parent / "set"
_FONTS = "/usr/share/fonts/truetype/"
_PAIRS = (("wqy/wqy-zenhei.ttc", "wqy/wqy-zenhei.ttc"), ("droid/DroidSansFallbackFull.ttf", "dejavu/DejaVuSans.ttf"))
"""Of Chinese, and of what is ASCII."""
_INK = "#222222"


class _Sheet:
    def __init__(self, width: int, height: int, fonts: tuple[str, str], ground: str = "white") -> None:
        self.picture = Image.new("RGB", (width, height), ground)
        self._draw, self._fonts = ImageDraw.Draw(self.picture), fonts

    def write(self, x: float, y: int, text: str, size: int, anchor: str = "l") -> None:
        """`anchor`: whether x is the left end, the middle or the right one."""
        chinese, latin = (ImageFont.truetype(_FONTS + font, size) for font in self._fonts)
        runs = [(run, latin if run[0] == "¥" or run.isascii() else chinese) for run in re.findall(r"[ -~¥]+|[^ -~¥]+", text)]
        x -= sum(font.getlength(run) for run, font in runs) * {"l": 0, "m": 0.5, "r": 1}[anchor]
        for run, font in runs:
            self._draw.text((x, y + size), run, _INK, font, "ls")
            x += font.getlength(run)

    def line(self, *ends: int) -> None:
        self._draw.line(ends, "#888888", width=2)


def quotation(paper: Quotation, fonts: tuple[str, str]) -> Image.Image:
    """1080 wide: a table, a form of two columns, or plain lines."""
    sheet = _Sheet(1080, 1000, fonts)
    sheet.write(540, 50, paper.firm, 34, "m")
    sheet.write(540, 110, "产品报价单", 40, "m")
    sheet.write(60, 190, "客户：华辰精密机械有限公司", 26)
    sheet.write(640, 190, "报价日期：2026-11-26", 26)
    bottom = {"table": _table, "form": _form, "plain": _plain}[paper.layout](sheet, paper)
    sheet.write(60, bottom + 30, "报价有效期：30天", 26)
    sheet.write(60, bottom + 80, "付款方式：预付30%，发货前付清", 26)
    return sheet.picture


def _table(sheet: _Sheet, paper: Quotation) -> int:
    columns, y = (60, 150, 380, 590, 690, 780, 930), 260
    heading = ("序号", "产品名称", "规格型号", "数量", "单位", "单价", "金额")
    rows = [heading, *((str(n), *goods) for n, goods in enumerate(paper.goods, 1))]
    for row in rows:
        sheet.line(50, y - 12, 1050, y - 12)
        for x, cell in zip(columns, row, strict=True):
            sheet.write(x, y, cell, 26)
        y += 62
    sheet.line(50, y - 12, 1050, y - 12)
    sheet.write(150, y, paper.total_label, 26)
    sheet.write(880, y, paper.total_text, 26)
    return _due(sheet, paper, y + 70)


def _form(sheet: _Sheet, paper: Quotation) -> int:
    name, model, count, unit, price, _ = paper.goods[0]
    pairs = (
        ("产品名称", name),
        ("型号", model),
        ("数量", f"{count}{unit}"),
        ("单价", f"{price}元"),
        (paper.total_label, paper.total_text),
    )
    y = 270
    for label, value in pairs:
        sheet.write(80, y, label, 28)
        sheet.write(420, y, value, 28)
        sheet.line(60, y + 46, 1020, y + 46)
        y += 66
    if paper.due_label:
        sheet.write(80, y, paper.due_label, 28)
        sheet.write(420, y, paper.due_text, 28)
    return y + 66


def _plain(sheet: _Sheet, paper: Quotation) -> int:
    name, model, count, unit, price, _ = paper.goods[0]
    y = 270
    for text in (
        f"产品名称：{name}",
        f"型号：{model}",
        f"数量：{count}{unit}",
        f"单价：{price}",
        f"{paper.total_label}：{paper.total_text}",
    ):
        sheet.write(70, y, text, 30)
        y += 60
    return _due(sheet, paper, y)


def _due(sheet: _Sheet, paper: Quotation, y: int) -> int:
    if paper.due_label:
        sheet.write(60, y, f"{paper.due_label}：{paper.due_text}", 26)
    return y + 50


def card(paper: Card, fonts: tuple[str, str]) -> Image.Image:
    """1000×600: all at the left; the name at the left and its ways at the right; or centred."""
    sheet = _Sheet(1000, 600, fonts, "#fbfaf5")
    ways = [*paper.numbers, *([f"邮箱：{paper.email}"] if paper.email else []), f"地址：{paper.address}"]
    if paper.layout == "left":
        sheet.write(60, 60, paper.firm, 34)
        sheet.write(60, 180, paper.person, 56)
        sheet.write(580, 206, paper.title, 28)
        places = [(60, 320 + 56 * n, "l") for n in range(len(ways))]
    elif paper.layout == "split":
        sheet.write(60, 120, paper.person, 60)
        sheet.write(60, 210, paper.title, 28)
        sheet.write(940, 60, paper.firm, 32, "r")
        places = [(300, 320 + 54 * n, "l") for n in range(len(ways))]
    else:
        sheet.write(500, 70, paper.person, 54, "m")
        sheet.write(500, 150, paper.title, 28, "m")
        sheet.write(500, 220, paper.firm, 34, "m")
        places = [(500, 320 + 54 * n, "m") for n in range(len(ways))]
    for (x, y, anchor), way in zip(places, ways, strict=True):
        sheet.write(x, y, way, 26, anchor)
    return sheet.picture


def _worn(picture: Image.Image, chance: Random) -> Image.Image:
    angle, blur = chance.uniform(-2, 2), chance.choice((0.0, 0.4, 0.8))
    turned = picture.rotate(angle, Image.Resampling.BICUBIC, fillcolor=picture.getpixel((2, 2)))
    return turned.filter(ImageFilter.GaussianBlur(blur))


def main() -> None:
    """Each as a JPEG under its name."""
    SET.mkdir(exist_ok=True)
    papers: list[Quotation | Card] = [*QUOTATIONS, *CARDS]
    for number, paper in enumerate(papers):
        fonts = _PAIRS[number // 2 % 2]
        drawn = quotation(paper, fonts) if isinstance(paper, Quotation) else card(paper, fonts)
        _worn(drawn, Random(paper.name)).convert("L").save(SET / f"{paper.name}.jpg", quality=72)


if __name__ == "__main__":
    main()
