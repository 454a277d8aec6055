"""Files, from the platform to the page: those of a chat, and those that a rep hands to the bot."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
import requests

from bot import pipeline
from bot.adapters.disk import Disk
from bot.capture.model import Captured
from bot.capture.model import Said as Read
from bot.capture.stored import to_json
from bot.demo.world import CORPS, GROUP
from bot.model import Platform
from bot.simulator.town import Chat, Said
from crm_core.views import Address, DraftView, NewFile, NewMessage
from tests.bot.processes.conftest import until
from tests.made_files import AMR, EXE, PDF, WHERE, bomb, jpeg, png
from tests.stories.town_house import BOTS, HUACHEN, WANG, Page, TownHouse, title_of

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

PLATFORMS = ("wecom", "feishu", "dingtalk")
BOT = {"wecom": BOTS["lin"], "feishu": BOTS["lin@feishu"], "dingtalk": "dingtalk-bot-lin"}


@pytest.fixture
def house(town_house: TownHouse) -> TownHouse:
    for platform in PLATFORMS:
        town_house.town.bot_chat(Platform(platform), "lin")
    return town_house


def works(house: TownHouse, tick: str = "files") -> int:
    done = pipeline.tick(house.app, tick)
    house.settle()
    return done


def raw(page: Page, path: str) -> requests.Response:
    return page._http.get(f"{page._origin}/api/v1{path}")


def hands(house: TownHouse, platform: str, name: str, content: bytes, kind: str = "file") -> Said:
    """林晓 sends the bot a file, and it is worked on."""
    said = house.sims[Platform(platform)].send_file(BOT[platform], "lin", name, content, kind)
    if platform == "dingtalk":
        until(lambda: house.core.inbox.state(f"dingtalk:msg:{said.id}"))
    house.settle()
    return said


def kept(house: TownHouse) -> int:
    """How many different bytes lie outside the database."""
    return sum(1 for file in (house.app.settings.data_dir / "files").rglob("*") if len(file.name) == 64)


# --- of a chat --------------------------------------------------------------------------------------------------------


def test_a_groups_files_come_with_its_draft_and_stand_on_the_customers_page(house: TownHouse) -> None:
    house.feishu.send_file(GROUP, "lin", "白板.jpg", photo := jpeg(), "image")
    house.feishu.send_file(GROUP, "lin", "方案.png", PDF, "file")
    house.feishu.send_file(GROUP, "lin", "病毒.jpg", EXE, "file")
    house.feishu.send_file(GROUP, "lin", "留言.amr", AMR, "audio")
    house.says(GROUP, "lin", "@随录 同步")
    house.settle()
    page = house.page("lin")
    draft = page.get(f"/customer?external_userid={WANG}")["draft"]["id"]
    waiting = page.get(f"/drafts/{draft}/files")["files"]

    done = works(house)

    shown = page.get(f"/drafts/{draft}/files")["files"]
    assert [f["state"] for f in waiting] == ["waiting"] * 4
    assert done == 4
    assert [(f["kind"], f["state"], f["type"], f["thumb"], f["seconds"]) for f in shown] == [
        ("image", "kept", "jpg", True, 0),
        ("file", "kept", "pdf", False, 0),
        ("file", "refused", "", False, 0),
        ("voice", "kept", "amr", False, 3),
    ]
    assert raw(page, f"/files/{shown[0]['id']}").content == photo
    assert WHERE not in raw(page, f"/files/{shown[0]['id']}/thumb").content
    assert page.decide(f"/drafts/{draft}/confirm")["state"] == "done"
    lead = house.lead("lin")
    assert {f["id"] for f in page.get(f"/leads/{lead}/files")["files"]} == {f["id"] for f in shown}
    assert house.page("chen", "").ask(f"/leads/{lead}/files")[0] == 404
    assert works(house) == 0


def wecom_draft(house: TownHouse, *files: NewFile) -> DraftView:
    """A draft of the chat with 王海, as the archive's reader makes it."""
    where = Address("wecom", CORPS["wecom"], f"{house.town.people['lin'].ids['wecom']}/{WANG}", "single")
    said = NewMessage("m1", WANG, "王海", False, "mixed", "[图片]", house.clock.now(), files=files)
    with house.core.work(house.who("lin")) as w:
        w.syncs.begin("wecom:sync:files:1", where)
        draft = w.syncs.propose(
            "wecom:sync:files:1", messages=[said], lines=[], summary="s", profile={}, identity=None, timings={}
        )
    assert draft is not None
    return draft


def test_wecom_s_files_are_fetched_while_the_platform_has_them(house: TownHouse) -> None:
    media = house.wecom.desk.media
    draft = wecom_draft(
        house,
        NewFile("image", "现场.jpg", f'{{"media_id": "{media.put("image", "现场.jpg", jpeg())}"}}'),
        NewFile("voice", "", f'{{"media_id": "{media.put("voice", "", AMR)}"}}'),
        NewFile("file", "图.png", f'{{"media_id": "{media.put("file", "图.png", bomb())}"}}'),
        NewFile("file", "没有.pdf", '{"media_id": "invented"}'),
    )
    house.ails(Platform.WECOM, "error", "/cgi-bin/media/get")

    first = works(house)
    house.clock.move(timedelta(seconds=5))
    second = works(house)

    with house.core.read(house.who("lin")) as w:
        shown = w.attachments.of_draft(draft.id)
    assert (first, second) == (3, 1)
    assert [(f.kind, f.state, f.problem) for f in shown] == [
        ("image", "kept", ""),
        ("voice", "kept", ""),
        ("file", "refused", "bomb"),
        ("file", "gone", "gone"),
    ]


def test_what_wecom_has_thrown_away_is_said_to_be_gone(house: TownHouse) -> None:
    ref = f'{{"media_id": "{house.wecom.desk.media.put("image", "现场.jpg", jpeg())}"}}'
    draft = wecom_draft(house, NewFile("image", "现场.jpg", ref))
    house.clock.move(timedelta(days=3))

    works(house)

    (file,) = house.page("lin").get(f"/drafts/{draft.id}/files")["files"]
    assert (file["state"], file["why"]["message"]) == ("gone", "平台上已经没有这个文件")


def test_what_a_platform_does_not_give_is_not_called_gone(house: TownHouse) -> None:
    ref = f'{{"media_id": "{house.wecom.desk.media.put("image", "现场.jpg", jpeg())}"}}'
    draft = wecom_draft(house, NewFile("image", "现场.jpg", ref))
    house.ails(Platform.WECOM, "refuse", "/cgi-bin/media/get")

    works(house)

    (file,) = house.page("lin").get(f"/drafts/{draft.id}/files")["files"]
    assert file["why"]["message"] == "平台没有允许取回"
    assert "管理员" in file["why"]["next"]


def test_a_platform_that_never_answers_is_given_up_after_ten_tries(house: TownHouse) -> None:
    ref = f'{{"media_id": "{house.wecom.desk.media.put("image", "现场.jpg", jpeg())}"}}'
    draft = wecom_draft(house, NewFile("image", "现场.jpg", ref))
    house.ails(Platform.WECOM, "error", "/cgi-bin/media/get", times=50)

    for _ in range(12):
        works(house)
        house.clock.move(timedelta(minutes=11))

    (file,) = house.page("lin").get(f"/drafts/{draft.id}/files")["files"]
    assert (file["state"], file["why"]["message"]) == ("gone", "多次没能取回")


def test_a_worker_that_dies_between_keeping_and_writing_down_loses_nothing(
    house: TownHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    from crm_core.work.fetching import Fetching

    ref = f'{{"media_id": "{house.wecom.desk.media.put("image", "现场.jpg", jpeg())}"}}'
    draft = wecom_draft(house, NewFile("image", "现场.jpg", ref))
    with monkeypatch.context() as broken:
        broken.setattr(Fetching, "kept", lambda *_: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            works(house)
    assert (kept(house), works(house)) == (2, 0)
    house.clock.move(timedelta(minutes=6))

    assert works(house) == 1

    with house.core.read(house.who("lin")) as w:
        assert [f.state for f in w.attachments.of_draft(draft.id)] == ["kept"]
    assert kept(house) == 2


def test_dingtalk_s_record_brings_its_files(house: TownHouse) -> None:
    team = "cid_files"
    house.town.opens(Chat(team, "dingtalk", "group", "华东组", ["lin", "chen"]))
    first = house.says(team, "lin", "王海说预算50万")
    file = house.dingtalk.send_file(team, "lin", "图纸.png", jpeg(), "file")
    record = house.dingtalk.forward(BOT["dingtalk"], "lin", [first.id, file.id])
    until(lambda: house.core.inbox.state(f"dingtalk:msg:{record.id}"))
    house.settle()

    works(house)

    with house.core.read(house.who("lin")) as w:
        draft = next(todo for todo in w.todos.waiting(until=house.clock.now().date()) if todo.kind == "draft")
        (shown,) = w.attachments.of_draft(draft.id)
    assert (shown.kind, shown.state, shown.name, shown.mime) == ("image", "kept", "", "image/jpeg")


def test_a_dropped_drafts_bytes_are_swept_away_and_others_stay(house: TownHouse) -> None:
    media = house.wecom.desk.media
    draft = wecom_draft(house, NewFile("image", "现场.jpg", f'{{"media_id": "{media.put("image", "x", jpeg())}"}}'))
    works(house)
    page = house.page("lin")
    hands(house, "wecom", "合同.pdf", PDF)
    assert kept(house) == 3

    page.decide(f"/drafts/{draft.id}/drop")
    _aged(house.app.settings.data_dir / "files")
    swept = works(house, "purge")

    assert (swept, kept(house)) == (2, 1)


def test_what_a_crash_left_half_written_is_swept_away_too(house: TownHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    hands(house, "wecom", "合同.pdf", PDF)
    (place,) = (file for file in (house.app.settings.data_dir / "files").rglob("*") if len(file.name) == 64)
    litter = place.with_name(".half")
    litter.write_bytes(b"x")
    later = litter.stat().st_ctime + 7200
    monkeypatch.setattr(Disk, "_now", lambda _: later)

    swept = works(house, "purge")

    assert (swept, litter.exists(), kept(house)) == (1, False, 1)


def _aged(folder: Path) -> None:
    for file in folder.rglob("*"):
        if file.is_file():
            then = file.stat().st_mtime - 3700
            os.utime(file, (then, then))


# --- handed to the bot ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_file_handed_to_the_bot_is_asked_about_and_put_there_by_one_tap(house: TownHouse, platform: str) -> None:
    hands(house, platform, "合同.pdf", PDF)
    card, lead = house.last(BOT[platform]), house.lead("lin")
    assert "是哪位客户的" in title_of(card)
    press = card.action("attach").partition("?")[0]

    house.clicks(card, "lin", f"{press}?lead={lead}" if platform == "dingtalk" else press, {"lead": str(lead)})
    house.settle()

    assert title_of(house.last(BOT[platform])) == f"已存到 {HUACHEN} 的附件"
    (file,) = house.page("lin").get(f"/leads/{lead}/files")["files"]
    assert (file["state"], file["by"], file["type"]) == ("kept", "林晓", "pdf")
    assert raw(house.page("lin"), f"/files/{file['id']}").content == PDF


def test_another_customer_is_found_by_name_and_the_file_put_there(house: TownHouse) -> None:
    hands(house, "feishu", "合同.pdf", PDF)
    house.says(BOT["feishu"], "lin", "客户 远航")
    house.settle()
    card = house.last(BOT["feishu"])

    house.taps(card, "lin", "attach")

    lead = house.lead("lin", "远航")
    assert [f["name"] for f in house.page("lin").get(f"/leads/{lead}/files")["files"]] == ["合同.pdf"]
    assert "已存到" in title_of(house.see(card))


def test_what_a_voice_says_becomes_a_private_note_and_the_voice_is_gone(house: TownHouse) -> None:
    hands(house, "dingtalk", "客户说下周三前要方案", AMR, "voice")
    card, lead = house.last(BOT["dingtalk"]), house.lead("lin")
    assert "客户说下周三前要方案" in card.text

    house.clicks(card, "lin", f"{card.action('jot').partition('?')[0]}?lead={lead}")
    house.settle()

    assert title_of(house.last(BOT["dingtalk"])) == f"已记为 {HUACHEN} 的备注"
    assert [(note.text, note.shared) for note in house.customer().notes] == [("客户说下周三前要方案", False)]
    assert house.record()["attachment"] == 0


def test_the_words_of_a_voice_that_is_not_to_be_had_are_not_lost(house: TownHouse) -> None:
    hands(house, "dingtalk", "客户说下周三前要方案", b"\x00\x01 no sound that we know", "voice")
    card, lead = house.last(BOT["dingtalk"]), house.lead("lin")
    assert "attach:" not in card.text

    house.clicks(card, "lin", f"{card.action('jot').partition('?')[0]}?lead={lead}")
    house.settle()

    assert [note.text for note in house.customer().notes] == ["客户说下周三前要方案"]
    assert kept(house) == 0


def test_a_spoken_command_is_done(house: TownHouse) -> None:
    hands(house, "dingtalk", "我的待办", AMR, "voice")

    assert title_of(house.last(BOT["dingtalk"])).startswith("我的待办")
    assert house.record()["attachment"] == 0


def test_a_voice_without_words_can_be_kept_as_a_file_only(house: TownHouse) -> None:
    hands(house, "wecom", "", AMR, "voice")

    card = house.last(BOT["wecom"])
    assert "attach:" in card.text
    assert "jot:" not in card.text


@pytest.mark.parametrize(("content", "why"), [(EXE, "这种文件不能保存"), (bomb(), "图片的像素太多")])
def test_a_bad_file_is_refused_in_words_and_nothing_is_kept(house: TownHouse, content: bytes, why: str) -> None:
    hands(house, "feishu", "照片.jpg", content)

    assert why in title_of(house.last(BOT["feishu"]))
    assert (house.record()["attachment"], kept(house)) == (0, 0)


def test_nobody_else_can_put_it_anywhere_and_nobody_on_anothers_customer(house: TownHouse) -> None:
    hands(house, "dingtalk", "合同.pdf", PDF)
    card = house.last(BOT["dingtalk"])
    press = f"{card.action('attach').partition('?')[0]}?lead={house.lead('chen', '青禾')}"
    house.town.chats[card.chat].members.append("chen")

    house.clicks(card, "chen", press)
    house.clicks(card, "lin", press)
    house.settle()

    assert title_of(house.last("dingtalk-bot-chen")) == "没有找到，或您无权查看"
    assert "是哪位客户的" in title_of(house.see(card))


def test_ignored_for_a_day_nothing_of_it_stays(house: TownHouse) -> None:
    hands(house, "feishu", "合同.pdf", PDF)
    card = house.last(BOT["feishu"])
    house.clock.move(timedelta(days=1))
    _aged(house.app.settings.data_dir / "files")

    works(house, "purge")

    assert title_of(house.see(card)) == "这个文件没有保存"
    assert (house.record()["attachment"], kept(house)) == (0, 0)


def test_a_manager_s_file_is_answered_as_ever_and_not_kept(house: TownHouse) -> None:
    house.dingtalk.send_file("dingtalk-bot-zhou", "zhou", "周报.pdf", PDF)
    until(lambda: house.core.inbox.counts()["ready"])
    house.settle()

    assert title_of(house.last("dingtalk-bot-zhou")).startswith("收到了")
    assert house.record()["attachment"] == 0


# --- screenshots ------------------------------------------------------------------------------------------------------


def hands_over_screenshots(house: TownHouse, page: Page, *pictures: bytes) -> int:
    """What is read in them is given; the id of their capture, settled so that they stay."""
    capture = page.upload("/captures/pictures", pictures, lead=house.lead("lin"))
    said = (Read("王海", "预算五十万左右", house.core.clock.now() - timedelta(minutes=5), ours=False),)
    with house.core.work(house.who("lin")) as w:
        w.captures.read(capture, to_json(Captured(said, "screenshot", title="王海")))
    status, answer = page.tap(f"/captures/{capture}/settle", speakers={"王海": "them"}, keep_pictures=True)
    assert status == 202, answer
    return capture


def test_screenshots_that_are_to_stay_are_held_until_the_draft_has_them(house: TownHouse) -> None:
    page = house.page("lin")
    capture = hands_over_screenshots(house, page, png(1), png(2))
    _aged(house.app.settings.data_dir / "files")
    assert pipeline.tick(house.app, "purge") == 0
    with house.core.read(house.who("lin")) as w:
        names = w.captures.get(capture).files
    assert (len(names), kept(house)) == (2, 2)
    house.app.files.forget(names[1])

    house.settle()

    draft = page.get("/customer", lead=house.lead("lin"))["draft"]["id"]
    shown = page.get(f"/drafts/{draft}/files")["files"]
    assert [(f["name"], f["state"], (f["why"] or {}).get("message")) for f in shown] == [
        ("聊天截图 1.png", "kept", None),
        ("聊天截图 2", "refused", "截图已经不在了"),
    ]
    with house.core.read(house.who("lin")) as w:
        assert w.captures.get(capture).files == ()
