"""A tenant without a card template: robot messages out, their buttons' words in."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.adapters.dingtalk.outbound import DingtalkMessenger
from bot.adapters.dingtalk.pace import ROBOT_PER_MINUTE
from bot.model import CardClicked, CardHandle, ChatKind, Conversation, Person, Platform
from bot.ports import Spent, TryLater, Undeliverable
from bot.simulator.town import Fault, Said
from cards.catalog import dormant_for_manager
from cards.model import Card
from tests.bot.adapters.dingtalk.conftest import CORP, GROUP, TEAM, ZHOU, Listener, Stage, later, messenger_of, until

CARD = dormant_for_manager(
    nudge_id=7, customer="华辰精密", rep="林晓", stage="已报价", days=3, colleagues=[(3, "陈默"), (4, "何静")]
)
BOT_CHAT = "dingtalk-bot-zhou"
TO_ONE, TO_GROUP = "/v1.0/robot/oToMessages/batchSend", "/v1.0/robot/groupMessages/send"


@pytest.fixture
def plain(stage: Stage) -> DingtalkMessenger:
    return messenger_of(replace(stage.settings, card_template_id=""), stage.clock)


def sent(stage: Stage, chat: str) -> list[Said]:
    return [said for said in stage.town.chats[chat].messages if said.by == "bot"]


@pytest.mark.parametrize(("to", "chat"), [(ZHOU, BOT_CHAT), (TEAM, GROUP)])
def test_a_card_is_a_message_whose_buttons_speak(
    stage: Stage, plain: DingtalkMessenger, listener: Listener, to: Person | Conversation, chat: str
) -> None:
    handle = plain.post(to, CARD, key="k1")

    (said,) = sent(stage, chat)
    assert handle == CardHandle(Platform.DINGTALK, card="k1", token="")
    assert said.text.startswith(f"### {CARD.title}")
    titles = [button["title"] for button in said.extra["buttons"]]
    assert (said.extra["msgKey"], titles[:2]) == (f"sampleActionCard{len(titles)}", ["我来支援", "改派：陈默"])

    answer = stage.sim.click(said.id, "zhou", "reassign:7?owner=3", {})

    assert answer.ok
    click = listener.only()
    assert isinstance(click, CardClicked)
    assert (str(click.action), click.by, click.card) == ("reassign:7?owner=3", ZHOU, "")
    where = TEAM if to is TEAM else Conversation(Platform.DINGTALK, CORP, "ding_zhou", ChatKind.SINGLE)
    assert click.where == where


def test_what_was_never_a_button_cannot_be_tapped(stage: Stage, plain: DingtalkMessenger, listener: Listener) -> None:
    plain.post(ZHOU, CARD, key="k1")

    assert not stage.sim.click(sent(stage, BOT_CHAT)[0].id, "zhou", "confirm:7", {}).ok
    assert listener.calls == 0


def test_it_cannot_be_changed(stage: Stage, plain: DingtalkMessenger) -> None:
    handle = plain.post(ZHOU, CARD, key="k1")

    for messenger in (plain, stage.messenger):  # also after a template was set up
        with pytest.raises(Spent):
            messenger.change(handle, CARD, to=ZHOU)
    assert stage.calls("PUT /v1.0/card/instances") == 0


def test_a_card_without_buttons_is_markdown(stage: Stage, plain: DingtalkMessenger) -> None:
    plain.post(ZHOU, Card(kind="t", title="好了", body="第一行\n第二行😀"), key="k1")

    (said,) = sent(stage, BOT_CHAT)
    assert (said.extra["msgKey"], said.text) == ("sampleMarkdown", "### 好了\n\n第一行  \n第二行😀")


def test_somebody_who_is_left_out_or_unknown(stage: Stage, plain: DingtalkMessenger) -> None:
    stage.town.plan(Platform.DINGTALK, Fault("limit:flow", path=TO_ONE))
    with pytest.raises(TryLater) as late:
        plain.post(ZHOU, CARD, key="k1")
    stage.town.plan(Platform.DINGTALK, Fault("scope", path=TO_ONE))
    with pytest.raises(Undeliverable) as never:
        plain.post(ZHOU, CARD, key="k1")
    with pytest.raises(Undeliverable) as nowhere:
        plain.post(Conversation(Platform.DINGTALK, CORP, "cidElsewhere", ChatKind.GROUP), CARD, key="k1")

    assert (late.value.reason, late.value.after) == ("flow_controlled", timedelta(seconds=60))
    assert never.value.reason == "invalid_staff_id"
    assert nowhere.value.reason == "invalidParameter.openConversationId.invalid"
    assert BOT_CHAT not in stage.town.chats


@pytest.mark.parametrize(
    ("fault", "reason"),
    [("limit", "Forbidden.AccessDenied.QpsLimitForApi"), ("limit:busy", "system.busy"), ("cut", "no_answer")],
)
def test_not_now_is_try_later(stage: Stage, plain: DingtalkMessenger, fault: str, reason: str) -> None:
    stage.town.plan(Platform.DINGTALK, Fault(fault, path=TO_GROUP))

    with pytest.raises(TryLater) as late:
        plain.post(TEAM, CARD, key="k1")

    assert late.value.reason == reason
    assert sent(stage, GROUP) == []


def test_a_group_hears_so_much_a_minute(stage: Stage, plain: DingtalkMessenger) -> None:
    for number in range(ROBOT_PER_MINUTE):
        plain.post(TEAM, CARD, key=f"k{number}")
        later(stage, 1)

    with pytest.raises(TryLater) as late:
        plain.post(TEAM, CARD, key="one more")

    assert late.value.after == timedelta(seconds=60 - ROBOT_PER_MINUTE)
    plain.post(ZHOU, CARD, key="to another")
    assert len(sent(stage, GROUP)) == ROBOT_PER_MINUTE


def test_a_longer_list_than_buttons_can_be_typed(stage: Stage, plain: DingtalkMessenger, listener: Listener) -> None:
    many = dormant_for_manager(
        nudge_id=7, customer="华辰精密", rep="林晓", stage="已报价", days=3, colleagues=[(n, f"同事{n}") for n in range(2, 9)]
    )
    plain.post(ZHOU, many, key="k1")
    line = next(line for line in sent(stage, BOT_CHAT)[0].text.splitlines() if line.endswith("owner=8"))

    stage.sim.say(BOT_CHAT, "zhou", line.removeprefix("- ").replace("\\", ""))

    until(lambda: len(listener.kept) == 1)
    click = listener.only()
    assert isinstance(click, CardClicked)
    assert str(click.action) == "reassign:7?owner=8"
