"""Who sees what, asked through the whole (PRM-01…04): the real page, the real sign-in, and an answer that leaks nothing."""

from __future__ import annotations

import pytest

from bot.simulator.town import Dweller
from tests.stories.town_house import BOTS, WANG, Page, TownHouse

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

OWNER = {"name": "沈总", "role": "owner", "home": "dingtalk", "accounts": {"dingtalk": "ding_shen", "wecom": "shenzong"}}
SOUTH = {"name": "何南", "role": "manager", "home": "wecom", "accounts": {"wecom": "henan"}, "territories": ["华南"]}
WORDS = ("50万", "46.8", "汇川", "13912345678", "13800001234", "wanghai", "价格", "刘总", "预算", "POC", "2026-12-20", "钓鱼")
OTHERS = ("chen", "shen", "xu", "he")
"""Another rep, the owner, a newcomer, another area's manager."""
NOT_FOUND = "{'error': {'code': 'not_found', 'message': '没有找到，或您无权查看', 'next': '请返回后重新打开。'}}"


@pytest.fixture
def house(town_house: TownHouse) -> TownHouse:
    """林晓's customer has a record, an open draft and a note of hers; there are an owner and a manager of another area."""
    town_house.joins(people=(OWNER, SOUTH))
    town_house.town.moves_in(Dweller("shen", "沈总", True, {"dingtalk": "ding_shen", "wecom": "shenzong"}))
    town_house.town.moves_in(Dweller("he", "何南", True, {"wecom": "henan"}))
    page = town_house.page("lin")
    page.sync()
    town_house.taps(town_house.last(BOTS["lin"]), "lin", "confirm")
    town_house.says("wecom-single-lin-wang", "wang", "预算可以提到60万")
    assert page.sync()["state"] == "proposed"
    assert page.tap("/notes", lead=town_house.lead("lin"), text="刘总喜欢钓鱼")[0] == 201
    return town_house


def reads(page: Page, lead: int) -> dict[str, tuple[int, str]]:
    """Everything that can be asked of one customer, and what came back."""
    paths: dict[str, dict[str, object]] = {
        "/customer": {"lead": lead},
        "/customers": {"search": "华辰"},
        "/drafts/1": {},
        "/drafts/2": {},
        "/syncs/wecom:sync:linxiao:tap-00000001": {},
        "/events/wecom:sync:linxiao:tap-00000001": {},
    }
    answers = {path: page.ask(path, **query) for path, query in paths.items()}
    return {path: (status, str(body)) for path, (status, body) in answers.items()}


def writes(house: TownHouse, page: Page, lead: int) -> list[int]:
    """Everything that can be done to one customer; the answers' status."""
    asked = [
        page.tap("/drafts/2/confirm"),
        page.tap("/drafts/2/drop"),
        page.tap("/drafts/2/choose", lead=lead),
        page.tap("/activities/1/undo"),
        page.tap("/notes", lead=lead, text="我也要记一笔"),
        page.tap("/notes/1/share", shared=True),
    ]
    house.settle()
    return [status for status, _ in asked]


def test_others_are_answered_as_if_there_were_no_such_customer(house: TownHouse) -> None:
    lead = house.lead("lin")

    answers = {who: reads(house.page(who, ""), lead) for who in OTHERS}

    nothing = {path: (404, NOT_FOUND) for path in answers["chen"]} | {"/customers": (200, "{'customers': []}")}
    assert answers == dict.fromkeys(OTHERS, nothing)


def test_others_can_write_nothing(house: TownHouse) -> None:
    lead, record, shown = house.lead("lin"), house.record(), house.shown()

    statuses = {who: set(writes(house, house.page(who, ""), lead)) for who in (*OTHERS, "zhou")}

    assert statuses == {who: {404} for who in OTHERS} | {"zhou": {403, 404}}
    assert (house.record(), house.shown()) == (record, shown)
    assert house.draft(2).state == "open"
    assert [activity.undone for activity in house.customer().activities] == [False]


def test_others_cannot_have_the_reps_chat_read(house: TownHouse) -> None:
    def read() -> int:
        return [call["what"] for call in house.town.journal].count("archive/v1/messages")

    before, drafts, messages = read(), house.record()["draft"], house.record()["message"]

    syncs = {who: house.page(who, "").sync(WANG) for who in (*OTHERS, "zhou")}

    assert {who: (sync["state"], sync["problem"]["code"]) for who, sync in syncs.items()} == {
        "chen": ("failed", "not_following"),
        **dict.fromkeys(("shen", "xu", "he", "zhou"), ("failed", "not_allowed")),
    }
    assert (read(), house.record()["draft"], house.record()["message"]) == (before, drafts, messages)


def test_the_manager_sees_the_customer_and_none_of_the_words(house: TownHouse) -> None:
    lead, page = house.lead("lin"), house.page("zhou", "")

    answers = reads(page, lead)
    customer = page.get("/customer", lead=lead)["customer"]

    assert {path: status for path, (status, _) in answers.items()} == {
        **dict.fromkeys(answers, 404),
        "/customer": 200,
        "/customers": 200,
    }
    assert (customer["lead"]["name"], customer["lead"]["owner"]) == ("华辰精密机械有限公司 · 王海", "林晓")
    assert (customer["activities"], customer["notes"], customer["next_steps"]) == ([], [], [])
    assert {customer[key] for key in ("phone", "email", "contact", "competitor")} == {""}
    assert {customer[key] for key in ("budget_low", "quote", "deadline")} == {None}
    without_tags = {**customer, "lead": {**customer["lead"], "tags": []}, "facts": [f["value"] for f in customer["facts"]]}
    assert [word for word in WORDS if word in str(without_tags)] == []


def test_a_note_that_its_author_shares_reaches_the_manager_and_nobody_else(house: TownHouse) -> None:
    lead = house.lead("lin")

    house.page("lin").tap("/notes/1/share", key="share-it-now", shared=True)

    assert [note["text"] for note in house.page("zhou", "").get("/customer", lead=lead)["customer"]["notes"]] == [
        "刘总喜欢钓鱼"
    ]
    assert [house.page(who, "").ask("/customer", lead=lead)[0] for who in ("chen", "shen", "xu", "he")] == [404] * 4


def test_a_newcomer_sees_the_invented_pool_and_nothing_else(house: TownHouse) -> None:
    page = house.page("xu", "")

    assert [found["account"] for found in page.get("/customers", search="")["customers"]] == ["演练·星河电子"]


def test_one_who_has_left_is_a_stranger_at_once(house: TownHouse) -> None:
    page = house.page("lin")
    left = {
        "name": "林晓",
        "role": "rep",
        "home": "wecom",
        "accounts": {"wecom": "linxiao"},
        "manager": "周建国",
        "status": "left",
    }
    lead, asked, record = house.lead("lin"), house.last(BOTS["lin"]), house.record()

    house.joins(people=(left,))
    status, answer = page.ask("/customer", lead=lead)
    house.taps(asked, "lin", "confirm")

    assert (status, answer["error"]["code"]) == (403, "not_bound")
    assert house.record() == record
    assert house.titles(BOTS["lin"])[-1] == "还不认识您"


def test_who_is_not_signed_in_is_told_nothing(house: TownHouse) -> None:
    import requests

    lead = house.lead("lin")
    with requests.Session() as http:
        http.trust_env = False
        answers = [
            http.get(f"{house.origin}/api/v1{path}")
            for path in (f"/customer?lead={lead}", "/customers?search=", "/drafts/1", "/me")
        ]

    assert [answer.status_code for answer in answers] == [401] * 4
    assert {answer.json()["error"]["code"] for answer in answers} == {"signed_out"}
