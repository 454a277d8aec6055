"""How a card gives way where a platform has no room for it: one order for all three.

1. **Text that is too long** is cut at a character, with 「…」 in place of the rest.
2. **Facts that are too many** go from the end; the card's page has them all.
3. **Steps** stand on one line, cut like any text. WeCom's vote has no line for them and shows none.
4. **A choice of many** is ticked on the card: Feishu always, WeCom when it is the card's only question and has at most 20
   options. Else it is a list (DingTalk) or not shown (WeCom), and a click stands for what is ticked.
5. **A choice of one** is picked on the card: Feishu always; WeCom from a selection of at most 10, or, when it is the card's
   only question, from a vote of at most 20. Else it becomes one button an option.
6. **Inputs** are typed into on Feishu, where the value fits whole: a shortened one would come back as a change. Elsewhere
   nobody can type on a card, and its link opens the page to change them on.
7. **Buttons are never dropped.** Those that are too many leave the card from the end, primary ones last of all: callbacks go to
   the platform's menu (WeCom: six on the card, three in the menu), and what is still too many stands behind one link
   「更多操作」 to the card's page, or to the home page when it has none.
8. **A card too big as a whole** (Feishu: 30 KB; DingTalk: 15 000 bytes without the buttons) gives up first the quotes, then
   long text, then facts from the end, then inputs, then the words of choices, and never a button.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlencode

from cards.model import Button, Card

MORE = "更多操作"
"""The link, or the menu, behind which buttons stand for which a card has no room."""
_DANGLING = " \t\n\u200d\ufe0e\ufe0f"
"""What must not be left at the end of a cut text: blanks, and the joints of an emoji."""


def clip(text: str, most: int) -> str:
    """At most `most` characters, and only those that UTF-8 can carry; no blanks at the ends."""
    text = text.replace("\r\n", "\n").replace("\x00", "").encode("utf-8", "ignore").decode().strip()
    return text if len(text) <= most else text[: most - 1].rstrip(_DANGLING) + "…"


def with_value(action: str, key: str, value: str) -> str:
    """An action text that carries one chosen value: `reassign:7` → `reassign:7?owner=3`."""
    return f"{action}{'&' if '?' in action else '?'}{urlencode({key: value})}"


def one_button_an_option(card: Card) -> Card:
    """The card without its single choices: each button that asks becomes one button an option, the first the primary one."""
    asked = {choice.key: choice for choice in card.choices if choice.options and not choice.many}
    buttons: list[Button] = []
    for button in card.buttons:
        if button.asks not in asked:
            buttons.append(button)
            continue
        buttons.extend(
            Button(
                f"{button.text}：{option.text}",
                with_value(button.action, button.asks, option.id),
                primary=button.primary and at == 0,
            )
            for at, option in enumerate(asked[button.asks].options)
        )
    return replace(card, buttons=tuple(buttons), choices=tuple(c for c in card.choices if c.many))


def laid_out(buttons: Sequence[Button], *, listed: int, menu: int, page: str) -> tuple[list[Button], list[Button]]:
    """(on the card, in its menu): at most so many of each, in the order given; the rest stands behind a link to `page`."""
    leaving = sorted(range(len(buttons)), key=lambda at: (buttons[at].primary, -at))
    moved = [at for at in leaving if not buttons[at].url][: min(menu, max(0, len(buttons) - listed))]
    staying = [at for at in leaving if at not in moved]
    hidden = staying[: len(staying) - (listed - 1)] if len(staying) > listed else []
    shown = [button for at, button in enumerate(buttons) if at not in moved and at not in hidden]
    link = [Button(MORE, url=page)] if hidden else []
    return [*shown, *link], [buttons[at] for at in sorted(moved)]
