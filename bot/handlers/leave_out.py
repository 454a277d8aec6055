"""「有些不该记?」: the rep takes messages out of a draft. Their words go at once, and the rest is understood anew."""

from __future__ import annotations

import json
from collections.abc import Sequence

from bot.handlers.confirm_follow_up import drop
from bot.handlers.house import House, change, number, sync_card_key
from bot.handlers.sync_conversation import lines_for, rep_card
from bot.handlers.understanding import understand
from bot.model import CardClicked, Message
from bot.nlp.facts import Extraction
from cards import catalog
from crm_core.errors import Conflict
from crm_core.people import Principal
from crm_core.views import MessageView


def leave_out(house: House, who: Principal, event: CardClicked) -> None:
    """`leave_out:<draft>?messages=<JSON list of ids>`. All of them: the draft is thrown away, with words."""
    draft_id, wanted = number(event.action.subject), _ids(event.action.form.get("messages", ""))
    with house.core.read(who) as w:
        said, customer = w.retelling.messages(draft_id), w.drafts.get(draft_id).lead
    rest = [message for message in said if not message.left_out and message.id not in wanted]
    if not rest:
        drop(house, who, event)
        return
    extraction = understand(
        house,
        event.id,
        _spoken(rest),
        may_leave=lambda found: _may_leave(house, who, draft_id, found),
        names=[who.name, customer],
    )
    with house.core.work(who, settles=event.id) as w:
        draft = w.retelling.leave_out(
            draft_id,
            wanted,
            lines=lines_for(extraction),
            summary=extraction.summary or catalog.NOTHING_TO_FILL_IN,
        )
        change(w, sync_card_key(draft.sync_id), rep_card(house, draft))


def _may_leave(house: House, who: Principal, draft_id: int, found: Extraction) -> bool:
    with house.core.read(who) as w:
        return w.retelling.may_leave(draft_id, lines=lines_for(found))


def _ids(text: str) -> set[str]:
    """Raises Conflict `unknown_button` for what our page never sends."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not (isinstance(found, list) and found and all(isinstance(id_, str) for id_ in found)):
        raise Conflict("unknown_button")
    return set(found)


def _spoken(messages: Sequence[MessageView]) -> list[Message]:
    return [
        Message(id=m.id, by=m.by_name, at=m.at, text=m.text, ours=m.ours, by_name=m.by_name, kind=m.kind, blur=m.blur)
        for m in messages
    ]
