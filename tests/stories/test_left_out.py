"""Without an archive, with one, and what should not be recorded: one chat beside the sidebar, by several ways (CAP-01)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from bot.demo.world import CHAT
from tests.stories.town_house import BOTS, HUACHEN, WANG, Page, TownHouse, title_of

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def as_pasted(house: TownHouse, messages: list[dict[str, Any]]) -> str:
    """What the desktop client copies of these."""
    zone = house.core.zone

    def head(message: dict[str, Any]) -> str:
        at = datetime.fromisoformat(message["at"]).astimezone(zone)
        return f"{'林晓' if message['ours'] else '王海'} {at:%Y/%m/%d %H:%M}"

    return "\n\n".join(f"{head(message)}\n{message['text']}" for message in messages)


def hand_over(page: Page, house: TownHouse, text: str, **said: Any) -> dict[str, Any]:
    status, answer = page.tap("/captures/text", text=text, external_userid=WANG)
    assert status == 201, answer
    capture = answer["capture"]
    sides = {s["name"]: s["side"] for s in capture["speakers"]}
    assert sides == {"王海": "them", "林晓": "us"}
    status, answer = page.tap(f"/captures/{capture['id']}/settle", speakers=sides, **said)
    assert status == 202, answer
    house.settle()
    return dict(page.get(f"/syncs/{answer['sync_id']}")["sync"])


def test_what_is_left_out_goes_from_draft_card_and_comes_by_no_other_way(town_house: TownHouse) -> None:
    house = town_house
    page = house.page("lin", CHAT)
    draft = page.sync()["draft"]
    said = page.get(f"/drafts/{draft['id']}/messages")["messages"]
    rival = [m["id"] for m in said if "汇川" in m["text"]]
    assert any(line["field"] == "competitor" for line in draft["lines"])
    assert "汇川" in str(house.last(BOTS["lin"]))

    assert page.decide(f"/drafts/{draft['id']}/leave-out", messages=rival)["state"] == "done"

    after = page.get(f"/drafts/{draft['id']}")["draft"]
    assert (after["messages"], after["left_out"]) == (len(said) - len(rival), len(rival))
    assert [line for line in after["lines"] if line["field"] == "competitor"] == []
    assert "汇川" not in after["summary"]
    assert "汇川" not in str(house.last(BOTS["lin"]))
    page.decide(f"/drafts/{draft['id']}/confirm")
    assert page.sync()["state"] == "empty"
    assert hand_over(page, house, as_pasted(house, said))["state"] == "empty"


def test_leaving_out_all_is_throwing_it_away_and_forgets_the_choice(town_house: TownHouse) -> None:
    house = town_house
    page = house.page("lin", CHAT)
    draft = page.sync()["draft"]
    said = [m["id"] for m in page.get(f"/drafts/{draft['id']}/messages")["messages"]]

    assert page.decide(f"/drafts/{draft['id']}/leave-out", messages=said)["state"] == "done"

    assert house.draft(draft["id"]).state == "dropped"
    assert title_of(house.last(BOTS["lin"])).endswith("已放弃")
    assert page.sync()["draft"]["messages"] == len(said)


def test_pasted_or_archived_the_record_is_the_same(town_house: TownHouse) -> None:
    house = town_house
    page = house.page("lin", CHAT)
    archived = page.sync()["draft"]
    said = page.get(f"/drafts/{archived['id']}/messages")["messages"]
    page.decide(f"/drafts/{archived['id']}/drop")

    pasted = hand_over(page, house, as_pasted(house, said))["draft"]

    def told(draft: dict[str, Any]) -> list[tuple[str, str]]:
        return [(line["field"], line["shown"]) for line in draft["lines"]]

    assert told(pasted) == told(archived)
    assert (pasted["lead"], pasted["summary"], pasted["messages"]) == (HUACHEN, archived["summary"], archived["messages"])
    assert (pasted["source"], archived["source"]) == ("粘贴的文字", "会话存档")


def test_a_no_and_a_never_stop_every_way(town_house: TownHouse) -> None:
    house = town_house
    page = house.page("lin", CHAT)
    page.tap("/chats/never", external_userid=WANG, on=True)
    refused = page.sync()
    assert (refused["state"], refused["problem"]["code"]) == ("failed", "never_sync")
    page.tap("/chats/never", external_userid=WANG, on=False)
    page.tap("/consents", external_userid=WANG, state="refused", channel="phone")

    refused = page.sync()

    assert (refused["state"], refused["problem"]["code"]) == ("failed", "consent_refused")
    assert house.record()["message"] == 0
