"""A capture as the page's JSON, with what is known of its speakers already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.capture.model import Captured
from bot.model import Message
from bot.web.words import refusal
from cards.catalog import SOURCE_NAMES
from crm_core.views import CaptureView, NewMessage

_ME = ("我", "Me")
"""What a client calls the one who copies."""
_PROBLEMS = {"too_large": "picture_too_large"}


@dataclass(frozen=True, slots=True)
class Known:
    """What the house knows: the rep's own name, the customer's names, and whom the rep has placed in this chat before."""

    rep: str
    theirs: tuple[str, ...]
    speakers: Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class Names:
    """`sides`: by name whether it is ours; None: to be asked. `nameless`: there is what has neither name nor side.
    `strange`: nobody in it looks like the customer whose chat it should be."""

    sides: Mapping[str, bool | None]
    nameless: bool
    strange: bool


def known_names(captured: Captured, known: Known) -> Names:
    sides = {name: _side(captured, known, name) for name in captured.speakers}
    nameless = any(not message.by and message.ours is None for message in captured.messages)
    return Names(sides, nameless, _strange(captured, known, sides))


def capture(view: CaptureView, captured: Captured | None, known: Known) -> dict[str, Any]:
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
    return plain if captured is None else {**plain, **_read(captured, known_names(captured, known))}


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


def _side(captured: Captured, known: Known, name: str) -> bool | None:
    """As the rep has said before; as it was read; or as the names say, where they do not say both."""
    if name in known.speakers:
        return known.speakers[name]
    read = {message.ours for message in captured.messages if message.by == name}
    if len(read) == 1 and None not in read:
        return next(iter(read))
    ours, theirs = name == known.rep or name in _ME, name in known.theirs
    return None if ours == theirs else ours


def _strange(captured: Captured, known: Known, sides: Mapping[str, bool | None]) -> bool:
    """Only where there are names to tell by, and none of them was placed in this chat before."""
    seen = [name for name, ours in sides.items() if not ours] + ([captured.title] if captured.title else [])
    if not known.theirs or not seen or any(known.speakers.get(name) is False for name in sides):
        return False
    return not any(theirs in name or name in theirs for name in seen for theirs in known.theirs)
