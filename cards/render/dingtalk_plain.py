"""A card as a robot message, for a tenant without a card template: an action card of DingTalk's (PLATFORMS 2.3.5, 5.2.1).

Its buttons can only open a link. A link of the form `dtmd://dingtalkclient/sendMessage?content=…` makes whoever taps it say
that text to the bot, so a button says its action in words: `〔确认保存〕 confirm:7`. It cannot be changed afterwards.
"""

from __future__ import annotations

import json
import re
from urllib.parse import quote

from cards.model import Card
from cards.render import dingtalk

MOST_BYTES = 15_000
"""Of `msgParam`, which is a string of JSON."""
MOST_BUTTONS = 5
MOST_TITLE = 20
MOST_URL = 500
SEE = "查看详情"
"""The link to the card's own page, in the text of a card none of whose buttons leads there: it has no header to tap."""
SAY = "dtmd://dingtalkclient/sendMessage?content="

_SPOKEN = re.compile(r"〔[^〔〕\n]{0,40}〕 ?(?P<action>[a-z_]{1,20}:[^\s〔〕]{1,400})")


def render(card: Card) -> tuple[str, dict[str, str]]:
    """`msgKey` and the fields of `msgParam`. What is no button (a sixth one, a link too long) stands in the text: a button
    is never dropped, unless the commands alone are more than a message holds."""
    shown = dingtalk.render(card)
    buttons = [_button(button) for button in json.loads(shown["buttons"])]
    fits = [len(url) <= MOST_URL for _, url, _ in buttons]
    taken = [button for button, fit in zip(buttons, fits, strict=True) if fit][:MOST_BUTTONS]
    rest = [line for button in buttons if button not in taken for line in [button[2]]]
    key, links = _links([(title, url) for title, url, _ in taken])
    bare = {"title": shown["title"], "text": "", **links}
    page = shown["url"] if all(url != shown["url"] for _, url, _ in buttons) else ""
    return key, {**bare, "text": _text({**shown, "page": f"[{SEE}]({page})" if page else ""}, rest, MOST_BYTES - weight(bare))}


def weight(param: dict[str, str]) -> int:
    """Bytes of `msgParam` as it goes over the wire."""
    return len(wire(param).encode())


def wire(param: dict[str, str]) -> str:
    return json.dumps(param, ensure_ascii=False, separators=(",", ":"))


def spoken(text: str, action: str) -> str:
    """What a tap on the button `text` says."""
    label = re.sub(r"[〔〕\s]+", " ", text).strip()
    return f"〔{label}〕 {action}"


def spoken_action(text: str) -> str:
    """The action that a message says, when it is nothing but a button's words; else empty."""
    match = _SPOKEN.fullmatch(text)
    return match["action"] if match else ""


def _button(button: dict[str, str]) -> tuple[str, str, str]:
    """Title, link, and the line that stands for it in the text."""
    title = button["text"][:MOST_TITLE] or "·"
    if button["url"]:
        return title, button["url"], f"- [{dingtalk.escape(title)}]({button['url']})"
    words = spoken(title, button["action"])
    return title, SAY + quote(words, safe=""), f"- {dingtalk.escape(words)}"


def _links(buttons: list[tuple[str, str]]) -> tuple[str, dict[str, str]]:
    if not buttons:
        return "sampleMarkdown", {}
    if len(buttons) == 1:
        return "sampleActionCard", {"singleTitle": buttons[0][0], "singleURL": buttons[0][1]}
    fields: dict[str, str] = {}
    for number, (title, url) in enumerate(buttons, start=1):
        fields |= {f"actionTitle{number}": title, f"actionURL{number}": url}
    return f"sampleActionCard{len(buttons)}", fields


def _text(shown: dict[str, str], rest: list[str], room: int) -> str:
    """The card's parts in its order, cut from below; then the commands, which are cut last."""
    commands = "\n".join(["", "---", "也可以发给我：", *rest]) if rest else ""
    commands = _cut(commands, room)
    head = f"### {dingtalk.escape(shown['title'])}"
    parts = [head, *(shown[name] for name in ("body", "facts", "steps", "choices", "footer", "page"))]
    return _cut("\n\n".join(part for part in parts if part), room - _weight(commands)) + commands


def _weight(text: str) -> int:
    return len(json.dumps(text, ensure_ascii=False).encode()) - 2


def _cut(text: str, room: int) -> str:
    """At most `room` bytes once it is JSON."""
    if _weight(text) <= room:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if _weight(text[:middle]) <= room - 3 else (low, middle - 1)
    return text[:low] + ("…" if low else "")
