"""Words that stand upright beside a table's rows are laid down to be read."""

from __future__ import annotations

import numpy as np
import pytest

from bot.capture.screens.edges import is_upright, laid
from bot.capture.screens.ocr import Box


@pytest.mark.parametrize(
    ("box", "upright"),
    [(Box(0, 0, 40, 120), True), (Box(0, 0, 40, 76), True), (Box(0, 0, 9, 31), False), (Box(0, 0, 300, 40), False)],
)
def test_what_is_higher_than_broad_and_than_a_line_stands_upright(box: Box, upright: bool) -> None:
    assert is_upright(box, 32) == upright


def test_letters_one_below_another_stand_beside_each_other() -> None:
    pixels = np.full((130, 60, 3), 255, np.uint8)
    for n, top in enumerate((10, 50, 90)):
        pixels[top : top + 24, 18 : 42 - 6 * n] = 0

    line = laid(pixels, Box(10, 0, 50, 130))

    assert line.shape == (28, 3 * 40, 3)
    assert [int((line[:, 40 * n : 40 * n + 40] == 0).any(axis=(0, 2)).sum()) for n in range(3)] == [24, 18, 12]


def test_strokes_of_one_letter_are_not_parted() -> None:
    pixels = np.full((100, 60, 3), 255, np.uint8)
    for top in (10, 26, 60, 76):
        pixels[top : top + 6, 14:46] = 0

    assert laid(pixels, Box(10, 0, 50, 100)).shape == (26, 2 * 40, 3)


def test_without_ink_it_is_left_as_it_is() -> None:
    assert laid(np.full((90, 30, 3), 255, np.uint8), Box(0, 0, 30, 90)).shape == (90, 30, 3)
