"""/api/v1: what the sidebar asks and says.

Reads come filtered from the core; a decision becomes one inbox event, as a card's click does.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, jsonify, request, session

from bot.model import Action, ChatKind, Conversation, Message, MessagesPicked, Person, Platform, SyncAsked
from bot.web import query, shapes
from bot.web.bodies import (
    BIGGEST,
    Body,
    ChooseBody,
    ConfirmBody,
    NoteBody,
    PickedBody,
    PickedMessage,
    ShareBody,
    SyncBody,
    body,
)
from bot.web.errors import Refusal
from bot.web.guard import check_writes, known, principal, signed_in
from bot.web.house import house, origin
from bot.web.own_pages import PAGES
from bot.web.places import address_of, group_of, single
from bot.web.sign_in import sign_in_of
from bot.web.taps import click, is_own, is_own_sync, sync_id, tap_id
from bot.web.words import of_event, refusal
from crm_core.errors import NotVisible
from crm_core.people import Principal
from crm_core.views import Address, DraftView, LineView
from crm_core.work.core import Work

routes = Blueprint("api", __name__, url_prefix="/api/v1")

LONGEST_SEARCH = 80
LONGEST_URL = 2048
SAME_NOTE = timedelta(minutes=2)
"""The same words on the same lead by the same person within this time are one note tapped twice."""
ID = f"<int(max={BIGGEST}):"


routes.before_request(check_writes)


# --- reading ----------------------------------------------------------------------------------------------------------


@routes.get("/me")
def me() -> Response:
    return jsonify(**shapes.me(principal()), csrf=session["csrf"])


@routes.get("/jssdk")
def jssdk() -> Response:
    """The signature that the JS-SDK of one's own client asks for, for one of our own pages and for no other."""
    person = signed_in()
    known(person)
    url = request.args.get("url", "").partition("#")[0]
    path = url.removeprefix(house().origin).partition("?")[0]
    if len(url) > LONGEST_URL or origin(url) != house().origin or path not in PAGES:
        raise Refusal(400, "not_ours")
    return jsonify(dict(sign_in_of(person.platform).page_signature(url)))


@routes.get("/customer")
def customer() -> Response:
    """By `external_userid` (the chat beside the page), `lead` or an `activity` of it: the customer, and the draft that waits
    for a yes."""
    person = signed_in()
    who = known(person)
    external = query.external()
    with house().app.core.read(who) as w:
        lead_id = _lead_asked(w) if external is None else _lead_of(w, person, external)
        found = None if lead_id is None else w.leads.customer(lead_id)
        draft = _waiting(w, _chats(w, person, external, lead_id))
    return jsonify(customer=found and shapes.customer(found), draft=draft and shapes.draft(draft))


@routes.get("/customers")
def customers() -> Response:
    search = request.args.get("search", "").strip()
    if len(search) > LONGEST_SEARCH or not search.isprintable():
        raise Refusal(400, "bad_request", "search")
    with house().app.core.read(principal()) as w:
        found = w.leads.list(search, limit=shapes.MOST)
    return jsonify(customers=[shapes.lead(view) for view in found])


@routes.get(f"/drafts/{ID}draft_id>")
def draft(draft_id: int) -> Response:
    with house().app.core.read(principal()) as w:
        found = w.drafts.get(draft_id)
    return jsonify(draft=shapes.draft(found))


@routes.get("/syncs/<id>")
def sync(id: str) -> Response:
    """How far a sync is: `queued` until a worker has begun; with its draft once proposed."""
    person = signed_in()
    who = known(person)
    heard = house().app.core.inbox.state(id)
    shown = _sync(who, id)
    if shown is None:
        if heard is None or not is_own_sync(person, id):
            raise NotVisible
        shown = {"id": id, "state": "queued", "problem": None, "ms": 0, "draft": None}
    if heard and heard.state == "failed" and shown["state"] != "failed":
        shown |= {"state": "failed", "problem": of_event(heard.error or "failed")}
    retrying = bool(heard and heard.state == "ready" and heard.error)
    return jsonify(sync={**shown, "waiting": refusal("retrying") if retrying else None})


@routes.get("/events/<event_id>")
def event(event_id: str) -> Response:
    """How far an event of one's own is: ready, taken, done or failed, and why in words."""
    person = signed_in()
    mine = is_own(known(person), person, event_id)
    heard = house().app.core.inbox.state(event_id) if mine else None
    if heard is None:
        raise NotVisible
    problem = of_event(heard.error or "failed") if heard.state == "failed" else None
    return jsonify(event={"id": event_id, "state": heard.state, "problem": problem})


# --- deciding ---------------------------------------------------------------------------------------------------------


@routes.post("/syncs")
def ask_sync() -> tuple[Response, int]:
    """「同步本次聊天」 of the chat with this customer, or of the customer's group. The same key again is the same sync."""
    asked, person = body(SyncBody), signed_in()
    where = _to_read(known(person), person, asked)
    home = house()
    id = sync_id(person, asked.key)
    home.hear(SyncAsked(id=id, by=person, at=home.app.clock.now(), where=where))
    return jsonify(sync_id=id), 202


@routes.post("/syncs/picked")
def sync_picked() -> tuple[Response, int]:
    """A follow-up of the messages that a member picked in his client, and of nothing else. They are his own word."""
    said, person = body(PickedBody), signed_in()
    known(person)
    if person.platform is not Platform.FEISHU:
        raise Refusal(409, "not_here")
    home = house()
    id, now = sync_id(person, said.key), home.app.clock.now()
    where = Conversation(person.platform, person.corp, said.chat, ChatKind.PICKED)
    messages = tuple(_message(message, now) for message in said.messages)
    home.hear(MessagesPicked(id=id, by=person, at=now, where=where, messages=messages))
    return jsonify(sync_id=id), 202


@routes.post(f"/drafts/{ID}draft_id>/confirm")
def confirm(draft_id: int) -> tuple[Response, int]:
    said, who = body(ConfirmBody), principal()
    form: dict[str, str] = {}
    found = open_draft(who, draft_id, said)
    if found is not None:
        lines = {line.id: line for line in found.lines}
        if not lines.keys() >= {*(said.keep or ()), *said.edits}:
            raise Refusal(400, "unknown_line")
        if said.keep is not None:
            form["lines"] = ",".join(str(line) for line in sorted(set(said.keep)))
        form |= _edits(said.edits, lines, found)
    return click(who, said, Action("confirm", str(draft_id), form))


@routes.post(f"/drafts/{ID}draft_id>/choose")
def choose(draft_id: int) -> tuple[Response, int]:
    said, who = body(ChooseBody), principal()
    if said.lead:
        with house().app.core.read(who) as w:
            w.leads.get(said.lead)
    open_draft(who, draft_id, said)
    return click(who, said, Action("choose", str(draft_id), {"lead": str(said.lead)}))


@routes.post(f"/drafts/{ID}draft_id>/drop")
def drop(draft_id: int) -> tuple[Response, int]:
    said, who = body(Body), principal()
    open_draft(who, draft_id, said)
    return click(who, said, Action("drop", str(draft_id)))


@routes.post(f"/activities/{ID}activity_id>/undo")
def undo(activity_id: int) -> tuple[Response, int]:
    said, who = body(Body), principal()
    with house().app.core.read(who) as w:
        w.drafts.of_activity(activity_id)
    return click(who, said, Action("undo", str(activity_id)))


@routes.post("/notes")
def add_note() -> tuple[Response, int]:
    """Private to its author until shared by hand (PRM-03)."""
    said, who = body(NoteBody), principal()
    text, now = said.text.strip(), house().app.clock.now()
    if not text:
        raise Refusal(400, "bad_request", "text")
    with house().app.core.work(who) as w:
        before = [n for n in w.notes.list(said.lead) if n.mine and n.text == text and now - n.at < SAME_NOTE]
        note = before[0] if before else w.notes.add(said.lead, text)
    return jsonify(note=shapes.note(note)), 200 if before else 201


@routes.post(f"/notes/{ID}note_id>/share")
def share_note(note_id: int) -> Response:
    said, who = body(ShareBody), principal()
    with house().app.core.work(who) as w:
        note = w.notes.share(note_id, said.shared)
    return jsonify(note=shapes.note(note))


# --- parts ------------------------------------------------------------------------------------------------------------


def _lead_asked(w: Work) -> int:
    return w.activities.get(query.number("activity")).lead_id if "activity" in request.args else query.number("lead")


def _lead_of(w: Work, person: Person, external: str) -> int | None:
    """None: nobody this person may see; whether somebody else's customer it is, is not told."""
    lead = w.leads.by_identity(Address(person.platform.value, person.corp, external))
    return lead.id if lead else None


def _to_read(who: Principal, person: Person, asked: SyncBody) -> Conversation:
    if asked.external_userid is not None:
        return single(person, asked.external_userid)
    with house().app.core.read(who) as w:
        group = group_of(w, person, w.leads.get(asked.lead or 0).id)
    if group is None:
        raise Refusal(409, "no_chat_here")
    return Conversation(person.platform, group.corp, group.id, ChatKind.GROUP)


def _message(said: PickedMessage, now: datetime) -> Message:
    """Nothing was said after now: a silence is counted from it."""
    at = min(datetime.fromtimestamp(said.at, UTC), now)
    return Message(id=said.id, by=said.by, at=at, text=said.text, by_name=said.by_name, kind=said.kind)


def _chats(w: Work, person: Person, external: str | None, lead_id: int | None) -> list[Address]:
    """The chats whose drafts belong on this page: the one beside it, the groups of its deal, and what was handed over there."""
    chats = [] if lead_id is None else w.conversations.groups_of(lead_id)[:5]
    if external is None:
        return [*chats, *w.conversations.given_of(lead_id)[:5]] if lead_id else chats
    return [address_of(single(person, external)), *chats]


def _waiting(w: Work, chats: list[Address]) -> DraftView | None:
    """The first of these chats' latest drafts that is still open."""
    return next((draft for chat in chats if (draft := w.drafts.latest(chat)) and draft.state == "open"), None)


def _sync(who: Principal, sync_id: str) -> dict[str, Any] | None:
    try:
        with house().app.core.read(who) as w:
            view = w.syncs.get(sync_id)
            made = None if view.draft_id is None else w.drafts.get(view.draft_id)
    except NotVisible:
        return None
    return {**shapes.sync(view), "draft": made and shapes.draft(made)}


def open_draft(who: Principal, draft_id: int, said: Body) -> DraftView | None:
    """A draft to decide on. NotVisible: not one's own; 409: decided already; None: by this very tap, heard before."""
    home = house()
    with home.app.core.read(who) as w:
        found = w.drafts.get(draft_id)
    if home.app.core.inbox.state(tap_id(who, said.key)) is not None:
        return None
    if found.state != "open":
        raise Refusal(409, f"already_{found.state}")
    return found


def _edits(edits: Mapping[int, str], lines: Mapping[int, LineView], found: DraftView) -> dict[str, str]:
    """Each changed line, read at once with the extractor's grammar, so that the rep hears now what is not understood."""
    from bot.nlp.extract import reread  # only who edits pays for the extractor

    form = {}
    zone = ZoneInfo(house().app.settings.zone)
    for line_id, text in edits.items():
        line, text = lines[line_id], text.strip()
        if text == line.shown:
            continue
        if reread(line.field, text, at=found.created_at, zone=zone) is None:
            raise Refusal(422, "not_understood", shapes.label(line.field))
        form[f"edit_{line_id}"] = text
    return form
