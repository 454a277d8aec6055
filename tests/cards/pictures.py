"""Draws a card as the three clients show it, side by side, with the simulator's own drawing, in Chromium."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.cards.small_png import small

STATIC = Path(__file__).parents[2] / "bot" / "simulator" / "static"
DRAWING = (STATIC / "cards.js", STATIC / "cards.css")
"""What a picture depends on besides its card."""
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
_FLAGS += ["--disable-font-subpixel-positioning", "--font-render-hinting=none"]
"""The last two: every letter is drawn alike wherever it stands, which makes for small files."""
_SHEET = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><body><main></main></body></html>"""
_LOOK = """
* { box-sizing: border-box; }
body { margin: 0; background: #fff; }
main { display: inline-grid; grid-template-columns: 324px 392px 324px; gap: 16px; padding: 14px; align-items: start; }
main { background: #eceff3; }
h2 { margin: 0 0 8px 2px; font: 12px/1.4 "WenQuanYi Zen Hei", sans-serif; color: #7a818c; }
section { min-width: 0; }
strong, b, .w-title, .f-head, .d-head { -webkit-text-stroke: .4px currentColor; }
"""
_NAMES = {"wecom": "企业微信", "feishu": "飞书", "dingtalk": "钉钉"}
_DRAW = """(cards) => document.querySelector("main").replaceChildren(...cards.map(([platform, name, card]) =>
    el("section", {}, el("h2", {}, name), drawCard(platform, { card }, () => {}))))"""
_UNFOLD = """() => document.querySelectorAll(".w-menu").forEach((menu) => { menu.open = true; })"""


def chromium() -> str | None:
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@contextmanager
def easel() -> Iterator[Page]:
    """A page that `draw` can draw on. Needs Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=_FLAGS)
        yield sheet(browser)
        browser.close()


def sheet(browser: Browser) -> Page:
    """A blank page with the simulator's drawing on it."""
    page = browser.new_page(viewport={"width": 1120, "height": 800}, device_scale_factor=1.5)
    page.set_content(_SHEET)
    page.add_style_tag(content=_LOOK)
    for file in DRAWING:
        add = page.add_script_tag if file.suffix == ".js" else page.add_style_tag
        add(content=file.read_text(encoding="utf-8"))
    return page


def draw(page: Page, native: Mapping[str, object]) -> bytes:
    """A small PNG of one card, `native` holding what each platform gets. WeCom's menu is shown open, as its buttons count."""
    page.evaluate(_DRAW, [[platform, name, native[platform]] for platform, name in _NAMES.items()])
    page.evaluate(_UNFOLD)
    return small(page, page.locator("main").screenshot(type="png"))
