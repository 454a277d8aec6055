"""/api/v1: reads filtered by the core, a decision is one inbox row, and what is wrong changes nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.model import CardClicked, ChatKind, Conversation, Person, Platform, SyncAsked, event_from_json
from bot.web.bodies import MAX_LINES
from tests.bot.web.conftest import CORP, ORIGIN, WANG, Browser, Site, deadline


def heard(site: Site) -> object:
    """The next event of the inbox, as the worker gets it."""
    row = site.core.inbox.take("a worker")
    assert row is not None
    return event_from_json(row.body)


def code(reply: object) -> tuple[int, str]:
    return reply.status_code, reply.json["error"]["code"]  # type: ignore[attr-defined]


# --- who asks ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/me", "/jssdk", "/customer", "/customers", "/drafts/1", "/syncs/x", "/events/x"])
def test_nothing_is_read_without_signing_in(site: Site, path: str) -> None:
    assert code(site.browser().get(path)) == (401, "signed_out")


def test_me(site: Site) -> None:
    browser = site.browser("linxiao")

    assert browser.get("/me").json == {"name": "林晓", "role": "rep", "role_name": "销售", "csrf": browser.csrf}


def test_a_write_needs_session_origin_token_and_json(site: Site) -> None:
    browser = site.browser("linxiao")
    body = {"key": "tap-00001", "external_userid": WANG}

    assert code(site.browser().post("/syncs", body)) == (401, "signed_out")
    assert code(browser.post("/syncs", body, Origin="https://evil.example")) == (403, "bad_origin")
    assert code(browser.post("/syncs", body, Origin="")) == (403, "bad_origin")
    assert code(browser.post("/syncs", body, X_Suilu_Csrf="")) == (403, "csrf")
    assert code(browser.post("/syncs", body, X_Suilu_Csrf=site.browser("chenmo").csrf)) == (403, "csrf")
    form = browser.client.post("/api/v1/syncs", data=body, headers={"Origin": ORIGIN, "X-Suilu-Csrf": browser.csrf})
    assert code(form) == (415, "not_json")
    assert site.inbox() == {}
    assert browser.post("/syncs", body).status_code == 202


# --- reading ----------------------------------------------------------------------------------------------------------


def test_the_signature_is_for_our_page_alone(site: Site) -> None:
    browser = site.browser("linxiao")

    assert browser.get("/jssdk", url=f"{ORIGIN}/sidebar?lead=3#top").json["nonceStr"] == "n"  # type: ignore[index]
    for url in ("", "https://evil.example/sidebar", f"{ORIGIN}.evil.example/sidebar", f"{ORIGIN}/other", f"{ORIGIN}/sidebar/x"):
        assert code(browser.get("/jssdk", url=url)) == (400, "not_ours")
    assert code(browser.get("/jssdk", url=f"{ORIGIN}/sidebar?{'x' * 2048}")) == (400, "not_ours")
    assert site.desk.signed == [f"{ORIGIN}/sidebar?lead=3"]


def test_the_customer_beside_the_chat(site: Site) -> None:
    found = site.browser("linxiao").get("/customer", external_userid=WANG).json

    assert found is not None
    assert found["draft"] is None
    customer = found["customer"]
    assert (customer["contact"], customer["lead"]["account"], customer["phone"]) == (
        "王海",
        "华辰精密机械有限公司",
        "13800001234",
    )
    assert (customer["budget_low"], customer["deadline"], customer["notes"]) == (None, None, [])
    assert [(f["label"], f["value"]) for f in customer["facts"]] == [
        ("预算", ""),
        ("我方报价", ""),
        ("关键日期", ""),
        ("竞品", ""),
    ]


def test_an_unknown_customer_and_another_reps_look_the_same(site: Site) -> None:
    browser = site.browser("chenmo")

    assert browser.get("/customer", external_userid="wmNobody").json == {"customer": None, "draft": None}
    assert browser.get("/customer", external_userid=WANG).json == {"customer": None, "draft": None}
    assert code(browser.get("/customer", lead=str(site.lead("linxiao")))) == (404, "not_found")
    assert code(browser.get("/customer", lead="99999")) == (404, "not_found")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({}, "lead"),
        ({"lead": "x"}, "lead"),
        ({"lead": "9" * 19}, "lead"),
        ({"external_userid": ""}, "external_userid"),
        ({"external_userid": "a/b"}, "external_userid"),
        ({"external_userid": "a" * 65}, "external_userid"),
    ],
)
def test_a_wrong_question_names_its_field(site: Site, query: dict[str, str], field: str) -> None:
    reply = site.browser("linxiao").get("/customer", **query)

    assert code(reply) == (400, "bad_request")
    assert reply.json["error"]["message"].startswith(f"{field}：")  # type: ignore[index]


def test_search_finds_ones_own(site: Site) -> None:
    browser = site.browser("linxiao")

    def names(search: str) -> list[str]:
        return [c["account"] for c in browser.get("/customers", search=search).json["customers"]]  # type: ignore[index]

    assert names("华辰") == names("") == ["华辰精密机械有限公司"]
    assert names("远航") == names("%") == []
    assert code(browser.get("/customers", search="x" * 81)) == (400, "bad_request")
    assert code(browser.get("/customers", search="a\0b")) == (400, "bad_request")


def test_a_manager_sees_no_words(site: Site) -> None:
    draft = site.draft()
    browser = site.browser("zhou")

    customer = browser.get("/customer", lead=str(site.lead("linxiao"))).json["customer"]  # type: ignore[index]

    assert customer["lead"]["account"] == "华辰精密机械有限公司"
    assert (customer["contact"], customer["phone"], customer["activities"], customer["notes"]) == ("", "", [], [])
    assert code(browser.get(f"/drafts/{draft.id}")) == (404, "not_found")


# --- 「同步本次聊天」 -----------------------------------------------------------------------------------------------------


def test_asking_for_a_sync_is_one_row_however_often_it_is_tapped(site: Site) -> None:
    browser = site.browser("linxiao")
    body = {"external_userid": WANG, "key": "tap-00001"}

    replies = [browser.post("/syncs", body) for _ in range(3)]

    assert [(r.status_code, r.json) for r in replies] == [(202, {"sync_id": "wecom:sync:linxiao:tap-00001"})] * 3
    assert site.inbox() == {"ready": 1}
    assert heard(site) == SyncAsked(
        id="wecom:sync:linxiao:tap-00001",
        by=Person(Platform.WECOM, CORP, "linxiao"),
        at=site.clock.now(),
        where=Conversation(Platform.WECOM, CORP, f"linxiao/{WANG}", ChatKind.SINGLE),
    )


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "key"),
        ({"external_userid": WANG}, "key"),
        ({"external_userid": WANG, "key": "short"}, "key"),
        ({"external_userid": WANG, "key": 12345678}, "key"),
        ({"external_userid": WANG, "key": "tap-00001\n"}, "key"),
        ({"external_userid": [WANG], "key": "tap-00001"}, "external_userid"),
        ({"external_userid": "../x", "key": "tap-00001"}, "external_userid"),
        ({"external_userid": WANG, "key": "tap-00001", "as": "chenmo"}, "as"),
        ([], "JSON"),
    ],
)
def test_a_wrong_body_is_400_and_names_the_field(site: Site, body: object, field: str) -> None:
    reply = site.browser("linxiao").post("/syncs", body)

    assert code(reply) == (400, "bad_request")
    assert reply.json["error"]["message"] == f"{field}：请求的内容不对"  # type: ignore[index]
    assert site.inbox() == {}


def test_broken_json_and_too_much_of_it(site: Site) -> None:
    browser = site.browser("linxiao")
    headers = {"Origin": ORIGIN, "X-Suilu-Csrf": browser.csrf, "Content-Type": "application/json"}

    broken = browser.client.post("/api/v1/syncs", data=b'{"key": "\\ud800', headers=headers)
    big = browser.client.post("/api/v1/syncs", data=b'"' + b"x" * (1024 * 1024) + b'"', headers=headers)

    assert code(broken) == (400, "bad_request")
    assert code(big) == (413, "too_large")


def test_a_sync_is_followed_from_queued_to_proposed(site: Site) -> None:
    browser = site.browser("linxiao")
    sync_id = browser.post("/syncs", {"external_userid": WANG, "key": "tap-00001"}).json["sync_id"]  # type: ignore[index]

    def state() -> dict[str, object]:
        return browser.get(f"/syncs/{sync_id}").json["sync"]  # type: ignore[index, no-any-return]

    assert state() == {"id": sync_id, "state": "queued", "problem": None, "ms": 0, "draft": None, "waiting": None}
    heard(site)
    site.core.inbox.later(sync_id, timedelta(seconds=5), "TryLater: 5xx")
    assert state()["waiting"] == {"code": "retrying", "message": "平台暂时没有回应", "next": "正在自动重试，无需再点。"}
    draft = site.draft(key="tap-00001")
    shown = state()
    assert (shown["state"], shown["ms"]) == ("proposed", 42)
    assert shown["draft"]["id"] == draft.id  # type: ignore[index]


def test_a_sync_that_failed_says_why(site: Site) -> None:
    browser = site.browser("linxiao")
    for key, error in (("tap-00001", "refused:not_allowed"), ("tap-00002", "KeyError")):
        browser.post("/syncs", {"external_userid": WANG, "key": key})
        site.core.inbox.failed(f"wecom:sync:linxiao:{key}", error)

    shown = [browser.get(f"/syncs/wecom:sync:linxiao:tap-0000{n}").json["sync"] for n in (1, 2)]  # type: ignore[index]

    assert [(s["state"], s["problem"]["code"]) for s in shown] == [("failed", "not_allowed"), ("failed", "failed")]


def test_another_reps_sync_and_event_are_not_found(site: Site) -> None:
    mine, theirs = site.browser("linxiao"), site.browser("chenmo")
    sync_id = mine.post("/syncs", {"external_userid": WANG, "key": "tap-00001"}).json["sync_id"]  # type: ignore[index]
    draft = site.draft()
    event = mine.tap(f"/drafts/{draft.id}/drop").json["event"]  # type: ignore[index]

    assert mine.get(f"/events/{event}").json == {"event": {"id": event, "state": "ready", "problem": None}}
    assert mine.get(f"/events/{sync_id}").status_code == 200
    for path in (f"/syncs/{sync_id}", f"/syncs/{draft.sync_id}", f"/events/{event}", f"/events/{sync_id}"):
        assert code(theirs.get(path)) == (404, "not_found")
    assert code(mine.get("/events/web:1:never-asked")) == (404, "not_found")


# --- the draft --------------------------------------------------------------------------------------------------------


def test_the_draft_waits_beside_the_chat(site: Site) -> None:
    made = site.draft()

    found = site.browser("linxiao").get("/customer", external_userid=WANG).json["draft"]  # type: ignore[index]

    assert (found["id"], found["state"], found["lead"], found["must_choose"], found["messages"]) == (
        made.id,
        "open",
        made.lead,
        False,
        1,
    )
    assert [(line["label"], line["shown"], line["old"], line["ticked"], line["quote"]) for line in found["lines"]] == [
        ("预算", "50万左右", "", True, "50万左右"),
        ("关键日期", "2026-12-20 上线", "", True, "12月20日前上线"),
    ]


def confirm(browser: Browser, draft_id: int, **body: object) -> object:
    return browser.tap(f"/drafts/{draft_id}/confirm", **body)


def test_confirming_becomes_one_event_with_what_was_kept_and_edited(site: Site) -> None:
    draft = site.draft()
    first, second = draft.lines
    browser = site.browser("linxiao")
    body = {
        "key": "tap-00001",
        "keep": [second.id, first.id],
        "edits": {str(second.id): " 12月18日上线 ", str(first.id): "50万左右"},
    }

    replies = [browser.post(f"/drafts/{draft.id}/confirm", body) for _ in range(2)]

    event_id = f"web:{site.who('linxiao').person_id}:tap-00001"
    assert [(r.status_code, r.json) for r in replies] == [(202, {"event": event_id})] * 2
    assert site.inbox() == {"ready": 1}
    event = heard(site)
    assert isinstance(event, CardClicked)
    assert (event.id, event.card, event.by.id) == (event_id, "", "linxiao")
    assert (event.action.verb, event.action.subject) == ("confirm", str(draft.id))
    assert dict(event.action.form) == {"lines": f"{first.id},{second.id}", f"edit_{second.id}": "12月18日上线"}


def test_keeping_no_line_at_all_is_not_the_same_as_not_saying(site: Site) -> None:
    draft, browser = site.draft(), site.browser("linxiao")

    confirm(browser, draft.id, keep=[])
    confirm(browser, draft.id)

    events = [heard(site), heard(site)]
    assert [dict(e.action.form) for e in events if isinstance(e, CardClicked)] == [{"lines": ""}, {}]


def test_an_edit_that_is_not_understood_is_told_at_once(site: Site) -> None:
    draft, browser = site.draft(), site.browser("linxiao")

    reply = confirm(browser, draft.id, edits={str(draft.lines[1].id): "随便吧"})

    assert code(reply) == (422, "not_understood")
    assert reply.json["error"]["message"] == "关键日期：没能看懂修改后的内容"  # type: ignore[attr-defined]
    assert site.inbox() == {}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"keep": "1"}, "keep"),
        ({"keep": ["1"]}, "keep.0"),
        ({"keep": [True]}, "keep.0"),
        ({"keep": list(range(1, MAX_LINES + 2))}, "keep"),
        ({"edits": {"x": "50万"}}, "edits.x"),
        ({"edits": {"1": 50}}, "edits.1"),
        ({"edits": {"1": ""}}, "edits.1"),
        ({"edits": {"1": "x" * 301}}, "edits.1"),
        ({"edits": {"1": "a\u0000b"}}, "edits.1"),
        ({"keep": [2**63]}, "keep.0"),
    ],
)
def test_a_wrong_typed_decision_changes_nothing(site: Site, body: dict[str, object], field: str) -> None:
    draft = site.draft()

    reply = confirm(site.browser("linxiao"), draft.id, **body)

    assert code(reply) == (400, "bad_request")
    assert reply.json["error"]["message"] == f"{field}：请求的内容不对"  # type: ignore[attr-defined]
    assert site.inbox() == {}


def test_lines_of_another_draft_are_refused(site: Site) -> None:
    draft, browser = site.draft(), site.browser("linxiao")
    strange = draft.lines[-1].id + 1

    assert code(confirm(browser, draft.id, keep=[strange])) == (400, "unknown_line")
    assert code(confirm(browser, draft.id, edits={str(strange): "50万"})) == (400, "unknown_line")
    assert site.inbox() == {}


def test_another_reps_draft_is_not_found_whatever_is_tapped(site: Site) -> None:
    draft, browser = site.draft(), site.browser("chenmo")
    with site.core.work(site.who("linxiao")) as w:
        activity = w.drafts.confirm(draft.id)

    replies = [
        browser.get(f"/drafts/{draft.id}"),
        confirm(browser, draft.id),
        browser.tap(f"/drafts/{draft.id}/choose", lead=0),
        browser.tap(f"/drafts/{draft.id}/drop"),
        browser.tap(f"/activities/{activity.id}/undo"),
        browser.tap("/notes", lead=site.lead("linxiao"), text="看看"),
        browser.tap(f"/drafts/{2**63 - 1}/drop"),
        browser.tap(f"/drafts/{2**63}/drop"),
    ]

    assert [code(reply) for reply in replies] == [(404, "not_found")] * len(replies)
    assert site.inbox() == {}


def test_a_draft_that_is_decided_takes_no_second_decision(site: Site) -> None:
    draft, browser = site.draft(), site.browser("linxiao")
    browser.post(f"/drafts/{draft.id}/confirm", {"key": "tap-early"})
    with site.core.work(site.who("linxiao")) as w:
        activity = w.drafts.confirm(draft.id)

    late = [confirm(browser, draft.id), browser.tap(f"/drafts/{draft.id}/drop")]
    same_tap = browser.post(f"/drafts/{draft.id}/confirm", {"key": "tap-early"})
    undo = browser.tap(f"/activities/{activity.id}/undo")

    assert [code(reply) for reply in late] == [(409, "already_confirmed")] * 2
    assert (same_tap.status_code, undo.status_code) == (202, 202)
    assert site.inbox() == {"ready": 2}
    assert browser.get(f"/drafts/{draft.id}").json["draft"]["activity_id"] == activity.id  # type: ignore[index]


def test_choosing_names_a_lead_of_ones_own_or_a_new_one(site: Site) -> None:
    draft, browser = site.draft(), site.browser("linxiao")

    refused = browser.tap(f"/drafts/{draft.id}/choose", lead=site.lead("chenmo"))
    taken = [browser.tap(f"/drafts/{draft.id}/choose", lead=lead).status_code for lead in (0, site.lead("linxiao"))]

    assert code(refused) == (404, "not_found")
    assert taken == [202, 202]
    events = [heard(site), heard(site)]
    chosen = [e.action.form["lead"] for e in events if isinstance(e, CardClicked)]
    assert sorted(chosen) == sorted(["0", str(site.lead("linxiao"))])


def test_a_low_confidence_line_asks_to_be_looked_at(site: Site) -> None:
    unsure = deadline("m1first-sync")
    draft = site.draft(lines=[type(unsure)(unsure.field, unsure.value, unsure.shown, 0.4, unsure.evidence)])

    line = site.browser("linxiao").get(f"/drafts/{draft.id}").json["draft"]["lines"][0]  # type: ignore[index]

    assert (line["ticked"], line["unsure"]) == (False, True)


# --- notes ------------------------------------------------------------------------------------------------------------


def test_a_note_is_private_until_shared_by_hand(site: Site) -> None:
    browser, manager, lead = site.browser("linxiao"), site.browser("zhou"), site.lead("linxiao")

    made = browser.tap("/notes", lead=lead, text="  老板关系要维护  ")
    again = browser.tap("/notes", lead=lead, text="老板关系要维护")

    assert (made.status_code, again.status_code) == (201, 200)
    note = made.json["note"]  # type: ignore[index]
    assert again.json["note"]["id"] == note["id"]  # type: ignore[index]
    assert (note["text"], note["shared"], note["mine"]) == ("老板关系要维护", False, True)

    def seen() -> list[str]:
        return [n["text"] for n in manager.get("/customer", lead=str(lead)).json["customer"]["notes"]]  # type: ignore[index]

    assert seen() == []
    assert browser.tap(f"/notes/{note['id']}/share", shared=True).json["note"]["shared"] is True  # type: ignore[index]
    assert seen() == ["老板关系要维护"]
    assert code(manager.tap(f"/notes/{note['id']}/share", shared=False))[0] in (403, 404)
    assert seen() == ["老板关系要维护"]
    browser.tap(f"/notes/{note['id']}/share", shared=False)
    assert seen() == []


def test_the_same_words_later_are_another_note(site: Site) -> None:
    browser, lead = site.browser("linxiao"), site.lead("linxiao")
    browser.tap("/notes", lead=lead, text="已电话")
    site.clock.move(timedelta(minutes=3))

    assert browser.tap("/notes", lead=lead, text="已电话").status_code == 201
    assert len(browser.get("/customer", lead=str(lead)).json["customer"]["notes"]) == 2  # type: ignore[index]


@pytest.mark.parametrize("text", ["", "   ", "x" * 2001, "a\u0000b", 5])
def test_a_note_has_words(site: Site, text: object) -> None:
    browser, lead = site.browser("linxiao"), site.lead("linxiao")

    reply = browser.tap("/notes", lead=lead, text=text)

    assert code(reply) == (400, "bad_request")
    assert browser.get("/customer", lead=str(lead)).json["customer"]["notes"] == []  # type: ignore[index]


def test_a_tap_wakes_the_worker(site: Site) -> None:
    site.browser("linxiao").tap("/syncs", external_userid=WANG)
    poker = site.flask.extensions["suilu"].poker
    poker.close()

    assert site.wakes.asked == ["receive"]
