"""Where a chat's messages can come from, here and now: the ladder, the best rung, and how far the chat is synced."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

from flask import Blueprint, Response, jsonify

from bot.model import Platform, Source
from bot.settings import Settings
from bot.web import shapes
from bot.web.guard import known, signed_in
from bot.web.house import house
from bot.web.places import Place, chats_of, customer_of, group_of, place
from bot.web.query import about
from bot.web.words import SOURCES
from cards.catalog import SOURCE_NAMES
from crm_core.errors import NotVisible
from crm_core.people import Principal, Role
from crm_core.work.core import Work

routes = Blueprint("sources", __name__, url_prefix="/api/v1")

WRITERS = (Role.REP, Role.NEWCOMER)


@routes.get("/sources")
def sources() -> Response:
    """By `external_userid` or `lead`, or neither: each rung with `available`, or why not and what to do."""
    person = signed_in()
    who = known(person)
    external, lead_id = about(optional=True)
    with house().app.core.read(who) as w:
        found = place(w, person, external, lead_id)
        group = group_of(w, person, found.lead_id)
        chats = [w.conversations.of(chat) for chat in chats_of(w, person, found, who.person_id)]
        consent = _consent(w, who, found)
    rungs = ladder(house().app.settings, person.platform, beside=found.beside, group=group is not None)
    return jsonify(
        sources=rungs,
        best=next(rung["source"] for rung in rungs if rung["available"] and rung["here"]),
        synced_to=max((chat.synced_to.isoformat() for chat in chats if chat.synced_to), default=None),
        never=any(chat.never_since for chat in chats),
        consent=shapes.consent(consent),
        lead_id=found.lead_id,
    )


def ladder(settings: Settings, platform: Platform, *, beside: bool, group: bool) -> list[dict[str, Any]]:
    """Best first. `here`: with a tap on this page; else `next` says where."""
    has_archive = archive_on(settings)
    why = {
        Source.ARCHIVE: "" if platform is Platform.WECOM and has_archive and beside else _no_archive(platform, has_archive),
        Source.HISTORY: "" if group else ("no_group" if platform is Platform.FEISHU else "feishu_only"),
        Source.PICKED: "wecom_hands_over_none" if platform is Platform.WECOM else "",
        Source.PASTED: "",
        Source.SCREENSHOT: "" if ocr_there() else "no_ocr",
    }
    return [_rung(source, platform, why[source]) for source in Source]


def archive_on(settings: Settings) -> bool:
    """Whether the tenant has 会话内容存档 and told us where."""
    wecom = settings.wecom
    return wecom is not None and bool((wecom.archive_url or wecom.archive_lib) and wecom.archive_secret)


def ocr_there() -> bool:
    """Whether the extra `ocr` is installed. It is looked for, not loaded: workers do the reading."""
    return find_spec("rapidocr") is not None


def _no_archive(platform: Platform, has_archive: bool) -> str:
    if platform is not Platform.WECOM:
        return "wecom_only"
    return "not_beside" if has_archive else "no_archive"


def _rung(source: Source, platform: Platform, why_not: str) -> dict[str, Any]:
    words = SOURCES[source.value]
    message, then = words.why_not[why_not] if why_not else ("", words.how.get(platform.value, ""))
    return {
        "source": source.value,
        "name": SOURCE_NAMES[source.value],
        "available": not why_not,
        "here": source is not Source.PICKED,
        "why": why_not,
        "why_not": message,
        "next": then,
        "cost": words.cost,
    }


def _consent(w: Work, who: Principal, found: Place) -> Any:
    """What was said is told to those who speak with customers."""
    if who.role not in WRITERS:
        return None
    if found.lead_id is not None:
        try:
            return w.consents.of(found.lead_id)
        except NotVisible:
            return None
    customer = customer_of(found)
    return w.consents.of_identity(customer) if customer else None
