"""The parts of a document (Word) as they are shown: whatever they are wrapped in (a content control, a smart tag, a change that
is not accepted yet), without what is deleted or hidden. Pure.

Names are those of ECMA-376 part 1, 17.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_WRAPS = frozenset(
    _W + name
    for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "hyperlink", "fldSimple", "dir", "bdo")
)
_SAYS = {_W + name: said for name, said in dict(tab="\t", ptab="\t", br="\n", cr="\n", noBreakHyphen="-").items()}
_TEXT, _RUN, _BOX, _TYPE, _VALUE = _W + "t", _W + "r", _W + "txbxContent", _W + "type", _W + "val"
_SHOWN = _WRAPS | {_W + "ruby", _W + "rubyBase"}
_AGAIN = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
"""What is drawn says its words a second time, for older programs."""
_OFF = frozenset({"0", "false", "off"})


def inside(node: Any, *names: str) -> Iterator[Any]:
    """Its parts of these names (`p`), in their order."""
    wanted = {_W + name for name in names}
    for part in node:
        if part.tag in wanted:
            yield part
        elif part.tag in _WRAPS:
            yield from inside(part, *names)


def words(paragraph: Any) -> str:
    return "".join(_said(paragraph))


def boxes(paragraph: Any) -> Iterator[Any]:
    """The text boxes that are drawn beside it."""
    for part in paragraph:
        if part.tag == _BOX:
            yield part
        elif part.tag != _AGAIN:
            yield from boxes(part)


def marked(node: Any, properties: str, mark: str) -> bool:
    """Is it said to be so (`trPr`, `hidden`)?"""
    found = node.find(f"{_W}{properties}/{_W}{mark}")
    return found is not None and found.get(_VALUE) not in _OFF


def _said(node: Any) -> Iterator[str]:
    for part in node:
        if part.tag == _TEXT:
            yield part.text or ""
        elif part.tag in _SAYS:
            yield "" if part.get(_TYPE) else _SAYS[part.tag]  # the break of a page
        elif part.tag in _SHOWN or (part.tag == _RUN and not marked(part, "rPr", "vanish")):
            yield from _said(part)
