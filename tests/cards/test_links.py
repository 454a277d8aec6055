"""A card about one record opens exactly that record, on every platform."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from cards.model import Card
from cards.render import dingtalk, dingtalk_plain, feishu, wecom, wecom_group
from tests.cards.samples import SAMPLES

HOME = "https://crm.example.com/sidebar"
ABOUT_NO_RECORD = {
    "bind",
    "refused",
    "help_card",
    "not_understood",
    "hello",
    "hello_group",
    "sync_where",
    "cannot_use",
    "totals_only",
    "which_of_them",
    "no_customer",
    "digest",
    "today",
    "week_own",
    "week_team",
    "week_totals",
    "several_quiet_for_rep",
    "several_quiet_for_manager",
    "test_message",
    "brief_withdrawn",
    "directory_report",
    "left_confirmed",
    "left_taken_back",
    "file_forgotten",
}
"""Lists, totals and words to somebody. Every other card of the catalog is about one record."""
ABOUT_ONE = {name: card for name, card in SAMPLES.items() if name not in ABOUT_NO_RECORD}


def on_wecom(card: Card) -> str:
    drawn = wecom.render(card, task_id="t", home_url=HOME)
    assert drawn["card_action"]["type"] == 1
    return str(drawn["card_action"]["url"])


def on_feishu(card: Card) -> str:
    return str(feishu.render(card)["card_link"]["url"])


def on_dingtalk(card: Card) -> str:
    return dingtalk.render(card)["url"]


def on_plain_dingtalk(card: Card) -> str:
    """A message has no link of its own: a button, or a line of its text."""
    _, param = dingtalk_plain.render(card)
    return card.url if card.url in param.values() or f"]({card.url})" in param["text"] else ""


def in_a_wecom_group(card: Card) -> str:
    return str(wecom_group.render_group(card, home_url=HOME)["url"])


RENDERERS = (on_wecom, on_feishu, on_dingtalk, on_plain_dingtalk, in_a_wecom_group)


def test_the_list_of_cards_about_no_record_names_cards() -> None:
    assert sorted(ABOUT_NO_RECORD - SAMPLES.keys()) == []


@pytest.mark.parametrize("draw", RENDERERS)
@pytest.mark.parametrize("name", ABOUT_ONE)
def test_a_card_about_one_record_leads_to_it(name: str, draw: Any) -> None:
    card = ABOUT_ONE[name]
    assert card.url.startswith(f"{HOME}?")

    assert draw(card) == card.url


@pytest.mark.parametrize("name", SAMPLES)
def test_every_link_of_a_card_is_a_page_of_ours(name: str) -> None:
    drawn: list[Mapping[str, Any]] = [
        wecom.render(SAMPLES[name], task_id="t", home_url=HOME),
        feishu.render(SAMPLES[name]),
        dingtalk.render(SAMPLES[name]),
    ]

    links = [link for one in drawn for link in _links(json.loads(json.dumps(one)))]

    assert [link for link in links if not link.startswith(HOME)] == []


def _links(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value] if value.startswith(("http://", "https://", "//")) else _inner(value)
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [link for part in parts for link in _links(part)]


def _inner(text: str) -> list[str]:
    """DingTalk's buttons are JSON in a string."""
    return _links(json.loads(text)) if text.startswith("[{") else []
