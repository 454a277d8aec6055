"""The adapter contract (docs/platforms.md): one suite for every platform and transport, the real SDKs on the simulator.

The numbers are those of the list in the docs. What only one platform has stands in its own folder. A test that proves a row
of the README's table says which.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.model import (
    BotOpened,
    CardClicked,
    ChatChanged,
    ContactChanged,
    MemberChanged,
    MessagesPicked,
    Platform,
    TextSaid,
    Unknown,
)
from bot.ports import OutFile, Spent, TryLater, Undeliverable
from cards.model import Button, Card, Choice, Fact, Option, Tone
from tests.bot.adapters.contract import Bench
from tests.cards.samples import SAMPLES
from tests.stories.docked import Docked, InMenu
from tests.stories.entering import WebView, nonce_of
from tests.works import proves

BENCHES = ("wecom", "feishu", "feishu-stream", "dingtalk", "dingtalk-http")
PAGE = "https://crm.example.com/sidebar?draft=7"
ASK = Card(
    kind="draft",
    title="华辰精密 · 跟进摘要",
    body="客户谈到预算。",
    facts=(Fact("预算", "50 万", "预算大概五十万"),),
    buttons=(Button("确认保存", "confirm:7", primary=True), Button("放弃", "drop:7"), Button("修改", url=PAGE)),
    url=PAGE,
)
PICK = Card(
    kind="nudge",
    title="改派给谁？",
    choices=(Choice("owner", "改派给", (Option("3", "陈默"), Option("4", "何静"))),),
    buttons=(Button("改派", "reassign:7", asks="owner"), Button("明天提醒我", "snooze:7")),
    url=PAGE,
)
DONE = Card(kind="draft", title="已保存", tone=Tone.GOOD, buttons=(Button("撤销", "undo:9"),), url=PAGE)
ODD = {
    "emoji": "👩‍🚀 好的👌🏽 𠮷野家 🇨🇳",
    "lines": "第一行\n第二行\n\n第四行",
    "quotes": """他说"50万"，<b>行</b>不行？\\ & ' `code` *星* _线_ [链](x) @所有人 {{变量}} %s ${x}""",
    "long": "长" * 1365,
}


every = pytest.mark.parametrize("bench", BENCHES, indirect=True)
once = pytest.mark.parametrize("bench", ["wecom", "feishu", "dingtalk"], indirect=True)
"""For what does not depend on the transport."""


# --- 1: a forged or stale call is refused, and nothing is heard ------------------------------------------------------------


@proves("Callbacks by webhook; forged, altered and stale ones refused")
@pytest.mark.parametrize("bench", ["wecom", "feishu", "dingtalk-http"], indirect=True)
@pytest.mark.parametrize("wrong", ["forge", "skew"])
def test_1_forged_or_stale(bench: Bench, wrong: str) -> None:
    bench.ails(wrong, times=10)

    bench.says("lin", "同步")

    assert bench.heard_nothing()
    assert [entry["ok"] for entry in bench.house.town.journal if entry["way"] == "in"][:1] == [False]


@proves("Callbacks by webhook; forged, altered and stale ones refused")
@pytest.mark.parametrize("bench", ["wecom", "feishu", "dingtalk-http"], indirect=True)
def test_what_is_said_arrives_by_webhook(bench: Bench) -> None:
    _says_and_is_heard(bench)


@proves("Callbacks over a connection that we open, no public address needed")
@pytest.mark.parametrize("bench", ["feishu-stream", "dingtalk"], indirect=True)
def test_what_is_said_arrives_over_our_own_connection(bench: Bench) -> None:
    _says_and_is_heard(bench)


def _says_and_is_heard(bench: Bench) -> None:
    bench.says("lin", "帮助")

    (event,) = bench.heard()
    assert isinstance(event, TextSaid)
    assert (event.by, event.text, event.where.kind.value) == (bench.person("lin"), "帮助", "single")


# --- 2: what a vendor sends twice is one event -----------------------------------------------------------------------------


@proves("A callback that comes twice, late or out of order takes effect once; unknown kinds are recorded")
@every
@pytest.mark.parametrize("wrong", ["duplicate", "late", "reorder"])
def test_2_twice_late_or_out_of_order(bench: Bench, wrong: str) -> None:
    bench.ails(wrong)

    bench.says("lin", "第一句")
    bench.says("lin", "第二句")

    heard = bench.heard(2)
    assert sorted(event.text for event in heard if isinstance(event, TextSaid)) == ["第一句", "第二句"]


# --- 3: what we put on a button is what a click returns --------------------------------------------------------------------


@proves("Buttons and choices call back")
@every
@pytest.mark.parametrize("action", ["confirm:7", "drop:7"])
def test_3_a_click_returns_the_buttons_action(bench: Bench, action: str) -> None:
    _, card = bench.posts(ASK)

    answer = bench.clicks(card, "lin", action)

    (event,) = bench.heard()
    assert answer.ok
    assert isinstance(event, CardClicked)
    assert (str(event.action).partition("?")[0], event.by) == (action, bench.person("lin"))


@proves("Buttons and choices call back")
@once
def test_3_what_was_chosen_comes_along(bench: Bench) -> None:
    _, card = bench.posts(PICK)
    native = card.action("reassign")
    form = {} if "owner=" in native else {"owner": "4"}
    action = native.replace("owner=3", "owner=4")

    assert bench.clicks(card, "lin", action, form).ok

    (event,) = bench.heard()
    assert isinstance(event, CardClicked)
    assert (event.action.verb, event.action.subject, event.action.form["owner"]) == ("reassign", "7", "4")


@once
def test_3_a_value_that_is_not_ours_has_no_effect(bench: Bench) -> None:
    foreign = Card(kind="x", title="别人的卡片", buttons=(Button("按", "not an action"),), url=PAGE)
    _, card = bench.posts(foreign)

    bench.clicks(card, "lin", "not an action")

    (event,) = bench.heard()
    assert isinstance(event, Unknown)


# --- 4: post, change, and the town shows the new card ----------------------------------------------------------------------


@proves("Every card of the catalog, to a person; no button dropped")
@every
def test_4_a_card_to_a_person(bench: Bench) -> None:
    handle, card = bench.posts(ASK)

    assert handle.platform is bench.platform
    assert "华辰精密 · 跟进摘要" in bench.shown(card.chat)
    assert "客户谈到预算" in bench.shown(card.chat)


@proves("A card into a group", wecom="as a text card with a link")
@once
def test_4_a_card_into_a_group(bench: Bench) -> None:
    group = bench.group

    bench.messenger.post(group, ASK, key=bench.key("k-group"))

    messages = bench.house.town.chats[group.id].messages
    assert "华辰精密 · 跟进摘要" in str(messages[-1].card or messages[-1].text) or "华辰精密" in str(messages[-1].extra)


@proves("A card changed in place", wecom="✓ (one change a click, within 24 h)")
@once
def test_4_a_card_is_changed_in_place(bench: Bench) -> None:
    handle, card = bench.posts(ASK)

    bench.messenger.change(handle, DONE, to=bench.person("lin"))

    (now,) = bench.cards(card.chat)
    assert (now.id, now.changed) == (card.id, 1)
    assert "已保存" in bench.shown(card.chat)
    assert "跟进摘要" not in bench.shown(card.chat)


@once
def test_4_the_same_key_twice_is_one_card(bench: Bench) -> None:
    _, card = bench.posts(ASK)

    bench.messenger.post(bench.person("lin"), ASK, key=bench.key("k-1"))

    assert len(bench.cards(card.chat)) == 1


@proves("Rate limits, 5xx, lost answers and expired tokens survived")
@once
def test_4_an_answer_that_was_cut_is_tried_again_and_shown_once(bench: Bench) -> None:
    bench.ails("cut", {"wecom": "message/send", "feishu": "im/v1/messages", "dingtalk": "createAndDeliver"}[bench.platform])
    with pytest.raises(TryLater):
        bench.messenger.post(bench.person("lin"), ASK, key=bench.key("k-1"))

    _, card = bench.posts(ASK)

    assert len(bench.cards(card.chat)) == 1


# --- 5: spent --------------------------------------------------------------------------------------------------------------


@proves("A spent handle told apart: posted anew or silent, as the card's kind says")
@once
def test_5_a_spent_handle(bench: Bench) -> None:
    handle, _ = bench.posts(ASK)
    bench.ails("spent")

    with pytest.raises(Spent):
        bench.messenger.change(handle, DONE, to=bench.person("lin"))


# --- 6: not now ------------------------------------------------------------------------------------------------------------


def _limits() -> list[tuple[str, str]]:
    return [
        ("wecom", "limit:45009"),
        ("wecom", "limit:45033"),
        ("feishu", "limit:429"),
        ("feishu", "limit:400"),
        ("feishu", "limit:230020"),
        ("dingtalk", "limit:qps"),
        ("dingtalk", "limit:90018"),
        ("dingtalk", "limit:ban"),
        ("dingtalk", "limit:busy"),
    ]


@proves("Rate limits, 5xx, lost answers and expired tokens survived")
@pytest.mark.parametrize(("bench", "limit"), _limits(), indirect=["bench"])
def test_6_every_limit_means_later(bench: Bench, limit: str) -> None:
    bench.ails(limit, times=3)

    with pytest.raises(TryLater) as late:
        bench.messenger.post(bench.person("lin"), ASK, key=bench.key("k-1"))

    assert late.value.after is not None
    assert timedelta() < late.value.after <= timedelta(minutes=10)
    assert bench.cards(bench.bot_chat("lin")) == []


@proves("Rate limits, 5xx, lost answers and expired tokens survived")
@once
def test_6_a_bad_day(bench: Bench) -> None:
    bench.ails("error", times=1)
    with pytest.raises(TryLater):
        bench.messenger.post(bench.person("lin"), ASK, key=bench.key("k-1"))
    bench.ails("slow", times=1)
    bench.ails("expired", times=1)

    _, card = bench.posts(ASK)

    assert len(bench.cards(card.chat)) == 1


# --- 7: never --------------------------------------------------------------------------------------------------------------


@once
def test_7_somebody_the_app_cannot_see(bench: Bench) -> None:
    with pytest.raises(Undeliverable):
        bench.messenger.post(bench.nobody, ASK, key=bench.key("k-1"))


@once
@pytest.mark.parametrize("fault", ["scope", "refuse"])
def test_7_out_of_scope_is_final(bench: Bench, fault: str) -> None:
    bench.ails(fault)

    with pytest.raises(Undeliverable):
        bench.messenger.post(bench.person("lin"), ASK, key=bench.key("k-1"))


# --- 8: words survive ------------------------------------------------------------------------------------------------------


@once
@pytest.mark.parametrize("text", ODD.values(), ids=ODD.keys())
def test_8_words_survive_out(bench: Bench, text: str) -> None:
    card = Card(kind="x", title="题目", body=text, facts=(Fact("原话", text[:20], text),), url=PAGE)

    bench.posts(card)

    shown = bench.shown(bench.bot_chat("lin"))
    most = 40 if bench.platform is Platform.WECOM else 900
    for line in text[:most].split("\n"):
        assert line.strip() in shown


@proves("Words to the bot in its own chat; emoji, 4 kB texts, line breaks and quotes survive both ways")
@every
@pytest.mark.parametrize("text", ODD.values(), ids=ODD.keys())
def test_8_words_survive_in(bench: Bench, text: str) -> None:
    bench.says("lin", text)

    (event,) = bench.heard()
    assert isinstance(event, TextSaid)
    assert event.text == text.strip()


# --- 9: every card fits, no button is dropped -----------------------------------------------------------------------------


@proves("Every card of the catalog, to a person; no button dropped")
@once
def test_9_every_card_is_taken_and_no_button_is_dropped(bench: Bench) -> None:
    for number, (name, card) in enumerate(SAMPLES.items()):
        bench.house.clock.move(timedelta(seconds=30))
        _, seen = bench.posts(card, key=bench.key(f"k-{number}"))
        for button in card.buttons:
            wanted = button.url or button.action
            assert wanted in _reachable(seen.card), (name, button.text)


def _reachable(native: object) -> str:
    """All that the card can call or open."""
    return str(native)


# --- 10: the reply is ready before any handler runs -----------------------------------------------------------------------


@every
def test_10_the_platform_is_answered_before_anybody_works(bench: Bench) -> None:
    said = bench.says("lin", "同步")

    (event,) = bench.heard()
    assert event.id.endswith(said.id) or isinstance(event, TextSaid)
    stands = bench.house.core.inbox.state(event.id)
    assert stands is not None
    assert (stands.state, stands.attempts) == ("ready", 0)
    assert bench.house.record()["draft"] == 0


# --- 11: unknown kinds ----------------------------------------------------------------------------------------------------


@proves("A callback that comes twice, late or out of order takes effect once; unknown kinds are recorded")
@once
def test_11_an_unknown_event_is_acknowledged_and_recorded(bench: Bench) -> None:
    bench.unheard_of("brand_new_event")

    (event,) = bench.heard()
    assert isinstance(event, Unknown)
    assert "brand_new_event" in event.name
    assert [entry for entry in bench.house.town.journal if entry["way"] == "in" and not entry["ok"]] == []


# --- ways in beyond words --------------------------------------------------------------------------------------------------


@proves("Commands from the platform's own menu", dingtalk="– (its shortcuts are links)")
@pytest.mark.parametrize("bench", ["wecom", "feishu"], indirect=True)
def test_a_menu_entry_is_a_command(bench: Bench) -> None:
    bench.sim.menu("lin", "我的待办")

    (event,) = bench.heard()
    assert isinstance(event, TextSaid)
    assert (event.text, event.by) == ("我的待办", bench.person("lin"))


@proves("Words to the bot in a group", wecom="– (no bot in a WeCom group)")
@pytest.mark.parametrize("bench", ["feishu", "feishu-stream", "dingtalk", "dingtalk-http"], indirect=True)
def test_a_mention_in_a_group_is_heard_without_the_mention(bench: Bench) -> None:
    group = bench.group

    bench.says("lin", "不是对随录说的", group.id)
    bench.says("lin", "@随录 我的待办", group.id)

    (event,) = bench.heard()
    assert isinstance(event, TextSaid)
    assert (event.text, event.where) == ("我的待办", group)


@proves("Messages picked by hand: the message shortcut, the message menu", wecom="– (the sidebar)")
@pytest.mark.parametrize("bench", ["feishu"], indirect=True)
def test_messages_picked_by_hand_are_heard_whole(bench: Bench) -> None:
    """From the client's own web view: signed in by the platform, the page proved to it, the messages handed over by it."""
    group = bench.group
    said = [bench.says("lin", text, group.id) for text in (ODD["quotes"], ODD["lines"])]
    page = Docked(bench.house, "lin", said)

    assert page.send(page.picked())[0] == 202

    (event,) = bench.heard()
    assert isinstance(event, MessagesPicked)
    assert (event.by, event.where.id) == (bench.person("lin"), group.id)
    assert [(m.id, m.by, m.text) for m in event.messages] == [(one.id, bench.person("lin").id, one.text) for one in said]


@proves("Messages picked by hand: the message shortcut, the message menu")
@pytest.mark.parametrize("bench", ["dingtalk"], indirect=True)
def test_messages_picked_in_a_client_that_tells_names_are_heard_whole(bench: Bench) -> None:
    group = bench.group
    said = [bench.says("lin", text, group.id) for text in (ODD["quotes"], ODD["lines"])]
    page = InMenu(bench.house, "lin", said)

    status, answer = page.send(page.handed())
    assert status == 201, answer
    assert page.post(f"/captures/{answer['capture']['id']}/settle")[0] == 202

    (event,) = bench.heard()
    assert isinstance(event, MessagesPicked)
    assert event.by == bench.person("lin")
    assert event.where.id.startswith(group.id)
    assert [(m.by_name, m.ours, m.text) for m in event.messages] == [("林晓", True, one.text) for one in said]


@proves("A word of welcome to whoever opens the bot", dingtalk="–")
@pytest.mark.parametrize("bench", ["wecom", "feishu"], indirect=True)
def test_somebody_opens_the_bot(bench: Bench) -> None:
    bench.opens_bot("lin")

    (event,) = bench.heard()
    assert isinstance(event, BotOpened)
    assert event.by == bench.person("lin")


@proves("Colleagues who join, change or leave")
@once
def test_a_colleague_leaves(bench: Bench) -> None:
    bench.leaves("chen")

    (event,) = bench.heard()
    assert isinstance(event, MemberChanged)
    assert (event.member, event.change.value) == (bench.person("chen"), "left")


@proves("Groups that change")
@once
def test_a_group_is_dismissed(bench: Bench) -> None:
    group = bench.group

    bench.dismisses(group)

    (event,) = bench.heard()
    assert isinstance(event, ChatChanged)
    assert (event.where.id, event.change.value) == (group.id, "dismissed")


@proves("Customers added, lost or handed over", feishu="– (no external contacts)", dingtalk="– (no external contacts)")
@pytest.mark.parametrize("bench", ["wecom"], indirect=True)
def test_a_customer_is_added(bench: Bench) -> None:
    bench.gains("lin", "wang")

    (event,) = bench.heard()
    assert isinstance(event, ContactChanged)
    assert (event.customer.id, event.change.value) == ("wmWangHai0001", "added")


# --- files -----------------------------------------------------------------------------------------------------------------

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c020000000b4944415478da6364f80f00010501012718e3660000000049454e44ae426082"
)


@proves("Files, pictures and voice from the chat", dingtalk="✓ (in single chats)")
@every
@pytest.mark.parametrize(
    ("kind", "name", "content"),
    [("file", "报价单.pdf", b"%PDF-1.7\n..."), ("image", "", PNG), ("voice", "", b"#!AMR\n..")],
    ids=["file", "image", "voice"],
)
def test_a_file_comes_in_whole(bench: Bench, kind: str, name: str, content: bytes) -> None:
    bench.sim.send_file(bench.bot_chat("lin"), "lin", name or f"x.{kind}", content, kind)

    (event,) = bench.heard()
    assert isinstance(event, TextSaid)
    (attachment,) = event.attachments
    assert attachment.kind == kind
    assert bench.media.fetch(attachment) == content


@proves("Files and pictures into the chat")
@once
@pytest.mark.parametrize(
    ("name", "content"), [("周报.csv", "客户,阶段\n华辰,已报价\n".encode()), ("图.png", PNG)], ids=["csv", "png"]
)
def test_a_file_goes_out(bench: Bench, name: str, content: bytes) -> None:
    bench.media.send(bench.person("lin"), OutFile(name, content), key=bench.key("k-file"))

    (said,) = bench.house.town.chats[bench.bot_chat("lin")].messages
    assert said.by == "bot"
    assert said.kind in ("file", "image")


@proves("Read receipts", wecom="– (the platform does not tell)", dingtalk="– (only for robot messages)")
@pytest.mark.parametrize("bench", ["feishu"], indirect=True)
def test_a_card_is_read(bench: Bench) -> None:
    handle, card = bench.posts(ASK)

    bench.sim.read(card.id, "lin")

    (event,) = bench.heard()
    assert (type(event).__name__, getattr(event, "cards", ())) == ("CardRead", (handle.card,))


# --- signing in to the pages -------------------------------------------------------------------------------------------------

SIGNING_IN = "Signing in to the pages: inside the client without a question, outside it by scan"


@proves(SIGNING_IN)
@once
def test_inside_the_client_nobody_is_asked_and_the_record_opens(bench: Bench) -> None:
    view = WebView(bench.house, bench.platform, "lin")

    shown = view.opens("/sidebar?lead=3")

    assert (shown.status_code, shown.url.removesuffix("#wechat_redirect")) == (200, f"{bench.house.origin}/sidebar?lead=3")
    assert view.me()["name"] == "林晓"
    assert len(view.opens("/sidebar?lead=3").history) == 0


@proves(SIGNING_IN)
@once
def test_outside_the_client_one_scans_and_the_record_opens(bench: Bench) -> None:
    view = WebView(bench.house, bench.platform, "lin", outside=True)

    shown = view.scans("/sidebar?draft=7")

    assert (shown.status_code, shown.url) == (200, f"{bench.house.origin}/sidebar?draft=7")
    assert view.me()["name"] == "林晓"


@once
@pytest.mark.parametrize("outside", [False, True])
def test_a_code_is_good_once_and_for_five_minutes(bench: Bench, outside: bool) -> None:
    mine, theirs = (WebView(bench.house, bench.platform, "lin", outside=outside) for _ in range(2))
    if bench.platform is Platform.DINGTALK and not outside:
        pages = [view.http.get(f"{bench.house.origin}/sign-in/dingtalk/client") for view in (mine, theirs)]
        code, late = mine.code(), mine.code()
        spent = [view.posts(code, nonce_of(page)).status_code for view, page in zip((mine, theirs), pages, strict=True)]
        bench.house.clock.move(timedelta(minutes=5))
        page = theirs.http.get(f"{bench.house.origin}/sign-in/dingtalk/client")
        assert [*spent, theirs.posts(late, nonce_of(page)).status_code] == [200, 403, 403]
        return
    came, other, late = (_before_coming_back(view, bench, outside) for view in (mine, theirs, theirs))

    first = mine.http.get(came, allow_redirects=False)
    code = _part(came, bench)
    again = theirs.http.get(other.replace(_part(other, bench), code), allow_redirects=False)
    bench.house.clock.move(timedelta(minutes=4, seconds=59))
    in_time = theirs.http.get(late, allow_redirects=False)

    assert [first.status_code, again.status_code, in_time.status_code] == [302, 403, 302]


@once
def test_a_member_whom_nobody_has_bound_sees_nothing(bench: Bench) -> None:
    people = bench.house.town.people
    people["tourist"] = replace(people["lin"], key="tourist", ids={bench.platform.value: "tourist"})
    view = WebView(bench.house, bench.platform, "tourist")

    shown = view.opens("/sidebar?lead=3")

    assert (shown.status_code, "绑定" in shown.text) == (403, True)
    assert view.me()["error"]["code"] == "not_bound"


def _before_coming_back(view: WebView, bench: Bench, outside: bool) -> str:
    """Where the platform's page sends the browser, which does not go there yet."""
    way = "scan" if outside else "client"
    away = view.http.get(f"{bench.house.origin}/sign-in/{bench.platform}/{way}", allow_redirects=False).headers["Location"]
    page, _, _ = away.partition("#")
    return view.http.get(f"{page}&as=lin" if outside else page, allow_redirects=False).headers["Location"]


def _part(url: str, bench: Bench) -> str:
    return parse_qs(urlsplit(url).query)["authCode" if bench.platform is Platform.DINGTALK else "code"][0]


# --- manners ---------------------------------------------------------------------------------------------------------------


@proves("The platform's own limits kept under a burst")
@once
def test_a_burst_keeps_the_limits(bench: Bench) -> None:
    """More at once than the platform takes: what is over is put off by us, and the platform never has to say no."""
    reasons: list[str] = []
    for number in range(60):
        try:
            bench.messenger.post(bench.person("lin"), ASK, key=bench.key(f"k-{number}"))
        except TryLater as late:
            reasons.append(late.reason)

    assert set(reasons) == {"pace"}
    assert [entry for entry in bench.house.town.journal if entry["way"] == "out" and not entry["ok"]] == []
    assert len(bench.cards(bench.bot_chat("lin"))) == 60 - len(reasons)
