"""Every card of the catalog: nothing is forgotten, nothing is lost on the way, and the gallery is never stale."""

from __future__ import annotations

import inspect
from collections.abc import Callable

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from bot.model import Action, Platform
from bot.nlp.reread import _READERS
from bot.routes import BUTTONS
from cards import catalog
from cards.fit import MORE
from cards.model import Card
from cards.render import wecom
from crm_core.people import AWAY, Status
from tests.cards.gallery import PAGE_FILE, PICTURES, digest, drawn, page, rendered
from tests.cards.samples import LINES, SAMPLES


@pytest.fixture
def snapshot_json(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(JSONSnapshotExtension)


def test_every_card_function_has_a_sample() -> None:
    functions = {
        name
        for name, thing in vars(catalog).items()
        if inspect.isfunction(thing) and not name.startswith("_") and thing.__annotations__.get("return") == "Card"
    }

    assert set(SAMPLES) == functions


def test_every_state_and_platform_has_its_one_name() -> None:
    assert list(catalog.STATUS_NAMES) == list(Status)
    assert {*catalog.AWAY} == AWAY
    assert {*catalog.PLATFORM_NAMES} == {*Platform}


@pytest.mark.parametrize("name", SAMPLES)
def test_a_card_is_the_same_on_every_platform_as_it_was(name: str, snapshot_json: SnapshotAssertion) -> None:
    assert rendered(name) == snapshot_json(name=name)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_card_survives_the_outbox(name: str) -> None:
    assert Card.from_json(SAMPLES[name].to_json()) == SAMPLES[name]


@pytest.mark.parametrize("name", SAMPLES)
def test_what_a_button_says_is_an_action(name: str) -> None:
    for button in SAMPLES[name].buttons:
        assert bool(button.action) != bool(button.url)
        assert not button.action or str(Action.parse(button.action)) == button.action


def test_every_button_of_every_card_is_answered() -> None:
    verbs = {Action.parse(button.action).verb for card in SAMPLES.values() for button in card.buttons if button.action}

    assert verbs == set(BUTTONS)


def test_the_gallery_is_not_stale() -> None:
    assert PAGE_FILE.read_text(encoding="utf-8") == page(drawn()), "run: python -m tests.cards.gallery"


@pytest.mark.parametrize("name", SAMPLES)
def test_no_picture_is_stale(name: str) -> None:
    assert drawn().get(name) == digest(name), "run: python -m tests.cards.gallery, where there is Chromium"
    picture = (PICTURES / f"{name}.png").read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert len(picture) < 100_000


def test_there_is_no_picture_of_a_card_that_is_gone() -> None:
    assert {picture.stem for picture in PICTURES.iterdir()} == set(SAMPLES)


@pytest.mark.parametrize("name", SAMPLES)
def test_every_kind_says_what_happens_when_the_right_to_change_it_is_spent(name: str) -> None:
    assert SAMPLES[name].kind in catalog.WHEN_SPENT


def test_only_the_reps_own_card_is_posted_anew() -> None:
    assert [kind for kind, what in catalog.WHEN_SPENT.items() if what == "post"] == ["draft"]


@pytest.mark.parametrize("name", SAMPLES)
def test_a_card_that_asks_for_typing_has_a_page_to_type_on(name: str) -> None:
    """WeCom and DingTalk show no inputs."""
    card = SAMPLES[name]

    assert not card.inputs or any(button.url == card.url for button in card.buttons if button.url)


@pytest.mark.parametrize("name", SAMPLES)
def test_no_card_of_the_house_has_a_button_behind_a_link(name: str) -> None:
    native = rendered(name)
    native["wecom"] = {key: value for key, value in dict(native["wecom"]).items() if key != "action_menu"}  # type: ignore[call-overload]

    assert MORE not in str(native)


def test_a_manager_picks_from_as_many_colleagues_as_every_platform_can_show() -> None:
    colleagues = [(number, f"同事{number}") for number in range(30)]
    card = catalog.dormant_for_manager(nudge_id=4, customer="华辰", rep="林晓", stage="已报价", days=3, colleagues=colleagues)

    drawn_there = wecom.render(card, task_id="k", home_url="https://home.invalid")

    assert [option["id"] for option in drawn_there["checkbox"]["option_list"]] == [str(n) for n in range(20)]
    assert drawn_there["submit_button"]["key"] == "reassign:4"
    assert [item["key"] for item in drawn_there["action_menu"]["action_list"]] == ["support:4", "snooze:4"]


def test_what_can_be_changed_in_place_can_be_read_back() -> None:
    """One input a line, but for the fields that nobody can write in words."""
    names = [field.key for field in SAMPLES["draft"].inputs]
    unreadable = {field for field in catalog.LABELS if field not in _READERS}

    assert names == [f"edit_{line.id}" for line in LINES]
    assert unreadable == catalog.ONLY_TICKED


@pytest.mark.parametrize("name", SAMPLES)
def test_no_two_parts_of_a_card_have_one_name(name: str) -> None:
    card = SAMPLES[name]
    keys = [choice.key for choice in card.choices] + [field.key for field in card.inputs]
    actions = [button.action for button in card.buttons if button.action]

    assert (len(set(keys)), len(set(actions))) == (len(keys), len(actions))


def test_a_nudge_offers_help_and_never_blames() -> None:
    words = "".join(str(card.to_json()) for name, card in SAMPLES.items() if name.startswith(("dormant", "nudge")))

    assert "该线索已进入休眠预警，请补充最新进展" in words
    assert [blame for blame in ("补录", "逾期", "超期", "违规", "未完成") if blame in words] == []


def test_the_manager_and_the_team_see_no_words_of_the_chat() -> None:
    """Their functions have no parameter that could carry any (ruling 9)."""
    team: list[Callable[..., Card]] = [catalog.team_progress, catalog.team_stopped, catalog.deal_today]
    managers: list[Callable[..., Card]] = [
        catalog.dormant_for_manager,
        catalog.customer_for_manager,
        catalog.week_team,
        catalog.week_totals,
    ]
    for function in (*team, *managers):
        assert {"summary", "lines", "note", "quote", "budget", "deadline"}.isdisjoint(inspect.signature(function).parameters)
