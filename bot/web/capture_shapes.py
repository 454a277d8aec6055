"""A capture as the page's JSON, with what is known of its speakers already."""

from __future__ import annotations

from typing import Any

from bot.capture.model import Captured
from bot.capture.sides import Names
from bot.model import Message
from bot.web.words import refusal
from cards.catalog import SOURCE_NAMES
from crm_core.views import CaptureView, NewMessage

_PROBLEMS = {"too_large": "picture_too_large"}


def capture(view: CaptureView, captured: Captured | None, names: Names | None) -> dict[str, Any]:
    """`messages` and what is asked about them are there once it is read."""
    plain = {
        "id": view.id,
        "source": view.source,
        "source_name": SOURCE_NAMES.get(view.source, ""),
        "state": view.state,
        "problem": refusal(_PROBLEMS.get(view.problem, view.problem)) if view.state == "failed" else None,
        "lead_id": view.lead_id,
        "lead": view.lead,
        "pictures": len(view.files),
    }
    return plain if captured is None or names is None else {**plain, **_read(captured, names)}


def new(message: Message) -> NewMessage:
    return NewMessage(
        message.id, message.by, message.by_name, message.ours, message.kind, message.text, message.at, message.blur
    )


def _read(captured: Captured, names: Names) -> dict[str, Any]:
    counts = {name: sum(message.by == name for message in captured.messages) for name in names.sides}
    words = {True: "us", False: "them", None: None}
    return {
        "title": captured.title,
        "group": captured.group,
        "dated": captured.dated,
        "speakers": [{"name": name, "side": words[side], "count": counts[name]} for name, side in names.sides.items()],
        "nameless": names.nameless,
        "strange": names.strange,
        "system": list(captured.system[:50]),
        "messages": [
            {
                "by": said.by,
                "text": said.text,
                "at": said.at.isoformat() if said.at else None,
                "ours": said.ours,
                "kind": said.kind,
                "sure": round(said.sure, 2),
            }
            for said in captured.messages
        ],
    }
