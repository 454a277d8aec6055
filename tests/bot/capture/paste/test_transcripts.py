"""Sixty pastes of our own: every message, its sender, its minute and its kind, exactly."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from bot.capture.model import Said
from bot.capture.paste.formats import LOOSE, PRECISE
from bot.capture.paste.read import read

ZONE = ZoneInfo("Asia/Shanghai")
NOW = "2026-11-06T10:00:00+08:00"


def load() -> Iterator[dict[str, Any]]:
    for path in sorted((Path(__file__).parent / "transcripts").glob("*.yaml")):
        for case in yaml.safe_load(path.read_text("utf-8")):
            yield {**case, "format": path.stem, "id": f"{path.stem}-{case['name']}"}


CASES = list(load())


def dressed(case: dict[str, Any]) -> str:
    """As it lies on a clipboard."""
    how = case.get("dress", ())
    text: str = case["paste"]
    text = text.replace(" 15:06", " \u00a015:06") if "nbsp" in how else text
    text = f"\ufeff{text}" if "bom" in how else text
    return text.replace("\n", "\r\n") if "crlf" in how else text


def line(said: Said) -> str:
    pattern = "%Y-%m-%d %H:%M:%S" if said.blur == 1 else "%Y-%m-%d %H:%M"
    when = said.at.astimezone(ZONE).strftime(pattern) if said.at else "-"
    text = said.text.replace("\n", "⏎")
    return f"{said.by} | {when} | {said.kind} | {text}"


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_reads_exactly_what_was_said(case: dict[str, Any]) -> None:
    now = datetime.fromisoformat(case.get("now", NOW))

    captured = read(dressed(case), now=now, zone=ZONE)

    assert [line(said) for said in captured.messages] == case["says"]
    assert captured.format == case["format"]
    assert captured.title == case.get("title", "")
    assert captured.group is case.get("group")
    assert captured.dated is case.get("dated", True)
    assert list(captured.system) == case.get("system", [])


def test_there_are_sixty_of_them_in_every_known_format() -> None:
    formats = {case["format"] for case in CASES}

    assert len(CASES) == 60
    assert formats == {f.name for f in (*PRECISE, *LOOSE) if f.name.startswith(("wecom", "wechat", "dingtalk", "feishu"))}
    assert sum(len(case["says"]) for case in CASES) > 270
