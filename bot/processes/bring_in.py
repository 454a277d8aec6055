"""`suilu import`: people and customers from a YAML file; the same file again changes nothing."""

from __future__ import annotations

from pathlib import Path

import yaml
from pydantic import ValidationError

from bot.processes.opened import opened
from bot.settings import Settings
from crm_core.people import SYSTEM
from crm_core.work.imports import ImportIn


class BadFile(Exception):
    """The file cannot be taken; the message is one line that says where and why. Nothing was written."""


def bring_in(settings: Settings, file: Path) -> tuple[int, int]:
    """How many people and customers the file names. All of it, or nothing. Raises BadFile, DatabaseTooOld."""
    data = read(file)
    try:
        with opened(settings) as core, core.work(SYSTEM) as w:
            w.imports.load(data)
    except KeyError as error:
        raise BadFile(f"{file}: 文件里没有 (the file does not name) {error}") from error
    return len(data.people), len(data.customers)


def read(file: Path) -> ImportIn:
    """The file's own form is `crm_core.work.imports.ImportIn`. Raises BadFile."""
    try:
        return ImportIn.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(step) for step in first["loc"]) or "file"
        raise BadFile(f"{file}: {place}: {first['msg']}") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        where = getattr(error, "problem_mark", None)
        line = f" (line {where.line + 1})" if where else ""
        raise BadFile(f"{file}: 不是 YAML (not YAML){line}") from None
