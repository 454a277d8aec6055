"""Shapes and lines of text → what stands in the chat: bubbles with their side and speaker, and the lines between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PIL import Image

from bot.capture.screens.content import said
from bot.capture.screens.head import OUTER, head
from bot.capture.screens.ocr import Box, Line
from bot.capture.screens.shapes import Screen, Shape, seen
from bot.capture.screens.wrapped import Habits, leaning, rows

_CERTAIN = 0.6
"""Below it a line between bubbles is a smudge."""


@dataclass(frozen=True, slots=True)
class Bubble:
    """Something said. `ours`: on the right. `above`, `below`: the picture's edge cuts it there. `sure` 0…1."""

    text: str
    ours: bool
    by: str = ""
    kind: str = "text"
    sure: float = 1.0
    above: bool = False
    below: bool = False

    @property
    def cut(self) -> bool:
        return self.above or self.below


@dataclass(frozen=True, slots=True)
class Note:
    """A line in the middle: a time, or what nobody said."""

    text: str


@dataclass(frozen=True, slots=True)
class Page:
    """One screenshot, from top to bottom. `title` is empty, `group` None, where it is not to be told."""

    title: str
    group: bool | None
    entries: tuple[Bubble | Note, ...]


@dataclass(frozen=True, slots=True)
class _Body:
    """A shape that may hold something said, and the pieces of text in it."""

    shape: Shape
    ours: bool
    pieces: list[Line]

    @property
    def box(self) -> Box:
        return self.shape.box


def page(picture: Image.Image, lines: Sequence[Line]) -> Page:
    """What the picture shows. Raises NotAChat."""
    screen = seen(picture)
    inside = [line for line in lines if screen.top <= line.box.middle[1] < screen.bottom]
    faces = [shape.box for shape in screen.shapes if _is_face(shape.box, screen)]
    bodies = list(_bodies(screen, faces, inside))
    held = [*faces, *(body.box for body in bodies)]
    loose = rows([line for line in inside if not any(box.holds(line.box.middle) for box in held)])
    names = {id(body): name for body in bodies if not body.ours and (name := _name(body, loose, screen.unit))}
    told = [body for body in bodies if not _is_quote(body, bodies, screen.unit)]
    habits = _habits(told, screen)
    spoken = [(body.box.top, _bubble(body, names.get(id(body)), screen, habits)) for body in told]
    notes: list[tuple[int, Bubble | Note]] = [
        (line.box.top, Note(line.text)) for line in loose if line not in names.values() and _central(line, screen)
    ]
    entries = sorted([*((top, bubble) for top, bubble in spoken if bubble.text), *notes], key=lambda pair: pair[0])
    above = head([line for line in lines if line.box.middle[1] < screen.top], screen)
    group = True if above.members or names else False if above.title else None
    return Page(above.title, group, tuple(entry for _, entry in entries))


def _habits(bodies: Sequence[_Body], screen: Screen) -> Habits:
    """No client stops a bubble below 0.6 of the width."""
    texts = [line.text for body in bodies for line in body.pieces]
    widest = max((body.box.width for body in bodies if body.pieces), default=0)
    return Habits(max(widest, 0.6 * screen.width), leaning(texts) > 0)


def _is_face(box: Box, screen: Screen) -> bool:
    """An avatar, whole or cut, with a JPEG's noise around it: as wide as one, and at an edge."""
    near = box.left < 20 * screen.unit or box.right > screen.width - 20 * screen.unit
    return near and 26 * screen.unit < box.width < 58 * screen.unit and box.height < 58 * screen.unit


def _bodies(screen: Screen, faces: Sequence[Box], lines: Sequence[Line]) -> Iterator[_Body]:
    unit = screen.unit
    for shape in screen.shapes:
        box = shape.box
        if box.height < 26 * unit or box.width < 24 * unit or box.width > 0.93 * screen.width or box in faces:
            continue
        own = [line for line in lines if box.holds(line.box.middle) and not _severed(line.box, screen)]
        beside = [face for face in faces if face.top - 12 * unit < box.top < face.bottom + 4 * unit]
        yield _Body(shape, _ours(box, beside, screen), own)


def _severed(line: Box, screen: Screen) -> bool:
    """Of which the picture's edge leaves a part, as far as is to be seen."""
    return line.top < screen.top + 2 * screen.unit or line.bottom > screen.bottom - 2 * screen.unit


def _ours(box: Box, faces: Sequence[Box], screen: Screen) -> bool:
    """By the avatar beside it; without one, or with two, by the edge it is nearer to."""
    sides = {face.left > screen.width / 2 for face in faces}
    if len(sides) == 1:
        return sides.pop()
    return screen.width - box.right < box.left


def _name(body: _Body, loose: Sequence[Line], unit: float) -> Line | None:
    """The line that stands right above a bubble of the left side and begins where it begins."""
    for line in loose:
        gap = body.box.top - line.box.bottom
        if -8 * unit < gap < 8 * unit and abs(line.box.left - body.box.left) < 10 * unit:
            return line
    return None


def _is_quote(body: _Body, bodies: Sequence[_Body], unit: float) -> bool:
    """WeChat and WeCom set what is answered close below the answer, in a grey box of its own."""
    for other in bodies:
        close = 0 <= body.box.top - other.box.bottom < 10 * unit and other.ours == body.ours
        if close and max(abs(a - b) for a, b in zip(body.shape.colour, other.shape.colour, strict=True)) > 8:
            return True
    return False


def _central(line: Line, screen: Screen) -> bool:
    middle = abs(line.box.middle[0] - screen.width / 2) < 0.05 * screen.width
    return middle and line.score > _CERTAIN and not _severed(line.box, screen)


def _bubble(body: _Body, name: Line | None, screen: Screen, habits: Habits) -> Bubble:
    kind, text = said(body.shape, body.pieces, screen.unit, habits)
    above = body.box.top < screen.top + 2 * screen.unit
    below = body.box.bottom > screen.bottom - 2 * screen.unit
    sure = min((line.score for line in body.pieces), default=1.0)
    by = OUTER.sub("", name.text).strip() if name else ""
    return Bubble(text, body.ours, by, kind, sure / 2 if above or below else sure, above, below)
