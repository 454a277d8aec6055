"""Writes `docs/cards.md`, every card on every platform, and its pictures: `python -m tests.cards.gallery`.

A picture is drawn (in Chromium) when its card or the drawing has changed since. Without Chromium the words are written and the
pictures stay as they are; the test that compares them says so.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from cards import catalog, fit
from cards.render import dingtalk, feishu, text, wecom
from tests.cards.samples import PAGE, SAMPLES

DOCS = Path(__file__).parents[2] / "docs"
PAGE_FILE = DOCS / "cards.md"
PICTURES = DOCS / "images" / "cards"
STATIC = Path(__file__).parents[2] / "bot" / "simulator" / "static"
_DRAWN = re.compile(r"<!-- (\w+) drawn from ([0-9a-f]{12}) -->")
HEAD = """# Cards

A card is a function of `cards/catalog.py`; its parameters are all it can show. `cards/model.py` is the closed vocabulary, and
`cards/render/` draws it on each platform. This page is written by `python -m tests.cards.gallery` and checked by the tests.
The pictures show each platform's native form as the simulator's clients draw it (`bot/simulator/static/cards.js`), with WeCom's
menu open.

## How a card gives way

{order}

Which page 「更多操作」 opens, and where inputs are changed elsewhere than on Feishu: the card's own, `/sidebar?draft=` or
`/sidebar?lead=`. The draft's page offers all that its cards do (confirm, in other words too; choose the customer; throw away),
the customer's page the undoing. A manager's nudge has no page and needs none: it asks one question of at most {colleagues}
colleagues beside two buttons. No card of the house comes to 「更多操作」 on any platform; a test holds that.

In each platform's words:

- **WeCom**: one question that a vote can hold → `vote_interaction`; else with a button that calls back →
  `button_interaction`, one of several in its `button_selection`; else `text_notice`. Links stand among the buttons, on a vote
  or a notice in the jump list.
- **Feishu**: card JSON 2.0. Questions (`multi_select_static`, `select_static`), inputs (folded away under 「修改内容」) and the
  buttons that submit them stand in one form, links below it.
- **DingTalk**: the variables of our template. Ticks ride on the buttons (`confirm:7?lines=11,12`).

## When the right to change a card is spent

WeCom's right has one use and is renewed by each click, Feishu's lives 14 days, DingTalk's has no end. A card that should change
after that is posted anew or stays as it is, by its kind (`catalog.WHEN_SPENT`):

| kind | spent or expired |
|---|---|
{policy}
"""


def rendered(name: str) -> dict[str, object]:
    """One card in each platform's native form."""
    card = SAMPLES[name]
    return {
        "wecom": wecom.render(card, task_id="0123456789abcdef-1", home_url=PAGE),
        "feishu": feishu.render(card),
        "dingtalk": dingtalk.render(card),
    }


def digest(name: str) -> str:
    """Of all that a picture shows: the card's native forms, and how the clients draw them."""
    drawing = [(STATIC / file).read_bytes() for file in ("cards.js", "cards.css")]
    return sha256(b"\0".join([json.dumps(rendered(name), sort_keys=True).encode(), *drawing])).hexdigest()[:12]


def drawn() -> dict[str, str]:
    """What the pictures were drawn from, as the page tells: name → digest."""
    return dict(_DRAWN.findall(PAGE_FILE.read_text(encoding="utf-8"))) if PAGE_FILE.exists() else {}


def page(pictures: Mapping[str, str]) -> str:
    """The whole page; `pictures` says what each picture was drawn from."""
    said = {"post": "posted anew", "silent": "stays as it is"}
    policy = "\n".join(f"| `{kind}` | {said[what]} |" for kind, what in catalog.WHEN_SPENT.items())
    head = HEAD.format(order=fit.__doc__, colleagues=catalog.MOST_COLLEAGUES, policy=policy)
    return head + "".join(_section(name, pictures.get(name, "0" * 12)) for name in SAMPLES)


def _section(name: str, picture: str) -> str:
    parts = [f"\n## {name}\n\n<!-- {name} drawn from {picture} -->\n![{name}](images/cards/{name}.png)\n"]
    parts.append(f"\n```text\n{text.render(SAMPLES[name])}\n```\n")
    for platform, native in rendered(name).items():
        body = json.dumps(native, ensure_ascii=False, indent=1)
        parts.append(f"\n<details><summary>{platform}</summary>\n\n```json\n{body}\n```\n\n</details>\n")
    return "".join(parts)


def _stale() -> list[str]:
    before = drawn()
    return [name for name in SAMPLES if before.get(name) != digest(name) or not (PICTURES / f"{name}.png").exists()]


def _draw(names: list[str]) -> None:
    from tests.cards.pictures import draw, easel  # playwright is not needed to write the words

    PICTURES.mkdir(parents=True, exist_ok=True)
    with easel() as sheet:
        for name in names:
            (PICTURES / f"{name}.png").write_bytes(draw(sheet, rendered(name)))


def main() -> int:
    from tests.cards.pictures import chromium

    stale, can_draw = _stale(), chromium() is not None
    if stale and can_draw:
        _draw(stale)
    for picture in PICTURES.glob("*.png"):
        if picture.stem not in SAMPLES:
            picture.unlink()
    pictures = drawn() | ({name: digest(name) for name in stale} if can_draw else {})
    PAGE_FILE.write_text(page(pictures), encoding="utf-8")
    sys.stdout.write(f"{len(stale)} pictures {'drawn' if can_draw else 'are stale, and there is no Chromium'}\n")
    return 0 if can_draw or not stale else 1


if __name__ == "__main__":
    sys.exit(main())
