"""A PDF is drawn page below page; what cannot be opened has a word."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageChops

from bot.capture.model import NotAChat
from bot.capture.screens.process import OcrProcess
from bot.capture.screens.sheets import MOST_PAGES, drawn
from cards import catalog
from tests.made_files import PDF

pytest.importorskip("pypdfium2", reason="the [ocr] extra is not installed")
_A4 = (595, 842)
_EMPTY = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
_SEALED = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\n"
    b"4 0 obj<</Filter/Standard/V 1/R 2/P -4/O<" + b"5a" * 32 + b">/U<" + b"a5" * 32 + b">>>endobj\n"
    b"trailer<</Root 1 0 R/Size 5/Encrypt 4 0 R/ID[<01><01>]>>\n%%EOF\n"
)


def _pdf(*shades: int, size: tuple[int, int] = _A4) -> bytes:
    """A page of each shade, `size` in points."""
    first, *others = (Image.new("L", size, shade) for shade in shades)
    out = io.BytesIO()
    first.save(out, "PDF", save_all=True, append_images=others, resolution=72)
    return out.getvalue()


def test_pages_stand_below_each_other() -> None:
    picture = drawn(_pdf(0, 128, 255))

    third = picture.height // 3
    assert picture.width == pytest.approx(2.1 * _A4[0], abs=2)
    assert [picture.getpixel((9, n * third + 9))[0] for n in range(3)] == pytest.approx([0, 128, 255], abs=2)  # type: ignore[index]


def test_the_first_pages_of_a_long_one_are_drawn_and_a_poster_is_drawn_smaller() -> None:
    assert drawn(_pdf(*[255] * (MOST_PAGES + 2))).height == MOST_PAGES * drawn(_pdf(255)).height
    assert max(drawn(_pdf(255, size=(9000, 3000))).size) <= 2401


@pytest.mark.parametrize("content", [PDF, _EMPTY, _SEALED, b"%PDF-1.7\n" + b"\0" * 999, _pdf(0)[:300]])
def test_what_cannot_be_opened_has_a_word(content: bytes) -> None:
    with pytest.raises(NotAChat) as refused:
        drawn(content)

    assert refused.value.reason == "not_a_document"
    assert refused.value.reason in catalog.WHY_NOT_READ


def test_the_process_draws_what_we_would() -> None:
    with OcrProcess() as ocr:
        assert ImageChops.difference(ocr.drawn(_pdf(0, 200)), drawn(_pdf(0, 200))).getbbox() is None
        with pytest.raises(NotAChat, match="not_a_document"):
            ocr.drawn(_SEALED)
        assert ocr.lines(Image.new("RGB", (200, 300), "white")) == []
