"""「有些不该记?」: a draft's messages, and those that the rep takes out of it."""

from __future__ import annotations

import json

from flask import Blueprint, Response, jsonify

from bot.model import Action
from bot.web import shapes
from bot.web.api import open_draft
from bot.web.bodies import BIGGEST, LeaveOutBody, body
from bot.web.errors import Refusal
from bot.web.guard import check_writes, principal
from bot.web.house import house
from bot.web.taps import click

routes = Blueprint("left_out", __name__, url_prefix="/api/v1/drafts")
ID = f"<int(max={BIGGEST}):"


routes.before_request(check_writes)


@routes.get(f"/{ID}draft_id>/messages")
def messages(draft_id: int) -> Response:
    """One's own draft's, oldest first; of those left out no words."""
    with house().app.core.read(principal()) as w:
        found = w.retelling.messages(draft_id)
    return jsonify(messages=[shapes.message(view) for view in found])


@routes.post(f"/{ID}draft_id>/leave-out")
def leave_out(draft_id: int) -> tuple[Response, int]:
    """Their words are gone with the worker's next step; all of them is the same as throwing the draft away."""
    said, who = body(LeaveOutBody), principal()
    if open_draft(who, draft_id, said) is not None:
        with house().app.core.read(who) as w:
            known = {message.id for message in w.retelling.messages(draft_id)}
        if not known.issuperset(said.messages):
            raise Refusal(400, "unknown_message")
    wanted = json.dumps(list(dict.fromkeys(said.messages)))
    return click(who, said, Action("leave_out", str(draft_id), {"messages": wanted}))
