"""Draws the forty screenshots and writes what stands in them: `python -m tests.bot.capture.screens.render [name ...]`.

Needs Chromium and the Debian packages fonts-noto-cjk, fonts-noto-color-emoji and fonts-wqy-zenhei. The pictures are committed,
so the tests need none of that.
"""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.bot.capture.screens.dialogue import NOW, Item, dialogue
from tests.bot.capture.screens.page import page
from tests.bot.capture.screens.scenes import PHONES, Scene, scenes
from tests.chromium import BROWSER, FLAGS

SET = Path(__file__).with_name("set")
GOLD = SET / "gold.json"
_OVERLAP = 0.72
"""How far a rep scrolls between two screenshots, in heights of the view."""
_SEEN = """() => { const area = document.getElementById('scroll').getBoundingClientRect();
  return [...document.querySelectorAll('[data-i]')].map(row => {
    const box = (row.querySelector('.b') || row.querySelector('span')).getBoundingClientRect();
    const name = row.querySelector('.name')?.getBoundingClientRect();
    return { i: +row.dataset.i, seen: box.bottom > area.top + 3 && box.top < area.bottom - 3,
             whole: box.top >= area.top && box.bottom <= area.bottom, named: !!name && name.top >= area.top };
  }); }"""


def main(names: list[str]) -> None:
    """Draw the named scenes, or all."""
    SET.mkdir(exist_ok=True)
    gold = json.loads(GOLD.read_text(encoding="utf-8")) if GOLD.exists() and names else {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=FLAGS)
        for scene in scenes():
            if not names or scene.name in names:
                gold[scene.name] = draw(browser, scene)
        browser.close()
    ordered = {scene.name: gold[scene.name] for scene in scenes()}
    GOLD.write_text(json.dumps(ordered, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def draw(browser: Browser, scene: Scene) -> dict[str, Any]:
    """One chat's pictures on disk; its gold."""
    width, height, density = PHONES[scene.phone]
    items = dialogue(scene.seed, client=scene.client, others=scene.others, count=14 + 12 * scene.shots, flavour=scene.flavour)
    view = browser.new_page(viewport={"width": width, "height": height}, device_scale_factor=density)
    view.set_content(page(scene, items))
    files: list[str] = []
    seen: dict[int, dict[str, bool]] = {}
    for shot, top in enumerate(_tops(view, scene)):
        view.evaluate("top => document.getElementById('scroll').scrollTop = top", top)
        files.append(_save(view.screenshot(), scene, shot))
        for row in view.evaluate(_SEEN):
            _note(seen, row)
    view.close()
    return {
        "client": scene.client,
        "held": scene.held,
        "files": files,
        "title": scene.title,
        "group": scene.group,
        "now": NOW.isoformat(),
        **_gold(scene, items, seen),
    }


def _tops(view: Page, scene: Scene) -> list[int]:
    """Where the chat is scrolled to for each picture, oldest first."""
    whole, high = view.evaluate(
        "() => { const e = document.getElementById('scroll'); return [e.scrollHeight, e.clientHeight]; }"
    )
    room = whole - high
    last = room if scene.seed % 3 else max(0, room - 150)
    return [max(0, round(last - _OVERLAP * high * back)) for back in reversed(range(scene.shots))]


def _note(seen: dict[int, dict[str, bool]], row: dict[str, Any]) -> None:
    if row["seen"]:
        known = seen.setdefault(row["i"], {"whole": False, "named": False})
        known["whole"] |= row["whole"]
        known["named"] |= row["named"]


def _gold(scene: Scene, items: list[Item], seen: dict[int, dict[str, bool]]) -> dict[str, Any]:
    """`cut`: nowhere is all of it to be seen. `label`: the time line above it, when that is in a picture too."""
    messages, system, label = [], [], None
    for number, how in sorted(seen.items()):
        item = items[number]
        if item.what == "time":
            label = item.at.isoformat(timespec="minutes") if how["whole"] else None
        elif item.what == "system":
            system += [item.text] if how["whole"] else []
        else:
            messages.append(_message(scene, item, how, label))
    return {"messages": messages, "system": system}


def _message(scene: Scene, item: Item, how: dict[str, bool], label: str | None) -> dict[str, Any]:
    by = "" if item.ours else item.by
    kind = {"red": "red_packet"}.get(item.what, item.what)
    return {
        "by": by if how["named"] or not scene.group else "",
        "ours": True if item.ours else None if scene.group else False,
        "kind": kind,
        "text": _written(item),
        "at": label,
        "cut": not how["whole"],
    }


def _written(item: Item) -> str:
    tag = {"image": "[图片]", "file": "[文件]", "voice": "[语音]", "red": "[红包]"}.get(item.what, "")
    return f"{tag} {item.text}".strip() if tag else item.text


def _save(shot: bytes, scene: Scene, number: int) -> str:
    picture = Image.open(io.BytesIO(shot)).convert("RGB")
    name = scene.name if scene.shots == 1 else f"{scene.name}-{'abc'[number]}"
    if scene.jpeg:
        picture.save(SET / f"{name}.jpg", quality=62)
        return f"{name}.jpg"
    picture.quantize(48, dither=Image.Dither.NONE).save(SET / f"{name}.png", optimize=True)
    return f"{name}.png"


if __name__ == "__main__":
    main(sys.argv[1:])
