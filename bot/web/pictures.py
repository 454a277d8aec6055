"""截图: pictures of a chat, kept until a worker has read them."""

from __future__ import annotations

import filetype
from flask import Blueprint, Response, jsonify, request
from pydantic import ValidationError
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge

from bot.capture.model import MOST_PICTURES
from bot.model import CaptureGiven, Source
from bot.web.bodies import About
from bot.web.captures import forget
from bot.web.errors import Refusal
from bot.web.guard import check_upload, known, signed_in
from bot.web.house import house
from bot.web.places import place
from bot.web.sources import ocr_there
from bot.web.taps import tap_id
from crm_core.errors import CoreError

routes = Blueprint("pictures", __name__, url_prefix="/api/v1/captures")

LARGEST = 20 * 1024 * 1024
"""Bytes of one."""
TYPES = frozenset({"image/png", "image/jpeg", "image/webp"})


@routes.post("/pictures")
def given() -> tuple[Response, int]:
    """Up to `MOST_PICTURES`, in the order of the chat. The same key again is the same capture."""
    check_upload(MOST_PICTURES * LARGEST)
    person = signed_in()
    who, home = known(person), house()
    if not ocr_there():
        raise Refusal(409, "no_ocr")
    said, pictures = _form()
    kept = [home.app.files.keep(picture) for picture in pictures]
    try:
        with home.app.core.work(who) as w:
            where = place(w, person, said.external_userid, said.lead)
            opened = w.captures.open(
                tap_id(who, said.key), where.address, source=Source.SCREENSHOT.value, lead_id=where.lead_id, files=kept
            )
    except CoreError:
        forget(who, kept)
        raise
    forget(who, [name for name in kept if name not in opened.files])
    home.hear(CaptureGiven(id=tap_id(who, said.key), by=person, at=home.app.clock.now(), capture=opened.id))
    return jsonify(capture={"id": opened.id, "state": opened.state, "pictures": len(opened.files)}), 202


def _form() -> tuple[About, list[bytes]]:
    try:
        fields, files = request.form.to_dict(), request.files.getlist("pictures")
    except RequestEntityTooLarge:
        raise Refusal(413, "picture_too_large") from None
    said = _about(fields)
    if not files:
        raise Refusal(400, "bad_request", "pictures")
    if len(files) > MOST_PICTURES:
        raise Refusal(422, "too_many")
    return said, [_picture(file) for file in files]


def _about(fields: dict[str, str]) -> About:
    """A form's fields are text all of them; a lead is a number."""
    plain: dict[str, object] = {**fields}
    lead = fields.get("lead", "")
    if lead.isascii() and lead.isdecimal() and len(lead) < 19:
        plain["lead"] = int(lead)
    try:
        return About.model_validate(plain)
    except ValidationError as error:
        where = error.errors(include_url=False, include_context=False, include_input=False)[0]["loc"]
        raise Refusal(400, "bad_request", ".".join(map(str, where))[:80] or "form") from None


def _picture(file: FileStorage) -> bytes:
    """What it is, its content says, whatever it is called."""
    content = file.stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise Refusal(422, "picture_too_large")
    found = filetype.guess(content[:512]) if content else None
    if found is None or found.mime not in TYPES:
        raise Refusal(422, "not_a_picture")
    return content
