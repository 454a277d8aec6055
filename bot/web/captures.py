"""What a rep hands over on the page, 粘贴, 截图, and what was picked in a client that tells names only: read, asked about, and
then a sync like any other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, jsonify, request

from bot.capture.model import NO_TIME, Captured, NotAChat, Said
from bot.capture.settle import settle
from bot.capture.sides import Known, customer_in, known_names
from bot.capture.stored import from_json, to_json
from bot.model import ChatKind, Conversation, Message, MessagesPicked, Platform, Source, event_to_json, kind_of
from bot.web import capture_shapes
from bot.web.bodies import BIGGEST, Body, NamedBody, NamedMessage, SettleBody, TextBody, body
from bot.web.errors import Refusal
from bot.web.guard import check_writes, known, principal, signed_in
from bot.web.house import house
from bot.web.places import place
from bot.web.settling import asked_sides, day_of, left_out_of
from bot.web.taps import sync_id, tap_id
from crm_core.people import Principal
from crm_core.views import Address, CaptureView
from crm_core.work.core import Work

routes = Blueprint("captures", __name__, url_prefix="/api/v1/captures")
ID = f"<int(max={BIGGEST}):"
MOST_BYTES = 2 * 1024 * 1024
"""Of a paste: two hundred thousand characters, each as JSON's longest way to write one of them."""
_SECOND = 1
"""`blur` of a time in whole seconds."""


routes.before_request(check_writes)


@routes.post("/text")
def paste() -> tuple[Response, int]:
    """Parsed at once; what is no chat is not kept. The same key again is the same capture."""
    request.max_content_length = MOST_BYTES
    said, person = body(TextBody), signed_in()
    who, home = known(person), house()
    try:
        from bot.capture.paste.read import read  # only who pastes pays for the reader

        captured = read(said.text, now=home.app.clock.now(), zone=ZoneInfo(home.app.settings.zone))
    except NotAChat as why:
        raise Refusal(422, why.reason) from None
    with home.app.core.work(who) as w:
        where = place(w, person, said.external_userid, said.lead)
        opened = w.captures.open(tap_id(who, said.key), where.address, source=Source.PASTED.value, lead_id=where.lead_id)
        shown = _shown(w, who, w.captures.read(opened.id, to_json(captured)))
    return jsonify(capture=shown), 201


@routes.post("/picked")
def picked() -> tuple[Response, int]:
    """Messages that a member picked in a client which tells names, and no ids: who speaks for whom is asked as of a paste.
    They are his own word. The same key again is the same capture."""
    request.max_content_length = MOST_BYTES
    said, person = body(NamedBody), signed_in()
    who = known(person)
    if person.platform is not Platform.DINGTALK:
        raise Refusal(409, "not_here")
    where = Address(person.platform.value, person.corp, said.chat, ChatKind.PICKED.value)
    with house().app.core.work(who) as w:
        opened = w.captures.open(tap_id(who, said.key), where, source=Source.PICKED.value)
        shown = _shown(w, who, w.captures.read(opened.id, to_json(_named(said))))
    return jsonify(capture=shown), 201


@routes.get(f"/{ID}capture_id>")
def capture(capture_id: int) -> Response:
    """How far the reading is, and what was read."""
    who = principal()
    with house().app.core.read(who) as w:
        return jsonify(capture=_shown(w, who, w.captures.get(capture_id)))


@routes.post(f"/{ID}capture_id>/settle")
def settled(capture_id: int) -> tuple[Response, int]:
    """Everything was answered: the messages become a sync. The same key again is the same sync, and of another capture a
    conflict: an event that was heard says what it says."""
    said, person = body(SettleBody), signed_in()
    who, home = known(person), house()
    id = sync_id(person, said.key)
    if not _asked(id, capture_id):
        view, captured = _to_settle(who, capture_id, said)
        messages, speakers = _messages(who, view, captured, said)
        out = left_out_of(said, len(messages))
        if said.keep_pictures and out:
            raise Refusal(409, "pictures_show_all")
        where = Conversation(Platform(view.where.platform), view.where.corp, view.where.id, ChatKind(view.where.kind))
        event = MessagesPicked(
            id=id,
            by=person,
            at=home.app.clock.now(),
            where=where,
            messages=tuple(message for index, message in enumerate(messages) if index not in out),
            source=Source(view.source),
            capture=view.id,
            title="" if said.lead else _title(view, captured, speakers),
            pictures=tuple(view.files) if said.keep_pictures else (),
        )
        left_out = [capture_shapes.new(messages[index]) for index in sorted(out)]
        with home.app.core.work(who) as w:
            said_now = (id, kind_of(event), event_to_json(event))
            w.captures.settle(view.id, speakers, left_out, event=said_now, keep_files=said.keep_pictures)
        home.poker.poke()
        if not said.keep_pictures:
            forget(who, view.files)
    return jsonify(sync_id=id), 202


@routes.post(f"/{ID}capture_id>/drop")
def drop(capture_id: int) -> Response:
    """The rep thinks better of it: nothing stays."""
    body(Body)
    who = principal()
    with house().app.core.work(who) as w:
        view = w.captures.drop(capture_id)
    forget(who, view.files)
    return jsonify(capture={"id": view.id, "state": view.state})


def forget(who: Principal, files: tuple[str, ...] | list[str]) -> None:
    """Those of these kept pictures that nobody needs any more."""
    if not files:
        return
    with house().app.core.read(who) as w:
        gone = w.captures.unheld(files)
    for name in gone:
        house().app.files.forget(name)


def _shown(w: Work, who: Principal, view: CaptureView) -> dict[str, object]:
    captured = from_json(view.read) if view.state == "read" else None
    names = known_names(captured, _known(w, who, view, captured)) if captured else None
    today = house().app.clock.now().astimezone(ZoneInfo(house().app.settings.zone)).date()
    return {**capture_shapes.capture(view, captured, names), "today": today.isoformat()}


def _named(said: NamedBody) -> Captured:
    """As it was handed over, oldest first; what carries no time stays behind the one before it."""
    messages = [_one(message) for message in said.messages]
    times = [message.at for message in messages if message.at]
    if len(times) == len(messages):
        messages.sort(key=lambda message: message.at or times[0])
    return Captured(tuple(messages), "message menu", dated=bool(times))


def _one(said: NamedMessage) -> Said:
    if said.at is None:
        return Said(said.by, said.text, None, NO_TIME, kind=said.kind)
    return Said(said.by, said.text, datetime.fromtimestamp(said.at, UTC), _SECOND, kind=said.kind)


def _known(w: Work, who: Principal, view: CaptureView, captured: Captured) -> Known:
    """By what names the two sides are known."""
    customer = w.leads.customer(view.lead_id) if view.lead_id else None
    theirs = (customer.contact, customer.lead.account, customer.lead.name) if customer else ()
    named = tuple(name for name in theirs if name)
    return Known(who.name, named, view.speakers, w.people.colleagues_among(captured.speakers))


def _title(view: CaptureView, captured: Captured, sides: Mapping[str, bool]) -> str:
    """Of a chat that is nobody's yet, its one speaker's name will do; beside a customer only what stands over it."""
    return customer_in(captured, {} if view.lead_id else sides)


def _asked(id: str, capture_id: int) -> bool:
    """Whether this very capture is a sync under this id already. Raises Refusal `already_asked` where anything else is."""
    heard = house().app.core.inbox.heard(id)
    if heard is not None and heard.body.get("capture") != capture_id:
        raise Refusal(409, "already_asked")
    return heard is not None


def _to_settle(who: Principal, capture_id: int, said: SettleBody) -> tuple[CaptureView, Captured]:
    """The capture, of the customer that the rep says it is of. Raises Conflict for one that is not to be settled."""
    with house().app.core.work(who) as w:
        view = w.captures.get(capture_id)
        if said.lead is not None and said.lead != (view.lead_id or 0):
            view = w.captures.about(capture_id, said.lead)
        if view.state != "read":
            raise Refusal(409, "not_read" if view.state == "reading" else f"already_{view.state}")
        captured = from_json(view.read)
        if said.lead is None and known_names(captured, _known(w, who, view, captured)).strange:
            raise Refusal(409, "whose_chat")
    return view, captured


def _messages(
    who: Principal, view: CaptureView, captured: Captured, said: SettleBody
) -> tuple[tuple[Message, ...], dict[str, bool]]:
    """All of them, in the capture's order, and the sides that the rep has named."""
    home = house()
    with home.app.core.read(who) as w:
        names = known_names(captured, _known(w, who, view, captured))
    sides, nameless = asked_sides(names, said)
    day: date | None = day_of(captured, said, home.app.clock.now(), ZoneInfo(home.app.settings.zone))
    named = replace(
        captured,
        messages=tuple(replace(m, ours=sides[m.by]) if m.by in said.speakers and m.by else m for m in captured.messages),
    )
    messages = settle(
        named,
        ours=[name for name, ours in sides.items() if ours],
        day=day,
        now=home.app.clock.now(),
        zone=ZoneInfo(home.app.settings.zone),
        nameless_ours=nameless,
    )
    return messages, sides
