"""A card as WeCom's `template_card` (vendor page 90236). Pure. How it gives way stands in `cards.fit`.

Which type: a card with one question that a vote can hold → `vote_interaction`; any other card with callback buttons →
`button_interaction`; else `text_notice`. Links stand among the buttons, on a vote or a notice in the jump list (three).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from cards.fit import MORE, clip, laid_out, one_button_an_option
from cards.model import Button, Card, Choice, Fact, Tone
from cards.render.text import steps_line

LIMITS: Mapping[str, int] = {
    "source": 20,
    "title": 36,
    "desc": 44,
    "sub_title": 160,
    "facts": 6,
    "fact_label": 5,
    "fact_value": 30,
    "quote": 160,
    "buttons": 6,
    "button_text": 10,
    "menu": 3,
    "jumps": 3,
    "jump_text": 13,
    "selection": 10,
    "selection_text": 16,
    "checkbox": 20,
    "checkbox_text": 17,
}
"""Characters, or how many; the stricter value where the vendor's pages disagree."""

_SOURCE = {
    Tone.PLAIN: ("随录", 0),
    Tone.GOOD: ("随录 · 已更新", 3),
    Tone.CARE: ("随录 · 温馨提醒", 1),
    Tone.PROBLEM: ("随录 · 请留意", 2),
}


def render(card: Card, *, task_id: str, home_url: str) -> dict[str, Any]:
    """The value of `template_card`. `home_url` is where a card without a page of its own leads."""
    page = card.url or home_url
    if many := _votable(card):
        return _vote(card, many, task_id, page)
    card = replace(card, choices=tuple(choice for choice in card.choices if choice.options and not choice.many))
    selector = next((choice for choice in card.choices if len(choice.options) <= LIMITS["selection"]), None)
    shown = one_button_an_option(replace(card, choices=tuple(c for c in card.choices if c is not selector)))
    if any(not button.url for button in shown.buttons):
        return _buttons(shown, selector, task_id, page)
    return _notice(shown, task_id, page)


def _votable(card: Card) -> Choice | None:
    """The one question that a vote can hold, if this card is no more than that: many of its options, or one of so many that a
    selection cannot hold them."""
    callbacks = [button for button in card.buttons if not button.url]
    if len(card.choices) != 1 or not 0 < len(callbacks) <= 1 + LIMITS["menu"]:
        return None
    only = card.choices[0]
    fewest = 1 if only.many else LIMITS["selection"] + 1
    asked = only.many or any(button.asks == only.key for button in callbacks)
    return only if asked and fewest <= len(only.options) <= LIMITS["checkbox"] else None


def _vote(card: Card, choice: Choice, task_id: str, page: str) -> dict[str, Any]:
    callbacks = [button for button in card.buttons if not button.url]
    submit = min(callbacks, key=lambda button: (button.asks != choice.key, not button.primary))
    options = [{"id": o.id, "text": _words(o.text, "checkbox_text"), "is_checked": o.ticked} for o in choice.options]
    return {
        "card_type": "vote_interaction",
        "source": _source(card),
        "main_title": {"title": _words(card.title, "title"), "desc": clip(card.body or card.footer, LIMITS["desc"])},
        "task_id": task_id,
        "checkbox": {"question_key": choice.key, "mode": int(choice.many), "option_list": options},
        "submit_button": {"text": _words(submit.text, "button_text"), "key": submit.action},
        **_menu([button for button in callbacks if button is not submit]),
        **_jumps([button for button in card.buttons if button.url], page),
        "card_action": {"type": 1, "url": page},
    }


def _buttons(card: Card, selector: Choice | None, task_id: str, page: str) -> dict[str, Any]:
    listed, menu = laid_out(card.buttons, listed=LIMITS["buttons"], menu=LIMITS["menu"], page=page)
    return {
        "card_type": "button_interaction",
        **_common(card),
        "task_id": task_id,
        **({"button_selection": _selection(selector)} if selector else {}),
        "button_list": [_button(button) for button in listed],
        **_menu(menu),
        "card_action": {"type": 1, "url": page},
    }


def _notice(card: Card, task_id: str, page: str) -> dict[str, Any]:
    return {
        "card_type": "text_notice",
        **_common(card),
        "task_id": task_id,
        **_jumps(card.buttons, page),
        "card_action": {"type": 1, "url": page},
    }


def _common(card: Card) -> dict[str, Any]:
    """Source, title, steps, words, facts and what was said, of the two types that can show them all."""
    steps = steps_line(card)
    words = "\n".join(part for part in (card.body, card.footer) if part)
    desc = {"desc": clip(steps, LIMITS["desc"])} if steps else {}
    parts = {
        "source": _source(card),
        "main_title": {"title": _words(card.title, "title"), **desc},
        "sub_title_text": clip(words, LIMITS["sub_title"]),
        "horizontal_content_list": [_fact(fact) for fact in card.facts[: LIMITS["facts"]]],
        "quote_area": _quote(card.facts),
    }
    return {name: value for name, value in parts.items() if value}


def _source(card: Card) -> dict[str, Any]:
    desc, colour = _SOURCE[card.tone]
    return {"desc": desc, "desc_color": colour}


def _fact(fact: Fact) -> dict[str, Any]:
    return {"keyname": _words(fact.label, "fact_label"), "value": _words(fact.value, "fact_value")}


def _quote(facts: Sequence[Fact]) -> dict[str, Any]:
    """The evidence: the customer's words, in the quotation area."""
    quotes = "\n".join(dict.fromkeys(f"「{fact.quote.strip()}」" for fact in facts if fact.quote.strip()))
    return {"type": 0, "title": "聊天原话", "quote_text": clip(quotes, LIMITS["quote"])} if quotes else {}


def _selection(choice: Choice) -> dict[str, Any]:
    ticked = next((option.id for option in choice.options if option.ticked), choice.options[0].id)
    options = [{"id": option.id, "text": _words(option.text, "selection_text")} for option in choice.options]
    return {
        "question_key": choice.key,
        "title": _words(choice.label, "selection_text"),
        "option_list": options,
        "selected_id": ticked,
    }


def _button(button: Button) -> dict[str, Any]:
    face = {"text": _words(button.text, "button_text"), "style": 1 if button.primary else 2}
    return {**face, "type": 1, "url": button.url} if button.url else {**face, "type": 0, "key": button.action}


def _menu(buttons: Sequence[Button]) -> dict[str, Any]:
    if not buttons:
        return {}
    items = [{"text": _words(button.text, "button_text"), "key": button.action} for button in buttons]
    return {"action_menu": {"desc": MORE, "action_list": items}}


def _jumps(buttons: Sequence[Button], page: str) -> dict[str, Any]:
    listed, _ = laid_out(buttons, listed=LIMITS["jumps"], menu=0, page=page)
    items = [{"type": 1, "title": _words(button.text, "jump_text"), "url": button.url} for button in listed]
    return {"jump_list": items} if items else {}


def _words(text: str, limit: str) -> str:
    """Within the limit and never empty: the platform refuses an empty text where it wants one."""
    return clip(" ".join(text.split()), LIMITS[limit]) or "—"
