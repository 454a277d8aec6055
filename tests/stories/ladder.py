"""One dialogue by each of the five ways into the record (docs/capture.md)."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from PIL import Image

from bot.capture.model import Captured
from bot.capture.screens.process import OcrProcess
from bot.capture.screens.read import read
from bot.demo.world import CHAT, CORPS, STORY
from bot.simulator.town import Chat, Said
from crm_core.people import SYSTEM
from crm_core.views import Address, DraftView, LineView
from tests.bot.capture.screens.dialogue import Item
from tests.bot.capture.screens.scenes import Scene
from tests.stories.conftest import TUESDAY
from tests.stories.docked import Docked
from tests.stories.town_house import TownHouse

ZONE = ZoneInfo("Asia/Shanghai")
PICTURES = [Path(__file__).with_name("ladder") / f"{name}.png" for name in ("a", "b")]
"""`python -m tests.stories.ladder`: the dialogue on a phone, scrolled once."""
FEISHU = "oc_ladder"


def archive(house: TownHouse) -> None:
    house.page("lin", CHAT).sync()


def history(house: TownHouse) -> None:
    _in_feishu(house)
    house.says(FEISHU, "lin", "@随录 同步")
    house.settle()


def picked(house: TownHouse) -> None:
    Docked(house, "lin", _in_feishu(house)).sync()


def pasted(house: TownHouse) -> None:
    page = house.page("lin", "")
    status, answer = page.tap("/captures/text", text=as_text(house), lead=house.lead("lin"))
    assert status == 201, answer
    _settled(house, page, answer["capture"])


def screenshot(house: TownHouse, **said: Any) -> None:
    page = house.page("lin", "")
    capture = page.upload("/captures/pictures", [path.read_bytes() for path in PICTURES], lead=house.lead("lin"))
    house.settle()
    _settled(house, page, page.get(f"/captures/{capture}")["capture"], **said)


WAYS: dict[str, Callable[[TownHouse], None]] = {
    "archive": archive,
    "history": history,
    "picked": picked,
    "pasted": pasted,
    "screenshot": screenshot,
}


def record_of(draft: DraftView) -> dict[str, Any]:
    """What would be written: the customer, each value with its words (however a client sets blanks), and the summary."""
    lines = sorted((line.field, sorted(line.value.items(), key=repr), line.shown, _bare(line)) for line in draft.lines)
    return {"lead": draft.lead, "lines": lines, "summary": draft.summary, "messages": draft.messages}


def _bare(line: LineView) -> str:
    return "".join(line.evidence.quote.split())


def as_text(house: TownHouse) -> str:
    """As WeCom on a desktop copies it."""
    names = {key: dweller.name for key, dweller in house.town.people.items()}
    said = house.town.chats[CHAT].messages
    local = [(names[m.by], datetime.fromisoformat(m.at).astimezone(ZONE), m.text) for m in said]
    return "\n\n".join(f"{name} {at.month}/{at.day} {at:%H:%M:%S}\n{text}" for name, at, text in local)


def _settled(house: TownHouse, page: Any, capture: dict[str, Any], **said: Any) -> None:
    sides = {speaker["name"]: speaker["side"] or "them" for speaker in capture["speakers"]}
    status, answer = page.tap(f"/captures/{capture['id']}/settle", speakers=sides, **said)
    assert status == 202, answer
    house.settle()


def _in_feishu(house: TownHouse) -> Sequence[Said]:
    """The same chat as a group on Feishu, with the customer in it, that belongs to the customer's deal."""
    town = house.town
    if FEISHU not in town.chats:
        town.people["wang"].ids["feishu"] = "ou_wang_outside"
        town.opens(Chat(FEISHU, "feishu", "group", "华辰 · 王海", ["lin", "wang", "bot"]))
        for message in town.chats[CHAT].messages[: len(STORY)]:
            town.add(FEISHU, Said(town.next_id("om_"), message.by, message.at, text=message.text))
        with house.core.work(SYSTEM) as w:
            w.conversations.bind(Address("feishu", CORPS["feishu"], FEISHU, "group"), house.lead("lin"))
    return town.chats[FEISHU].messages[: len(STORY)]


@contextmanager
def with_memory() -> Iterator[Callable[[Sequence[bytes], datetime], Captured]]:
    """The real reader, which reads the same pictures at the same moment once."""
    ocr = OcrProcess()
    once = lru_cache(maxsize=8)(lambda pictures, at: read(pictures, ocr, now=at, zone=ZONE))
    try:
        yield lambda pictures, at: once(tuple(pictures), at)
    finally:
        ocr.close()


def draw() -> None:
    """The pictures, by Chromium: the story as WeCom shows it on a phone. `python -m tests.stories.ladder`."""
    from playwright.sync_api import sync_playwright

    from tests.bot.capture.screens.page import page
    from tests.bot.capture.screens.scenes import PHONES
    from tests.chromium import BROWSER, FLAGS

    width, height, density = PHONES["android"]
    PICTURES[0].parent.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=FLAGS)
        view = browser.new_page(viewport={"width": width, "height": height}, device_scale_factor=density)
        view.set_content(page(_Wang("ladder", 7, "wecom"), _items()))
        for path, top in zip(PICTURES, (0, 100_000), strict=True):
            view.evaluate("top => document.getElementById('scroll').scrollTop = top", top)
            shot = Image.open(io.BytesIO(view.screenshot())).convert("RGB")
            shot.quantize(48, dither=Image.Dither.NONE).save(path, optimize=True)
        browser.close()


class _Wang(Scene):
    """王海's chat on 林晓's phone."""

    @property
    def others(self) -> list[str]:
        return ["王海"]

    @property
    def title(self) -> str:
        return "王海"


def _items() -> list[Item]:
    """With the client's time lines: one where five minutes passed in silence."""
    items: list[Item] = []
    last: datetime | None = None
    for by, text, ago in STORY:
        at = (TUESDAY - timedelta(minutes=ago)).astimezone(ZONE)
        if last is None or at - last >= timedelta(minutes=3):
            items.append(Item("time", f"{at:%H:%M}", at))
            last = at
        items.append(Item("text", text, at, by="" if by == "lin" else "王海", ours=by == "lin"))
    return items


if __name__ == "__main__":
    draw()
