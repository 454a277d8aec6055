"""Writes `docs/cards.md`, every card on every platform: `python -m tests.cards.gallery`."""

from __future__ import annotations

import json
from pathlib import Path

from cards.render import dingtalk, feishu, text, wecom
from tests.cards.samples import PAGE, SAMPLES

PAGE_FILE = Path(__file__).parents[2] / "docs" / "cards.md"
HEAD = """# Cards

A card is a function of `cards/catalog.py`; its parameters are all it can show. `cards/model.py` is the closed vocabulary, and
`cards/render/` draws it on each platform. This page is written by `python -m tests.cards.gallery` and checked by the tests.

How a card is made to fit, in this order: text that is too long is cut at a character, with 「…」; facts beyond the limit are
dropped from the end (the card's page has them all); a choice that the platform cannot show becomes one button an option; a
button is never dropped: what does not fit among the buttons goes to the platform's menu, then to a link on our page.

- **Tick lines** (a choice of many). WeCom: `vote_interaction`, a checkbox and its submit button, the other buttons in the menu.
  Feishu: a form with `multi_select_static`. DingTalk: shown as a list; confirm all that is ticked, or edit on the page.
- **One of several.** WeCom: `button_interaction` with `button_selection`. Feishu: a form with `select_static`. DingTalk: one
  button an option.
- **No button that calls back.** WeCom: `text_notice`; the others: a plain card.
- **The right to change is spent.** The rep's own draft, saved and undone cards are posted anew; all others stay silent. WeCom's
  right has one use and is renewed by each click, Feishu's lives 14 days, DingTalk's has no end.
"""


def rendered(name: str) -> dict[str, object]:
    """One card in each platform's native form."""
    card = SAMPLES[name]
    return {
        "wecom": wecom.render(card, task_id="0123456789abcdef-1", home_url=PAGE),
        "feishu": feishu.render(card),
        "dingtalk": dingtalk.render(card),
    }


def page() -> str:
    parts = [HEAD]
    for name in SAMPLES:
        parts.append(f"\n## {name}\n\n```text\n{text.render(SAMPLES[name])}\n```\n")
        for platform, native in rendered(name).items():
            body = json.dumps(native, ensure_ascii=False, indent=1)
            parts.append(f"\n<details><summary>{platform}</summary>\n\n```json\n{body}\n```\n\n</details>\n")
    return "".join(parts)


if __name__ == "__main__":
    PAGE_FILE.write_text(page(), encoding="utf-8")
