"""The organisation changes, and the house hears of it from three platforms: nobody is taken for gone who is not (ING-09)."""

from __future__ import annotations

import re

import pytest

from bot import pipeline
from bot.demo.driver import CardSeen
from bot.demo.world import CORPS
from bot.model import Platform
from bot.simulator.town import Dweller
from cards.catalog import REFUSALS
from crm_core.people import SYSTEM
from crm_core.tables import Person
from crm_core.views import Reading
from tests.stories.town_house import BOTS, TownHouse, title_of

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

LIN, ZHOU, OWNER = BOTS["lin"], BOTS["zhou"], "dingtalk-bot-shen"
HE = {"name": "何川", "role": "rep", "home": "feishu", "accounts": {"feishu": "ou_he"}, "team": "华东一组", "manager": "周建国"}


def _hour(house: TownHouse, hours: float = 1.2) -> int:
    """An hour later the directories are read."""
    house.passes(hours=hours)
    applied = pipeline.tick(house.app, "directory")
    house.settle()
    return applied


def _wecom(house: TownHouse) -> Reading:
    assert house.app.house is not None
    return house.app.house.directories[Platform.WECOM].read()


def _status(house: TownHouse, account: str = "wecom:linxiao") -> str:
    with house.core.work(SYSTEM) as w:
        (member,) = w.diagnosis.members(account)
        return member.status


def _set(house: TownHouse, key: str, **said: object) -> None:
    for name, value in said.items():
        setattr(house.town.people[key], name, value)


def test_an_organisation_that_did_not_change_is_left_in_peace(town_house: TownHouse) -> None:
    before = town_house.record()

    assert [_hour(town_house) for _ in range(3)] == [0, 0, 0]

    after = town_house.record()
    assert {name for name in after if after[name] != before[name]} == {"department", "directory_member", "progress"}
    assert town_house.cards(OWNER) == []


def test_one_person_on_three_platforms_is_one_person_and_the_card_goes_home(town_house: TownHouse) -> None:
    town_house.joins(people=(HE,))
    ids = {"wecom": "hechuan", "feishu": "ou_he", "dingtalk": "ding_he"}
    town_house.town.moves_in(Dweller("he", "何川", True, ids, phones=["13800002222"], manager="zhou"))
    town_house.wecom.people.mobiles = True

    assert _hour(town_house) == 2

    people = {town_house.core.identify(platform, CORPS[platform], id_) for platform, id_ in ids.items()}
    assert len(people) == 1
    (who,) = people
    assert who is not None
    with town_house.core.work(SYSTEM) as w:
        address = w.people.address(who.person_id)
    assert address is not None
    assert (address.platform, address.id) == ("feishu", "ou_he")


def test_on_maternity_leave_nobody_is_nudged_but_the_manager_who_covers(town_house: TownHouse) -> None:
    _set(town_house, "lin", status_word="产假中")
    assert _hour(town_house) == 1
    assert _status(town_house) == "maternity"

    town_house.passes(hours=72)

    assert town_house.cards(LIN) == []
    huachen = next(card for card in town_house.cards(ZHOU) if "华辰" in card.text)
    assert "林晓（产假）" in huachen.text
    assert "没有收到提醒" in huachen.text
    assert "陈默" in huachen.text
    assert town_house.page("lin").get("/me")["name"] == "林晓"
    assert town_house.customer("lin").lead.owner == "林晓"

    _set(town_house, "lin", status_word="在职")
    assert _hour(town_house) == 1
    assert _status(town_house) == "active"


def test_a_word_nobody_knows_is_told_once_a_day_and_changes_nothing(town_house: TownHouse) -> None:
    _set(town_house, "lin", status_word="借调")

    assert [_hour(town_house), _hour(town_house)] == [0, 0]

    (card,) = town_house.cards(OWNER)
    assert title_of(card) == "通讯录有 1 处需要您看一下"
    assert "不认识的状态" in card.text
    assert _status(town_house) == "active"
    town_house.passes(hours=24)
    _hour(town_house)
    assert len(town_house.cards(OWNER)) == 2


def test_an_event_that_somebody_left_is_told_and_waits(town_house: TownHouse) -> None:
    _hour(town_house)
    _set(town_house, "xu", account="left")
    town_house.wecom.event("change_contact", {"ChangeType": "delete_user", "UserID": "xuxin"})
    town_house.settle()

    (card,) = town_house.cards(OWNER)
    assert "可能已离职" in card.text
    assert "许新" in card.text
    assert _status(town_house, "wecom:xuxin") == "active"

    assert _hour(town_house) == 0
    with town_house.core.work(SYSTEM) as w:
        found = w.directory.take([_wecom(town_house)], also=("left",))
    assert [(change.kind, change.why) for change in found.applied] == [("left", "said:离职事件")]
    assert _status(town_house, "wecom:xuxin") == "left"


def leaves_everywhere(house: TownHouse, key: str) -> None:
    """One platform after the other says so."""
    house.town.leaves(key)
    for platform, sim in house.sims.items():
        if platform.value in house.town.people[key].ids:
            sim.leaves(key)
    house.settle()


def test_who_looks_after_people_confirms_a_leaver_by_one_tap_and_may_take_it_back(town_house: TownHouse) -> None:
    house = town_house
    _hour(house)
    house.lead("lin")
    leaves_everywhere(house, "xu")
    leaves_everywhere(house, "lin")
    assert "许新" in house.last(OWNER).text
    pipeline.tick(house.app, "directory")
    house.settle()
    (card,) = house.cards(OWNER)
    assert ("确认离职：林晓" in card.text, "确认离职：许新" in card.text, card.changed) == (True, True, 1)
    _hour(house)
    assert house.see(card).changed == 1
    assert (_status(house), house.titles(ZHOU)) == ("active", [])

    assert house.taps(card, "shen", "confirm_left").ok
    house.passes(minutes=5)
    house.settle()

    assert _status(house) == "left"
    assert title_of(house.see(card)) == "已确认 林晓 离职"
    assert "确认离职：许新" in house.see(card).text
    assert [title.partition("，")[0] for title in house.titles(ZHOU)] == ["交接：林晓 离职"]
    assert house.core.identify("wecom", CORPS["wecom"], "linxiao") is None

    assert house.taps(house.see(card), "shen", "undo_left").ok
    assert _status(house) == "active"
    assert title_of(house.see(card)) == "已撤销：林晓 仍为在职"
    assert house.titles(ZHOU) == ["已撤销：林晓 仍为在职"]
    assert "确认离职：许新" in house.see(card).text


def confirmed(house: TownHouse, key: str = "lin") -> CardSeen:
    """The steward's card, pressed; and some minutes on."""
    house.lead("lin")
    _hour(house)
    leaves_everywhere(house, key)
    pipeline.tick(house.app, "directory")
    house.settle()
    card = house.last(OWNER)
    assert house.taps(card, "shen", "confirm_left").ok
    house.passes(minutes=5)
    house.settle()
    return card


def test_who_was_taken_back_and_leaves_all_the_same_is_told_of_anew(town_house: TownHouse) -> None:
    house = town_house
    card = confirmed(house)
    house.taps(house.see(card), "shen", "undo_left")
    house.passes(hours=24)
    _hour(house)

    house.taps(house.last(OWNER), "shen", "confirm_left")
    house.passes(minutes=5)
    house.settle()

    assert [title.partition("，")[0] for title in house.titles(ZHOU)] == ["交接：林晓 离职"]


def test_the_card_names_whoever_was_told_and_taking_back_ends_what_they_were_asked(town_house: TownHouse) -> None:
    """Nobody leads 林晓: 周建国 answers for the territory."""
    house = town_house
    house.town.people["lin"].manager = ""
    with house.core.work(SYSTEM) as w:
        w.leads._session.get_one(Person, house.who("lin").person_id).manager_id = None

    card = confirmed(house)
    assert "名下 2 位客户，已请 周建国 交接" in house.see(card).text
    assert [title.partition("，")[0] for title in house.titles(ZHOU)] == ["交接：林晓 离职"]
    house.taps(house.see(card), "shen", "undo_left")
    assert house.titles(ZHOU) == ["已撤销：林晓 仍为在职"]


def test_what_was_handed_over_meanwhile_can_still_be_taken_back(town_house: TownHouse) -> None:
    house = town_house
    card = confirmed(house)
    house.taps(house.last(ZHOU), "zhou", "hand_over")

    house.taps(house.see(card), "shen", "undo_left")

    assert title_of(house.last(ZHOU)) == "林晓 的客户已交接 2 位"
    assert house.taps(house.last(ZHOU), "zhou", "hand_back").ok
    assert house.lead("lin")


def test_two_who_left_can_each_be_taken_back_on_the_one_card(town_house: TownHouse) -> None:
    house = town_house
    leaves_everywhere(house, "xu")
    card = confirmed(house)
    house.taps(house.see(card), "shen", "confirm_left")

    text = house.see(card).text
    assert ("撤销：林晓" in text, "撤销：许新" in text, "确认离职" in text) == (True, True, False)
    house.clicks(house.see(card), "shen", next(action for action in actions_of(text) if "undo_left:5" in action))
    house.settle()
    assert (_status(house, "wecom:xuxin"), _status(house)) == ("active", "left")
    assert "撤销：林晓" in house.see(card).text


def actions_of(text: str) -> list[str]:
    return re.findall(r'"action":"([^"]+)"', text)


def test_taken_back_by_night_the_manager_hears_of_nothing(town_house: TownHouse) -> None:
    house = town_house
    house.lead("lin")
    _hour(house)
    leaves_everywhere(house, "lin")
    pipeline.tick(house.app, "directory")
    house.settle()
    card = house.last(OWNER)
    house.passes(hours=12)

    house.taps(card, "shen", "confirm_left")
    house.taps(house.see(card), "shen", "undo_left")
    house.passes(hours=12)
    house.settle()

    assert house.titles(ZHOU) == []


def test_who_was_disabled_before_is_so_again(town_house: TownHouse) -> None:
    house = town_house
    _hour(house)
    with house.core.work(SYSTEM) as w:
        w.leads._session.get_one(Person, house.who("lin").person_id).status = "disabled"
    leaves_everywhere(house, "lin")
    pipeline.tick(house.app, "directory")
    house.settle()
    card = house.last(OWNER)
    house.taps(card, "shen", "confirm_left")

    house.taps(house.see(card), "shen", "undo_left")

    assert title_of(house.see(card)) == "已撤销：林晓 仍为停用"


def test_a_reading_that_is_not_believed_takes_nothing_off_the_card(town_house: TownHouse) -> None:
    house = town_house
    _hour(house)
    leaves_everywhere(house, "xu")
    pipeline.tick(house.app, "directory")
    house.settle()
    for key in ("lin", "chen"):
        house.wecom.desk.unseen.add(key)

    _hour(house)

    assert "确认离职：许新" in house.last(OWNER).text


def test_platforms_that_were_out_of_step_are_read_together_again(town_house: TownHouse) -> None:
    house = town_house
    _hour(house)
    _set(house, "lin", status_word="借调")
    _hour(house)
    house.passes(minutes=20)
    with house.core.work(SYSTEM) as w:
        w.directory.soon("wecom")
    pipeline.tick(house.app, "directory")
    _set(house, "chen", status_word="外派")

    _hour(house)

    (card,) = house.cards(OWNER)
    assert "陈默" in card.text


def test_nobody_else_confirms_and_nobody_who_has_not_left(town_house: TownHouse) -> None:
    house = town_house
    _hour(house)
    leaves_everywhere(house, "xu")
    card = house.last(OWNER)

    house.taps(card, "zhou", "confirm_left")
    assert house.titles(ZHOU) == [REFUSALS["not_allowed"][0]]
    assert _status(house, "wecom:xuxin") == "active"

    _set(house, "xu", account="active")
    house.wecom.event("change_contact", {"ChangeType": "create_user", "UserID": "xuxin"})
    house.settle()
    house.taps(card, "shen", "confirm_left")
    assert title_of(house.last(OWNER)) == REFUSALS["not_gone"][0]
    assert _status(house, "wecom:xuxin") == "active"


def test_an_event_that_somebody_changed_reads_that_one_again(town_house: TownHouse) -> None:
    _hour(town_house)
    _set(town_house, "lin", status_word="产假中")

    town_house.feishu.colleague("lin", "updated")
    town_house.settle()

    assert _status(town_house) == "maternity"
    asked = [entry["what"] for entry in town_house.town.journal if entry["platform"] == "feishu"]
    assert asked.count("GET /open-apis/contact/v3/users/ou_lin") == 1


def test_a_directory_that_lost_half_its_people_is_not_believed(town_house: TownHouse) -> None:
    _hour(town_house)
    for key in ("lin", "chen"):
        town_house.wecom.desk.unseen.add(key)

    assert [_hour(town_house, hours) for hours in (1.2, 1.2, 22.8, 24)] == [0, 0, 0, 0]

    assert (_status(town_house), _status(town_house, "wecom:chenmo")) == ("active", "active")
    assert "企业微信：比上次少了太多人" in town_house.cards(OWNER)[0].text


def test_who_is_disabled_neither_signs_in_nor_acts_nor_is_told(town_house: TownHouse) -> None:
    page = town_house.page("xu", "")
    _set(town_house, "xu", account="disabled")
    _hour(town_house)
    reading = _wecom(town_house)
    with town_house.core.work(SYSTEM) as w:
        w.directory.take([reading], also=("disabled",))

    assert _status(town_house, "wecom:xuxin") == "disabled"
    assert page.ask("/me")[0] == 403
    with town_house.core.work(SYSTEM) as w:
        (member,) = w.diagnosis.members("wecom:xuxin")
        assert w.people.address(member.id) is None
