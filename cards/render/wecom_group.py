"""A card for a WeCom group that the app owns, as a `textcard` (vendor pages 90236, 90248). Pure.

Template cards do not exist in such a group. What is left is a title, a few lines and one link, in this order: 1. the words, the
steps and the facts become lines, the last ones cut first; 2. a single link of the card is the link; 3. any other buttons are
named on the last line and stand on the page that the link opens, so that none is dropped.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cards.model import Button, Card, Fact
from cards.render.text import steps_line

LIMITS = {"title": 128, "description": 512, "url": 2048, "button": 4}
"""Bytes of UTF-8; of `button` characters."""
_BREAK = "<br>"
_SEE, _MORE = "查看详情", "更多操作"
_BRACKETS = str.maketrans("<>", "＜＞")
"""The client reads `div` and `br` in a description; our words bring none of their own."""


def render_group(card: Card, *, home_url: str) -> dict[str, Any]:
    """The value of `textcard`. `home_url` is where a card without a page of its own leads."""
    only = card.buttons[0] if len(card.buttons) == 1 and card.buttons[0].url else None
    url = only.url if only else card.url or home_url
    last = "" if only or not card.buttons else "可在页面上：" + "、".join(button.text for button in card.buttons)
    return {
        "title": clip_bytes(_line(card.title), LIMITS["title"]) or "—",
        "description": _description(card, last) or "—",
        "url": url if _size(url) <= LIMITS["url"] else home_url,
        "btntxt": _link_text(card, only),
    }


def clip_bytes(text: str, most: int) -> str:
    """At most `most` bytes of UTF-8, cut between characters, with 「…」 in place of the rest."""
    if _size(text) <= most:
        return text
    if most < _size("…"):
        return ""
    return text.encode()[: most - _size("…")].decode(errors="ignore").rstrip() + "…"


def _link_text(card: Card, only: Button | None) -> str:
    if only and len(only.text) <= LIMITS["button"]:
        return only.text
    return _MORE if card.buttons and not only else _SEE


def _description(card: Card, last: str) -> str:
    """Lines as far as they go; the room for the last one is kept."""
    tail = clip_bytes(_line(last), LIMITS["description"] // 2)
    lines = [card.body, steps_line(card), *map(_fact, card.facts), card.footer]
    whole = [_line(part) for line in lines for part in line.splitlines() if part.strip()]
    kept = _fill(whole, LIMITS["description"] - (_size(_BREAK + tail) if tail else 0))
    return _BREAK.join(part for part in (kept, tail) if part)


def _fill(lines: Sequence[str], most: int) -> str:
    """The lines that fit, the last of them cut."""
    text = ""
    for line in lines:
        begun = text + _BREAK if text else ""
        part = clip_bytes(line, most - _size(begun))
        if not part:
            break
        text = begun + part
        if part != line:
            break
    return text


def _size(text: str) -> int:
    return len(text.encode())


def _fact(fact: Fact) -> str:
    return f"{fact.label}：{fact.value}"


def _line(text: str) -> str:
    return " ".join(text.split()).translate(_BRACKETS)
