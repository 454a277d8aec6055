"""The archive and the customer's consent, from the platform's word to the sidebar's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot import pipeline
from bot.bootstrap import build
from bot.jobs.crew import Crew
from bot.jobs.queue import InlineQueue
from bot.model import Platform
from bot.settings import load
from bot.simulator.town import Fault
from crm_core.people import SYSTEM
from crm_core.views import Address, ConsentView
from tests.bot.adapters.wecom.finance_sdk.vendor import Vendor, compiled, new_key
from tests.stories.town_house import WANG, TownHouse


@pytest.fixture
def engine() -> str:
    return "sqlite"


@pytest.fixture
def vendor(tmp_path: Path) -> Iterator[Vendor]:
    made = Vendor(compiled(tmp_path), tmp_path / "vendor", {1: new_key()})
    made.gives_key(1)
    yield made
    assert made.live == 0


def with_library(house: TownHouse, vendor: Vendor) -> None:
    """The same house with the vendor's library in place of the sidecar."""
    files = {"SUILU_WECOM_ARCHIVE_LIB": str(vendor.file), "SUILU_WECOM_ARCHIVE_KEYS": str(vendor.key_folder)}
    settings = load({**house.environment, **files, "SUILU_WECOM_ARCHIVE_URL": ""})
    house.core.close()
    house.app = build(settings, "work", queue=InlineQueue(), clock=house.clock)
    house.core, house.crew = house.app.core, Crew(house.app, "story")


def consent(house: TownHouse) -> ConsentView | None:
    assert house.app.settings.wecom
    with house.core.read(SYSTEM) as w:
        return w.consents.of_identity(Address("wecom", house.app.settings.wecom.corp_id, WANG))


def test_from_sealed_record_to_draft(town_house: TownHouse, vendor: Vendor) -> None:
    with_library(town_house, vendor)
    now = town_house.clock.now()
    vendor.says(WANG, "LinXiao", "我们的预算是80万", now - timedelta(minutes=9))
    vendor.says("ChenMo", WANG, "别人说的，预算10万", now - timedelta(minutes=8))
    assert pipeline.tick(town_house.app, "archive") == 2
    vendor.says("LinXiao", WANG, "好的，周五前发方案", now - timedelta(minutes=1))

    page = town_house.page("lin")
    sync = page.sync()

    assert (sync["state"], sync["draft"]["messages"]) == ("proposed", 2)
    assert "80万" in str(sync["draft"]["lines"])
    assert "10万" not in str(sync["draft"])
    assert page.sync()["state"] == "empty"


def test_a_refusal_blocks_and_agreeing_again_unblocks(town_house: TownHouse) -> None:
    page, wang = town_house.page("lin"), town_house.town.people["wang"]
    wang.agreed = False
    assert page.sync()["problem"]["code"] == "no_consent"
    said = consent(town_house)
    assert said
    assert (said.state, said.channel) == ("refused", "archive")
    town_house.clock.move(timedelta(minutes=1))
    _, refused = page.tap("/syncs", external_userid=WANG)
    town_house.settle()
    blocked = page.get(f"/events/{refused['sync_id']}")["event"]
    assert blocked["problem"]["code"] == "consent_refused"

    town_house.clock.move(timedelta(minutes=1))
    wang.agreed = True

    assert page.sync()["state"] == "proposed"
    again = consent(town_house)
    assert again
    assert (again.state, again.at) == ("granted", town_house.clock.now())


def test_the_platforms_word_that_a_customer_agreed(town_house: TownHouse) -> None:
    town_house.town.people["wang"].agreed = False
    page = town_house.page("lin")
    page.sync()
    town_house.clock.move(timedelta(minutes=1))

    fields = {"ChangeType": "msg_audit_approved", "UserID": "LinXiao", "ExternalUserID": WANG, "WelcomeCode": "w"}
    assert town_house.wecom.event("change_external_contact", fields)
    town_house.settle()

    said = consent(town_house)
    assert said
    assert (said.state, said.channel, said.at) == ("granted", "archive", town_house.clock.now())


def test_other_changes_of_a_contact_say_nothing_of_consent(town_house: TownHouse) -> None:
    fields = {"ChangeType": "edit_external_contact", "UserID": "LinXiao", "ExternalUserID": WANG}
    assert town_house.wecom.event("change_external_contact", fields)

    town_house.settle()

    assert consent(town_house) is None
    assert town_house.core.inbox.counts() == {"ready": 0, "taken": 0, "done": 1, "failed": 0}


def test_a_notice_wakes_the_tick_that_pulls(town_house: TownHouse, vendor: Vendor) -> None:
    with_library(town_house, vendor)
    assert town_house.wecom.event("msgaudit_notify", {"AgentID": "2000004"})

    town_house.settle()

    assert isinstance(town_house.app.queue, InlineQueue)
    assert "archive" in town_house.app.queue.asked
    assert town_house.core.inbox.counts()["done"] == 1


def test_a_tick_that_fails_says_why_and_the_next_one_pulls(
    town_house: TownHouse, vendor: Vendor, caplog: pytest.LogCaptureFixture
) -> None:
    with_library(town_house, vendor)
    vendor.says(WANG, "LinXiao", "秘密", town_house.clock.now())

    vendor.fails("GetChatData", 10001)
    assert pipeline.tick(town_house.app, "archive") == 0
    vendor.fails("GetChatData", 10009)
    assert pipeline.tick(town_house.app, "archive") == 0

    said = [record.message for record in caplog.records if "archive" in record.name]
    assert said == [
        "wecom archive: wecom_archive_10001; the next tick asks again",
        "wecom archive: archive_10009; see suilu doctor",
    ]
    assert pipeline.tick(town_house.app, "archive") == 1


def test_an_outage_while_consent_is_asked_again_is_tried_later(town_house: TownHouse) -> None:
    page, wang = town_house.page("lin"), town_house.town.people["wang"]
    wang.agreed = False
    page.sync()
    town_house.clock.move(timedelta(minutes=1))
    wang.agreed = True
    town_house.town.plan(Platform.WECOM, Fault("error", path="msgaudit/check_single_agree"))

    assert page.sync()["state"] != "failed"
    town_house.again()

    assert town_house.record()["draft"] == 1
