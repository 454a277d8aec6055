"""What WeCom takes as a `template_card`: types, fields, limits (vendor page 90236). Its own table, not the renderer's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

_TASK_ID = re.compile(r"[0-9A-Za-z_@-]{1,128}")
_ANY = {"card_type", "source", "action_menu", "main_title", "task_id", "card_action"}
_FIELDS = {
    "text_notice": _ANY | {"quote_area", "emphasis_content", "sub_title_text", "horizontal_content_list", "jump_list"},
    "button_interaction": _ANY
    | {"quote_area", "sub_title_text", "horizontal_content_list", "button_selection", "button_list", "replace_text"},
    "vote_interaction": _ANY | {"checkbox", "submit_button", "jump_list", "replace_text"},
    "multiple_interaction": _ANY | {"select_list", "submit_button", "replace_text"},
}
_NEEDED = {
    "text_notice": {"card_action"},
    "button_interaction": {"task_id", "main_title", "button_list"},
    "vote_interaction": {"task_id", "main_title", "checkbox", "submit_button"},
    "multiple_interaction": {"task_id", "main_title", "select_list", "submit_button"},
}
_LENGTHS = {
    ("source", "desc"): 20,
    ("main_title", "title"): 36,
    ("main_title", "desc"): 44,
    ("emphasis_content", "title"): 14,
    ("emphasis_content", "desc"): 22,
    ("horizontal_content_list", "keyname"): 5,
    ("horizontal_content_list", "value"): 30,
    ("button_list", "text"): 10,
    ("submit_button", "text"): 10,
    ("jump_list", "title"): 18,
}
_COUNTS = {"horizontal_content_list": 6, "jump_list": 3, "button_list": 6, "select_list": 3}


def problem(card: Any) -> str:
    """What is wrong with the card, or empty. The first thing found, for the simulator's own errmsg."""
    if not isinstance(card, dict) or card.get("card_type") not in _FIELDS:
        return "card_type"
    return next(_problems(card, card["card_type"]), "")


def keys(card: Mapping[str, Any]) -> dict[str, str]:
    """Every callback key on the card, and the event that pressing it makes. Buttons that were replaced by a word are grey."""
    if card.get("replace_text"):
        return {}
    pressed = [b["key"] for b in card.get("button_list", ()) if b.get("type", 0) == 0]
    pressed += [card["submit_button"]["key"]] if "submit_button" in card else []
    menu = [item["key"] for item in card.get("action_menu", {}).get("action_list", ())]
    return {**dict.fromkeys(menu, "template_card_menu_event"), **dict.fromkeys(pressed, "template_card_event")}


def questions(card: Mapping[str, Any]) -> dict[str, tuple[list[str], str]]:
    """Question → (its option ids, those chosen unless the clicker chooses otherwise, joined by `,`)."""
    asked: dict[str, tuple[list[str], str]] = {}
    if box := card.get("checkbox"):
        ticked = ",".join(option["id"] for option in box["option_list"] if option.get("is_checked"))
        asked[box["question_key"]] = ([option["id"] for option in box["option_list"]], ticked)
    for select in [*([card["button_selection"]] if "button_selection" in card else []), *card.get("select_list", ())]:
        ids = [option["id"] for option in select["option_list"]]
        asked[select["question_key"]] = (ids, select.get("selected_id") or ids[0])
    return asked


def may_change(card: Mapping[str, Any]) -> bool:
    """Whether sending it brings a response_code: cards that can call back."""
    return bool(keys(card))


def _problems(card: Mapping[str, Any], kind: str) -> Iterator[str]:
    yield from (f"unknown field {name}" for name in sorted(card.keys() - _FIELDS[kind]))
    yield from (f"missing {name}" for name in sorted(_NEEDED[kind] - card.keys()))
    yield from _lengths(card)
    yield from _counts(card)
    yield from _links(card)
    yield from _choices(card)
    yield from _key_problems(card)
    if ("task_id" in card or "action_menu" in card) and not _TASK_ID.fullmatch(str(card.get("task_id", ""))):
        yield "task_id"
    if not (card.get("main_title", {}).get("title") or card.get("sub_title_text")):
        yield "no title"


def _lengths(card: Mapping[str, Any]) -> Iterator[str]:
    if len(card.get("sub_title_text", "")) > 160:
        yield "sub_title_text too long"
    for (field, name), most in _LENGTHS.items():
        part = card.get(field, {})
        for item in part if isinstance(part, list) else [part]:
            if not isinstance(item.get(name, ""), str) or len(item.get(name, "")) > most:
                yield f"{field}.{name} too long"


def _counts(card: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"{field} too many" for field, most in _COUNTS.items() if len(card.get(field, ())) > most)
    if "action_menu" in card and not 1 <= len(card["action_menu"].get("action_list", ())) <= 3:
        yield "action_menu"
    if "button_list" in card and not card["button_list"]:
        yield "button_list empty"


def _links(card: Mapping[str, Any]) -> Iterator[str]:
    linked = [*card.get("jump_list", ()), *([card["card_action"]] if "card_action" in card else [])]
    linked += [button for button in card.get("button_list", ()) if button.get("type", 0) == 1]
    for item in linked:
        if item.get("type") == 1 and not str(item.get("url", "")).startswith(("http://", "https://")):
            yield "url"
    faces = [*card.get("button_list", ()), *card.get("action_menu", {}).get("action_list", ())]
    yield from ("empty text" for face in faces if not face.get("text"))


def _choices(card: Mapping[str, Any]) -> Iterator[str]:
    for field, count, length in (("checkbox", 20, 17), ("button_selection", 10, 16)):
        options = card[field].get("option_list", ()) if field in card else None
        if options is None:
            continue
        if not 1 <= len(options) <= count or not card[field].get("question_key"):
            yield f"{field} options"
        if len({option["id"] for option in options}) != len(options):
            yield f"{field} ids repeat"
        if any(not 1 <= len(option["text"]) <= length or not 1 <= len(option["id"].encode()) <= 128 for option in options):
            yield f"{field} option too long"


def _key_problems(card: Mapping[str, Any]) -> Iterator[str]:
    pressed = [button.get("key") for button in card.get("button_list", ()) if button.get("type", 0) == 0]
    pressed += [item.get("key") for item in card.get("action_menu", {}).get("action_list", ())]
    pressed += [card["submit_button"].get("key")] if "submit_button" in card else []
    if any(not key or len(str(key).encode()) > 1024 for key in pressed):
        yield "key"
    if len(set(pressed)) != len(pressed):
        yield "keys repeat"
