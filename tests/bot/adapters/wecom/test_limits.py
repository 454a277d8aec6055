"""The platform's limits are kept before they are hit: what it would drop silently is never sent."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.adapters.manners import OwnPacer, OwnTokens
from bot.adapters.wecom import limits
from bot.adapters.wecom.client import WecomClient
from bot.adapters.wecom.outbound import WecomMessenger
from bot.adapters.wecom.sign_in import WecomSignIn
from bot.model import ChatKind, Conversation, Person, Platform
from bot.ports import OutFile, Scope, TryLater
from bot.simulator.town import Said
from cards.model import Button, Card
from tests.bot.adapters.wecom.world import CORP, SETTINGS, World

LIN, CHEN = Person(Platform.WECOM, CORP, "linxiao"), Person(Platform.WECOM, CORP, "chenmo")
ASK = Card(kind="t", title="继续吗？", buttons=(Button("好", "yes:1", primary=True),))


class Open:
    """A pacer that lets everything through, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def admit(self, *scopes: Scope) -> None:
        self.asked += [scope.name for scope in scopes]


def messages(world: World, key: str) -> list[Said]:
    return world.town.bot_chat(Platform.WECOM, key).messages


def test_a_burst_to_one_member_is_held_back_and_nothing_is_lost(world: World, messenger: WecomMessenger) -> None:
    for number in range(30):
        messenger.post(LIN, ASK, key=f"k{number}")
    for number in range(30, 40):
        with pytest.raises(TryLater) as later:
            messenger.post(LIN, ASK, key=f"k{number}")
        assert (later.value.reason, later.value.after) == ("pace", timedelta(minutes=1))

    assert (len(messages(world, "lin")), world.calls("dropped")) == (30, 0)
    messenger.post(CHEN, ASK, key="another")
    assert len(messages(world, "chen")) == 1

    world.clock.move(timedelta(minutes=1))
    for number in range(30, 40):
        messenger.post(LIN, ASK, key=f"k{number}")
    assert (len(messages(world, "lin")), world.calls("dropped")) == (40, 0)


def test_without_a_pacer_the_platform_drops_what_is_too_much_and_says_nothing(world: World) -> None:
    careless = WecomMessenger(world.settings, WecomClient(world.settings, world.clock), world.clock, Open())

    handles = [careless.post(LIN, ASK, key=f"k{number}") for number in range(33)]

    assert [handle.uses_left for handle in handles] == [1] * 33
    assert (len(messages(world, "lin")), world.calls("dropped")) == (30, 3)
    assert world.calls("message/send", ok=True) == 33


def test_a_thousand_an_hour(world: World) -> None:
    pacer = OwnPacer(world.clock)
    admitted = 0
    for _ in range(40):
        for _ in range(30):
            try:
                pacer.admit(*limits.to_member(SETTINGS, "LinXiao"))
                admitted += 1
            except TryLater:
                break
        world.clock.move(timedelta(minutes=1))

    assert admitted == 1000


def test_a_member_is_one_however_the_name_is_written() -> None:
    names = [{scope.name for scope in limits.to_member(SETTINGS, name)} for name in ("LinXiao", "linxiao")]

    assert names[0] == names[1]


def test_every_call_is_counted_under_its_api(world: World) -> None:
    pacer = Open()
    client = WecomClient(world.settings, world.clock, None, pacer)

    client.ask("get", "user/get", params={"userid": "linxiao"})

    assert pacer.asked == [f"wecom:{CORP}:api:gettoken", f"wecom:{CORP}:api:user/get"]


def test_an_api_is_asked_ten_thousand_times_a_minute_and_no_more(world: World, client: WecomClient) -> None:
    for _ in range(9_999):
        client.pacer.admit(limits.call(world.settings, "user/get"))
    client.ask("get", "user/get", params={"userid": "linxiao"})

    with pytest.raises(TryLater) as later:
        client.ask("get", "user/get", params={"userid": "linxiao"})

    assert (later.value.reason, later.value.after) == ("pace", timedelta(minutes=1))
    assert world.calls("user/get") == 1


def test_files_and_cards_share_a_members_limit(world: World, client: WecomClient, messenger: WecomMessenger) -> None:
    from bot.adapters.wecom.media import WecomMedia

    pacer = OwnPacer(world.clock)
    messenger = WecomMessenger(world.settings, client, world.clock, pacer)
    media = WecomMedia(world.settings, client, pacer)
    for number in range(29):
        messenger.post(LIN, ASK, key=f"k{number}")
    media.send(LIN, OutFile("周报.txt", "本周小结".encode()), key="f1")

    with pytest.raises(TryLater):
        media.send(LIN, OutFile("周报.txt", "本周小结".encode()), key="f2")
    with pytest.raises(TryLater):
        messenger.post(LIN, ASK, key="k29")

    assert (len(messages(world, "lin")), world.calls("media/upload")) == (30, 1)


def test_a_group_is_told_two_hundred_things_a_minute(world: World) -> None:
    pacer = OwnPacer(world.clock)
    for _ in range(200):
        pacer.admit(*limits.to_chat(SETTINGS, "dealgroup1"))
    client = WecomClient(world.settings, world.clock)
    messenger = WecomMessenger(world.settings, client, world.clock, pacer)

    with pytest.raises(TryLater):
        messenger.post(Conversation(Platform.WECOM, CORP, "dealgroup1", ChatKind.GROUP), ASK, key="k1")

    assert world.calls("appchat/send") == 0


def test_a_page_costs_one_ticket_and_tickets_are_counted(world: World) -> None:
    pacer = OwnPacer(world.clock)
    client = WecomClient(world.settings, world.clock, OwnTokens(world.clock), pacer)
    sign_in = WecomSignIn(world.settings, client, world.clock)
    other = WecomSignIn(world.settings, client, world.clock)  # another process, by the same tokens

    for page in (sign_in, other, sign_in):
        page.page_signature("https://crm.example.com/sidebar")
    assert world.calls("ticket/get") == 1

    for _ in range(99):
        pacer.admit(*limits.ticket(world.settings))
    world.sim.desk.tickets.clear()
    client.tokens.forget(client.name_of("ticket:agent_config"), _ticket(client))
    with pytest.raises(TryLater):
        sign_in.page_signature("https://crm.example.com/sidebar")


def _ticket(client: WecomClient) -> str:
    def never() -> tuple[str, float]:
        raise AssertionError

    return client.tokens.get(client.name_of("ticket:agent_config"), never)


def test_two_clients_of_one_app_share_a_token_and_two_apps_do_not(world: World) -> None:
    from dataclasses import replace

    tokens = OwnTokens(world.clock)
    here, there = (WecomClient(world.settings, world.clock, tokens) for _ in range(2))
    archive = WecomClient(replace(world.settings, secret=world.settings.archive_secret), world.clock, tokens)

    assert here.access_token == there.access_token != archive.access_token

    assert world.calls("gettoken") == 2
    names = [client.name_of("token") for client in (here, there, archive)]
    assert names[0] == names[1] != names[2]
    assert not any(secret in name for name in names for secret in (SETTINGS.secret, SETTINGS.archive_secret))
