"""How a card is made to fit a platform, in one documented order (docs/cards.md).

1. Text that is too long is cut at a character, with 「…」 in place of the rest. 2. Facts beyond the limit are dropped from
the end; the card's page has them all. 3. A choice that the platform cannot show becomes one button an option. 4. A button is
never dropped: what does not fit among the buttons goes to the platform's menu, then to a link on our page.
"""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

from cards.model import Button, Card


def clip(text: str, most: int) -> str:
    """At most `most` characters, on one line when there are line breaks at its ends."""
    text = text.strip()
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def with_value(action: str, key: str, value: str) -> str:
    """An action text that carries one chosen value: `reassign:7` → `reassign:7?owner=3`."""
    return f"{action}{'&' if '?' in action else '?'}{urlencode({key: value})}"


def one_button_an_option(card: Card) -> Card:
    """The card without its single choices: each button that asks becomes one button an option."""
    asked = {choice.key: choice for choice in card.choices if not choice.many}
    buttons: list[Button] = []
    for button in card.buttons:
        if button.asks not in asked:
            buttons.append(button)
            continue
        buttons.extend(
            Button(f"{button.text}：{option.text}", with_value(button.action, button.asks, option.id), primary=button.primary)
            for option in asked[button.asks].options
        )
    return replace(card, buttons=tuple(buttons), choices=tuple(c for c in card.choices if c.many))
