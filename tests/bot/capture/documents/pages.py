"""Papers as pages, drawn by a browser: as firms make them, written with their answers by hands that did not know the rules.

Those of the folders in `_LOOKED_AT` were learned from; of the others only the scores are known. All firms, people and
numbers are made up.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from tests.bot.capture.documents.score import plain

PAGES = Path(__file__).parent / "pages"
_LOOKED_AT = (
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh"),
    *("eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth"),
    *("fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth", "twentyfirst"),
    *("twentysecond", "twentythird", "twentyfourth", "twentyfifth", "twentysixth", "twentyseventh"),
    *("thirtyfirst", "thirtysecond", "thirtythird", "thirtyfourth", "thirtyfifth", "thirtysixth"),
    "thirtyseventh",
)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A quotation (a) or a name card (b), as `set/name`; what should be read of it, as (kind, value)."""

    name: str
    values: frozenset[tuple[str, str]]

    @property
    def quotation(self) -> bool:
        return self.name.partition("/")[2].startswith("a")

    @property
    def held(self) -> bool:
        return self.name.partition("/")[0] not in _LOOKED_AT

    def picture(self, browser: Browser) -> bytes:
        """As a PNG."""
        with self._shown(browser) as page:
            return page.screenshot(full_page=True)

    def pdf(self, browser: Browser) -> bytes:
        """As somebody prints it on A4."""
        with self._shown(browser) as page:
            return page.pdf(format="A4", print_background=True, scale=0.78, margin={"top": "12mm", "bottom": "12mm"})

    @contextmanager
    def _shown(self, browser: Browser) -> Iterator[Page]:
        page = browser.new_page(viewport={"width": 900, "height": 200}, device_scale_factor=1.4)
        try:
            page.set_content((PAGES / f"{self.name}.html").read_text("utf-8"))
            yield page
        finally:
            page.close()


@cache
def drawn() -> tuple[Drawn, ...]:
    """All of them."""
    return tuple(
        Drawn(f"{folder.name}/{name}", frozenset(values_of(answer)))
        for folder in sorted(PAGES.iterdir())
        for name, answer in sorted(json.loads((folder / "answers.json").read_text("utf-8")).items())
    )


def _number(told: str) -> str:
    """12.480 is 12.48."""
    return told.rstrip("0").rstrip(".") if "." in told else told


def values_of(answer: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What should be read of a paper with these answers; what it does not tell is null there."""
    if "total" in answer:
        other = "" if answer["currency"] == "CNY" else f" {answer['currency']}"
        if answer["total"]:
            yield "our_quote", f"{round(float(answer['total']) * 100)}{other}"
        yield from (("product", f"{plain(name)} {_number(count) if count else None}") for name, count in answer["goods"])
    else:
        yield "contact_company", plain(answer["company"])
        yield "contact_person", plain(answer["person"])
    yield from (("contact_phone", phone) for phone in answer.get("phones", ()))
    for key, kind in (("delivery", "deadline"), ("email", "contact_email"), ("address", "contact_address")):
        if answer.get(key):
            yield kind, plain(answer[key])
