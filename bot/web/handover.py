"""交接: the page and the API of hand-overs. The successor reads a brief, the manager sees counts and who has read theirs."""

from __future__ import annotations

from typing import Annotated, Any

from flask import Blueprint, Response, jsonify, render_template, request, session
from pydantic import BaseModel, ConfigDict, Field
from werkzeug.wrappers import Response as AnyResponse

from bot.model import Action
from bot.web import shapes
from bot.web.bodies import BIGGEST, Body, Id, body
from bot.web.errors import Refusal
from bot.web.guard import check_writes, known, principal, prolong, visitor
from bot.web.house import house
from bot.web.own_pages import own_path
from bot.web.sign_in import send_to_sign_in
from bot.web.taps import click
from cards import catalog
from crm_core.errors import NotAllowed
from crm_core.views import BriefLine, BriefView, HandoverView, PreviewView
from crm_core.work.core import Work

routes = Blueprint("handover", __name__)
MOST_SHARES = 1000
ID = f"<int(max={BIGGEST}):handover_id>"
Json = dict[str, Any]


class Share(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    lead: Id
    to: Id


class GiveBody(Body):
    leaver: Id
    shares: Annotated[list[Share], Field(min_length=1, max_length=MOST_SHARES)]


routes.before_request(check_writes)


# --- the page ---------------------------------------------------------------------------------------------------------


@routes.get("/handover")
@routes.get(f"/handover/{ID}")
def page(handover_id: int = 0) -> AnyResponse | str:
    """One brief; all that were handed to oneself; or, with `?from=`, a leaver's customers, for the manager."""
    person = visitor()
    if person is None:
        return send_to_sign_in(own_path(request.path, request.args))
    known(person)
    prolong()
    zone = house().app.settings.zone
    return render_template("handover.html", zone=zone, csrf=session["csrf"], handover=handover_id or "")


# --- reading ----------------------------------------------------------------------------------------------------------


@routes.get("/api/v1/handovers")
def handovers() -> Response:
    """Those to oneself; with `from`, what a leaver still has and who was given what."""
    who, leaver = principal(), _leaver()
    with house().app.core.read(who) as w:
        if leaver is None:
            return jsonify(handovers=[handover(each) for each in w.handovers.mine()])
        preview, given = w.handovers.preview(leaver), w.handovers.of_leaver(leaver)
    return jsonify(preview=_preview(preview), handovers=[handover(each) for each in given])


@routes.get(f"/api/v1/handovers/{ID}")
def one(handover_id: int) -> Response:
    """The brief is for the successor alone; whoever else sees the hand-over is told that it has been read, and when."""
    with house().app.core.read(principal()) as w:
        found, told = w.handovers.get(handover_id), _brief(w, handover_id)
    return jsonify(handover=handover(found), brief=told and brief(told))


def _brief(w: Work, handover_id: int) -> BriefView | None:
    try:
        return w.briefs.of(handover_id)
    except NotAllowed:
        return None


def _leaver() -> int | None:
    value = request.args.get("from")
    if value is not None and not (value.isascii() and value.isdigit() and len(value) < 19):
        raise Refusal(400, "bad_request", "from")
    return None if value is None else int(value)


# --- deciding ---------------------------------------------------------------------------------------------------------


@routes.post(f"/api/v1/handovers/{ID}/seen")
def seen(handover_id: int) -> Response:
    """The page says so when it has shown the brief."""
    body(Body)
    with house().app.core.work(principal()) as w:
        found = w.handovers.seen(handover_id)
    return jsonify(handover=handover(found))


@routes.post("/api/v1/handovers")
def give() -> tuple[Response, int]:
    said, who = body(GiveBody), principal()
    with house().app.core.read(who) as w:
        w.handovers.preview(said.leaver)
    shares = ",".join(f"{each.lead}:{each.to}" for each in said.shares)
    return click(who, said, Action("hand_over", str(said.leaver), {"shares": shares}))


@routes.post(f"/api/v1/handovers/{ID}/back")
def back(handover_id: int) -> tuple[Response, int]:
    said, who = body(Body), principal()
    with house().app.core.read(who) as w:
        w.handovers.get(handover_id)
    return click(who, said, Action("hand_back", str(handover_id)))


# --- shapes -----------------------------------------------------------------------------------------------------------


def handover(view: HandoverView) -> Json:
    why = catalog.WHY_NOT_INHERITED.get(view.problem)
    return {
        "id": view.id,
        "lead_id": view.lead_id,
        "lead": view.lead,
        "stage": catalog.STAGE_NAMES.get(view.stage, view.stage),
        "from": view.from_,
        "to": view.to,
        "by": view.by,
        "at": view.at.isoformat(),
        "inherit": catalog.INHERIT_NAMES[view.inherit],
        "problem": {"message": why[0], "next": why[1]} if why else None,
        "seen_at": view.seen_at.isoformat() if view.seen_at else None,
    }


def brief(view: BriefView) -> Json:
    sections = ("state", "promises", "questions", "people", "notes")
    return {name: [_line(line) for line in getattr(view, name)[: shapes.MOST]] for name in sections}


def _line(line: BriefLine) -> Json:
    due = line.due.isoformat() if line.due else ""
    text = line.quote if line.kind == "last" else catalog.brief_text(line.kind, line.what, due=due, overdue=line.overdue)
    return {
        "label": catalog.brief_label(line.kind),
        "text": text,
        "quote": "" if line.kind in ("last", "note") else line.quote,
        "of": line.of,
        "at": line.at.isoformat(),
        "by": line.by,
        "activity_id": line.activity_id,
        "overdue": line.overdue,
    }


def _preview(view: PreviewView) -> Json:
    return {
        "leaver_id": view.leaver_id,
        "leaver": view.leaver,
        "left": view.left,
        "customers": [
            {**shapes.lead(each.lead), "promises": each.promises, "overdue": each.overdue, "on_platform": each.on_platform}
            for each in view.customers
        ],
        "stages": [{"stage": catalog.STAGE_NAMES.get(each.label, each.label), "count": each.count} for each in view.stages],
        "shared_notes": view.shared_notes,
        "private_notes": view.private_notes,
        "open_drafts": view.open_drafts,
        "successors": [
            {"id": each.id, "name": each.name, "customers": each.customers, "overloaded": each.overloaded}
            for each in view.successors
        ],
    }
