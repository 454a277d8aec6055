"""Every card of the catalog: nothing is forgotten, nothing is lost on the way, and the gallery is never stale."""

from __future__ import annotations

import inspect
from collections.abc import Callable

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from bot.model import Action
from bot.routes import BUTTONS
from cards import catalog
from cards.model import Card
from tests.cards.gallery import PAGE_FILE, page, rendered
from tests.cards.samples import SAMPLES


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
    assert PAGE_FILE.read_text(encoding="utf-8") == page(), "run: python -m tests.cards.gallery"


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
