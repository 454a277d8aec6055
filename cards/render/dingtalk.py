"""A card as DingTalk takes it: a flat map of strings for our own card-builder template (PLATFORMS 5.2).

The template (docs/platforms/dingtalk.md) holds the layout; these are its variables. Markdown variables carry escaped text,
so that a customer's words can neither link, mention nor format.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from cards.fit import clip, one_button_an_option, with_value
from cards.model import Button, Card, Choice, Fact, Tone
from cards.render.text import steps_line

VARIABLES = ("title", "tone", "body", "facts", "steps", "choices", "buttons", "footer", "url")
"""What the template declares, all of type string except `buttons`, a list given as JSON text."""


@dataclass(frozen=True, slots=True)
class Limits:
    """In characters, except `total` (bytes of the whole map without the buttons, which are never dropped)."""

    title: int = 100
    body: int = 4000
    label: int = 20
    value: int = 200
    quote: int = 120
    facts: int = 30
    option: int = 100
    options: int = 40
    steps: int = 200
    footer: int = 120
    button: int = 20
    total: int = 15_000


LIMITS = Limits()
"""DingTalk publishes none for a card's map: `total` is a robot message's, `button` an action card's (PLATFORMS 2.3)."""

_INLINE = re.compile(r"([\\`*_\[\]|~])")
_LEADING = re.compile(r"^(\s*)([#+\-]|\d+[.)])", re.MULTILINE)
"""Escaped only where it means something: not every client of DingTalk hides a needless backslash."""
_TIGHTER: tuple[Callable[[Limits], Limits], ...] = (
    lambda limits: limits,
    lambda limits: replace(limits, quote=40, body=2000),
    lambda limits: replace(limits, quote=0, body=1000, value=100, options=20),
    lambda limits: replace(limits, quote=0, body=600, value=60, facts=12, option=40, options=10),
    lambda limits: replace(limits, quote=0, body=300, value=30, facts=8, option=20, options=6, steps=100),
)
"""How a card gives way when it is too big as a whole; the order is `cards.fit`'s."""


def render(card: Card) -> dict[str, str]:
    """`cardParamMap`: exactly the keys of `VARIABLES`, every value a string; no button is ever dropped."""
    shown = _settled(card)
    for tighter in _TIGHTER:
        params = _params(shown, tighter(LIMITS))
        if _weight(params) <= LIMITS.total:
            break
    return params


def escape(text: str) -> str:
    """Plain words as markdown that shows them literally; a line break stays a line break."""
    plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    marked = _LEADING.sub(lambda m: f"{m[1]}{m[2][:-1]}\\{m[2][-1]}", _INLINE.sub(r"\\\1", plain))
    return marked.replace("\n", "  \n")


def _settled(card: Card) -> Card:
    """Without choices that need a tap on the card: one of several → buttons; any number → the ticks ride on the buttons."""
    asked = {button.asks for button in card.buttons}
    open_questions = tuple(c for c in card.choices if c.many or (c.options and c.key in asked))
    flat = one_button_an_option(replace(card, choices=open_questions))
    return replace(flat, buttons=tuple(_with_ticks(button, flat.choices) for button in flat.buttons))


def _with_ticks(button: Button, choices: tuple[Choice, ...]) -> Button:
    """A click brings the ticks as shown, as it does on platforms where the card itself can tick."""
    action = button.action
    for choice in choices:
        ticked = ",".join(option.id for option in choice.options if option.ticked)
        if action and ticked:
            action = with_value(action, choice.key, ticked)
    return replace(button, action=action)


def _params(card: Card, limits: Limits) -> dict[str, str]:
    return {
        "title": clip(card.title, limits.title),
        "tone": Tone(card.tone).value,
        "body": escape(clip(card.body, limits.body)),
        "facts": "\n".join(_fact(fact, limits) for fact in card.facts[: limits.facts]),
        "steps": clip(steps_line(card), limits.steps),
        "choices": "\n".join(_tick_list(choice, limits) for choice in card.choices),
        "buttons": json.dumps([_button(button, limits) for button in card.buttons], ensure_ascii=False, separators=(",", ":")),
        "footer": clip(card.footer, limits.footer),
        "url": card.url,
    }


def _fact(fact: Fact, limits: Limits) -> str:
    line = f"- **{escape(clip(fact.label, limits.label))}**：{escape(_one_line(fact.value, limits.value))}"
    if fact.quote and limits.quote:
        line += f"  \n  「{escape(_one_line(fact.quote, limits.quote))}」"
    return line


def _tick_list(choice: Choice, limits: Limits) -> str:
    lines = [f"{'☑' if option.ticked else '☐'} {escape(_one_line(option.text, limits.option))}" for option in choice.options]
    more = len(lines) - limits.options
    rest = [f"……另有 {more} 项"] if more > 0 else []
    return "  \n".join([f"**{escape(clip(choice.label, limits.label))}**", *lines[: limits.options], *rest])


def _button(button: Button, limits: Limits) -> dict[str, str]:
    """`action` is what a click brings back in `params.action`; `url` is opened; the other one is empty."""
    style = "primary" if button.primary else "normal"
    text = clip(button.text, limits.button)
    return {"text": text, "action": "" if button.url else button.action, "url": button.url, "style": style}


def _one_line(text: str, most: int) -> str:
    return clip(" ".join(text.split()), most)


def _weight(params: dict[str, str]) -> int:
    return sum(len(key.encode()) + len(value.encode()) for key, value in params.items() if key != "buttons")
