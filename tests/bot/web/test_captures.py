"""What is handed over by hand: read at once or kept to be read, asked about, and then one event, once."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any

import pytest
from werkzeug.test import TestResponse

from bot.capture.model import MOST_PICTURES, Captured, Said
from bot.capture.stored import to_json
from bot.model import CaptureGiven, ChatKind, MessagesPicked, Source
from bot.ports import Gone
from cards import catalog
from crm_core.errors import Unavailable
from crm_core.work.captures import Captures
from tests.bot.web.conftest import ORIGIN, WANG, Browser, Site
from tests.bot.web.test_api import code, heard

CHAT = (
    "王海 2026/2/12 15:02\n预算批下来了，50万左右\n\n林晓 2026/2/12 15:03\n好的，明天给您报价\n\n"
    "王海 2026/2/12 15:05\n老板私下说可以再加点\n"
)
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 600


def pasted(browser: Browser, text: str = CHAT, **about: object) -> Any:
    reply = browser.tap("/captures/text", text=text, **(about or {"external_userid": WANG}))
    assert reply.status_code == 201, reply.json
    return reply.json["capture"]  # type: ignore[index]


def settled(browser: Browser, capture: Any, **said: object) -> TestResponse:
    sides = {s["name"]: s["side"] for s in capture["speakers"]}
    return browser.tap(f"/captures/{capture['id']}/settle", **{"speakers": sides, **said})


# --- 粘贴 -------------------------------------------------------------------------------------------------------------


def test_a_paste_is_read_at_once_and_knows_who_is_who(site: Site) -> None:
    capture = pasted(site.browser("linxiao"))

    assert (capture["state"], capture["source_name"], capture["dated"], capture["strange"]) == (
        "read",
        "粘贴的文字",
        True,
        False,
    )
    assert capture["lead_id"] == site.lead("linxiao")
    assert capture["speakers"] == [{"name": "王海", "side": "them", "count": 2}, {"name": "林晓", "side": "us", "count": 1}]
    assert [(m["by"], m["text"], m["at"]) for m in capture["messages"]] == [
        ("王海", "预算批下来了，50万左右", "2026-02-12T07:02:00+00:00"),
        ("林晓", "好的，明天给您报价", "2026-02-12T07:03:00+00:00"),
        ("王海", "老板私下说可以再加点", "2026-02-12T07:05:00+00:00"),
    ]
    assert site.inbox() == {}


def test_settling_is_one_event_without_what_was_left_out(site: Site) -> None:
    browser = site.browser("linxiao")
    capture = pasted(browser)
    body = {"key": "settle-001", "speakers": {"王海": "them", "林晓": "us"}, "leave_out": [2]}

    replies = [browser.post(f"/captures/{capture['id']}/settle", body) for _ in range(2)]

    assert [(r.status_code, r.json) for r in replies] == [(202, {"sync_id": "wecom:sync:linxiao:settle-001"})] * 2
    assert site.inbox() == {"ready": 1}
    event = heard(site)
    assert isinstance(event, MessagesPicked)
    assert (event.source, event.capture, event.where.kind, event.where.id) == (
        Source.PASTED,
        capture["id"],
        ChatKind.SINGLE,
        f"linxiao/{WANG}",
    )
    assert [(m.text, m.ours) for m in event.messages] == [("预算批下来了，50万左右", False), ("好的，明天给您报价", True)]
    with site.core.read(site.who("linxiao")) as w:
        view = w.captures.get(capture["id"])
    assert (view.state, view.read, view.speakers) == ("synced", {}, {"王海": False, "林晓": True})
    assert code(settled(browser, capture)) == (409, "already_synced")


@pytest.mark.parametrize("step", ["_hear", "_remember"])
def test_a_settling_that_broke_off_was_not_heard_and_the_next_try_says_what_counts(
    site: Site, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    browser = site.browser("linxiao")
    capture = pasted(browser)
    body = {"key": "settle-001", "speakers": {"王海": "them", "林晓": "us"}, "leave_out": [0]}
    with monkeypatch.context() as broken:
        broken.setattr(Captures, step, away)
        assert browser.post(f"/captures/{capture['id']}/settle", body).status_code == 503
    assert site.inbox() == {}

    body["leave_out"] = [2]
    assert browser.post(f"/captures/{capture['id']}/settle", body).status_code == 202
    assert site.inbox() == {"ready": 1}
    with site.core.read(site.who("linxiao")) as w:
        view = w.captures.get(capture["id"])
    assert (view.state, view.read, view.speakers) == ("synced", {}, {"王海": False, "林晓": True})
    event = heard(site)
    assert isinstance(event, MessagesPicked)
    assert [message.text for message in event.messages] == ["预算批下来了，50万左右", "好的，明天给您报价"]


def test_a_key_that_another_capture_was_settled_under_changes_nothing(site: Site) -> None:
    browser = site.browser("linxiao")
    first, second = pasted(browser), pasted(browser, CHAT.replace("50万", "80万"))
    browser.tap("/syncs", key="sync-0001", external_userid=WANG)
    assert settled(browser, first, key="settle-001").status_code == 202

    for key in ("settle-001", "sync-0001"):
        refused = settled(browser, second, key=key)
        assert code(refused) == (409, "already_asked")
        assert refused.json["error"]["next"]  # type: ignore[index]
    assert site.inbox() == {"ready": 2}
    with site.core.read(site.who("linxiao")) as w:
        view = w.captures.get(second["id"])
    assert (view.state, len(view.read["messages"])) == ("read", 3)
    assert settled(browser, second).status_code == 202


def away(*_: object) -> None:
    raise Unavailable


def test_the_same_paste_with_the_same_key_is_one_capture(site: Site) -> None:
    browser = site.browser("linxiao")
    body = {"key": "paste-0001", "text": CHAT, "external_userid": WANG}

    first, again = (browser.post("/captures/text", body).json for _ in range(2))

    assert first == again


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "empty"),
        (" \n\t\n", "empty"),
        (
            "根据双方协商，甲方应于本合同签订之日起十个工作日内支付预付款。乙方收到款项后安排生产，并保证质量符合约定。" * 4,
            "prose",
        ),
        ("王海：好\n" * 60_000, "too_long"),
    ],
)
def test_what_is_no_chat_is_said_with_a_next_step_and_not_kept(site: Site, text: str, why: str) -> None:
    reply = site.browser("linxiao").tap("/captures/text", text=text, external_userid=WANG)

    assert code(reply) == (422, why)
    assert reply.json["error"]["next"]  # type: ignore[index]
    with site.core.read(site.who("linxiao")) as w:
        assert w.captures.stale(datetime(2030, 1, 1, tzinfo=UTC)) == []


def test_two_hundred_thousand_characters_fit(site: Site) -> None:
    line = "王海 2026/2/12 15:02\n" + "预算" * 2000 + "\n\n"
    text = (line * 60)[:199_000]

    assert pasted(site.browser("linxiao"), text)["state"] == "read"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "text"),
        ({"text": 5}, "text"),
        ({"text": "x", "lead": "1"}, "lead"),
        ({"text": "x", "lead": 0}, "lead"),
        ({"text": "x", "external_userid": "a/b"}, "external_userid"),
        ({"text": "x", "external_userid": WANG, "lead": 1}, "JSON"),
        ({"text": "x", "more": 1}, "more"),
    ],
)
def test_a_wrong_typed_paste_names_its_field(site: Site, body: dict[str, object], field: str) -> None:
    reply = site.browser("linxiao").tap("/captures/text", **body)

    assert code(reply) == (400, "bad_request")
    assert reply.json["error"]["message"].startswith(f"{field}：")  # type: ignore[index]


def test_another_reps_capture_is_not_found(site: Site) -> None:
    capture = pasted(site.browser("linxiao"))
    other = site.browser("chenmo")

    replies = [
        other.get(f"/captures/{capture['id']}"),
        settled(other, capture),
        other.tap(f"/captures/{capture['id']}/drop"),
        other.tap("/captures/text", text=CHAT, lead=site.lead("linxiao")),
    ]

    assert [code(reply) for reply in replies] == [(404, "not_found")] * 4
    assert site.inbox() == {}


def test_nobody_hands_over_without_signing_in(site: Site) -> None:
    browser = site.browser()

    assert code(browser.get("/captures/1")) == (401, "signed_out")
    assert code(browser.tap("/captures/text", text=CHAT)) == (401, "signed_out")
    assert code(browser.client.post("/api/v1/captures/pictures")) == (401, "signed_out")


# --- what is asked ----------------------------------------------------------------------------------------------------


def test_an_unknown_speaker_is_asked_once(site: Site) -> None:
    browser = site.browser("linxiao")
    text = CHAT.replace("林晓", "小林（华东）")
    capture = pasted(browser, text)
    assert [s["side"] for s in capture["speakers"]] == ["them", None]

    unanswered = browser.tap(f"/captures/{capture['id']}/settle", speakers={"王海": "them"})
    answered = browser.tap(f"/captures/{capture['id']}/settle", speakers={"小林（华东）": "us"})

    assert code(unanswered) == (409, "who_speaks")
    assert answered.status_code == 202
    assert [s["side"] for s in pasted(browser, text)["speakers"]] == ["them", "us"]


def test_a_chat_without_days_asks_for_one(site: Site) -> None:
    browser = site.browser("linxiao")
    capture = pasted(browser, "王海：预算批下来了，50万左右\n林晓：好的，明天给您报价\n王海：谢谢\n")
    assert capture["dated"] is False
    assert capture["today"] == "2026-02-13"  # by the house's clock, not the browser's

    assert code(settled(browser, capture)) == (409, "which_day")
    assert code(settled(browser, capture, day="2026-02-31")) == (400, "bad_request")
    assert code(settled(browser, capture, day="2026-02-14")) == (400, "future_day")
    assert code(settled(browser, capture, day="gestern")) == (400, "bad_request")
    assert settled(browser, capture, day="2026-02-12").status_code == 202
    event = heard(site)
    assert isinstance(event, MessagesPicked)
    assert {m.at.astimezone(site.core.zone).date().isoformat() for m in event.messages} == {"2026-02-12"}


def test_a_chat_with_somebody_else_is_asked_about_and_not_guessed(site: Site) -> None:
    browser = site.browser("linxiao")
    capture = pasted(browser, CHAT.replace("王海", "赵总"), lead=site.lead("linxiao"))
    assert capture["strange"] is True
    sides = {"赵总": "them", "林晓": "us"}

    assert code(settled(browser, capture, speakers=sides)) == (409, "whose_chat")
    assert code(settled(browser, capture, speakers=sides, lead=site.lead("chenmo"))) == (404, "not_found")
    assert settled(browser, capture, speakers=sides, lead=0).status_code == 202
    event = heard(site)
    assert isinstance(event, MessagesPicked)
    assert (event.where.kind, event.where.id) == (ChatKind.PICKED, f"given/{site.who('linxiao').person_id}")


def test_leaving_out_everything_or_what_is_not_there_is_refused(site: Site) -> None:
    browser = site.browser("linxiao")
    capture = pasted(browser)

    assert code(settled(browser, capture, leave_out=[0, 1, 2])) == (409, "nothing_left")
    assert code(settled(browser, capture, leave_out=[3])) == (400, "unknown_message")
    assert code(settled(browser, capture, leave_out=[-1])) == (400, "bad_request")
    assert code(settled(browser, capture, speakers={"王海": "both"})) == (400, "bad_request")
    assert site.inbox() == {}


def test_a_dropped_capture_leaves_nothing(site: Site) -> None:
    browser = site.browser("linxiao")
    capture = pasted(browser)

    assert browser.tap(f"/captures/{capture['id']}/drop").json == {"capture": {"id": capture["id"], "state": "dropped"}}
    assert browser.tap(f"/captures/{capture['id']}/drop").status_code == 200
    assert browser.get(f"/captures/{capture['id']}").json["capture"]["state"] == "dropped"  # type: ignore[index]
    assert code(settled(browser, capture)) == (409, "already_dropped")


def test_of_a_chat_that_is_never_synced_nothing_is_kept(site: Site) -> None:
    browser = site.browser("linxiao")
    browser.tap("/chats/never", external_userid=WANG, on=True)

    refused = browser.tap("/captures/text", text=CHAT, external_userid=WANG)

    assert code(refused) == (409, "never_sync")


# --- 截图 -------------------------------------------------------------------------------------------------------------


def upload(browser: Browser, *pictures: bytes, key: str = "shots-0001", csrf: str = "", **about: str) -> TestResponse:
    files = [(io.BytesIO(content), f"{n}.png") for n, content in enumerate(pictures)]
    return browser.client.post(
        "/api/v1/captures/pictures",
        data={"key": key, **(about or {"external_userid": WANG}), "pictures": files},
        headers={"Origin": ORIGIN, "X-Suilu-Csrf": csrf or browser.csrf},
        content_type="multipart/form-data",
    )


def test_pictures_are_kept_and_asked_to_be_read_once(site: Site) -> None:
    browser = site.browser("linxiao")

    first, again = upload(browser, PNG, PNG + b"2"), upload(browser, PNG, PNG + b"2")

    assert (first.status_code, again.json) == (202, first.json)
    capture = first.json["capture"]  # type: ignore[index]
    assert (capture["state"], capture["pictures"]) == ("reading", 2)
    assert site.inbox() == {"ready": 1}
    event = heard(site)
    assert isinstance(event, CaptureGiven)
    assert event.capture == capture["id"]
    with site.core.read(site.who("linxiao")) as w:
        view = w.captures.get(event.capture)
    assert [site.app.files.read(name) for name in view.files] == [PNG, PNG + b"2"]


def test_a_read_picture_is_settled_and_its_file_is_gone(site: Site) -> None:
    browser = site.browser("linxiao")
    capture = upload(browser, PNG).json["capture"]  # type: ignore[index]
    assert code(settled(browser, {**capture, "speakers": []})) == (409, "not_read")
    at = datetime(2026, 2, 12, 7, 2, tzinfo=UTC)
    said = (Said("", "预算50万左右", at, ours=False, sure=0.6), Said("", "好的", at, ours=True))
    with site.core.work(site.who("linxiao")) as w:
        (name,) = w.captures.get(capture["id"]).files
        w.captures.read(capture["id"], to_json(Captured(said, "screenshot", title="王海")))

    read = browser.get(f"/captures/{capture['id']}").json["capture"]  # type: ignore[index]

    assert ([m["ours"] for m in read["messages"]], read["messages"][0]["sure"], read["nameless"]) == ([False, True], 0.6, False)
    assert settled(browser, read).status_code == 202
    with pytest.raises(Gone):
        site.app.files.read(name)


def test_screenshots_that_are_to_stay_go_along_with_the_event_and_wait_for_its_draft(site: Site) -> None:
    browser = site.browser("linxiao")
    capture, other = (upload(browser, PNG, key=key).json["capture"] for key in ("shots-0001", "shots-0002"))  # type: ignore[index]
    at = datetime(2026, 2, 12, 7, 2, tzinfo=UTC)
    said = (Said("", "预算50万左右", at, ours=False), Said("", "好的", at, ours=True))
    with site.core.work(site.who("linxiao")) as w:
        names = w.captures.get(capture["id"]).files
        w.captures.read(capture["id"], to_json(Captured(said, "screenshot", title="王海")))
    for worker in ("the worker that has read it", "another"):
        site.core.inbox.take(worker)
    read = browser.get(f"/captures/{capture['id']}").json["capture"]  # type: ignore[index]

    assert code(settled(browser, read, keep_pictures=True, leave_out=[0])) == (409, "pictures_show_all")
    assert code(settled(browser, read, keep_pictures="yes")) == (400, "bad_request")
    assert settled(browser, read, keep_pictures=True).status_code == 202
    event = heard(site)
    assert isinstance(event, MessagesPicked)
    assert event.pictures == names
    browser.tap(f"/captures/{other['id']}/drop")
    browser.tap(f"/captures/{capture['id']}/drop")
    assert site.app.files.read(names[0]) == PNG


def test_one_file_in_two_captures_stays_until_both_are_gone(site: Site) -> None:
    browser = site.browser("linxiao")
    first = upload(browser, PNG, key="shots-0001").json["capture"]["id"]  # type: ignore[index]
    second = upload(browser, PNG, key="shots-0002").json["capture"]["id"]  # type: ignore[index]
    with site.core.read(site.who("linxiao")) as w:
        (name,) = w.captures.get(first).files

    browser.tap(f"/captures/{first}/drop")
    assert site.app.files.read(name) == PNG
    browser.tap(f"/captures/{second}/drop")
    with pytest.raises(Gone):
        site.app.files.read(name)


def test_what_could_not_be_read_says_why(site: Site) -> None:
    browser = site.browser("linxiao")
    capture = upload(browser, PNG).json["capture"]["id"]  # type: ignore[index]
    with site.core.work(site.who("linxiao")) as w:
        w.captures.fail(capture, "too_large")

    failed = browser.get(f"/captures/{capture}").json["capture"]  # type: ignore[index]

    assert (failed["state"], failed["problem"]["message"]) == ("failed", "图片太大，每张不能超过 20 MB")


@pytest.mark.parametrize(
    ("pictures", "status", "why"),
    [
        ((), 400, "bad_request"),
        ((PNG,) * 10, 422, "too_many"),
        ((b"%PDF-1.7 ....",), 422, "not_a_picture"),
        ((b"",), 422, "not_a_picture"),
        ((PNG + b"\0" * (20 * 1024 * 1024),), 422, "picture_too_large"),
    ],
)
def test_a_wrong_upload_keeps_nothing(site: Site, pictures: tuple[bytes, ...], status: int, why: str) -> None:
    browser = site.browser("linxiao")

    assert code(upload(browser, *pictures)) == (status, why)
    assert site.inbox() == {}
    assert not (site.app.settings.data_dir / "files").exists()


def test_the_page_and_the_words_know_the_one_limit_of_pictures() -> None:
    page = (files("bot.web") / "static" / "capture.js").read_text(encoding="utf-8")

    assert MOST_PICTURES == 9
    assert f"const MOST_PICTURES = {MOST_PICTURES};" in page
    assert catalog.WHY_NOT_A_CHAT["too_many"][0] == f"一次最多 {MOST_PICTURES} 张截图"


def test_an_upload_comes_from_our_own_page(site: Site) -> None:
    browser = site.browser("linxiao")

    assert code(upload(browser, PNG, csrf="wrong")) == (403, "csrf")
    assert code(browser.tap("/captures/pictures")) == (415, "not_multipart")
    assert code(upload(browser, PNG, key="!")) == (400, "bad_request")
    assert code(upload(browser, PNG, lead="x")) == (400, "bad_request")
    assert code(upload(browser, PNG, lead=str(site.lead("chenmo")))) == (404, "not_found")
    assert site.inbox() == {}
