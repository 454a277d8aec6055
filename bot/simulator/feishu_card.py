"""What Feishu makes of a 2.0 card: refused for any property it does not know, flattened in history.

Vendor: card-json-v2-structure, card-json-v2-components.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

MAX_ELEMENTS = 200
MAX_DEPTH = 5
_LAYOUT = {"element_id", "margin"}
_CONTAINER = {"direction", "padding", "horizontal_spacing", "vertical_spacing", "horizontal_align", "vertical_align"}
_CHOICE = {"name", "options", "placeholder", "required", "disabled", "type", "width", "behaviors", "confirm"}
_ALLOWED: dict[str, set[str]] = {
    "markdown": {"content", "text_size", "text_align", "icon"},
    "div": {"text", "icon"},
    "button": {"text", "type", "size", "width", "behaviors", "name", "confirm", "disabled", "form_action_type", "icon"},
    "form": {"name", "elements", *_CONTAINER},
    "select_static": {"initial_index", "initial_option", *_CHOICE},
    "multi_select_static": {"selected_values", *_CHOICE},
    "input": {"name", "label", "placeholder", "required", "default_value", "max_length", "behaviors"},
    "date_picker": {"name", "placeholder", "required", "initial_date", "behaviors"},
    "column_set": {"columns", "flex_mode", "background_style", *_CONTAINER},
    "column": {"elements", "width", "weight", "background_style", *_CONTAINER},
    "collapsible_panel": {"expanded", "header", "elements", "border", "background_color", *_CONTAINER},
    "hr": set(),
    "img": {"img_key", "alt", "title", "scale_type", "size"},
    "person": {"user_id", "size", "show_avatar", "show_name"},
}
_REQUIRED: dict[str, set[str]] = {
    "markdown": {"content"},
    "div": {"text"},
    "button": {"text"},
    "form": {"name", "elements"},
    "select_static": {"options"},
    "multi_select_static": {"name", "options"},
    "input": {"name"},
    "column_set": {"columns"},
    "collapsible_panel": {"header", "elements"},
}
_TOP = {
    "": {"schema", "config", "card_link", "header", "body"},
    "config": {"update_multi", "enable_forward", "width_mode", "summary", "streaming_mode", "style"},
    "card_link": {"url", "pc_url", "ios_url", "android_url"},
    "header": {"title", "subtitle", "template", "icon", "text_tag_list", "padding"},
    "body": {"elements", *_CONTAINER},
}
_TEMPLATES = {
    "blue",
    "wathet",
    "turquoise",
    "green",
    "yellow",
    "orange",
    "red",
    "carmine",
    "violet",
    "purple",
    "indigo",
    "grey",
}
_TEMPLATES.add("default")
_BEHAVIORS = {"callback": {"type", "value"}, "open_url": {"type", "default_url", "pc_url", "ios_url", "android_url"}}
_BUTTON_TYPES = {
    "default",
    "primary",
    "danger",
    "text",
    "primary_text",
    "danger_text",
    "primary_filled",
    "danger_filled",
    "laser",
}


class BadCard(Exception):
    """230099 with a detail."""


def check(card: object) -> dict[str, Any]:
    """The card, if Feishu would take it. Raises BadCard."""
    whole = _object(card, "card")
    for part, known in _TOP.items():
        _known(_object(whole.get(part, {}), part) if part else whole, known, part or "card")
    _want(whole.get("schema") == "2.0", "schema must be 2.0")
    _want(_object(whole.get("config", {}), "config").get("update_multi", True) is True, "update_multi must be true")
    _header(_object(whole.get("header", {}), "header"))
    found = list(elements(whole))
    _want(0 < len(found) <= MAX_ELEMENTS, "too many elements, or none")
    for element, depth, inside in found:
        _element(element, depth, inside)
    _names([element for element, _, _ in found])
    return whole


def elements(card: Mapping[str, Any]) -> Iterator[tuple[dict[str, Any], int, str]]:
    """Every element with its depth and the tag of the nearest form around it (or ``""``)."""
    yield from _walk(_object(card.get("body", {}), "body").get("elements"), 1, "")


def button(card: Mapping[str, Any], action: str) -> tuple[dict[str, Any], dict[str, Any] | None] | None:
    """The button whose callback value says `action`, and the form it stands in."""
    forms = [element for element, _, _ in elements(card) if element["tag"] == "form"]
    inside = {id(element): form for form in forms for element, _, _ in _walk(form["elements"], 1, "form")}
    for element, _, _ in elements(card):
        value = callback(element)
        if element["tag"] == "button" and value is not None and value.get("action") == action:
            return element, inside.get(id(element))
    return None


def callback(element: Mapping[str, Any]) -> dict[str, Any] | None:
    calls = (b for b in element.get("behaviors", []) if b.get("type") == "callback")
    return next((dict(b.get("value", {})) for b in calls), None)


def form_value(form: Mapping[str, Any], chosen: Mapping[str, str]) -> dict[str, Any]:
    """What a client sends of a form: what was chosen, else what was preset; an untouched single choice is left out."""
    values: dict[str, Any] = {}
    for element, _, _ in _walk(form["elements"], 1, "form"):
        name = str(element.get("name", ""))
        if element["tag"] == "multi_select_static":
            picked = chosen[name].split(",") if name in chosen else element.get("selected_values", [])
            values[name] = [value for value in picked if value]
        elif element["tag"] == "select_static" and (name in chosen or element.get("initial_index")):
            preset = element["options"][element.get("initial_index", 1) - 1]["value"]
            values[name] = chosen.get(name, preset)
        elif element["tag"] == "input":
            values[name] = chosen.get(name, element.get("default_value", ""))
    return values


def flattened(card: Mapping[str, Any]) -> dict[str, Any]:
    """A card as history shows it: a title and lines of text, not what was sent."""
    title = card.get("header", {}).get("title", {}).get("content", "")
    lines = [[{"tag": "text", "text": e["content"]}] for e, _, _ in elements(card) if e["tag"] == "markdown"]
    return {"title": title, "elements": lines}


def _walk(found: object, depth: int, inside: str) -> Iterator[tuple[dict[str, Any], int, str]]:
    _want(isinstance(found, list), "elements must be a list")
    for item in found if isinstance(found, list) else []:
        element = _object(item, "element")
        _want(isinstance(element.get("tag"), str), "an element without a tag")
        yield element, depth, inside
        within = "form" if element["tag"] == "form" else inside
        for key in ("elements", "columns"):
            if key in element:
                yield from _walk(element[key], depth + 1, within)


def _element(element: Mapping[str, Any], depth: int, inside: str) -> None:
    tag = element["tag"]
    _want(tag in _ALLOWED, f"unknown tag {tag}")
    _known(element, _ALLOWED[tag] | _LAYOUT | {"tag"}, tag)
    _want(element.keys() >= _REQUIRED.get(tag, set()), f"{tag} lacks a property")
    _want(depth <= MAX_DEPTH, "nested too deep")
    _want(tag != "form" or depth == 1, "a form stands at the root only")
    _want(tag != "multi_select_static" or inside == "form", "multi_select_static stands in a form only")
    if tag == "markdown":
        _want(isinstance(element["content"], str) and bool(element["content"]), "markdown without content")
    if tag == "button":
        _button(element, inside)
    if tag == "input":
        _input(element)
    if "options" in element:
        _options(element)


def _button(element: Mapping[str, Any], inside: str) -> None:
    _text(element["text"])
    _want(element.get("type", "default") in _BUTTON_TYPES, "unknown button type")
    for behavior in element.get("behaviors", []):
        kind = _object(behavior, "behavior").get("type")
        _want(kind in _BEHAVIORS, "unknown behavior")
        _known(behavior, _BEHAVIORS[str(kind)], "behavior")
    submits = element.get("form_action_type")
    _want(submits in (None, "submit", "reset"), "unknown form_action_type")
    _want(submits is None or inside == "form", "a submit button outside of a form")
    _want(inside != "form" or "name" in element, "a button in a form needs a name")


def _input(element: Mapping[str, Any]) -> None:
    """At most 1000 characters may be typed, or stand there before."""
    most = element.get("max_length", 1000)
    _want(isinstance(most, int) and 1 <= most <= 1000, "max_length is 1 to 1000")
    _want(isinstance(element.get("default_value", ""), str), "default_value is text")
    _want(len(element.get("default_value", "")) <= most, "default_value is longer than max_length")
    for part in ("label", "placeholder"):
        if part in element:
            _text(element[part])


def _options(element: Mapping[str, Any]) -> None:
    options = element["options"]
    _want(isinstance(options, list) and bool(options), "a select without options")
    for option in options:
        _known(_object(option, "option"), {"text", "value", "icon"}, "option")
        _text(option.get("text"))
        _want(isinstance(option.get("value"), str), "an option's value is text")
    values = [option["value"] for option in options]
    _want(len(set(values)) == len(values), "two options with one value")
    _want(set(element.get("selected_values", [])) <= set(values), "selected_values are not options")
    _want(1 <= element.get("initial_index", 1) <= len(values), "initial_index out of range")


def _names(found: list[dict[str, Any]]) -> None:
    names = [element["name"] for element in found if "name" in element]
    _want(all(isinstance(name, str) and name for name in names), "a name is text")
    _want(len(set(names)) == len(names), "two elements with one name")


def _header(header: Mapping[str, Any]) -> None:
    if header:
        _text(header.get("title"))
        _want(header.get("template", "default") in _TEMPLATES, "unknown header template")


def _text(text: object) -> None:
    part = _object(text, "text")
    _known(part, {"tag", "content", "i18n_content", "text_size", "text_color", "lines"}, "text")
    _want(part.get("tag") in ("plain_text", "lark_md"), "unknown text tag")
    _want(isinstance(part.get("content"), str), "text without content")


def _known(part: Mapping[str, Any], known: set[str], where: str) -> None:
    for key in part:
        _want(key in known, f"unknown property {key} in {where}")


def _object(value: object, what: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BadCard(f"{what} must be an object")
    return value


def _want(holds: bool, detail: str) -> None:
    if not holds:
        raise BadCard(detail)
