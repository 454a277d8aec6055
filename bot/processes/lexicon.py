"""`suilu lexicon`: is the organisation's lexicon in shape, and what could be added to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml

from bot.bootstrap import lexicon_dir
from bot.lexicons import load, stamp_of
from bot.nlp.teaching import FIELDS, Lesson, Taught, learn
from bot.processes.opened import opened
from bot.settings import Settings
from crm_core.people import SYSTEM

_HEADS = {
    "competitors": "竞品 (rivals): 正式名称: [大家怎么叫]",
    "products": "我方产品 (our products): 正式名称: [大家怎么叫]",
    "people": "客户里的人 (people): 称呼: [别的叫法]",
    "cues": "客户的痛点说法 (how customers put what hurts): 归到 cues/*.yaml 的 pain 或 pains.yaml 的一项",
}
_FILES = {"cues": "cues/own.yaml"}
"""Where these entries go; the others into a file of their name."""


def check(folder: Path) -> list[str]:
    """What stands there. Raises BadLexicon, FileNotFoundError."""
    if not folder.is_dir():
        raise FileNotFoundError(f"没有这个目录 (no such folder): {folder}")
    lexicon = load(folder)
    counts = {"竞品 (rivals)": lexicon.competitors, "产品 (products)": lexicon.products, "人 (people)": lexicon.names.people}
    return [
        f"没有问题 (all is well): {len(stamp_of(folder))} 个文件 (files)",
        " · ".join(f"{name} {len(terms)}" for name, terms in counts.items()),
    ]


def propose(settings: Settings, *, least: int) -> list[str]:
    """YAML to look through and copy; comments say how often each was confirmed. Raises BadLexicon, DatabaseTooOld."""
    with opened(settings) as core, core.read(SYSTEM) as w:
        said = w.teaching.lines(FIELDS)
    lines = (Taught(line.draft_id, line.field, line.value, line.proposed, line.ticked) for line in said)
    lesson = learn(lines, load(lexicon_dir(settings)), least=least)
    return [*_told(lesson, lexicon_dir(settings))] or ["# 还没有可以补充的词 (nothing to add yet)"]


def _told(lesson: Lesson, folder: Path) -> Iterator[str]:
    for file, terms in lesson.terms.items():
        yield f"# {folder / _FILES.get(file, f'{file}.yaml')} — {_HEADS[file]}"
        if file == "cues":
            yield f"pain: {_flow(sorted(terms))}"
            continue
        for name, called in sorted(terms.items(), key=lambda item: -lesson.times[file, item[0]]):
            yield f"{_flow(name)}: {_flow(called)}  # 确认 {lesson.times[file, name]} 次 (times confirmed)"
    for (file, name), times in lesson.doubted.most_common(20):
        yield f"# 常被去掉 (often left out), {_HEADS[file].split(':')[0]}: {_flow(name)} × {times}"


def _flow(value: object) -> str:
    """One line of YAML that reads back as the same."""
    return yaml.safe_dump(value, allow_unicode=True, default_flow_style=True, width=10_000).removesuffix("\n...\n").rstrip("\n")
