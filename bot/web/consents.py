"""同意记录 (PRM-13) and 「从不同步」: what a customer said to being recorded, and which chats never are."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from bot.web import shapes
from bot.web.bodies import ConsentBody, NeverBody, body
from bot.web.errors import Refusal
from bot.web.guard import check_writes, known, principal, signed_in
from bot.web.house import house
from bot.web.places import Place, chats_of, customer_of, place
from bot.web.query import about
from bot.web.sources import WRITERS
from bot.web.taps import tap_id
from bot.web.wordings import wordings
from bot.web.words import BASES, CHANNELS
from crm_core.errors import NotAllowed
from crm_core.views import ConsentView
from crm_core.work.core import Work

routes = Blueprint("consents", __name__, url_prefix="/api/v1")


routes.before_request(check_writes)


@routes.get("/consents")
def consents() -> Response:
    """What was said, newest first, and the words to show now."""
    person = signed_in()
    who = known(person)
    if who.role not in WRITERS:
        raise NotAllowed("not_yours")
    external, lead_id = about()
    with house().app.core.read(who) as w:
        said = _history(w, place(w, person, external, lead_id))
    now = wordings()
    return jsonify(
        consent=shapes.consent(said[0] if said else None),
        history=[{**(shapes.consent(view) or {}), "text": now.texts.get(view.wording, "")} for view in said],
        wording={"version": now.current, "text": now.texts[now.current]},
        channels=[{"channel": key, "name": CHANNELS[key]} for key in ("meeting", "chat", "phone", "paper")],
        bases=[{"basis": key, "name": BASES[key]} for key in ("consent", "contract")],
    )


@routes.post("/consents")
def say() -> tuple[Response, int]:
    """A yes, a no, or a yes taken back: one tap each."""
    said, person = body(ConsentBody), signed_in()
    who = known(person)
    if said.wording and said.wording not in wordings().texts:
        raise Refusal(400, "bad_request", "wording")
    with house().app.core.work(who) as w:
        where = place(w, person, said.external_userid, said.lead)
        view = w.consents.say(
            tap_id(who, said.key),
            lead_id=where.lead_id,
            chat=None if where.lead_id else where.address,
            state=said.state,
            channel=said.channel,
            basis=said.basis,
            wording=said.wording,
        )
    return jsonify(consent=shapes.consent(view)), 201


@routes.post("/chats/never")
def never() -> Response:
    """「从不同步」 for every chat that the page stands for, or not any more."""
    said, person = body(NeverBody), signed_in()
    who = principal()
    with house().app.core.work(who) as w:
        found = place(w, person, said.external_userid, said.lead)
        views = [w.conversations.never(chat, said.on) for chat in chats_of(w, person, found, who.person_id)]
    return jsonify(never=any(view.never_since for view in views))


def _history(w: Work, found: Place) -> list[ConsentView]:
    if found.lead_id is not None:
        return w.consents.history(lead_id=found.lead_id)
    return w.consents.history(identity=customer_of(found))
