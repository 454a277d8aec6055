"""Files over HTTP: who gets which bytes, under which headers; and what is taken in."""

from __future__ import annotations

import shutil
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote

import pytest
from werkzeug.test import TestResponse

from bot.capture.keeping import keep
from bot.ports import MOST_BYTES
from bot.web.guard import _ENVELOPE
from crm_core.people import SYSTEM, Principal, Role
from tests.bot.web.conftest import ORIGIN, Browser, Site
from tests.made_files import AMR, EXE, HTML, PDF, bomb, jpeg, office, png


def upload(
    browser: Browser, lead: int, content: bytes, name: str = "合同.pdf", deliverable: str = "", **headers: str
) -> TestResponse:
    given = {"Origin": ORIGIN, "X-Suilu-Csrf": browser.csrf, **{k.replace("_", "-"): v for k, v in headers.items()}}
    data = {"file": (BytesIO(content), name), "deliverable": deliverable}
    path = f"/api/v1/leads/{lead}/files"
    return browser.client.post(path, data=data, headers={k: v for k, v in given.items() if v})


def put(browser: Browser, lead: int, content: bytes, name: str = "合同.pdf", deliverable: str = "") -> dict[str, object]:
    answer = upload(browser, lead, content, name, deliverable)
    assert answer.status_code == 201, answer.text
    assert answer.json is not None
    return dict(answer.json["file"])


def code(answer: TestResponse) -> tuple[int, str]:
    assert answer.json is not None
    return answer.status_code, answer.json["error"]["code"]


def audited(site: Site) -> int:
    from sqlalchemy import func, select

    from crm_core.tables import Audit

    with site.core._engines.read.connect() as connection:
        return connection.scalar(select(func.count()).select_from(Audit.__table__).where(Audit.__table__.c.verb == "open")) or 0


def test_a_contract_is_added_listed_and_read(site: Site) -> None:
    lin, lead = site.browser("linxiao"), site.lead("linxiao")

    mine = put(lin, lead, PDF, "../合同\u202e.png", "contract")
    listed = lin.get(f"/leads/{lead}/files").json
    read = lin.get(f"/files/{mine['id']}")

    assert listed is not None
    assert listed["files"] == [mine]
    assert (mine["name"], mine["type"], mine["label"], mine["proves"]) == ("合同.png.pdf", "pdf", "合同", "合同签署")
    assert [each["value"] for each in listed["deliverables"]][:2] == ["contract", "quote"]
    assert (read.status_code, read.data, read.mimetype) == (200, PDF, "application/pdf")
    assert unquote(read.headers["Content-Disposition"]) == "attachment; filename*=UTF-8''合同.png.pdf"


@pytest.mark.parametrize(
    ("content", "name", "shown", "mime"),
    [
        (jpeg(), "x.png", "inline", "image/jpeg"),
        (png(), "x", "inline", "image/png"),
        (PDF, "x.png", "attachment", "application/pdf"),
        (AMR, "x.amr", "attachment", "audio/amr"),
        ("预算".encode(), "x.html", "attachment", "text/plain"),
        (office("word/document.xml"), "x.docx", "attachment", None),
    ],
)
def test_bytes_come_under_headers_that_let_them_do_nothing(
    site: Site, content: bytes, name: str, shown: str, mime: str | None
) -> None:
    lin = site.browser("linxiao")
    mine = put(lin, site.lead("linxiao"), content, name)

    read = lin.get(f"/files/{mine['id']}")

    assert read.data == content
    assert mime in (None, read.mimetype)
    assert read.headers["Content-Disposition"].startswith(shown)
    assert read.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in read.headers["Content-Security-Policy"]
    assert "sandbox" in read.headers["Content-Security-Policy"]
    assert read.headers["Cache-Control"] == "private, no-cache"


def test_a_browser_that_has_it_gets_no_more_than_a_yes_and_still_asks_the_policy(site: Site) -> None:
    lin, chen = site.browser("linxiao"), site.browser("chenmo")
    mine = put(lin, site.lead("linxiao"), jpeg())
    path = f"/api/v1/files/{mine['id']}"
    tag = lin.client.get(path).headers["ETag"]
    before = audited(site)

    again = lin.client.get(path, headers={"If-None-Match": tag})
    theirs = chen.client.get(path, headers={"If-None-Match": tag})

    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    assert (theirs.status_code, "ETag" in theirs.headers) == (404, False)
    assert (before, audited(site)) == (1, 1)


def test_a_small_picture_is_no_full_read(site: Site) -> None:
    lin = site.browser("linxiao")
    mine, other = put(lin, site.lead("linxiao"), jpeg()), put(lin, site.lead("linxiao"), PDF)

    small = lin.get(f"/files/{mine['id']}/thumb")

    assert (small.status_code, small.mimetype, small.data[:3]) == (200, "image/jpeg", b"\xff\xd8\xff")
    assert code(lin.get(f"/files/{other['id']}/thumb")) == (404, "not_found")
    assert audited(site) == 0


def test_others_get_nothing_by_id_by_list_or_by_digest(site: Site) -> None:
    lin, lead = site.browser("linxiao"), site.lead("linxiao")
    mine = put(lin, lead, jpeg())
    digest = lin.get(f"/files/{mine['id']}").headers["ETag"].strip('"')

    for member in ("chenmo", "zhou"):
        other = site.browser(member)
        for path in (f"/files/{mine['id']}", f"/files/{mine['id']}/thumb"):
            assert code(other.get(path)) == (404, "not_found")
        for verb, body in (("remove", {}), ("restore", {}), ("label", {"deliverable": "quote"}), ("prove", {"on": True})):
            assert code(other.tap(f"/files/{mine['id']}/{verb}", **body)) == (404, "not_found")
        assert other.get(f"/files/{digest}").status_code == 404
    assert code(site.browser("chenmo").get(f"/leads/{lead}/files")) == (404, "not_found")
    managers = site.browser("zhou").get(f"/leads/{lead}/files")
    assert managers.json is not None
    assert managers.json["files"] == []
    assert code(upload(site.browser("zhou"), lead, PDF)) == (403, "not_allowed")
    assert code(upload(site.browser("chenmo"), lead, PDF)) == (404, "not_found")
    assert site.flask.test_client().get(f"/api/v1/files/{mine['id']}").status_code == 401


def test_the_customers_new_rep_reads_it_and_the_old_one_no_more(site: Site) -> None:
    lin, lead = site.browser("linxiao"), site.lead("linxiao")
    mine = put(lin, lead, PDF)
    manager = site.who("zhou")
    with site.core.work(Principal(manager.person_id, Role.MANAGER, territories=manager.territories)) as w:
        w.leads.reassign(lead, site.who("chenmo").person_id, because="test")

    assert site.browser("chenmo").get(f"/files/{mine['id']}").data == PDF
    assert code(lin.get(f"/files/{mine['id']}")) == (404, "not_found")


def test_lost_bytes_are_said_and_a_file_that_is_on_its_way_too(site: Site, tmp_path: Path) -> None:
    lin = site.browser("linxiao")
    mine = put(lin, site.lead("linxiao"), jpeg())
    shutil.rmtree(tmp_path / "files")

    assert code(lin.get(f"/files/{mine['id']}")) == (410, "file_lost")
    assert code(lin.get(f"/files/{mine['id']}/thumb")) == (410, "file_lost")
    assert audited(site) == 0


def test_a_file_is_taken_off_and_put_back(site: Site) -> None:
    lin, lead = site.browser("linxiao"), site.lead("linxiao")
    mine = put(lin, lead, PDF, deliverable="contract")
    path = f"/files/{mine['id']}"

    proved = lin.tap(f"{path}/prove", on=True).json
    stage = lin.get("/customer", lead=str(lead)).json
    lin.tap(f"{path}/remove")
    gone = lin.get(f"/leads/{lead}/files").json
    back = lin.tap(f"{path}/restore").json

    assert proved is not None
    assert stage is not None
    assert gone is not None
    assert back is not None
    assert (proved["file"]["proved"], stage["customer"]["lead"]["stage"]) == (True, "已成交")
    assert (gone["files"], back["file"]["state"], back["file"]["proved"]) == ([], "kept", False)
    assert code(lin.get("/files/999999")) == (404, "not_found")


@pytest.mark.parametrize(
    ("content", "name", "status", "reason"),
    [
        (b"", "空.pdf", 422, "file_empty"),
        (EXE, "照片.jpg", 422, "file_type"),
        (HTML, "合同.pdf", 422, "file_type"),
        (bomb(), "图.png", 422, "file_bomb"),
        (PDF + bytes(MOST_BYTES + 1 - len(PDF)), "大.pdf", 413, "file_too_large"),
        (PDF + bytes(MOST_BYTES + _ENVELOPE), "大.pdf", 413, "file_too_large"),
    ],
)
def test_a_bad_file_is_refused_in_words_and_changes_nothing(
    site: Site, tmp_path: Path, content: bytes, name: str, status: int, reason: str
) -> None:
    lin, lead = site.browser("linxiao"), site.lead("linxiao")

    answer = upload(lin, lead, content, name)

    assert code(answer) == (status, reason)
    assert answer.json is not None
    assert answer.json["error"]["next"]
    assert not (tmp_path / "files").exists()
    listed = lin.get(f"/leads/{lead}/files").json
    assert listed is not None
    assert listed["files"] == []


def test_a_file_of_twenty_megabytes_is_taken(site: Site) -> None:
    content = PDF + bytes(MOST_BYTES - len(PDF))

    assert put(site.browser("linxiao"), site.lead("linxiao"), content)["size"] == MOST_BYTES


def test_an_upload_comes_from_our_page_or_not_at_all(site: Site) -> None:
    lin, lead = site.browser("linxiao"), site.lead("linxiao")

    assert code(upload(lin, lead, PDF, Origin="https://evil.example.com")) == (403, "bad_origin")
    assert code(upload(lin, lead, PDF, X_Suilu_Csrf="")) == (403, "csrf")
    assert code(lin.tap(f"/leads/{lead}/files")) == (415, "not_multipart")
    assert code(upload(site.browser(), lead, PDF)) == (401, "signed_out")
    assert code(upload(lin, lead, PDF, deliverable="invented")) == (409, "not_a_deliverable")
    assert code(upload(lin, lead, PDF, deliverable="x" * 33)) == (400, "bad_request")
    given = {"Origin": ORIGIN, "X-Suilu-Csrf": lin.csrf}
    nothing = lin.client.post(f"/api/v1/leads/{lead}/files", data={"x": (BytesIO(b""), "")}, headers=given)
    assert code(nothing) == (400, "bad_request")


def test_only_this_route_takes_so_much(site: Site) -> None:
    lin = site.browser("linxiao")
    given = {"Origin": ORIGIN, "X-Suilu-Csrf": lin.csrf}

    noted = lin.client.post("/api/v1/notes", data=b"x" * 1_100_000, content_type="application/json", headers=given)

    assert code(noted) == (413, "too_large")


def test_a_drafts_files_say_how_far_they_are(site: Site) -> None:
    from crm_core.views import Address, NewFile, NewMessage

    where = Address("wecom", "wwtest", "linxiao/wmWangHai0001", "single")
    files = (NewFile("image", "白板.jpg", "{}"), NewFile("voice", "", "{}"), NewFile("file", "方案.pdf", ""))
    said = NewMessage("m9", "wmWangHai0001", "王海", False, "mixed", "[图片]", site.clock.now(), files=files)
    with site.core.work(site.who("linxiao")) as w:
        w.syncs.begin("wecom:sync:linxiao:files", where)
        draft = w.syncs.propose(
            "wecom:sync:linxiao:files", messages=[said], lines=[], summary="", profile={}, identity=None, timings={}
        )
    assert draft is not None
    with site.core.work(SYSTEM) as w:
        first, second = (w.fetching.take(file_id) for file_id in w.fetching.due())
        assert first is not None
        assert second is not None
        w.fetching.kept(first, keep(site.app.files, jpeg()))
        w.fetching.ended(second, "refused", "type")

    lin = site.browser("linxiao")
    shown = lin.get(f"/drafts/{draft.id}/files").json

    assert shown is not None
    assert [(f["name"], f["state"], f["why"] and f["why"]["message"]) for f in shown["files"]] == [
        ("白板.jpg", "kept", None),
        ("语音", "refused", "这种文件不能保存"),
        ("方案.pdf", "gone", "平台没有给出原件"),
    ]
    assert lin.get(f"/files/{shown['files'][0]['id']}/thumb").status_code == 200
    assert code(lin.get(f"/files/{shown['files'][1]['id']}")) == (404, "file_gone")
    assert code(site.browser("chenmo").get(f"/drafts/{draft.id}/files")) == (404, "not_found")
