"""Each card of a story opens its own record, for who gets it, in his own client: signed out or not."""

from __future__ import annotations

import re

import pytest

from bot.demo.driver import CardSeen
from bot.demo.world import GROUP
from bot.model import Platform
from tests.stories.entering import WebView
from tests.stories.town_house import BOTS, TownHouse

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

LIN, ZHOU = BOTS["lin"], BOTS["zhou"]


@pytest.fixture
def house(town_house: TownHouse) -> TownHouse:
    return town_house


def link(house: TownHouse, card: CardSeen) -> str:
    """Where a tap on the card itself leads, as each vendor writes it."""
    drawn = house.see(card).card
    places = (drawn.get("card_action", {}).get("url"), drawn.get("card_link", {}).get("url"), drawn.get("url"))
    return next(str(url) for url in places if url).removeprefix(house.origin)


def test_from_sync_to_undo_the_card_opens_the_record_it_speaks_of(house: TownHouse) -> None:
    lead = house.lead("lin")
    draft = house.page("lin").sync()["draft"]["id"]
    card, team = house.last(LIN), house.last(GROUP)

    assert link(house, card) == f"/sidebar?draft={draft}"
    assert link(house, team) == f"/sidebar?lead={lead}"
    house.taps(card, "lin", "confirm")
    activity = house.draft(draft).activity_id
    assert link(house, card) == f"/sidebar?activity={activity}"
    assert link(house, team) == f"/sidebar?lead={lead}"
    house.taps(house.see(card), "lin", "undo")
    assert link(house, card) == f"/sidebar?draft={draft}"
    assert link(house, team) == f"/sidebar?lead={lead}"


def test_a_draft_that_was_dropped_opens_that_draft(house: TownHouse) -> None:
    draft = house.page("lin").sync()["draft"]["id"]
    card = house.last(LIN)

    house.taps(card, "lin", "drop")

    assert link(house, card) == f"/sidebar?draft={draft}"


def test_a_nudge_opens_its_customer_for_the_rep_and_for_the_manager(house: TownHouse) -> None:
    lead = house.lead("lin")
    house.passes(hours=72.2)
    rep, manager = (next(card for card in house.cards(chat) if "华辰" in card.text) for chat in (LIN, ZHOU))

    assert (link(house, rep), link(house, manager)) == (f"/sidebar?lead={lead}", f"/sidebar?lead={lead}")
    house.taps(manager, "zhou", "support")

    assert (link(house, rep), link(house, manager)) == (f"/sidebar?lead={lead}", f"/sidebar?lead={lead}")
    view = WebView(house, Platform.DINGTALK, "zhou")
    shown = view.opens(link(house, manager))
    assert (shown.status_code, shown.url) == (200, f"{house.origin}{link(house, manager)}")
    assert re.search(r'data-csrf="[\w-]{20,}"', shown.text)
    found = view.http.get(f"{house.origin}/api/v1/customer?lead={lead}").json()
    assert found["customer"]["lead"]["id"] == lead


def test_a_card_in_the_deals_group_opens_nothing_for_who_may_not_see_the_customer(house: TownHouse) -> None:
    """陈默 is in the group and not the owner: the link is for everybody, the record is not."""
    house.page("lin").sync()
    view = WebView(house, Platform.FEISHU, "chen")

    path = link(house, house.last(GROUP))
    shown = view.opens(path)

    assert shown.status_code == 200
    assert view.http.get(f"{house.origin}/api/v1/customer{path.removeprefix('/sidebar')}").status_code == 404
