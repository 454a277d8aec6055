"""The window's JSON: what people do, faults on command, the journal, the moment; and wrong requests."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.demo.world import CHAT, GROUP
from bot.model import Platform
from bot.simulator.dingtalk.sim import DingtalkSim
from bot.simulator.faults import IN_FAULTS, OUT_FAULTS
from bot.simulator.town import Chat, Said, Town
from bot.simulator.window import Window
from tests.bot.simulator.conftest import House

BOT = "feishu-bot-lin"


def last(house: House, chat: str) -> Said:
    return house.town.chats[chat].messages[-1]


def first_words(state: dict[str, Any]) -> dict[str, Any]:
    """What is told even when nothing shows that is new."""
    return {key: state[key] for key in ("tag", "run", "now", "calls")}


# --- the state ------------------------------------------------------------------------------------------------------------


def test_the_state_tells_all_and_afterwards_only_what_changed(house: House) -> None:
    first = house.get("/state")
    assert {"product", "wecom", "people", "chats", "now"} <= first.keys()
    assert (first["whole"], len(first["chats"])) == (True, len(house.town.chats))

    assert house.get("/state", since=first["tag"]) == first_words(first)
    house.post("/say", chat=CHAT, by="wang", text="在吗")
    second = house.get("/state", since=first["tag"])

    assert second["whole"] is False
    assert [chat["id"] for chat in second["chats"]] == [CHAT]
    assert second["chats"][0]["messages"][-1]["text"] == "在吗"


def test_what_a_platform_changed_in_its_own_books_is_told_too(house: House) -> None:
    first = house.get("/state")
    house.town.chats[GROUP].messages[0].extra["thread_id"] = "omt_1"
    house.town.save()

    (chat,) = house.get("/state", since=first["tag"])["chats"]

    assert chat["messages"][0]["extra"] == {"thread_id": "omt_1"}


def test_another_runs_tag_starts_over(house: House) -> None:
    for tag in ("deadbeef-3", "nonsense", "-", f"{house.get('/state')['run']}-x"):
        assert house.get("/state", since=tag)["whole"] is True


def test_a_waiting_page_hears_at_once(house: House) -> None:
    tag = house.get("/state")["tag"]
    threading.Timer(0.2, lambda: house.town.say(CHAT, "wang", "在吗")).start()

    began = time.monotonic()
    answer = house.get("/state", since=tag, wait=20)

    assert [chat["id"] for chat in answer["chats"]] == [CHAT]
    assert 0.1 < time.monotonic() - began < 5


def test_what_suilu_asks_by_itself_wakes_only_a_page_that_shows_it(house: House) -> None:
    first = house.get("/state")
    house.town.write_down(Platform.WECOM, "out", "externalcontact/list")

    began = time.monotonic()
    shows_calls = house.get("/state", since=first["tag"], wait=20, calls=first["calls"])
    at_once = time.monotonic() - began
    began = time.monotonic()
    shows_none = house.get("/state", since=first["tag"], wait=0.5)
    in_vain = time.monotonic() - began

    assert shows_calls == {**first_words(first), "calls": first["calls"] + 1}
    assert shows_none == shows_calls
    assert at_once < 5
    assert in_vain >= 0.5


def test_a_page_waits_in_a_town_that_has_its_chats_from_a_file(house: House, tmp_path: Path) -> None:
    kept = Town(house.town.clock, tmp_path / "town.json")
    kept.people, kept.chats = house.town.people, house.town.chats
    kept.flush()
    window = Window(
        Town(house.town.clock, tmp_path / "town.json"), house.sims, product="http://127.0.0.1:9", clock_file=house.clock_file
    )
    window.start()
    again = replace(house, url=window.url)

    first = again.get("/state")

    assert first["whole"] is True
    assert "chats" not in again.get("/state", since=first["tag"])
    window.stop()


# --- what people do -------------------------------------------------------------------------------------------------------


def test_somebody_says_something(house: House) -> None:
    status, said = house.post("/say", chat=CHAT, by="wang", text="在吗")

    assert (status, said["text"], last(house, CHAT).id) == (200, "在吗", said["id"])


def test_a_menu_entry_reaches_the_chat_with_suilu(house: House) -> None:
    assert house.post("/menu", platform="feishu", by="lin", key="我的待办")[0] == 200

    assert [call["step"] for call in house.get("/journal")][-1] == "林晓 选菜单「我的待办」"


def test_a_press_that_nobody_answers_is_said_so_and_written_down(house: House) -> None:
    card = {"body": {"elements": [{"tag": "button", "behaviors": [{"type": "callback", "value": {"action": "ok:1"}}]}]}}
    house.town.add(BOT, Said("om_1", "bot", house.town.clock.now().isoformat(), kind="card", card=card))

    status, answer = house.post("/click", message="om_1", by="lin", action="ok:1", label="确认")

    assert (status, answer["ok"]) == (200, False)
    call = house.get("/journal")[-1]
    assert (call["platform"], call["way"], call["ok"], call["step"]) == ("feishu", "in", False, "林晓 点「确认」")
    assert house.get("/journal", after=call["n"]) == []


def test_a_read_message_carries_its_reader(house: House) -> None:
    said = house.town.say(BOT, "bot", "您好")

    for _ in range(2):
        assert house.post("/read", message=said.id, by="lin") == (200, {})

    assert str(said.extra).count("'lin'") == 1


def test_a_text_is_forwarded_within_its_platform_only(house: House) -> None:
    message = house.town.chats[GROUP].messages[0]

    status, said = house.post("/forward", messages=[message.id], by="lin", chat=BOT)

    assert (status, said["by"], last(house, BOT).id) == (200, "lin", said["id"])
    assert house.post("/forward", messages=[message.id], by="lin", chat="wecom-bot-lin")[0] == 400


def test_a_group_loses_and_finds_suilu(house: House) -> None:
    assert house.post("/bot", chat=GROUP, by="lin", inside=False) == (200, {})
    assert "bot" not in house.town.chats[GROUP].members
    assert house.post("/bot", chat=GROUP, by="lin", inside=False)[0] == 400
    assert house.post("/bot", chat=GROUP, by="lin", inside=True) == (200, {})


def test_a_member_opens_the_chat_with_suilu_and_a_customer_cannot(house: House) -> None:
    assert house.post("/chat", platform="wecom", by="zhou") == (200, {"id": "wecom-bot-zhou"})
    assert house.post("/chat", platform="wecom", by="wang")[0] == 400
    assert house.post("/chat", platform="feishu", by="shen")[0] == 400


def test_a_file_is_sent_and_can_be_opened(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def send_file(chat_id: str, by: str, name: str, content: bytes, kind: str) -> Said:
        said = Said(house.town.next_id("om_"), by, house.town.clock.now().isoformat(), kind, f"{name} {len(content)}")
        return house.town.add(chat_id, said)

    monkeypatch.setattr(house.sims[Platform.FEISHU], "send_file", send_file)
    query = {"chat": GROUP, "by": "chen", "name": "报价单.pdf", "kind": "file"}

    answer = house.http.post(f"{house.url}/file", params=query, data=b"%PDF-1.7", timeout=5)

    said = last(house, GROUP)
    assert (answer.status_code, answer.json()["id"], said.text) == (200, said.id, "报价单.pdf 8")
    opened = house.http.get(f"{house.url}/media/{said.id}", timeout=5)
    assert (opened.content, opened.headers["Content-Disposition"].startswith("attachment")) == (b"%PDF-1.7", True)
    assert house.http.post(f"{house.url}/file", params=query, data=b"x" * (20 * 1024 * 1024 + 1), timeout=20).status_code == 413


def test_a_file_that_cannot_be_opened_is_refused(house: House) -> None:
    message = house.town.chats[GROUP].messages[0]

    assert house.ask("GET", f"/media/{message.id}")[0] == 400
    assert house.ask("GET", "/media/nothing")[0] == 400


def test_an_opened_file_is_never_a_page_of_ours(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    message = house.town.chats[GROUP].messages[0]
    content = {"page": b"<script>alert(1)</script>", "picture": b"\x89PNG\r\n\x1a\n"}
    for kind, wanted in (("page", "application/octet-stream"), ("picture", "image/png")):
        monkeypatch.setattr(house.sims[Platform.FEISHU], "content", lambda said, kind=kind: content[kind])
        answer = house.http.get(f"{house.url}/media/{message.id}", timeout=5)
        assert answer.headers["Content-Type"] == wanted
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert answer.headers.get("Content-Disposition", "").startswith("attachment") == (kind == "page")


def test_another_members_client_starts_without_the_last_ones_session(house: House) -> None:
    def opened(who: str) -> str:
        answer = house.http.get(f"{house.url}/client", params={"as": who, "chat": CHAT}, allow_redirects=False, timeout=5)
        assert (answer.status_code, f"as={who}" in answer.headers["Location"]) == (302, True)
        return answer.headers.get("Set-Cookie", "")

    house.http.cookies.set("wecom_dweller", "lin")
    assert opened("lin") == ""
    assert opened("chen").startswith("suilu=;")
    house.http.cookies.set("feishu_dweller", "lin")
    assert opened("lin").startswith("suilu=;")


# --- faults ---------------------------------------------------------------------------------------------------------------


def test_every_kind_of_fault_has_words_and_can_be_planned_and_cancelled(house: House) -> None:
    shown = house.get("/fault")
    assert [kind["kind"] for kind in shown["kinds"]] == [*OUT_FAULTS, *IN_FAULTS]
    assert all(kind["label"] and kind["words"] for kind in shown["kinds"])
    for kind in shown["kinds"]:
        assert house.post("/fault", platform="wecom", kind=kind["kind"], times=3)[0] == 200

    waiting = house.get("/fault")["waiting"]
    assert [fault["kind"] for fault in waiting] == [*OUT_FAULTS, *IN_FAULTS]
    assert house.get("/state")["faults"] == waiting
    assert house.ask("DELETE", f"/fault/{waiting[0]['id']}") == (200, {})
    assert house.ask("DELETE", f"/fault/{waiting[0]['id']}")[0] == 400
    assert house.ask("DELETE", "/fault") == (200, {})
    assert house.get("/fault")["waiting"] == []


def test_a_planned_fault_happens_on_the_wire(house: House) -> None:
    house.post("/fault", platform="dingtalk", kind="error", path="accessToken")
    url = house.sims[Platform.DINGTALK].url

    statuses = [house.http.post(f"{url}/v1.0/oauth2/accessToken", json={}, timeout=5).status_code for _ in range(2)]

    assert statuses == [502, 401]
    assert [call["ok"] for call in house.get("/journal")] == [False, False]


def test_a_named_limit_is_one_of_the_platforms(house: House) -> None:
    named = {platform: list(of["limits"]) for platform, of in house.get("/fault")["platforms"].items()}
    for platform, names in named.items():
        for name in names:
            assert house.post("/fault", platform=platform, kind=f"limit:{name}")[0] == 200
        assert house.post("/fault", platform=platform, kind="limit:nothing")[0] == 400


def test_tokens_are_revoked_at_once(house: House) -> None:
    sim = house.sims[Platform.DINGTALK]
    assert isinstance(sim, DingtalkSim)
    settings = sim.settings
    token = sim.rest.access_token({"appKey": settings.client_id, "appSecret": settings.client_secret})["accessToken"]
    assert sim.rest.known(token)

    for platform in Platform:
        status, answer = house.post("/act", platform=platform.value, name="revoke")
        assert (status, "作废" in answer["done"]) == (200, True)

    assert not sim.rest.known(token)
    assert house.post("/act", platform="feishu", name="explode") == (400, {"error": "没有这个动作：explode"})


def test_a_colleague_leaves_on_every_platform_at_once(house: House) -> None:
    status, answer = house.post("/act", platform="dingtalk", name="leaves:lin")
    assert (status, "林晓 已从通讯录移除" in answer["done"]) == (200, True)
    assert house.town.people["lin"].account == "left"
    assert house.post("/act", platform="dingtalk", name="leaves:lin")[0] == 400


# --- the clock, the journal, and wrong requests ---------------------------------------------------------------------------


def test_time_passes_and_never_runs_back(house: House) -> None:
    assert house.post("/clock", hours=1.5)[0] == 200
    assert float(house.clock_file.read_text(encoding="ascii")) == 5400

    for hours in ("-1", '"1"', "null", "1e300", "Infinity", "NaN", "[1]"):
        body, kind = f'{{"hours": {hours}}}', {"Content-Type": "application/json"}
        assert house.http.post(f"{house.url}/clock", data=body, headers=kind, timeout=5).status_code == 400
    assert float(house.clock_file.read_text(encoding="ascii")) == 5400


def test_the_journal_can_be_cleared(house: House) -> None:
    house.post("/say", chat=GROUP, by="lin", text="@随录 帮助")
    (call,) = house.get("/journal")

    assert house.ask("DELETE", "/journal") == (200, {})
    assert house.get("/journal") == []
    house.post("/say", chat=GROUP, by="lin", text="@随录 帮助")
    assert [later["n"] for later in house.get("/journal", after=call["n"])] == [call["n"] + 1]


GOOD_FAULT: dict[str, Any] = {"platform": "wecom", "kind": "error"}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/say", {}),
        ("/say", []),
        ("/say", {"chat": CHAT, "by": "wang", "text": ""}),
        ("/say", {"chat": CHAT, "by": "wang", "text": 7}),
        ("/say", {"chat": CHAT, "by": "wang", "text": "长" * 10_001}),
        ("/say", {"chat": CHAT, "by": "zhou", "text": "不在这个会话里"}),
        ("/say", {"chat": CHAT, "by": "bot", "text": "冒充随录"}),
        ("/say", {"chat": "nowhere", "by": "wang", "text": "在吗"}),
        ("/say", {"chat": [CHAT], "by": "wang", "text": "在吗"}),
        ("/click", {"message": "nothing", "by": "lin", "action": "ok"}),
        ("/click", {"message": "m00000001", "by": "nobody", "action": "ok"}),
        ("/click", {"message": "m00000001", "by": "lin", "action": "ok", "form": "all"}),
        ("/menu", {"platform": "slack", "by": "lin", "key": "帮助"}),
        ("/menu", {"platform": "feishu", "by": "shen", "key": "帮助"}),
        ("/read", {"message": "nothing", "by": "lin"}),
        ("/read", {"message": "m00000001", "by": "guest"}),
        ("/forward", {"messages": [], "by": "lin", "chat": BOT}),
        ("/forward", {"messages": "m00000001", "by": "lin", "chat": BOT}),
        ("/forward", {"messages": ["nothing"], "by": "lin", "chat": BOT}),
        ("/shortcut", {"messages": [], "by": "lin", "chat": GROUP}),
        ("/shortcut", {"messages": "om_1", "by": "lin", "chat": GROUP}),
        ("/shortcut", {"messages": ["nothing"], "by": "lin", "chat": GROUP}),
        ("/shortcut", {"messages": ["m00000001"], "by": "lin", "chat": CHAT}),
        ("/bot", {"chat": GROUP, "by": "lin", "inside": "no"}),
        ("/bot", {"chat": CHAT, "by": "lin", "inside": True}),
        ("/chat", {"platform": "wecom"}),
        ("/clock", {}),
        ("/fault", {**GOOD_FAULT, "platform": "slack"}),
        ("/fault", {**GOOD_FAULT, "kind": "earthquake"}),
        ("/fault", {**GOOD_FAULT, "kind": "error:x"}),
        ("/fault", {**GOOD_FAULT, "kind": "limit:"}),
        ("/fault", {**GOOD_FAULT, "times": 0}),
        ("/fault", {**GOOD_FAULT, "times": "3"}),
        ("/fault", {**GOOD_FAULT, "times": True}),
        ("/fault", {**GOOD_FAULT, "times": 10**30}),
        ("/fault", {**GOOD_FAULT, "path": 7}),
        ("/fault", {**GOOD_FAULT, "kind": "duplicate", "path": "message/send"}),
        ("/act", {"platform": "wecom"}),
        ("/act", {"platform": "wecom", "name": "explode"}),
        ("/file?by=lin", {}),
        (f"/file?chat={GROUP}&by=lin&name=a.txt&kind=bomb", {}),
    ],
)
def test_a_wrong_request_is_answered_with_one_line_and_does_nothing(house: House, path: str, body: Any) -> None:
    before = house.get("/state")

    status, answer = house.ask("POST", path, body)

    after = house.get("/state")
    assert (status, list(answer)) == (400, ["error"])
    assert "\n" not in answer["error"]
    assert (after["chats"], after["faults"], after["people"]) == (before["chats"], before["faults"], before["people"])


@pytest.mark.parametrize("query", [{"after": "x"}, {"after": "nan"}])
def test_a_wrong_question_is_refused(house: House, query: dict[str, str]) -> None:
    assert house.http.get(f"{house.url}/journal", params=query, timeout=5).status_code == 400
    tag = house.get("/state")["tag"]
    for wrong in ({"wait": "soon"}, {"calls": "many"}):
        assert house.http.get(f"{house.url}/state", params={"since": tag, **wrong}, timeout=5).status_code == 400


def test_what_is_not_there_is_not_there(house: House) -> None:
    assert house.ask("GET", "/nothing") == (404, {"error": "Not Found"})
    assert house.ask("GET", "/say")[0] == 405
    assert house.http.post(f"{house.url}/say", data="{", timeout=5).status_code == 400


def test_a_big_town_answers_quickly_while_nothing_happens(house: House) -> None:
    house.town.opens(Chat("big", "wecom", "group", "大群", ["lin", "bot"]))
    for number in range(2000):
        house.town.add("big", Said(f"x{number}", "lin", "2026-11-24T02:07:00+00:00", text="产线" * 30))
    tag = house.get("/state")["tag"]

    began = time.monotonic()
    for _ in range(20):
        assert "chats" not in house.get("/state", since=tag)

    assert (time.monotonic() - began) / 20 < 0.05
