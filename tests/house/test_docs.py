"""What an administrator or a developer relies on is in the docs, by name."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import click
import pytest

from bot.__main__ import main
from bot.routes import BUTTONS, TICKS
from bot.settings import DingtalkSettings, FeishuSettings, WecomSettings
from cards.catalog import LABELS
from crm_core.decisions.fields import FIELDS
from crm_core.people import Role

ROOT = Path(__file__).parents[2]
DOCS = {page: page.read_text(encoding="utf-8") for page in [*(ROOT / "docs").rglob("*.md"), ROOT / "README.md"]}


def _page(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("settings", [WecomSettings, FeishuSettings, DingtalkSettings])
def test_every_platform_setting_is_documented(settings: type) -> None:
    platform = settings.__name__.removesuffix("Settings").upper()

    missing = [f.name for f in fields(settings) if f"SUILU_{platform}_{f.name.upper()}" not in _page("operations.md")]

    assert missing == []


@pytest.mark.parametrize(
    "name",
    ["DATABASE_URL", "REDIS_URL", "DATA_DIR", "BIND", "SECRET_KEY", "BASE_URL", "CLOCK_FILE", "ZONE"],
)
def test_every_other_setting_is_documented(name: str) -> None:
    assert f"SUILU_{name}" in _page("operations.md")


def test_every_command_is_documented() -> None:
    assert isinstance(main, click.Group)
    visible = [name for name, command in main.commands.items() if not command.hidden]

    assert [name for name in visible if f"suilu {name}" not in _page("operations.md")] == []


def test_every_button_and_tick_is_documented() -> None:
    assert [name for name in (*BUTTONS, *TICKS) if f"`{name}`" not in _page("handlers.md")] == []


def test_every_field_has_a_label_and_every_role_its_rights() -> None:
    assert set(FIELDS) <= set(LABELS)
    assert [role.value for role in Role if role.value not in _page("permissions.md")] == []


def test_links_between_pages_lead_somewhere() -> None:
    broken = []
    for page, text in DOCS.items():
        for part in text.split("](")[1:]:
            target = part.partition(")")[0].partition("#")[0]
            if target and "://" not in target and not (page.parent / target).exists():
                broken.append(f"{page.name}: {target}")

    assert broken == []


def test_every_decision_record_says_when_to_revisit() -> None:
    records = sorted((ROOT / "docs" / "adr").glob("*.md"))

    assert [record.name for record in records if "**Revisit when**" not in record.read_text(encoding="utf-8")] == []
    assert len(records) >= 12


def test_every_file_that_the_docs_name_exists() -> None:
    named = {
        (page.name, name)
        for page, text in DOCS.items()
        for name in re.findall(r"`((?:bot|cards|crm_core|config|tests)/[\w/.]+\.(?:py|json|js|yaml|toml))", text)
    }

    assert sorted((page, name) for page, name in named if not (ROOT / name).exists()) == []
    assert len(named) > 30
