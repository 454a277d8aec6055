"""What a pressed button of a card says (vendor: feishu-cards/handle-card-callbacks)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.adapters.feishu.content import clean
from bot.model import Action

LONGEST = 2000
"""Characters of an action's text, or of one value: an `input` takes 1000, a button's value we write ourselves."""
_MOST_VALUES = 100


def wanted(action: Mapping[str, Any]) -> Action | None:
    """The action of a click. None: the value is not ours, was altered, or is beyond any size that we write."""
    value = action.get("value")
    said = value.get("action") if isinstance(value, dict) else None
    if not isinstance(said, str) or len(said) > LONGEST:
        return None
    form = _form(action)
    if len(form) > _MOST_VALUES or any(len(key) + len(chosen) > LONGEST for key, chosen in form.items()):
        return None
    try:
        return Action.parse(clean(said), form)
    except ValueError:
        return None


def _form(action: Mapping[str, Any]) -> dict[str, str]:
    """What was chosen on the card. A choice that the button `asks` for and that is left empty comes out as ``""``."""
    asked, given = action["value"].get("asks"), action.get("form_value")
    form = {clean(key): "" for key in asked if isinstance(key, str)} if isinstance(asked, list) else {}
    form |= {clean(str(key)): _chosen(v) for key, v in given.items()} if isinstance(given, dict) else {}
    name = action.get("name")
    single = next((action[key] for key in ("option", "options", "input_value") if action.get(key)), None)
    if isinstance(name, str) and single is not None:
        form[clean(name)] = _chosen(single)
    return form


def _chosen(value: object) -> str:
    if isinstance(value, list):
        return ",".join(clean(str(item)) for item in value)
    return "" if value is None else clean(str(value))
