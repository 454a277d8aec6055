"""What Feishu makes of a 2.0 card: refused for any property it does not know, flattened in history.

Vendor: card-json-v2-structure, card-json-v2-components.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from bot.simulator.feishu.shape import ALLOWED, ASKS, BEHAVIORS, BUTTON_TYPES, LAYOUT, PANEL, REQUIRED, TEMPLATES, TOP

MAX_ELEMENTS = 200
MAX_DEPTH = 5
MAX_INPUT = 1000


class BadCard(Exception):
    """230099 with a detail."""


def check(card: object) -> dict[str, Any]:
    """The card, if Feishu would take it. Raises BadCard."""
    whole = _object(card, "card")
    for part, known in TOP.items():
        _known(_object(whole.get(part, {}), part) if part else whole, known, part or "card")
    _want(whole.get("schema") == "2.0", "schema must be 2.0")
    _want(_object(whole.get("config", {}), "config").get("update_multi", True) is True, "update_multi must be true")
    _header(_object(whole.get("header", {}), "header"))
    found = list(elements(whole))
    _want(0 < len(found) <= MAX_ELEMENTS, "too many elements, or none")
    for element, depth, inside in found:
        _element(element, depth, inside)
    _names([element for element, _, _ in found])
    _forms([element for element, _, _ in found if element["tag"] == "form"])
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
    fields = [element for element, _, _ in _walk(form["elements"], 1, "form") if element["tag"] in _VALUES]
    values = {str(e["name"]): _VALUES[e["tag"]](e, chosen.get(str(e["name"]))) for e in fields}
    return {name: value for name, value in values.items() if value is not None}


def _many(element: Mapping[str, Any], chosen: str | None) -> list[str]:
    return [v for v in (element.get("selected_values", []) if chosen is None else chosen.split(",")) if v]


def _one(element: Mapping[str, Any], chosen: str | None) -> str | None:
    if chosen is not None:
        return chosen
    if element.get("initial_index"):
        return str(element["options"][element["initial_index"] - 1]["value"])
    return element.get("initial_option")


def _written(element: Mapping[str, Any], chosen: str | None) -> str:
    """A client lets nobody write more than `max_length`."""
    text = str(element.get("default_value", "")) if chosen is None else chosen
    return text[: int(element.get("max_length", MAX_INPUT))]


def _dated(element: Mapping[str, Any], chosen: str | None) -> str | None:
    return element.get("initial_date") if chosen is None else chosen


_VALUES: dict[str, Callable[[Mapping[str, Any], str | None], Any]] = {
    "multi_select_static": _many,
    "select_static": _one,
    "input": _written,
    "date_picker": _dated,
}


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
        inner = "columns" if element["tag"] == "column_set" else "elements"
        if inner in element:
            yield from _walk(element[inner], depth + 1, within)


def _element(element: Mapping[str, Any], depth: int, inside: str) -> None:
    tag = element["tag"]
    _want(tag in ALLOWED, f"unknown tag {tag}")
    _known(element, ALLOWED[tag] | LAYOUT | {"tag"}, tag)
    _want(element.keys() >= REQUIRED.get(tag, set()), f"{tag} lacks a property")
    _want(depth <= MAX_DEPTH, "nested too deep")
    _want(tag != "form" or depth == 1, "a form stands at the root only")
    _want(tag != "multi_select_static" or inside == "form", "multi_select_static stands in a form only")
    _want(tag not in ("table", "chart") or not inside, f"{tag} in a form")
    _want(inside != "form" or tag not in ASKS or "name" in element, f"a {tag} in a form needs a name")
    if tag in _CLOSER:
        _CLOSER[tag](element, inside)
    if "options" in element:
        _options(element)


def _markdown(element: Mapping[str, Any], _inside: str) -> None:
    _want(isinstance(element["content"], str) and bool(element["content"]), "markdown without content")


def _input(element: Mapping[str, Any], _inside: str) -> None:
    longest = element.get("max_length", MAX_INPUT)
    _want(isinstance(longest, int) and 1 <= longest <= MAX_INPUT, "max_length is 1 to 1000")
    _want(element.get("input_type", "text") in ("text", "multiline_text", "password"), "unknown input_type")
    preset = element.get("default_value", "")
    _want(isinstance(preset, str) and len(preset) <= longest, "default_value is longer than max_length")
    for key in ("label", "placeholder"):
        if key in element:
            _text(element[key])


def _panel(element: Mapping[str, Any], _inside: str) -> None:
    header = _object(element["header"], "header")
    _known(header, PANEL, "panel header")
    _text(header.get("title"))
    _want(isinstance(element.get("expanded", False), bool), "expanded is true or false")


def _table(element: Mapping[str, Any], _inside: str) -> None:
    columns, rows = element["columns"], element["rows"]
    _want(isinstance(columns, list) and 0 < len(columns) <= 50, "a table has 1 to 50 columns")
    _want(isinstance(rows, list) and all(isinstance(row, dict) for row in rows), "rows are objects")
    _want(all(isinstance(_object(c, "column").get("name"), str) for c in columns), "a column needs a name")
    _want(1 <= element.get("page_size", 5) <= 10, "page_size is 1 to 10")


def _button(element: Mapping[str, Any], inside: str) -> None:
    _text(element["text"])
    _want(element.get("type", "default") in BUTTON_TYPES, "unknown button type")
    for behavior in element.get("behaviors", []):
        kind = _object(behavior, "behavior").get("type")
        _want(kind in BEHAVIORS, "unknown behavior")
        _known(behavior, BEHAVIORS[str(kind)], "behavior")
    submits = element.get("form_action_type")
    _want(submits in (None, "submit", "reset"), "unknown form_action_type")
    _want(submits is None or inside == "form", "a submit button outside of a form")


_CLOSER: dict[str, Callable[[Mapping[str, Any], str], None]] = {
    "markdown": _markdown,
    "button": _button,
    "input": _input,
    "collapsible_panel": _panel,
    "table": _table,
}


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
    _want(element.get("initial_option", values[0]) in values, "initial_option is no option")


def _names(found: list[dict[str, Any]]) -> None:
    names = [element["name"] for element in found if "name" in element]
    _want(all(isinstance(name, str) and name for name in names), "a name is text")
    _want(len(set(names)) == len(names), "two elements with one name")


def _forms(forms: list[dict[str, Any]]) -> None:
    for form in forms:
        inside = [element for element, _, _ in _walk(form["elements"], 1, "form")]
        _want(any(element.get("form_action_type") == "submit" for element in inside), "a form needs a submit button")


def _header(header: Mapping[str, Any]) -> None:
    if header:
        _text(header.get("title"))
        _want(header.get("template", "default") in TEMPLATES, "unknown header template")


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
