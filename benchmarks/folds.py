"""How well chats are understood by models that were not taught by them: five sets, each taught without its batches (ADR 0024).

The rules are those of now, and were made with these chats; only the models are blind. What a set was taught is kept in a
folder, so that other rules are scored by the same models in a minute or two. Needs the `learn` extra to teach.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.agreement import GROUPS, Report, score
from benchmarks.extraction import answer
from benchmarks.judges import JUDGES
from benchmarks.learn import fingerprint
from benchmarks.table import table
from bot.nlp.learned import head
from tests.bot.nlp import chats

FOLDS = ("q", "op", "lmn", "jk", "fghi")
"""The first letters of the files of each."""
_TREE = ("bot", "benchmarks", "cards", "config", "crm_core", "tests/bot/nlp")
_PACKAGES = ("tests/__init__.py", "tests/bot/__init__.py")
_WEIGHTS = ("learned.txt", "judges")
_AT_ONCE = 2
_LEXICON = Path("config/lexicon")


def run(folder: Path) -> str:
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        told = [*pool.map(lambda letters: _told(folder / letters, letters), FOLDS)]
    reports = {letters: score(chats.of_batches(letters), answers) for letters, answers in zip(FOLDS, told, strict=True)}
    reports["all"] = score(
        [line for letters in FOLDS for line in chats.of_batches(letters)], [one for answers in told for one in answers]
    )
    names = sorted({name for report in reports.values() for name in report.fields})
    rows = [[name, *(f"{report.fields[name].f1:.3f}" for report in reports.values())] for name in names]
    rows += [[name, *(f"{report.groups[name].f1:.3f}" for report in reports.values())] for name in GROUPS]
    return table(["F1", *(f"{name} ({len(report.covered)})" for name, report in reports.items())], [*rows, *_rest(reports)])


def _rest(reports: dict[str, Report]) -> list[list[str]]:
    return [
        ["facts, micro", *(f"{report.facts.f1:.4f}" for report in reports.values())],
        ["must-not sprung", *(f"{report.traps.right} of {report.traps.wanted}" for report in reports.values())],
        ["overall", *(f"{report.overall:.4f}" for report in reports.values())],
    ]


def answers(letters: str) -> str:
    """What the tree's own models say of them, a line each."""
    return "\n".join(json.dumps(answer(line), ensure_ascii=False) for line in chats.of_batches(letters))


def _told(kept: Path, letters: str) -> list[dict[str, Any]]:
    with TemporaryDirectory() as there:
        tree = _copied(Path(there))
        if not kept.exists():
            _teach(tree, letters)
            _moved(tree / _LEXICON, kept)
            tree = _copied(Path(there))
        if missing := JUDGES.keys() - {path.stem for path in (kept / _WEIGHTS[1]).glob("*.json")}:
            raise RuntimeError(f"{kept}: taught before there was {', '.join(sorted(missing))}; remove it")
        _moved(kept, tree / _LEXICON)
        return [json.loads(line) for line in _benchmark(tree, "answers", letters).splitlines()]


def _copied(tree: Path) -> Path:
    for name in _TREE:
        shutil.copytree(name, tree / name, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    for name in _PACKAGES:
        shutil.copy(name, tree / name)  # else the tests that are installed are found before these
    return tree


def _teach(tree: Path, letters: str) -> None:
    for path in (tree / chats.CORPUS.relative_to(Path.cwd()) / "dev").glob(f"[{letters}]-*.yaml"):
        path.unlink()
    _benchmark(tree, "learn")
    if head((tree / _LEXICON / _WEIGHTS[0]).read_bytes())["made_from"] == fingerprint():
        raise RuntimeError(f"{letters}: taught by its own batches")


def _moved(source: Path, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    shutil.copy(source / _WEIGHTS[0], target)
    shutil.copytree(source / _WEIGHTS[1], target / _WEIGHTS[1], dirs_exist_ok=True)


def _benchmark(tree: Path, *command: str) -> str:
    given: Sequence[str] = (sys.executable, "-m", "benchmarks", *command)
    done = subprocess.run(given, cwd=tree, env={**os.environ, "PYTHONPATH": str(tree)}, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr[-2000:]}")
    return done.stdout
