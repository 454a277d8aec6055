"""Files (附件) over HTTP: what a page lists, shows, adds and takes away. Every byte goes through the policy.

A file's own bytes are somebody else's words: they come as a download, or, where a browser only draws them, inside a sandbox.
"""

from __future__ import annotations

from urllib.parse import quote

from flask import Blueprint, Response, jsonify, request
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge

from bot.capture.keeping import NotKept, keep
from bot.model import ReadAsked
from bot.ports import MOST_BYTES, Gone
from bot.web import shapes
from bot.web.bodies import BIGGEST, Body, LabelBody, ProveBody, body
from bot.web.errors import Refusal
from bot.web.guard import check_upload, check_writes, known, principal, signed_in
from bot.web.house import house
from bot.web.taps import sync_id
from crm_core.views import AttachmentView

routes = Blueprint("files", __name__, url_prefix="/api/v1")

ID = f"<int(max={BIGGEST}):"
_SHOWN = ("image/jpeg", "image/png", "image/webp", "image/gif")
"""What a browser only draws. Anything else is downloaded, and opened by the reader's own program."""
_ALONE = "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"
_LONGEST_NAME = 300


@routes.before_request
def _writes() -> None:
    if request.endpoint == "files.add":
        check_upload(MOST_BYTES)
    else:
        check_writes()


# --- reading ----------------------------------------------------------------------------------------------------------


@routes.get(f"/leads/{ID}lead_id>/files")
def of_lead(lead_id: int) -> Response:
    with house().app.core.read(principal()) as w:
        found = w.attachments.of_lead(lead_id)
    return jsonify(files=[shapes.file(view) for view in found], deliverables=shapes.deliverables())


@routes.get(f"/drafts/{ID}draft_id>/files")
def of_draft(draft_id: int) -> Response:
    with house().app.core.read(principal()) as w:
        found = w.attachments.of_draft(draft_id)
    return jsonify(files=[shapes.file(view) for view in found], deliverables=[])


@routes.get(f"/files/{ID}file_id>")
def whole(file_id: int) -> Response:
    """All of it; each such read is in the audit."""
    who = principal()
    with house().app.core.read(who) as w:
        view = w.attachments.get(file_id)
    if _known(view.digest):
        return _unchanged(view.digest)
    content = _bytes(view, view.digest)
    with house().app.core.work(who) as w:
        w.attachments.opened(file_id)
    shown = view.mime in _SHOWN
    name = quote(shapes.handed_out(view))
    reply = _reply(content, view.mime, view.digest)
    reply.headers["Content-Disposition"] = f"{'inline' if shown else 'attachment'}; filename*=UTF-8''{name}"
    return reply


@routes.get(f"/files/{ID}file_id>/thumb")
def thumb(file_id: int) -> Response:
    with house().app.core.read(principal()) as w:
        view = w.attachments.get(file_id)
    if not view.thumb:
        raise Refusal(404, "not_found")
    if _known(view.thumb):
        return _unchanged(view.thumb)
    content = _bytes(view, view.thumb)
    return _reply(content, "image/png" if content.startswith(b"\x89PNG") else "image/jpeg", view.thumb)


# --- by hand ----------------------------------------------------------------------------------------------------------


@routes.post(f"/leads/{ID}lead_id>/files")
def add(lead_id: int) -> tuple[Response, int]:
    """multipart: `file`, and `deliverable` (empty: none). The same content again is the file that is there."""
    who = principal()
    with house().app.core.read(who) as w:
        w.leads.get(lead_id)
    upload, deliverable = _sent()
    try:
        kept = keep(house().app.files, upload.stream.read())
    except NotKept as refused:
        raise Refusal(413 if refused.reason == "too_large" else 422, f"file_{refused.reason}") from None
    with house().app.core.work(who) as w:
        view = w.attachments.add(lead_id, upload.filename or "", kept, deliverable=deliverable)
    return jsonify(file=shapes.file(view)), 201


@routes.post(f"/files/{ID}file_id>/remove")
def remove(file_id: int) -> Response:
    body(Body)
    with house().app.core.work(principal()) as w:
        view = w.attachments.remove(file_id)
    return jsonify(file=shapes.file(view))


@routes.post(f"/files/{ID}file_id>/restore")
def restore(file_id: int) -> Response:
    body(Body)
    with house().app.core.work(principal()) as w:
        view = w.attachments.restore(file_id)
    return jsonify(file=shapes.file(view))


@routes.post(f"/files/{ID}file_id>/label")
def label(file_id: int) -> Response:
    said = body(LabelBody)
    with house().app.core.work(principal()) as w:
        view = w.attachments.label(file_id, said.deliverable)
    return jsonify(file=shapes.file(view))


@routes.post(f"/files/{ID}file_id>/prove")
def prove(file_id: int) -> Response:
    """The milestone that the file proves: made, or (`on` false) taken back."""
    said = body(ProveBody)
    with house().app.core.work(principal()) as w:
        view = w.attachments.prove(file_id, said.on)
    return jsonify(file=shapes.file(view))


@routes.post(f"/files/{ID}file_id>/read")
def read(file_id: int) -> tuple[Response, int]:
    """「识别内容」: the file is read, and what it says becomes a draft. The same key again is the same sync."""
    said, person = body(Body), signed_in()
    home = house()
    with home.app.core.read(known(person)) as w:
        w.attachments.get(file_id)
    id = sync_id(person, said.key)
    home.hear(ReadAsked(id=id, by=person, at=home.app.clock.now(), file=file_id))
    return jsonify(sync_id=id), 202


# --- parts ------------------------------------------------------------------------------------------------------------


def _sent() -> tuple[FileStorage, str]:
    try:
        upload, deliverable = request.files.get("file"), request.form.get("deliverable", "")
    except RequestEntityTooLarge:
        raise Refusal(413, "file_too_large") from None
    if upload is None or len(upload.filename or "") > _LONGEST_NAME:
        raise Refusal(400, "bad_request", "file")
    if len(deliverable) > 32:
        raise Refusal(400, "bad_request", "deliverable")
    return upload, deliverable


def _bytes(view: AttachmentView, digest: str) -> bytes:
    """Of a view that the policy has shown. 404: there are none (yet); 410: there were."""
    if not digest:
        raise Refusal(404, "file_waits" if view.state == "waiting" else "file_gone")
    try:
        return house().app.files.read(digest)
    except Gone:
        raise Refusal(410, "file_lost") from None


def _known(digest: str) -> bool:
    return bool(digest) and digest in request.if_none_match


def _unchanged(digest: str) -> Response:
    return _alone(Response(status=304), digest)


def _reply(content: bytes, mime: str, digest: str) -> Response:
    return _alone(Response(content, content_type="text/plain; charset=utf-8" if mime == "text/plain" else mime), digest)


def _alone(reply: Response, digest: str) -> Response:
    """Kept by the reader's own browser only, which asks again each time: somebody who may not see it any more does not."""
    reply.set_etag(digest)
    reply.headers["Cache-Control"] = "private, no-cache"
    reply.headers["Content-Security-Policy"] = _ALONE
    reply.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return reply
